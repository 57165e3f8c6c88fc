/** Keys of commands: what is half typed survives that commands come and go, and of two with the same keys the page's runs. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bindKeys, CommandList } from '../../dashboard/shell/commands.ts'
import type { Command } from '../../dashboard/shell/commands.ts'

/** What of a browser's event and element is looked at. */
class Pressed extends Event {
  readonly code = ''
  readonly key: string
  constructor(key: string) {
    super('keydown', { cancelable: true })
    this.key = key
  }
  getModifierState = () => false
}

const ran: string[] = []
const command = (id: string, keys: string): Command => ({ id, group: 'go', label: id, keys, run: () => ran.push(id) })

beforeEach(() => {
  ran.length = 0
  vi.stubGlobal('KeyboardEvent', Pressed)
  // No key is pressed in an element here.
  vi.stubGlobal('HTMLElement', Map)
})
afterEach(() => {
  vi.unstubAllGlobals()
})

function bound(list: CommandList) {
  const target = new EventTarget()
  const end = bindKeys(list, target as Window)
  return { end, press: (...keys: string[]) => keys.forEach((key) => target.dispatchEvent(new Pressed(key))) }
}

test('a sequence goes on when commands come and go in the middle of it', () => {
  const list = new CommandList()
  list.set({}, [command('attention', 'g a')])
  const { press } = bound(list)
  const page = {}
  list.set(page, [command('next', 'j')])
  press('g')
  list.set(page, null)
  list.set({}, [command('hold', 'h')])
  press('a')
  expect(ran).toEqual(['attention'])
})

test('keys work as long as there is a command for them, and run the one that was told of last', () => {
  const list = new CommandList()
  const page = {}
  list.set({}, [command('frame', 'f')])
  list.set(page, [command('page', 'f'), command('next', 'j')])
  const { press, end } = bound(list)
  press('f', 'j')
  list.set(page, null)
  press('f', 'j')
  expect(ran).toEqual(['page', 'next', 'frame'])
  end()
  press('f')
  expect(ran).toHaveLength(3)
})
