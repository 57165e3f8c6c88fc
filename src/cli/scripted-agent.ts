/** The command that starts the scripted agent of this very installation: compiled, or in a checkout its source. */
import { fileURLToPath } from 'node:url'

export function scriptedAgent(): readonly string[] {
  const isSource = import.meta.url.endsWith('.ts')
  const program = fileURLToPath(new URL(`../agents/scripted-agent-main.${isSource ? 'ts' : 'js'}`, import.meta.url))
  // By its address: the agent works in a folder where no module is found by its name.
  return isSource ? [process.execPath, '--import', import.meta.resolve('tsx'), program] : [process.execPath, program]
}
