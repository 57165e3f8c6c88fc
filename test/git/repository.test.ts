import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Git } from '../../src/git/git.ts'
import { inspectRepository } from '../../src/git/repository.ts'
import { operatorGit, plainEnvironment, sampleRepository, temporaryFolder } from './sample-repository.ts'

describe('inspecting a repository', () => {
  it.each(['repository', 'with space', 'with \'quote"', 'mit ümläut 信号', '-dash', 'two\nlines', 'colon:colon'])(
    'finds the repository in a folder called %j',
    async (name) => {
      const { repository, git } = await sampleRepository(name)
      expect(await inspectRepository(git, repository, null)).toEqual({ topLevel: repository, baseBranch: 'main' })
    },
  )

  it('finds it from a folder inside, from a symbolic link and from another worktree', async () => {
    const { folder, repository, git } = await sampleRepository()
    await mkdir(join(repository, 'src/deep'), { recursive: true })
    await symlink(repository, join(folder, 'link'))
    await operatorGit(repository, 'worktree', 'add', '--quiet', '-b', 'feature', join(folder, 'linked'))
    for (const path of [join(repository, 'src/deep'), join(folder, 'link'), join(folder, 'linked'), `${repository}/`]) {
      expect(await inspectRepository(git, path, null)).toEqual({ topLevel: repository, baseBranch: 'main' })
    }
  })

  it('takes a bare repository', async () => {
    const { folder, repository, git } = await sampleRepository()
    const bare = join(folder, 'bare.git')
    await operatorGit(folder, 'clone', '--quiet', '--bare', repository, bare)
    expect(await inspectRepository(git, bare, null)).toEqual({ topLevel: bare, baseBranch: 'main' })
  })

  it('takes the base branch that is named, wherever HEAD is', async () => {
    const { repository, git } = await sampleRepository()
    await operatorGit(repository, 'branch', 'release/1.0')
    await operatorGit(repository, 'checkout', '--quiet', '--detach')
    expect(await inspectRepository(git, repository, 'release/1.0')).toEqual({ topLevel: repository, baseBranch: 'release/1.0' })
    await expect(inspectRepository(git, repository, null)).rejects.toMatchObject({ code: 'VALIDATION_FAILED', field: 'baseBranch' })
  })

  it.each([
    'nope',
    '-n',
    '--help',
    'main~0',
    'main^{commit}',
    'HEAD',
    'refs/heads/main',
    '*',
    '',
    'mai',
    'ma\nin',
    'ma\0in',
    '../heads/main',
  ])('refuses the base branch %j', async (baseBranch) => {
    const { repository, git } = await sampleRepository()
    await operatorGit(repository, 'branch', 'mai/n')
    await expect(inspectRepository(git, repository, baseBranch)).rejects.toMatchObject({ code: 'VALIDATION_FAILED', field: 'baseBranch' })
  })

  it('refuses what is no repository, and says what it found', async () => {
    const folder = await temporaryFolder()
    const git = new Git(plainEnvironment(folder))
    await mkdir(join(folder, 'plain'))
    await writeFile(join(folder, 'file'), '')
    await mkdir(join(folder, 'empty'))
    await operatorGit(join(folder, 'empty'), 'init', '--quiet', '--initial-branch=main')
    await operatorGit(folder, 'init', '--quiet', `--separate-git-dir=${join(folder, 'apart.git')}`, join(folder, 'apart'))
    const table: [path: string, said: string][] = [
      [join(folder, 'nothing'), 'found nothing'],
      [join(folder, 'file'), 'found a file'],
      [join(folder, 'file', 'below'), 'found nothing'],
      [join(folder, 'plain'), 'not a git repository'],
      [join(folder, 'empty'), 'is empty'],
      [join(folder, 'apart'), 'apart from its checkout'],
      ['relative', 'absolute path'],
      ['', 'absolute path'],
      ['/nul\0', 'NUL'],
    ]
    for (const [path, said] of table) {
      const refusal = inspectRepository(git, path, null)
      await expect(refusal).rejects.toMatchObject({ code: 'VALIDATION_FAILED', field: 'repositoryPath' })
      await expect(refusal).rejects.toThrow(said)
    }
  })

  it('refuses a repository whose branch "signalbox" leaves no room for the branches of units', async () => {
    const { repository, git } = await sampleRepository()
    await operatorGit(repository, 'branch', 'signalbox')
    await expect(inspectRepository(git, repository, null)).rejects.toMatchObject({ code: 'VALIDATION_FAILED', field: 'repositoryPath' })
  })
})
