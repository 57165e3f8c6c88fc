/** Tells the user of a long command, on the standard error, how far what it has shown can be trusted. */
import type { LiveState } from '../client/follow-project.ts'
import { inOneLine, writeLine } from './print.ts'
import type { Cli } from './session.ts'

/** Gives what hears of every state, and writes a line when its kind changes from `before`: not for each change, nor for each try. */
export function tellStates({ err }: Pick<Cli, 'err'>, before: LiveState['kind']): (state: LiveState) => void {
  let told = before
  return (state) => {
    if (state.kind === told) return
    told = state.kind
    const sentence = sentenceOf(state)
    if (sentence !== null) writeLine(err, `signalbox: ${inOneLine(sentence)}`)
  }
}

/** Null for what ends the command, which tells of it then. */
function sentenceOf(state: LiveState): string | null {
  switch (state.kind) {
    case 'live':
      return 'live'
    case 'stale':
      return `stale since ${state.since.toISOString()}: ${state.reason}`
    case 'disconnected':
      return `disconnected${state.since ? `, stale since ${state.since.toISOString()}` : ''}: ${state.reason}; trying again`
    case 'starting':
    case 'signed-out':
      return null
  }
}
