import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { GitError } from '../../src/git/git-error.ts'
import { Git } from '../../src/git/git.ts'
import { oneLine } from '../../src/git/parse.ts'
import { KeyedQueue } from '../../src/git/keyed-queue.ts'
import { commit, operatorGit, plainEnvironment, sampleRepository, temporaryFolder, write } from './sample-repository.ts'

describe('running git', () => {
  it.each([
    'GIT_DIR',
    'GIT_WORK_TREE',
    'GIT_INDEX_FILE',
    'GIT_COMMON_DIR',
    'GIT_OBJECT_DIRECTORY',
    'GIT_NAMESPACE',
    'GIT_CONFIG_PARAMETERS',
    'GIT_CEILING_DIRECTORIES',
  ])('does not hand %s of the server on', async (name) => {
    const { folder, repository, first } = await sampleRepository()
    const git = new Git({ ...plainEnvironment(folder), [name]: join(folder, 'elsewhere') })
    expect(oneLine((await git.run(repository, ['rev-parse', 'refs/heads/main'])).stdout)).toBe(first)
    expect((await git.run(repository, ['status', '--porcelain'])).stdout).toBe('')
    expect(oneLine((await git.run(repository, ['rev-parse', '--show-toplevel'])).stdout)).toBe(repository)
  })

  it('never takes a folder without .git for part of the repository around it', async () => {
    const { repository, git } = await sampleRepository()
    await mkdir(join(repository, 'inside'))
    await expect(git.run(join(repository, 'inside'), ['rev-parse', 'HEAD'])).rejects.toThrow('not a git repository')
  })

  it('answers a failure with arguments, exit code and what git said', async () => {
    const { repository, git } = await sampleRepository()
    const failure = await git.run(repository, ['rev-parse', '--verify', 'refs/heads/nope']).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(GitError)
    expect(failure).toMatchObject({
      args: ['rev-parse', '--verify', 'refs/heads/nope'],
      exitCode: 128,
      stderr: 'fatal: Needed a single revision\n',
    })
  })

  it('ends a command at its deadline', async () => {
    const { repository, git } = await sampleRepository()
    const failure = git.run(repository, ['-c', 'alias.hang=!sleep 60', 'hang'], { deadlineMs: 50 })
    await expect(failure).rejects.toMatchObject({ name: 'GitError', exitCode: null })
  })

  it('hands over what git prints until it is enough, and answers for what happens then', async () => {
    const { repository, git } = await sampleRepository()
    const endless = ['-c', 'alias.flood=!yes', 'flood']
    let size = 0
    await git.stream(repository, endless, (bytes) => (size += bytes.length) < 1_000_000)
    expect(size).toBeLessThan(2_000_000)
    const refuse = (): boolean => {
      throw new Error('not like this')
    }
    await expect(git.stream(repository, endless, refuse)).rejects.toThrow('not like this')
    await expect(git.stream(repository, endless, () => true, { deadlineMs: 50 })).rejects.toMatchObject({
      name: 'GitError',
      exitCode: null,
    })
    await expect(git.stream(repository, ['cat-file', 'blob', 'nope'], () => true)).rejects.toMatchObject({
      name: 'GitError',
      exitCode: 128,
    })
  })

  it('waits for a lock that another process holds', async () => {
    const { repository, git } = await sampleRepository()
    const lock = join(repository, '.git', 'index.lock')
    await write(repository, '.git/index.lock', '')
    await write(repository, 'new.txt', 'new\n')
    const adding = git.run(repository, ['add', 'new.txt'])
    await git.run(repository, ['-c', `alias.unlock=!rm '${lock}'`, 'unlock'])
    await adding
    expect(await operatorGit(repository, 'status', '--porcelain')).toBe('A  new.txt')
  })

  it('gives up on a lock that nobody releases and names it', async () => {
    const { repository, git } = await sampleRepository()
    await write(repository, '.git/index.lock', '')
    await expect(git.run(repository, ['add', '.'])).rejects.toMatchObject({ lockFile: join(repository, '.git', 'index.lock') })
  })

  it('says so where the folder does not exist', async () => {
    const folder = await temporaryFolder()
    await expect(new Git(plainEnvironment(folder)).run(join(folder, 'nope'), ['status'])).rejects.toThrow('nope')
  })

  it('runs no hook of the repository', async () => {
    const { repository, git } = await sampleRepository()
    await write(repository, '.git/hooks/pre-commit', '#!/bin/sh\nexit 1\n')
    await git.run(repository, ['-c', 'alias.executable=!chmod +x .git/hooks/pre-commit', 'executable'])
    await expect(commit(repository, { 'a.txt': 'a\n' })).rejects.toThrow()
    await git.run(repository, ['-c', 'user.name=n', '-c', 'user.email=e', 'commit', '--quiet', '-m', 'fine'])
  })
})

describe('a keyed queue', () => {
  it('runs work of one key in order and goes on after a failure', async () => {
    const queue = new KeyedQueue()
    const log: string[] = []
    const step = (key: string, name: string, fail = false) =>
      queue.run(key, async () => {
        log.push(`${name} begins`)
        await Promise.resolve()
        log.push(`${name} ends`)
        if (fail) throw new Error(name)
      })
    const results = await Promise.allSettled([step('k', 'one', true), step('k', 'two'), step('k', 'three')])
    expect(log).toEqual(['one begins', 'one ends', 'two begins', 'two ends', 'three begins', 'three ends'])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  })

  it('does not let one key wait for another', async () => {
    const queue = new KeyedQueue()
    let release = () => {}
    const held = queue.run('held', () => new Promise<void>((resolve) => (release = resolve)))
    await expect(queue.run('free', () => Promise.resolve('done'))).resolves.toBe('done')
    release()
    await held
  })
})
