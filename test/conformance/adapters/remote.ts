/** A server that runs already and speaks signalbox's schema. It can be asked anything, and put through nothing that needs its process. */
import { ask } from '../api.ts'
import type { Place, ServerUnderTest } from '../server-under-test.ts'

const CREATE_PROJECT = 'mutation ($input: CreateProjectInput!) { createProject(input: $input) { cursor } }'

/** `repositoryPath` is a git repository on the server. The units of the suite are held, so that the agent is never started. */
export async function createProject(place: Place, key: string, repositoryPath: string): Promise<void> {
  const agent = { driver: 'COMMAND', command: ['true'] }
  await ask(place, CREATE_PROJECT, { input: { key, repositoryPath, agent } })
}

export function remote(place: Place, repositoryPath: string): ServerUnderTest {
  return { place: () => place, createProject: (key) => createProject(place, key, repositoryPath), stop: async () => {} }
}
