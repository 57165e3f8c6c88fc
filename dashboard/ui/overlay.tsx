/** What lies above the page: dialogs, menus, tooltips. Focus goes in, stays, and comes back. */
import type { ReactNode } from 'react'
import {
  Dialog as AriaDialog,
  Heading,
  Menu as AriaMenu,
  MenuItem,
  MenuTrigger,
  Modal,
  ModalOverlay,
  Popover,
  Text,
  Tooltip as AriaTooltip,
  TooltipTrigger,
} from 'react-aria-components'
import './overlay.css'

interface DialogProps {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly title: string
  /** Asks before something is done that cannot be undone. */
  readonly isAlert?: boolean
  readonly size?: 'plain' | 'wide'
  readonly children: ReactNode
}

export function Dialog({ isOpen, onClose, title, isAlert = false, size = 'plain', children }: DialogProps) {
  return (
    <ModalOverlay
      className="veil"
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      isDismissable={!isAlert}
    >
      <Modal className="dialog" data-size={size}>
        <AriaDialog role={isAlert ? 'alertdialog' : 'dialog'}>
          <Heading slot="title">{title}</Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

export interface MenuAction {
  readonly id: string
  readonly label: string
  readonly description?: string
  readonly icon?: ReactNode
  readonly tone?: 'plain' | 'danger'
  readonly isDisabled?: boolean
  readonly onAction: () => void
}

/** `children` is the button that opens it. */
export function Menu({ label, actions, children }: { label: string; actions: readonly MenuAction[]; children: ReactNode }) {
  return (
    <MenuTrigger>
      {children}
      <Popover className="popover">
        <AriaMenu aria-label={label} disabledKeys={actions.filter((action) => action.isDisabled).map((action) => action.id)}>
          {actions.map((action) => (
            <MenuItem
              key={action.id}
              id={action.id}
              className="option"
              data-tone={action.tone}
              textValue={action.label}
              onAction={action.onAction}
            >
              {action.icon}
              <span>
                <Text slot="label">{action.label}</Text>
                {action.description ? (
                  <Text slot="description" className="description">
                    {action.description}
                  </Text>
                ) : null}
              </span>
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}

/** Says more about a button or a link. `children` is that one thing: it must be able to have the focus. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  return (
    <TooltipTrigger delay={400}>
      {children}
      <AriaTooltip className="tooltip" offset={6}>
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  )
}
