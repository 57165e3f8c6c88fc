/**
 * What can be done from where one is. A page tells its commands with `useCommands`; the palette lists them, their keys work, and the map
 * of keys shows them: one list for all three.
 */
import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from 'react'
import { tinykeys } from 'tinykeys'

export interface Command {
  readonly id: string
  readonly group: 'go' | 'act' | 'view'
  readonly label: string
  /** In the words of tinykeys: `g t` is one after the other, `$mod+k` is with Ctrl or Command. */
  readonly keys?: string
  readonly run: () => void
}

export class CommandList {
  readonly #owners = new Map<object, readonly Command[]>()
  readonly #listeners = new Set<() => void>()
  #all: readonly Command[] = []

  all = (): readonly Command[] => this.#all

  set(owner: object, commands: readonly Command[] | null): void {
    if (commands) this.#owners.set(owner, commands)
    else this.#owners.delete(owner)
    // The one that was told of last, which is the page, goes before the frame's.
    const byId = new Map([...this.#owners.values()].flat().map((command) => [command.id, command]))
    this.#all = [...byId.values()]
    for (const listener of this.#listeners) listener()
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

export const CommandContext = createContext<CommandList>(new CommandList())

export function useCommandList(): readonly Command[] {
  const list = useContext(CommandContext)
  return useSyncExternalStore(list.subscribe, list.all)
}

/** Tells of a component's commands while it is mounted. They may be another list at every render: only what is seen of them counts. */
export function useCommands(commands: readonly Command[]): void {
  const list = useContext(CommandContext)
  const newest = useRef(commands)
  useEffect(() => {
    newest.current = commands
  })
  const shown = JSON.stringify(commands)
  useEffect(() => {
    const owner = {}
    const run = (id: string) => newest.current.find((command) => command.id === id)?.run()
    const told = JSON.parse(shown) as Omit<Command, 'run'>[]
    list.set(
      owner,
      told.map((command) => ({ ...command, run: () => run(command.id) })),
    )
    return () => list.set(owner, null)
  }, [list, shown])
}

/** So long a key waits for the next one of its sequence, in milliseconds. */
const SEQUENCE_TIMEOUT = 2_000

/** Has the keys of all commands work, except while something is being typed, or a dialog is open. */
export function useCommandKeys(): void {
  const list = useContext(CommandContext)
  useEffect(() => bindKeys(list, window), [list])
}

/**
 * Returns the way to end it. The keys of each command are bound by themselves, and left alone while there is a command for them: commands
 * come and go with every page and with changes of what is on it, and a sequence that is half typed must not be forgotten for that.
 */
export function bindKeys(list: CommandList, target: Window): () => void {
  const bound = new Map<string, () => void>()
  const press = (keys: string) => (event: KeyboardEvent) => {
    if (!keys.includes('$mod') && isTaken(event)) return
    event.preventDefault()
    const command = list.all().findLast((each) => each.keys === keys)
    command?.run()
  }
  const bind = () => {
    const wanted = new Set(list.all().flatMap(({ keys }) => keys ?? []))
    for (const [keys, unbind] of bound) {
      if (wanted.has(keys)) continue
      unbind()
      bound.delete(keys)
    }
    for (const keys of wanted) {
      if (!bound.has(keys)) bound.set(keys, tinykeys(target, { [keys]: press(keys) }, { timeout: SEQUENCE_TIMEOUT }))
    }
  }
  bind()
  const end = list.subscribe(bind)
  return () => {
    end()
    for (const unbind of bound.values()) unbind()
  }
}

function isTaken({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    target.closest('input, textarea, select, [role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]') !== null
  )
}
