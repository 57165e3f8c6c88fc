/**
 * What needs a database runs on both, in the projects `sqlite` and `postgresql`; everything else runs once, in `unit`.
 * Tests ask which database they are on with `inject('database')`; see support/postgres.ts for the server.
 */
import { defineConfig } from 'vitest/config'
import { HAS_BROWSER } from './support/browser.ts'

const ROOT = new URL('..', import.meta.url).pathname
const ON_BOTH_DATABASES = [
  ...['store', 'services', 'scheduler', 'webhooks', 'graphql', 'system', 'delivery/whole'].map((room) => `test/${room}/**/*.test.ts`),
  'test/conformance/conformance.test.ts',
]
const SCRATCH = 'test/support/scratch.ts'
const EVERYTHING = ['test/**/*.test.{ts,tsx}']
/** What a person sees: only where there is a browser to see it in. */
const IN_A_BROWSER = 'test/browser/**'

export default defineConfig({
  root: ROOT,
  resolve: {
    // Packages load graphql's CommonJS build; a test that imported the other one would meet "another module or realm".
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
  },
  test: {
    pool: 'forks',
    // Each test has a database, folders and programs of its own; a new process for each file would only load everything again.
    isolate: false,
    // Many tests wait for a program more than they work.
    maxWorkers: '150%',
    // Of a test that hangs: on a busy machine some that start programs take half of it.
    testTimeout: 90_000,
    hookTimeout: 60_000,
    // What is looked for again and again, until it is there.
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: EVERYTHING,
          exclude: [...ON_BOTH_DATABASES, ...(HAS_BROWSER ? [] : [IN_A_BROWSER])],
          globalSetup: SCRATCH,
        },
      },
      {
        extends: true,
        test: { name: 'sqlite', include: ON_BOTH_DATABASES, provide: { database: 'SQLITE', postgresUrl: null }, globalSetup: SCRATCH },
      },
      {
        extends: true,
        test: {
          name: 'postgresql',
          include: ON_BOTH_DATABASES,
          provide: { database: 'POSTGRESQL' },
          globalSetup: [SCRATCH, 'test/support/postgres.ts'],
        },
      },
    ],
  },
})
