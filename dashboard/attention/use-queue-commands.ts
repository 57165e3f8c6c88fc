/** The keys of the queue, as commands: the map of keys and the palette show them. Those of the item itself are in item-keys.ts. */
import type { RefObject } from 'react'
import type { Item } from '../api/attention-queue.ts'
import { keys as words, forms } from '../english/attention.ts'
import { unitAddress } from '../route.ts'
import { useCommands } from '../shell/commands.ts'
import type { Command } from '../shell/commands.ts'
import { buttonOf, numberOf } from './item-keys.ts'
import { canRetry } from './kinds.ts'
import type { useSelection } from './use-selection.ts'

interface QueueCommands {
  readonly project: string
  readonly chosen: Item | undefined
  readonly article: RefObject<HTMLElement | null>
  readonly selection: ReturnType<typeof useSelection>
  readonly onStep: (by: 1 | -1) => void
}

export function useQueueCommands({ project, chosen, article, selection, onStep }: QueueCommands): void {
  const ofItem = chosen ? itemCommands(project, chosen, article, selection) : []
  useCommands([
    { id: 'queue:next', group: 'view', label: words.next, keys: 'j', run: () => onStep(1) },
    { id: 'queue:previous', group: 'view', label: words.previous, keys: 'k', run: () => onStep(-1) },
    ...ofItem,
    ...(selection.selected.length > 0
      ? [{ id: 'queue:retry', group: 'act' as const, label: words.retrySelected, keys: 'Shift+R', run: selection.retry }]
      : []),
  ])
}

function itemCommands(
  project: string,
  item: Item,
  article: RefObject<HTMLElement | null>,
  selection: QueueCommands['selection'],
): readonly Command[] {
  // Outside of the item a number only goes to its option: nothing is decided by a key that was meant for something else.
  const options = optionsOf(item).map((option, index): Command => {
    const key = numberOf(index)
    return {
      id: `option:${key}`,
      group: 'act',
      label: words.option(option),
      keys: key,
      run: () => buttonOf(article.current, key ?? '')?.focus(),
    }
  })
  const retrying: Command[] = canRetry(item)
    ? [
        { id: 'item:retry', group: 'act', label: words.retry, keys: 'r', run: () => buttonOf(article.current, 'r')?.click() },
        {
          id: 'item:select',
          group: 'act',
          label: words.select,
          keys: 'x',
          run: () => selection.set(item, !selection.ids.has(item.id)),
        },
      ]
    : []
  const open: Command = {
    id: 'item:open',
    group: 'go',
    label: words.open,
    keys: 'u',
    run: () => {
      window.location.hash = unitAddress(project, item.workUnit.chunk)
    },
  }
  return [...options, ...retrying, open]
}

function optionsOf({ conflict, options }: Item): readonly string[] {
  if (!conflict) return options.slice(0, 9)
  return [...conflict.workUnits.map(({ chunk }) => forms.first(chunk)), forms.both]
}
