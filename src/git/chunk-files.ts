/**
 * The documents of chunks on a base branch: GOAL.md files and the PLAN.md files beside them. Read from git's objects, never
 * from anybody's checkout; what is no plain file there, such as a symbolic link, is passed over.
 */
import type { ChunkFile } from '../domain/chunk-file.ts'
import { baseTip } from './base-tip.ts'
import { collect } from './collect.ts'
import { GitError } from './git-error.ts'
import type { Git } from './git.ts'
import { eachName } from './names.ts'

/** A repository that has more has them for another purpose. */
const MAX_LISTED = 20_000

const PLAIN_FILE = /^100(?:644|755) blob ([0-9a-f]+) +(\d+|BAD)\t((?:[^]*\/)?(?:GOAL|PLAN)\.md)$/

/** All of them, sorted by path; the first so many of a repository that has very many. Throws NOT_FOUND and GitError. */
export async function listChunkFiles(git: Git, repository: string, baseBranch: string): Promise<ChunkFile[]> {
  const tip = await baseTip(git, repository, baseBranch)
  const files: ChunkFile[] = []
  const args = ['ls-tree', '-r', '-l', '-z', '--full-tree', '--end-of-options', tip]
  await eachName(git, repository, args, (line) => {
    const [, object, size, path] = PLAIN_FILE.exec(line) ?? []
    // That is the size of an object that git cannot read; its exit code says nothing of it.
    if (size === 'BAD') throw new GitError(repository, args, 0, `git cannot read the object ${object}, which is ${path}`)
    if (object !== undefined && path !== undefined) files.push({ path, object, size: Number(size) })
    return files.length < MAX_LISTED
  })
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

/** The texts of files that were listed, in their order. What is no UTF-8 in them becomes �. Throws GitError. */
export async function readChunkFiles(git: Git, repository: string, files: readonly ChunkFile[]): Promise<string[]> {
  if (files.length === 0) return []
  const args = ['cat-file', '--batch']
  const most = files.reduce((sum, { object, size }) => sum + object.length + size + ROOM_FOR_HEADER, 0)
  const input = files.map(({ object }) => `${object}\n`).join('')
  const output = await collect(git, repository, args, most, { input })
  let at = 0
  return files.map(({ object, size }) => {
    const header = Buffer.from(`${object} blob ${size}\n`)
    const start = at + header.length
    at = start + size + 1
    if (output === null || !output.subarray(start - header.length, start).equals(header) || output.length < at) {
      throw new GitError(repository, args, 0, `git cannot read the object ${object}`)
    }
    return output.toString('utf8', start, start + size)
  })
}

/** Of a name of git's types, a size and two line breaks. */
const ROOM_FOR_HEADER = 40
