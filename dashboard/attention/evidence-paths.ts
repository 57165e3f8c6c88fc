/** The files and folders that a conflict is about, as `branchDiff` takes them. */

/** As many as the server takes. */
const MOST = 100

/** Declared paths may be patterns: then it is the folder before the first of them. Undefined is everything. */
export function evidencePaths(evidence: readonly { readonly path: string }[]): readonly string[] | undefined {
  const paths = [...new Set(evidence.map(({ path }) => withoutPattern(path)))]
  return paths.length === 0 || paths.length > MOST || paths.includes('') ? undefined : paths
}

function withoutPattern(path: string): string {
  const parts = path.split('/')
  const first = parts.findIndex((part) => /[*?[{]/.test(part))
  return (first < 0 ? parts : parts.slice(0, first)).filter((part) => part !== '').join('/')
}
