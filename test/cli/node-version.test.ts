import { execa } from 'execa'
import { expect, test } from 'vitest'
import { SIGNALBOX } from './program-process.ts'

/** Lets the program believe that it runs on another version. */
function pretend(version: string): string {
  const code = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
  return `data:text/javascript,${encodeURIComponent(code)}`
}

test.each([
  ['18.20.4', 1],
  ['20.18.0', 1],
  ['21.7.0', 1],
  ['22.11.0', 1],
  ['20.19.0', 0],
  ['24.0.0', 0],
])('on Node %s the exit code is %i', async (version, exitCode) => {
  const [node, ...words] = SIGNALBOX
  const program = await execa(node, [...words.slice(0, -1), '--import', pretend(version), ...words.slice(-1), '--version'], {
    reject: false,
  })
  const told = exitCode === 0 ? '' : `signalbox needs Node ^20.19, ^22.12 or >=24; this is ${version}.`
  expect({ exitCode: program.exitCode, stderr: program.stderr }).toEqual({ exitCode, stderr: told })
})
