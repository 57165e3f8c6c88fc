/** Which files differ between two commits, and by how many lines. */
import { SignalboxError } from '../domain/errors.ts'
import type { FileChange } from '../domain/branch-diff.ts'
import { collect } from './collect.ts'
import { CHECKOUT_DEADLINE_MS, type Git } from './git.ts'
import { splitNul } from './parse.ts'

/** What is compared: two commits, and of them only what lies below `paths`, or everything where that is null. */
export interface Comparison {
  readonly repository: string
  readonly base: string
  readonly head: string
  readonly paths: readonly string[] | null
}

export interface ChangedFile {
  readonly path: string
  readonly previousPath: string | null
  readonly change: FileChange
  readonly binary: boolean
  readonly additions: number | null
  readonly deletions: number | null
  /** How many sections the file has in a patch: git shows a file that became a link as one that is deleted and one that is added. */
  readonly sections: number
}

/** Names of sixty thousand files or so. */
const MAX_LIST_BYTES = 16 * 1024 * 1024

/** git looks for renames among so many files that are added and deleted; beyond, only for those whose content stayed the same. */
const RENAME_LIMIT = 400

const CHANGES: Readonly<Record<string, FileChange>> = { A: 'ADDED', D: 'DELETED', R: 'RENAMED' }

/** The arguments that compare, without any program or preference of the repository's owner. */
export function diffArguments({ base, head, paths }: Comparison, ...format: readonly string[]): string[] {
  return [
    ...['-c', 'diff.suppressBlankEmpty=false', '-c', 'core.quotePath=true', '--literal-pathspecs', 'diff-tree', '-r'],
    ...['--no-ext-diff', '--no-textconv', '--no-color', '--find-renames', `-l${RENAME_LIMIT}`],
    ...['--ignore-submodules=none', '--submodule=short', '--src-prefix=a/', '--dst-prefix=b/', ...format],
    ...['--end-of-options', base, head, '--', ...(paths ?? [])],
  ]
}

/** In git's order, which is that of a patch too. Throws LIMIT_EXCEEDED where there are more than can be listed. */
export async function changedFiles(git: Git, comparison: Comparison): Promise<ChangedFile[]> {
  const args = diffArguments(comparison, '--raw', '--numstat', '-z')
  const output = await collect(git, comparison.repository, args, MAX_LIST_BYTES, { deadlineMs: CHECKOUT_DEADLINE_MS })
  if (output === null) {
    throw new SignalboxError(
      'LIMIT_EXCEEDED',
      'The branch changes more files than can be listed. Ask for some of its folders with paths.',
      'paths',
    )
  }
  return parse(splitNul(output.toString('utf8')))
}

/** First a record `:mode mode object object status` of each file, with one path or two, then one `added<TAB>deleted<TAB>path` of each. */
function parse(fields: readonly string[]): ChangedFile[] {
  const entries: Pick<ChangedFile, 'path' | 'previousPath' | 'change' | 'sections'>[] = []
  const lines = new Map<string, { added: string; deleted: string }>()
  let at = 0
  const next = (): string => fields[at++] ?? ''
  while (fields[at]?.startsWith(':')) {
    const status = next().split(' ')[4]?.charAt(0) ?? ''
    const first = next()
    const renamed = status === 'R'
    entries.push({
      path: renamed ? next() : first,
      previousPath: renamed ? first : null,
      change: CHANGES[status] ?? 'MODIFIED',
      sections: status === 'T' ? 2 : 1,
    })
  }
  while (at < fields.length) {
    const [added = '', deleted = '', ...path] = next().split('\t')
    const named = path.join('\t')
    if (named === '') next()
    lines.set(named === '' ? next() : named, { added, deleted })
  }
  return entries.map((entry) => {
    const { added = '0', deleted = '0' } = lines.get(entry.path) ?? {}
    const binary = added === '-'
    return { ...entry, binary, additions: binary ? null : Number(added), deletions: binary ? null : Number(deleted) }
  })
}
