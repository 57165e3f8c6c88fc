/**
 * The environment of an agent that is a command: these names and no others. What the server has in its own environment (tokens, GIT_DIR,
 * addresses of databases) does not reach an agent unless the project's settings name it.
 */
import type { RunTask } from './driver.ts'

const ALWAYS_INHERITED = ['PATH', 'HOME', 'LANG', 'TERM', 'TMPDIR'] as const

/**
 * Builds the environment from the task's facts and from the variables of `source` that are always inherited or named in `inherited`.
 * A fact wins over a variable of its name.
 */
export function commandEnvironment(
  task: RunTask,
  files: { readonly prompt: string; readonly feedback: string | null },
  inherited: readonly string[],
  source: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const facts: Record<string, string | null> = {
    SIGNALBOX_PROMPT_FILE: files.prompt,
    SIGNALBOX_PROJECT: task.project,
    SIGNALBOX_CHUNK: task.chunk,
    SIGNALBOX_PHASE: task.phase,
    SIGNALBOX_RUN: task.runId,
    SIGNALBOX_URL: task.apiUrl,
    SIGNALBOX_TOKEN: task.runToken,
    SIGNALBOX_BASE_BRANCH: task.baseBranch,
    SIGNALBOX_ANSWER: task.answer,
    SIGNALBOX_FEEDBACK_FILE: files.feedback,
  }
  const environment: Record<string, string> = {}
  for (const name of [...ALWAYS_INHERITED, ...inherited]) {
    const value = source[name]
    if (value !== undefined && !(name in facts)) environment[name] = value
  }
  for (const [name, value] of Object.entries(facts)) if (value !== null) environment[name] = value
  return environment
}
