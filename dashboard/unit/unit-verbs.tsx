/** What can be done to the unit: the nearest as buttons, all of them in a menu that says what each does, or why it is not possible now. */
import { useState } from 'react'
import type { ReactElement } from 'react'
import { ChevronDown } from 'lucide-react'
import { useProject } from '../api/project-context.ts'
import { useAction } from '../api/use-action.ts'
import { HoldWorkUnit, ReleaseWorkUnit } from '../api/verbs.ts'
import { verbs as words } from '../english/verbs.ts'
import { useCommands } from '../shell/commands.ts'
import { ActionState } from '../ui/action-state.tsx'
import { Button } from '../ui/button.tsx'
import { Menu, Tooltip } from '../ui/overlay.tsx'
import { CompleteDialog } from './complete-dialog.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { DependenciesDialog } from './dependencies-dialog.tsx'
import { CancelDialog, RetryDialog } from './plain-dialogs.tsx'
import { PriorityDialog } from './priority-dialog.tsx'
import { RewindDialog } from './rewind-dialog.tsx'
import type { VerbProps } from './verb-dialog.tsx'
import { VERB_KEYS, VERBS, whyNot } from './verbs.ts'
import type { Verb } from './verbs.ts'

/** Those that stand on the page while they are possible. */
const NEAREST: readonly Verb[] = ['retry', 'cancel', 'hold', 'release']

interface UnitVerbsProps extends Omit<VerbProps, 'onClose'> {
  readonly onDeleted: (backupRef: string | null) => void
}

export function UnitVerbs({ project, card, onDeleted }: UnitVerbsProps) {
  const { settings } = useProject()
  const [open, setOpen] = useState<Verb | null>(null)
  const hold = useAction(HoldWorkUnit)
  const release = useAction(ReleaseWorkUnit)
  const reasons = Object.fromEntries(VERBS.map((verb) => [verb, whyNot(verb, card, settings?.phases ?? [])])) as Record<Verb, string | null>
  const isMoot = (verb: Verb) => verb === (card.held ? 'hold' : 'release')
  const offered = VERBS.filter((verb) => !isMoot(verb))

  const begin = (verb: Verb) => {
    const input = { project, chunk: card.chunk, expectedRevision: card.revision }
    if (verb === 'hold') void hold.act(input)
    else if (verb === 'release') void release.act(input)
    else setOpen(verb)
  }
  useCommands(
    offered.flatMap((verb) =>
      reasons[verb] === null
        ? [{ id: `unit:${verb}`, group: 'act' as const, label: words[verb].label, keys: VERB_KEYS[verb], run: () => begin(verb) }]
        : [],
    ),
  )

  const common = { project, card, onClose: () => setOpen(null) }
  const dialogs: Partial<Record<Verb, ReactElement>> = {
    retry: <RetryDialog {...common} />,
    cancel: <CancelDialog {...common} />,
    rewind: <RewindDialog {...common} />,
    prioritize: <PriorityDialog {...common} />,
    depend: <DependenciesDialog {...common} />,
    complete: <CompleteDialog {...common} />,
    delete: <DeleteDialog {...common} onDeleted={onDeleted} />,
  }
  return (
    <div className="unit-page-verbs">
      <div className="row" role="group" aria-label={words.title}>
        {NEAREST.map((verb) =>
          reasons[verb] === null ? (
            <Tooltip key={verb} text={words[verb].does}>
              <Button onPress={() => begin(verb)} isDisabled={hold.busy || release.busy}>
                {words[verb].label}
              </Button>
            </Tooltip>
          ) : null,
        )}
        <Menu
          label={words.title}
          actions={offered.map((verb) => ({
            id: verb,
            label: words[verb].label,
            description: reasons[verb] ?? words[verb].does,
            isDisabled: reasons[verb] !== null,
            tone: verb === 'delete' ? 'danger' : 'plain',
            onAction: () => begin(verb),
          }))}
        >
          <Button>
            {words.all}
            <ChevronDown aria-hidden="true" />
          </Button>
        </Menu>
      </div>
      <ActionState {...(card.held ? release : hold)} />
      {open === null ? null : dialogs[open]}
    </div>
  )
}
