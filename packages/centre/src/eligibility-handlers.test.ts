import { readFileSync } from 'node:fs'
import { type OperationKey, operations } from '@magpie/api/operations'
import { ok, unwrap } from '@magpie/core/result'
import { Bench, CALL, content, stamp } from '@magpie/programme/desk/testing/sample'
import type { EligibilityFiles } from '@magpie/programme/eligibility/question'
import { PROGRAMME_SCHEMAS } from '@magpie/programme/programme-files'
import { roadmapFile } from '@magpie/programme/roadmap/roadmap-file'
import { describe, expect, it } from 'vitest'
import { dispatch, type Handler } from './dispatch.ts'
import { type EligibilityKey, eligibilityHandlers } from './eligibility-handlers.ts'

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'))
const files = Object.fromEntries(
  Object.entries(PROGRAMME_SCHEMAS).map(([name, schema]) => [
    name,
    schema.parse(read(`missions/change-8/${name}.json`)),
  ]),
) as unknown as EligibilityFiles
const handlers = eligibilityHandlers({
  files: async () => ok(files),
  roadmap: async () => ok(roadmapFile.parse(read('data/roadmap/roadmap.json'))),
})
const nobody = {
  caller: { arrivedAt: '2026-11-22T00:00:00.000Z', roles: [] },
  standing: { lead: 'cnsa', peopleSetUp: true },
}

/** Asks as the public would, and holds the answer against the contract. */
async function ask<K extends EligibilityKey>(key: K, input: unknown) {
  const answer = await dispatch(key, handlers[key] as unknown as Handler<K>, input, nobody)
  if (answer.ok) expect(operations[key as OperationKey].output.safeParse(answer.value).error).toBeUndefined()
  return answer
}
const wolf = files.facts.facts.find((f) => f.id === 'wolf-amendment-nasa')!

describe('eligibility over the contract', () => {
  it.each([
    ['artemis-accords', '2023-09-13', undefined, 28, 28],
    ['artemis-accords', '2023-09-30', undefined, 29, 29],
    ['moon-agreement', '2024-01-04', undefined, 18, 18],
    ['moon-agreement', '2024-01-05', undefined, 17, 17],
    ['moon-agreement', '2024-01-05', '2023-01-04', 18, 18],
    ['moon-agreement', '2024-01-05', '2023-01-05', 17, 17],
    // China, Russia, Venezuela, South Africa; with Nano-SPACE, ILOA, NARIT and APSCO, who are no States.
    ['ilrs', '2023-09-30', undefined, 8, 4],
    // What is known of APSCO today is another date, better kept: 2024-04-24.
    ['ilrs', '2023-09-30', '2026-11-22', 7, 4],
  ])('counts %s on %s as known on %s: %i', async (instrument, asOf, knownOn, count, states) => {
    const answer = unwrap(await ask('eligibilityMembers', { instrument, asOf, knownOn }))
    expect([answer.count, answer.states]).toEqual([count, states])
  })

  it('has China and Russia in the ILRS and not in the Accords, Venezuela in the ILRS', async () => {
    const of = async (instrument: string) =>
      unwrap(await ask('eligibilityMembers', { instrument, asOf: '2023-09-30' })).members.map((m) => m.subject)
    expect(await of('ilrs')).toEqual(expect.arrayContaining(['CN', 'RU', 'VE']))
    expect(await of('artemis-accords')).not.toEqual(expect.arrayContaining(['CN']))
    expect(await of('artemis-accords')).not.toEqual(expect.arrayContaining(['RU']))
  })

  it('judges every letter, with a proof that fits the contract', async () => {
    for (const { id } of files.letters.letters) {
      const { proof, notice } = unwrap(await ask('eligibilityCheck', { letter: id }))
      expect(notice).toContain('No legal advice')
      for (const p of proof) {
        expect(p.source).not.toBe('')
        expect(p.when[0]!.depth).toBe(0)
        // A tree: no node is more than one deeper than the one before it.
        for (const [i, node] of p.when.entries())
          if (i > 0) expect(node.depth).toBeLessThanOrEqual(p.when[i - 1]!.depth + 1)
      }
    }
  })

  it('reruns all letters with a fact that is added', async () => {
    const fact = { ...wolf, id: 'made-up', subject: 'egsa', name: 'EgSA' }
    const answer = unwrap(await ask('eligibilityChanges', { from: '2023-12-20', to: '2023-12-20', facts: [fact] }))
    expect(answer.flips.map((f) => [f.letter, f.from, f.to])).toEqual([['letter-13', 'eligible', 'ineligible']])
    expect(answer.facts.map((f) => [f.instrument, f.subject, f.to, f.because[0]!.fact])).toEqual([
      ['wolf-amendment', 'egsa', 'in', 'made-up'],
    ])
  })

  it('moves one clock and holds the other still', async () => {
    const moon = async (clock: string) => {
      const answer = unwrap(await ask('eligibilityChanges', { from: '2023-01-04', to: '2023-01-05', clock }))
      return answer.facts.filter((f) => f.subject === 'SA').length
    }
    // Saudi Arabia's notice became known on 2023-01-05, and took effect a year later.
    expect([await moon('both'), await moon('known'), await moon('held')]).toEqual([0, 0, 0])
    const later = async (clock: string) => {
      const answer = unwrap(await ask('eligibilityChanges', { from: '2023-01-04', to: '2024-01-05', clock }))
      return answer.facts.filter((f) => f.instrument === 'moon-agreement').map((f) => [f.subject, f.from, f.to])
    }
    expect(await later('both')).toEqual([['SA', 'in', 'out']])
    expect(await later('known')).toEqual([['SA', 'in', 'out']])
    expect(await later('held')).toEqual([['SA', 'in', 'out']])
  })

  it.each<[string, EligibilityKey, unknown, unknown]>([
    ['a day that is none', 'eligibilityMembers', { instrument: 'ilrs', asOf: '2023-02-30' }, ['/asOf']],
    ['nobody asked about', 'eligibilityCheck', { asOf: '2023-01-01' }, ['/party']],
    [
      'two things at once',
      'eligibilityCheck',
      { letter: 'letter-01', party: 'AE', kind: 'bilateral' },
      ['/party', '/kind'],
    ],
    ['an unreadable time', 'eligibilityCheck', { party: 'AE', asOf: '2023-01-01', received: 'noon' }, ['/received']],
    [
      'a parts list with faults',
      'eligibilityCheck',
      { party: 'AE', asOf: '2023-01-01', parts: { items: [{ name: '', origin: 'usa', usml: '15' }] } },
      ['/parts/items/0/name', '/parts/items/0/origin', '/parts/items/0/usml'],
    ],
    ['days in the wrong order', 'eligibilityChanges', { from: '2024-01-02', to: '2024-01-01' }, ['/to']],
  ])('tells the fields of %s', async (_, key, input, fields) => {
    const answer = await ask(key, input)
    expect(answer.ok ? [] : answer.error.kind === 'bad-request' && answer.error.problems.map((p) => p.field)).toEqual(
      fields,
    )
  })

  it.each<[EligibilityKey, unknown]>([
    ['eligibilityMembers', { instrument: 'nothing', asOf: '2023-01-01' }],
    ['eligibilityCheck', { letter: 'letter-99' }],
    ['eligibilityCheck', { party: 'nobody', asOf: '2023-01-01' }],
    ['roadmap', { lane: 'mars' }],
  ])('does not find what is not there: %s %j', async (key, input) => {
    expect(await ask(key, input)).toMatchObject({ ok: false, error: { kind: 'not-found' } })
  })
})

describe('the roadmap over the contract', () => {
  it('has lanes, slips and memberships as known on a day, and all that is known without one', async () => {
    const then = unwrap(await ask('roadmap', { knownOn: '2023-09-30' }))
    expect(then.memberships.map((m) => [m.instrument, m.count])).toEqual([
      ['artemis-accords', 29],
      ['ilrs', 8],
      ['moon-agreement', 18],
    ])
    const now = unwrap(await ask('roadmap', {}))
    expect(now.knownOn).toBe('2026-11-22')
    expect(now.lanes.map((l) => l.id)).toEqual(['change-6', 'change-7', 'change-8', 'ilrs', 'artemis', 'governance'])
    expect(now.lanes.every((l) => l.items.length > 0)).toBe(true)
    expect(unwrap(await ask('roadmap', { lane: 'artemis' })).lanes.map((l) => l.id)).toEqual(['artemis'])
  })
})

describe('letters at the desk', () => {
  const bench = Bench.opened()
  for (const [letter, lead, changes] of [
    ['l-1', 'alpha', { funding: ['NASA'], mode: 'bilateral' }],
    ['l-2', 'beta', {}],
  ] as const) {
    const input = { call: CALL.id, letter, content: content(lead, changes) }
    unwrap(bench.do('letter-submitted', input, stamp(lead, ['proposer'])))
  }
  unwrap(bench.do('letter-answered', { letter: 'l-1', answer: 'declined', reason: 'so' }, stamp('agency', ['officer'])))
  const here = eligibilityHandlers({
    files: async () => ok({ ...files, parties: { parties: [] } }),
    roadmap: () => Promise.reject(new Error('not asked')),
    desk: () => bench.desk,
  })
  const by = (party: string | undefined) => ({
    ...{ arrivedAt: '2030-11-02T00:00:00.000Z', roles: ['officer' as const], person: { id: 'p', name: 'P' } },
    ...(party === undefined ? {} : { party }),
  })
  const check = async (letter: string, party: string | undefined) => {
    const judged = await here.eligibilityCheck({ letter }, by(party))
    return judged.ok ? judged.value.verdict : judged.error.kind
  }

  it.each([
    ['l-1', 'alpha', 'ineligible'],
    ['l-1', 'agency', 'ineligible'],
    ['l-2', 'agency', 'eligible'],
    ['l-1', 'beta', 'not-found'],
    ['l-2', 'alpha', 'not-found'],
    ['l-1', undefined, 'not-found'],
    ['l-9', 'agency', 'not-found'],
  ])('%s is judged for %s: %s', async (letter, party, verdict) => {
    expect(await check(letter, party)).toBe(verdict)
  })

  it('are listed with what was decided, for who may see them', async () => {
    const list = async (party: string) => {
      const { verdicts } = unwrap(await here.eligibilityVerdicts({ call: CALL.id }, by(party)))
      return verdicts.map((v) => [v.letter, v.verdict, v.decided])
    }
    expect(await list('agency')).toEqual([
      ['l-1', 'ineligible', 'declined'],
      ['l-2', 'eligible', 'submitted'],
    ])
    expect(await list('beta')).toEqual([['l-2', 'eligible', 'submitted']])
    const other = await here.eligibilityVerdicts({ call: 'no-such' }, by('agency'))
    expect(other.ok ? '' : other.error.kind).toBe('not-found')
  })

  it('are compared between days, those of the caller', async () => {
    const asked = { call: CALL.id, from: '2010-01-01', to: '2030-11-02', clock: 'both' as const }
    const { judged, flips } = unwrap(await here.eligibilityChanges(asked, by('alpha')))
    expect([judged, flips.map((f) => [f.letter, f.to])]).toEqual([1, [['l-1', 'ineligible']]])
  })
})
