import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { knownBy, membersOf, standingOf } from './facts.ts'
import { type Fact, factsFile } from './facts-file.ts'
import { instrumentsFile } from './instruments-file.ts'

const mission = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../missions/change-8/${name}`, import.meta.url), 'utf8'))
const { facts } = factsFile.parse(mission('facts.json'))
const instruments = new Map(instrumentsFile.parse(mission('instruments.json')).instruments.map((i) => [i.id, i]))
const of = (id: string, held: string, known = held) => membersOf(facts, instruments.get(id)!, { held, known })
const states = (m: ReturnType<typeof of>) =>
  m.members.filter((s) => s.supporting[0]!.kind === 'state').map((s) => s.subject)

/** Counts computed from the same records by another program, and those that NASA and others printed (data/facts). */
const ACCORDS = JSON.parse(readFileSync(new URL('../../../data/facts/artemis-accords.json', import.meta.url), 'utf8'))

describe('the Artemis Accords', () => {
  it.each(Object.entries(ACCORDS.countsComputed as Record<string, number>))(
    'on %s had %i signatories',
    (day, count) => {
      expect(of('artemis-accords', day).count).toBe(count)
      // What is known today of that day is no less.
      expect(of('artemis-accords', day, '2026-11-22').count).toBe(count)
    },
  )

  it('had 29 undisputed signatories on 30 September 2023, China and Russia none of them', () => {
    const m = of('artemis-accords', '2023-09-30')
    expect([m.count, m.atLeast]).toEqual([29, 29])
    expect(states(m)).toContain('DE')
    for (const subject of ['CN', 'RU']) {
      expect(states(m)).not.toContain(subject)
      const standing = standingOf(facts, instruments.get('artemis-accords')!, subject, m)
      expect(standing.verdict).toBe('out')
      expect(standing.supporting.map((f) => f.relation)).toEqual(['denied'])
    }
  })

  it('were known on the 13th to have 28 on the 30th', () => {
    expect(of('artemis-accords', '2023-09-30', '2023-09-13').count).toBe(28)
  })

  it('keep both dates where sources disagree', () => {
    const m = of('artemis-accords', '2023-12-31')
    const netherlands = m.members.find((s) => s.subject === 'NL')!
    expect(netherlands.supporting.map((f) => f.held.from.latest)).toEqual(['2023-11-01'])
    const later = of('artemis-accords', '2023-12-31', '2026-11-22').members.find((s) => s.subject === 'NL')!
    expect(later.opposing.map((f) => f.held.from.latest)).toEqual(['2024-04-08'])
    expect(of('artemis-accords', '2024-12-20', '2026-11-22').disputedOut.map((s) => s.subject)).toContain('HU')
  })
})

describe('the ILRS', () => {
  it('had Russia and Venezuela in September 2023', () => {
    expect(states(of('ilrs', '2023-09-30'))).toEqual(['CN', 'RU', 'VE', 'ZA'])
  })
  it('had the seven States that Reuters counted on 26 October 2023', () => {
    expect(states(of('ilrs', '2023-10-26'))).toEqual(['AZ', 'BY', 'CN', 'PK', 'RU', 'VE', 'ZA'])
  })
  it('had 13 besides the founders by the list of Roscosmos, and conflicts', () => {
    const m = of('ilrs', '2025-04-29')
    expect(states(m).filter((s) => s !== 'CN' && s !== 'RU')).toHaveLength(13)
    expect(m.open.map((s) => s.subject)).toEqual(['KZ', 'united-arab-emirates-university-of-sharjah'])
    expect(m.disputedOut.map((s) => s.subject)).toContain('TR')
    const kazakhstan = m.open[0]!
    expect(kazakhstan.supporting.length).toBeGreaterThan(0)
    expect(kazakhstan.opposing.map((f) => f.authority)).toEqual(['Sputnik'])
  })
})

describe('the Moon Agreement', () => {
  it.each([
    ['held the day before', '2024-01-04', '2024-01-04', 18],
    ['held on the day', '2024-01-05', '2024-01-05', 17],
    ['foreseen after the notice', '2024-01-05', '2023-01-05', 17],
    ['foreseen before the notice', '2024-01-05', '2023-01-04', 18],
    ['of the day before, known today', '2024-01-04', '2026-11-22', 18],
  ])('%s', (_, held, known, count) => {
    expect(of('moon-agreement', held, known).count).toBe(count)
  })
  it('counts no State that only signed', () => {
    expect(states(of('moon-agreement', '2026-11-22'))).not.toContain('FR')
  })
})

describe('any fact base', () => {
  const day = fc
    .integer({ min: 0, max: 4000 })
    .map((n) => new Date(Date.UTC(2015, 0, 1 + n)).toISOString().slice(0, 10))
  const aFact = fc
    .record({
      subject: fc.constantFrom('AA', 'BB', 'CC'),
      from: day,
      open: fc.boolean(),
      until: fc.option(day),
      known: day,
      relation: fc.constantFrom('signatory' as const, 'denied' as const),
      confidence: fc.constantFrom('sourced' as const, 'general-knowledge' as const, 'weak' as const),
    })
    .map(
      (r): Fact => ({
        id: 'a-fact',
        subject: r.subject,
        name: r.subject,
        kind: 'state',
        instrument: 'artemis-accords',
        relation: r.relation,
        held: {
          from: r.open ? { latest: r.from } : { earliest: r.from, latest: r.from },
          ...(r.until === null ? {} : { until: r.until }),
        },
        known: { from: r.known, basis: 'a test' },
        authority: 'a test',
        confidence: r.confidence,
        provenance: { kind: 'assumed', reason: 'a test' },
      }),
    )
  const accords = instruments.get('artemis-accords')!

  it('never knows less later, and counts at least <= count <= at most', () => {
    fc.assert(
      fc.property(fc.array(aFact, { maxLength: 12 }), day, day, day, (list, held, k1, k2) => {
        const [early, late] = k1 < k2 ? [k1, k2] : [k2, k1]
        expect(knownBy(list, early).every((f) => knownBy(list, late).includes(f))).toBe(true)
        const m = membersOf(list, accords, { held, known: late })
        expect(m.atLeast).toBeLessThanOrEqual(m.count)
        expect(m.count).toBeLessThanOrEqual(m.atMost)
        // Nothing heard is lost: every word that says something stands on one side.
        for (const s of [...m.members, ...m.open]) {
          expect(s.supporting.length).toBeGreaterThan(0)
          expect(new Set([...s.supporting, ...s.opposing]).size).toBe(s.supporting.length + s.opposing.length)
        }
      }),
    )
  })

  it('does not depend on the order of the facts', () => {
    fc.assert(
      fc.property(fc.array(aFact, { maxLength: 8 }), day, day, (list, held, known) => {
        const a = membersOf(list, accords, { held, known })
        const b = membersOf([...list].reverse(), accords, { held, known })
        expect(b.members.map((s) => s.subject)).toEqual(a.members.map((s) => s.subject))
        expect([b.count, b.atLeast, b.atMost]).toEqual([a.count, a.atLeast, a.atMost])
      }),
    )
  })
})
