/** Buttons, links that look like them, and a choice of a few side by side. */
import type { ReactNode } from 'react'
import { Button as AriaButton, Link, ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import type { ButtonProps as AriaButtonProps } from 'react-aria-components'
import './button.css'

type Variant = 'plain' | 'primary' | 'danger' | 'quiet'

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  readonly variant?: Variant
  readonly icon?: ReactNode
  /** Without any, `aria-label` names what the icon means. */
  readonly children?: ReactNode
}

export function Button({ variant = 'plain', icon, children, ...props }: ButtonProps) {
  return (
    <AriaButton {...props} className="button" data-variant={variant} data-icon-only={children === undefined || undefined}>
      {icon}
      {children}
    </AriaButton>
  )
}

interface ButtonLinkProps {
  readonly href: string
  readonly icon?: ReactNode
  readonly variant?: Variant
  readonly newTab?: boolean
  readonly label?: string
  readonly children?: ReactNode
}

export function ButtonLink({ href, icon, variant = 'plain', newTab = false, label, children }: ButtonLinkProps) {
  const tab = newTab ? { target: '_blank', rel: 'noreferrer' } : {}
  return (
    <Link
      href={href}
      className="button"
      data-variant={variant}
      data-icon-only={children === undefined || undefined}
      aria-label={label}
      {...tab}
    >
      {icon}
      {children}
    </Link>
  )
}

export interface Segment<Value extends string> {
  readonly value: Value
  readonly label: ReactNode
  readonly name?: string
}

interface SegmentsProps<Value extends string> {
  /** For screen readers: what is chosen here. */
  readonly label: string
  readonly value: Value
  readonly segments: readonly Segment<Value>[]
  readonly onChange: (value: Value) => void
}

/** One of a few, all of them in sight. */
export function Segments<Value extends string>({ label, value, segments, onChange }: SegmentsProps<Value>) {
  return (
    <ToggleButtonGroup
      className="segments"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = segments.find((segment) => keys.has(segment.value))
        if (chosen) onChange(chosen.value)
      }}
    >
      {segments.map((segment) => (
        <ToggleButton key={segment.value} id={segment.value} aria-label={segment.name}>
          {segment.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
