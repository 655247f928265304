import { expect, it } from 'vitest'
import { actsNow } from './acts-now.ts'
import { newProcedure } from './draft.ts'
import type { Run, Step } from './steps.ts'

const steps: Step[] = [
  { kind: 'ask', id: 'go', party: 'metu', note: '', question: 'Go?', onFailure: 'hold' },
  { kind: 'manual', id: 'look', party: 'cnsa', note: '', text: 'Look.', onFailure: 'hold' },
]

/** A run that CNSA's Olga began, where it stands, with who has joined. */
function run(
  status: Run['state']['status'],
  step: string,
  crew: Record<string, string> = { cnsa: 'olga' },
  part = 'main',
) {
  return {
    procedure: { ...newProcedure('m'), steps },
    begun: { at: '', party: 'cnsa', person: 'olga' },
    state: { status, part, crew },
    step,
  } as unknown as Run
}
const olga = { party: 'cnsa', person: { id: 'olga', name: 'Olga', email: '' } }
const mete = { party: 'metu', person: { id: 'mete', name: 'Mete', email: '' } }
const sana = { party: 'suparco', person: { id: 'sana', name: 'Sana', email: '' } }

it.each([
  ['asked, may answer', run('asking', 'go'), mete, ['go', 'no-go', 'join', 'hold', 'abort']],
  ['not asked, may hold', run('asking', 'go'), olga, ['hold', 'abort']],
  ['says what was done by hand', run('asking', 'look'), olga, ['done', 'no-go', 'hold', 'abort']],
  [
    'decides on its own step',
    run('held', 'go', { cnsa: 'olga', metu: 'mete' }),
    mete,
    ['resume', 'retry', 'skip', 'abort'],
  ],
  ['lets a step of another go on', run('held', 'go'), olga, ['resume', 'abort']],
  ['has no second abort', run('aborting', 'go', { cnsa: 'olga' }, 'abort'), olga, ['hold']],
  ['takes no part without a step', run('asking', 'go'), sana, ['hold', 'abort']],
  ['does nothing once it is over', run('done', 'go'), olga, []],
] as const)('a person %s', (_, at, me, acts) => {
  expect(actsNow(at, me)).toEqual(acts)
})
