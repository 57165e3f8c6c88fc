/** What a script may say, and what it is told when it says something else. */
import { expect, test } from 'vitest'
import { readEmbeddedScript, readScript } from '../../src/agents/script.ts'
import { ScriptError } from '../../src/agents/script-fields.ts'
import { STEPS } from '../../src/agents/script-steps.ts'

test.each([
  ['[', 'The script is no YAML'],
  ['text', 'the script must be a table'],
  ['others: {}', 'the script has "others", which is not known. It may have chunks, phases.'],
  ['phases: { WORK: [] }', 'phases has "WORK", which is not known.'],
  ['phases: { PLAN: 3 }', 'phases.PLAN must be a table'],
  ['phases: { PLAN: { attempts: [] } }', 'phases.PLAN.attempts must be a list of lists of steps.'],
  ['phases: { PLAN: { attempts: [3] } }', 'phases.PLAN.attempts[0] must be a list of steps.'],
  ['chunks: { a: { PLAN: [{ dance: 3 }] } }', 'chunks.a.PLAN[0] has the step "dance", which is not known.'],
  ['phases: { PLAN: [{ toString: 3 }] }', 'has the step "toString", which is not known.'],
  ['phases: { PLAN: [3] }', 'phases.PLAN[0] must be one step'],
  ['phases: { PLAN: [{ say: a, err: b }] }', 'phases.PLAN[0] must be one step'],
  ['phases: { PLAN: [{ say: 3 }] }', 'phases.PLAN[0].say.text must be a text; found 3.'],
  ['phases: { PLAN: [{ write: { path: a } }] }', 'phases.PLAN[0].write.text must be a text; found nothing.'],
  ['phases: { PLAN: [write] }', 'phases.PLAN[0].write.path must be a text; found nothing.'],
  ['phases: { PLAN: [{ write: a }] }', 'phases.PLAN[0].write takes no plain value.'],
  ['phases: { PLAN: [{ say: { text: a, loud: true } }] }', 'phases.PLAN[0].say has "loud", which is not known. It may have text.'],
  ['phases: { PLAN: [{ work: -1 }] }', 'phases.PLAN[0].work.ms must be a whole number from 0; found -1.'],
  ['phases: { PLAN: [{ ask: { question: a, options: [1] } }] }', 'phases.PLAN[0].ask.options must be a list of texts; found [1].'],
  ['phases: { PLAN: [{ review: LGTM }] }', 'phases.PLAN[0].review.verdict must be one of APPROVE, FEEDBACK, ESCALATE; found "LGTM".'],
])('%s is refused', (text, message) => {
  expect(() => readScript(text)).toThrow(ScriptError)
  expect(() => readScript(text)).toThrow(message)
})

test('every step that the table has can be read', () => {
  const fields: Record<string, unknown> = {
    write: { path: 'a', text: 'b' },
    append: { path: 'a', text: 'b' },
    commit: 'm',
    say: 's',
    err: 's',
    work: 1,
    progress: 'p',
    ask: 'q',
    review: 'APPROVE',
    fail: 'm',
    exit: 0,
    flood: 1,
  }
  const steps = Object.keys(STEPS).map((action) => (action in fields ? { [action]: fields[action] } : action))
  expect(readScript(JSON.stringify({ phases: { PLAN: steps } })).phases.PLAN?.attempts[0]?.map((step) => step.action)).toEqual(
    Object.keys(STEPS),
  )
})

test.each([
  ['a block in backquotes', 'Text.\n\n```signalbox-script\nPLAN: [hang]\n```\nMore.', ['PLAN']],
  ['a block in tildes', '~~~~ signalbox-script\nPLAN: []\nREVIEW: []\n~~~~', ['PLAN', 'REVIEW']],
  ['no block', 'The signalbox-script is a nice thing.\n```yaml\nPLAN: []\n```', null],
])('%s is found in a prompt', (_, prompt, phases) => {
  const found = readEmbeddedScript(prompt)
  expect(found && Object.keys(found)).toEqual(phases)
})
