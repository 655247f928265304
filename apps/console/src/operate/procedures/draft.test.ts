import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { moved, newProcedure, newStep, readDraft, STEP_KINDS } from './draft.ts'
import { flatSteps, type Run, type Step, stepState } from './steps.ts'

const example = JSON.parse(
  readFileSync(new URL('../../../../../examples/procedures/charge-pk-rover.json', import.meta.url), 'utf8'),
)

describe('a procedure that is written', () => {
  it('gives every new step a name of its own', () => {
    let draft = newProcedure('change-8')
    for (const kind of [...STEP_KINDS, ...STEP_KINDS])
      draft = { ...draft, steps: [...draft.steps, newStep(kind, draft, 'metu')] }
    expect(new Set(draft.steps.map((s) => s.id)).size).toBe(16)
  })

  it('tells problems at the step that has them, however deep', () => {
    const draft = structuredClone(example)
    const inner = draft.steps[0].steps.at(-2).steps[0]
    inner.for_s = 'soon'
    draft.title = ''
    const read = readDraft(draft)
    expect('problems' in read && read.problems.map((p) => [p.step, p.field])).toEqual([
      [undefined, 'title'],
      [inner.id, 'for_s'],
    ])
  })

  it('reads what is whole, with what its file leaves out', () => {
    const read = readDraft(example)
    expect('procedure' in read && read.procedure.steps[0]!.note).toBe('')
    expect('procedure' in read && flatSteps(read.procedure.steps).map((s) => s.depth)).toContain(2)
  })

  it.each([
    [0, 1, ['b', 'a', 'c']],
    [2, -1, ['a', 'c', 'b']],
    [0, -1, ['a', 'b', 'c']],
    [2, 1, ['a', 'b', 'c']],
  ])('moves entry %i by %i', (at, by, expected) => {
    expect(moved(['a', 'b', 'c'], at, by)).toEqual(expected)
  })
})

describe('a step in a run', () => {
  const step = (id: string): Step => ({ kind: 'wait', id, party: 'metu', note: '', for_s: 1 })
  const run = (status: Run['state']['status'], at: string | undefined, done: string[]) =>
    ({
      procedure: { ...newProcedure('m'), steps: ['a', 'b', 'c'].map(step) },
      state: { status },
      ...(at === undefined ? {} : { step: at }),
      outcomes: done.map((id) => ({ step: id, outcome: 'done', at: '' })),
    }) as unknown as Run

  it.each([
    ['running', 'b', ['a'], ['done', 'running', 'waiting']],
    ['held', 'b', ['a'], ['done', 'held', 'waiting']],
    ['asking', 'b', ['a'], ['done', 'asking', 'waiting']],
    ['aborted', undefined, ['a'], ['done', 'not-reached', 'not-reached']],
    // In a repetition the step at hand was done before.
    ['running', 'a', ['a', 'b'], ['running', 'done', 'waiting']],
  ] as const)('of a run that is %s at %s', (status, at, done, expected) => {
    expect(['a', 'b', 'c'].map((id) => stepState(run(status, at, [...done]), id))).toEqual(expected)
  })
})
