import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Act, replay } from './desk.ts'
import { describeRefusal } from './refusal.ts'
import { assign, CALL_ID, invite, personOf, withProposals } from './testing/review-sample.ts'
import { Bench, CALL, content, stamp } from './testing/sample.ts'
import { element, proposedDesk } from './testing/selection-sample.ts'

const alpha = (at?: string) => stamp('alpha', ['proposer'], at)
const letters = (...list: [string, Record<string, unknown>?][]) => ({
  call: CALL.id,
  letters: list.map(([letter, changes]) => ({ letter, content: content('alpha', changes) })),
})
const problems = (judged: ReturnType<Bench['do']>) =>
  judged.ok || judged.error.kind !== 'fields' ? judged : judged.error.problems.map((p) => `${p.field} ${p.rule}`)

describe('letters of a file', () => {
  it('come in as if each were sent alone', () => {
    const [together, alone] = [Bench.opened(), Bench.opened()]
    const file = letters(['l-1'], ['l-2', { team: [{ party: 'beta', part: 'a camera' }] }])
    const { notices } = unwrap(together.do('letters-imported', file, alpha()))
    for (const one of file.letters) unwrap(alone.do('letter-submitted', { call: CALL.id, ...one }, alpha()))
    expect(together.desk.letters).toEqual(alone.desk.letters)
    expect(notices.map((n) => n.to)).toEqual(['beta'])
    expect(replay(JSON.parse(JSON.stringify(together.acts)) as Act[])).toEqual(together.desk)
  })

  it('all come in or none, and every fault is told', () => {
    const bench = Bench.opened()
    unwrap(
      bench.do(
        'letter-submitted',
        { call: CALL.id, letter: 'beta-1', content: content('beta') },
        stamp('beta', ['proposer']),
      ),
    )
    const before = bench.desk
    const file = letters(['l-1'], ['l-2', { mass_kg: 99 }], ['l-1'], ['beta-1'], ['l-3', { lead: 'beta' }])
    expect(problems(bench.do('letters-imported', file, alpha()))).toEqual([
      '/letters/1/content/mass_kg module-mass',
      '/letters/1/content/mass_kg envelope',
      '/letters/2 taken',
      '/letters/3 not-yours',
      '/letters/4/content/lead own-party',
    ])
    expect(bench.desk).toBe(before)
  })

  it('are late together, which is told once', () => {
    const judged = Bench.opened().do('letters-imported', letters(['l-1'], ['l-2']), alpha('2030-12-31T16:00:00.001Z'))
    expect(judged.ok ? '' : [judged.error.kind, describeRefusal(judged.error)]).toEqual([
      'late',
      expect.stringMatching(/late by 0\.001 s/),
    ])
  })

  it('are taken whole whatever they are, or leave the desk as it was', () => {
    const line = fc.tuple(fc.constantFrom('l-1', 'l-2', 'l-3', 'L'), fc.constantFrom(20, 50, 51, -1))
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), (lines) => {
        const bench = Bench.opened()
        const before = bench.desk
        const judged = bench.do(
          'letters-imported',
          letters(...lines.map(([id, mass_kg]): [string, Record<string, unknown>] => [id, { mass_kg }])),
          alpha(),
        )
        const good =
          new Set(lines.map(([id]) => id)).size === lines.length &&
          lines.every(([id, m]) => id !== 'L' && m > 0 && m < 51)
        expect(judged.ok).toBe(good)
        if (good) expect(bench.desk.letters.size).toBe(lines.length)
        else expect(bench.desk).toBe(before)
      }),
    )
  })
})

describe('proposals of a file', () => {
  const proposal = (letter: string, id: string, mass: number) => ({
    ...{ letter, proposal: id },
    content: { title: id, lead: 'alpha', level: 'system', elements: [element(`${id}-e`, mass)], cost: 1 },
  })

  it('come in together, each element once', () => {
    const bench = proposedDesk()
    const twice = { ...proposal('l-3', 'p-5', 10), content: { ...proposal('l-3', 'p-4', 10).content } }
    const both = { proposals: [proposal('l-1', 'p-4', 10), twice] }
    expect(problems(bench.do('proposals-imported', both, alpha()))).toEqual([
      '/proposals/1/content/elements/0/id taken',
    ])
    unwrap(
      bench.do('proposals-imported', { proposals: [proposal('l-1', 'p-4', 10), proposal('l-3', 'p-5', 12)] }, alpha()),
    )
    expect([...bench.desk.proposals.keys()]).toEqual(['p-1', 'p-2', 'p-3', 'p-4', 'p-5'])
    expect(
      problems(
        bench.do('proposals-imported', { proposals: [proposal('l-2', 'p-6', 1), proposal('l-1', 'p-7', 99)] }, alpha()),
      ),
    ).toEqual([
      '/proposals/0 not-yours',
      expect.stringMatching(/^\/proposals\/1\/content\/elements/),
      expect.stringMatching(/^\/proposals\/1\/content\/elements/),
    ])
  })
})

describe('reviews of a file', () => {
  it('are those that the reviewer was given', () => {
    const bench = invite(withProposals(['alpha', 'beta']), ['ada', 'ben'])
    unwrap(assign(bench, 'ada paper-1', 'ben paper-2'))
    const one = (paper: string, science: number) => ({
      paper,
      scores: { science, merit: 3 },
      confidence: 3,
      toProposers: 'Good.',
    })
    const send = (...reviews: unknown[]) =>
      bench.do('reviews-imported', { call: CALL_ID, reviews }, personOf('ada', 'house'))
    expect(problems(send(one('paper-1', 50), one('paper-2', 50), one('paper-1', 101)))).toEqual([
      '/reviews/1 unknown',
      '/reviews/2/scores/science scale',
    ])
    unwrap(send(one('paper-1', 50)))
    expect(bench.desk.reviewing.get(CALL_ID)!.reviews.size).toBe(1)
  })
})
