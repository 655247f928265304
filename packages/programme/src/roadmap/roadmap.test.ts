import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { factsFile } from '../facts-file.ts'
import { instrumentsFile } from '../instruments-file.ts'
import { roadmapAsKnown } from './roadmap.ts'
import { roadmapFile } from './roadmap-file.ts'

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8'))
const file = roadmapFile.parse(read('data/roadmap/roadmap.json'))
const { facts } = factsFile.parse(read('missions/change-8/facts.json'))
const { instruments } = instrumentsFile.parse(read('missions/change-8/instruments.json'))
const on = (known: string) => roadmapAsKnown(file, facts, instruments, known)
const item = (known: string, id: string) =>
  on(known)
    .lanes.flatMap((l) => l.items)
    .find((i) => i.id === id)

describe('the roadmap', () => {
  it('has every record of the facts, word for word, with its source', () => {
    const records: { planned: string; asOf: string; source: { title: string } }[] =
      read('data/facts/milestones.json').records
    for (const r of records) {
      const found = file.statements.filter((s) => s.says === r.planned && s.knownFrom.startsWith(r.asOf))
      expect(found.length, `${r.planned} of ${r.asOf}`).toBeGreaterThan(0)
      expect(found.map((s) => s.provenance.kind === 'sourced' && s.provenance.source.title)).toContain(r.source.title)
    }
  })

  // From data/facts/milestones.json: what was said, and when.
  it.each([
    ['2021-06-16', 'ce7-launch', undefined],
    ['2021-06-17', 'ce7-launch', '2024'],
    ['2022-11-24', 'ce7-launch', '2024'],
    ['2022-11-25', 'ce7-launch', '~2026'],
    ['2026-09-13', 'ce7-launch', '2027 (early)'],
    ['2023-10-02', 'ce8-launch', '~2028'],
    ['2025-04-24', 'ce8-launch', '~2029'],
    ['2024-09-04', 'ilrs-basic', '~2030'],
    ['2024-09-05', 'ilrs-basic', '~2035'],
    ['2024-12-04', 'artemis-2', '2025-09'],
    ['2024-12-05', 'artemis-2', '2026-04'],
    ['2026-02-26', 'artemis-3', undefined],
  ])('as known on %s says of %s: %s', (known, id, says) => {
    expect(item(known, id)?.current.says).toBe(says)
  })

  it('counts how far dates slipped', () => {
    // 2024 to about 2026 is two years, one of them a leap year; the ILRS's basic model moved from 2030 to 2035.
    expect(item('2022-11-25', 'ce7-launch')!.slips.map((s) => s.shift_days)).toEqual([731])
    expect(item('2026-11-22', 'ilrs-basic')!.slips.map((s) => s.shift_days)).toEqual([1826])
    // The call named 2024-09 and the result came on 2025-04-24: seven months.
    expect(item('2026-11-22', 'ce8-selection')!.slips.map((s) => s.total_days)).toEqual([221])
    expect(item('2025-07-11', 'ce7-launch')!.slips).toHaveLength(1)
  })

  it('shows two readings of one announcement as a conflict', () => {
    expect(item('2025-04-24', 'ce8-launch')!.conflict).toBe(false)
    expect(item('2025-04-25', 'ce8-launch')!.conflict).toBe(true)
  })

  it('keeps the landing apart from the mission that was to make it', () => {
    expect(item('2024-12-05', 'artemis-landing')!.current.planned).toMatchObject({ earliest: '2027-04-01' })
    expect(item('2026-02-27', 'artemis-landing')!.current.planned).toMatchObject({ earliest: '2028-01-01' })
    expect(item('2026-02-27', 'artemis-3')!.current.status).toBe('redefined')
  })

  it('names the statement that took the place of each, and marks weak sources', () => {
    const { history } = item('2026-11-22', 'artemis-2')!
    expect(history.map((s) => s.supersededBy)).toEqual([...history.slice(1).map((s) => s.id), undefined])
    expect(history.at(-1)).toMatchObject({ assumed: true, confidence: 'weak', status: 'done' })
    expect(history[0]).toMatchObject({ assumed: false, source: expect.stringContaining('2024-01-09') })
  })

  it('counts memberships over time, on both clocks', () => {
    const of = (known: string, id: string) => on(known).memberships.find((m) => m.instrument === id)!
    expect(of('2023-09-13', 'artemis-accords').count).toBe(28)
    expect(of('2023-09-30', 'artemis-accords').count).toBe(29)
    expect(of('2023-09-30', 'artemis-accords').steps.at(-1)).toMatchObject({
      on: '2023-09-14',
      joined: [{ subject: 'DE', name: 'Germany' }],
      count: 29,
    })
    expect(of('2024-01-05', 'moon-agreement').steps.at(-1)).toMatchObject({
      on: '2024-01-05',
      left: [{ subject: 'SA' }],
      count: 17,
    })
    expect(of('2024-01-04', 'moon-agreement').count).toBe(18)
  })

  it('refuses statements about nothing', () => {
    const bad = { ...file, statements: [{ ...file.statements[0]!, item: 'nothing', disagreesWith: ['nobody'] }] }
    const read = roadmapFile.safeParse(bad)
    expect(read.error?.issues.map((i) => i.path.join('/'))).toEqual([
      'statements/0/item',
      'statements/0/disagreesWith/0',
    ])
  })
})

describe('any day', () => {
  const day = fc
    .integer({ min: 0, max: 3000 })
    .map((n) => new Date(Date.UTC(2019, 0, 1 + n)).toISOString().slice(0, 10))
  it('knows what was known before, and nothing that came later', () => {
    fc.assert(
      fc.property(day, day, (a, b) => {
        const [early, late] = a < b ? [a, b] : [b, a]
        const said = (known: string) =>
          on(known).lanes.flatMap((l) => l.items.flatMap((i) => i.history.map((s) => s.id)))
        expect(said(late)).toEqual(expect.arrayContaining(said(early)))
        for (const i of on(early).lanes.flatMap((l) => l.items)) expect(i.current.knownFrom <= early).toBe(true)
      }),
      { numRuns: 15 },
    )
  })

  it('adds shifts up to the whole, and joins and leaves up to the count', () => {
    fc.assert(
      fc.property(day, (known) => {
        const view = on(known)
        for (const { slips } of view.lanes.flatMap((l) => l.items)) {
          const sum = slips.reduce((total, s) => total + s.shift_days, 0)
          // Each shift is rounded to a day.
          expect(Math.abs(sum - (slips.at(-1)?.total_days ?? 0))).toBeLessThanOrEqual(slips.length)
        }
        for (const m of view.memberships) {
          expect(m.steps.every((s) => s.on <= known)).toBe(true)
          let count = 0
          for (const s of m.steps) {
            count += s.joined.length - s.left.length
            expect(s.count).toBe(count)
          }
        }
      }),
      { numRuns: 15 },
    )
  })
})
