/** What a git command that failed leaves behind. */

/** `exitCode` is null where git was killed (deadline) or could not be started. `reason` is one line of git's own words. */
export class GitError extends Error {
  override readonly name = 'GitError'
  readonly directory: string
  readonly args: readonly string[]
  readonly exitCode: number | null
  readonly stderr: string
  readonly reason: string
  /** The lock file of another git process that was in the way, or null. */
  readonly lockFile: string | null

  constructor(directory: string, args: readonly string[], exitCode: number | null, stderr: string) {
    const reason = firstComplaint(stderr)
    super(
      `git ${shorten(args.join(' '))} failed in ${directory} (${exitCode === null ? 'no exit code' : `exit code ${exitCode}`}): ${reason}`,
    )
    this.directory = directory
    this.args = args
    this.exitCode = exitCode
    this.stderr = stderr
    this.reason = reason
    this.lockFile = /Unable to create '([^]+?\.lock)': File exists/.exec(stderr)?.[1] ?? null
  }
}

function firstComplaint(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '')
  const complaint = lines.find((line) => /^(?:fatal|error): /.test(line)) ?? lines[0] ?? 'git said nothing'
  return complaint.replace(/^(?:fatal|error): /, '')
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
