import { ok } from '@magpie/core/result'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Block, LoadedBlock } from './history.ts'
import { type KnownLoss, statesOver } from './history-states.ts'

type Row = readonly [at_us: number, value: string | undefined, level?: string]

/** A block of the rows of one table, in the order of their times. */
function blockOf(rows: readonly Row[]): Block {
  const loaded: LoadedBlock = {
    rows: rows.length,
    times_us: Float64Array.from(rows, ([at]) => at),
    apids: rows.map(() => 1),
    sequences: rows.map((_, i) => i),
    columns: [
      { kind: 'texts', texts: rows.map(([, value]) => value) },
      { kind: 'texts', texts: rows.map(([, , level]) => level) },
    ],
  }
  const ends = { first_us: rows[0]![0], last_us: rows.at(-1)![0] }
  return { rows: rows.length, ...ends, summary: () => undefined, load: async () => ok(loaded) }
}

/** Rows 10 us apart from 0 on. */
const steady = (...values: (string | undefined)[]): Row[] => values.map((value, i) => [10 * i, value])
const ALL = { from_us: 0, to_us: 1000 }
const FINE = 100
const shown = async (rows: readonly Row[], bars = FINE, losses: readonly KnownLoss[] = [], span = ALL) => {
  const got = await statesOver([blockOf(rows)], 'mode', span, bars, losses)
  const words = got.stretches.map(({ from_us, to_us, parts }) => [
    from_us,
    to_us,
    parts.map(({ state }) => got.states[state]!.value).join('+'),
  ])
  return { ...got, words }
}

describe('states over time', () => {
  it('hold until they change, the last until its last sample', async () => {
    const got = await shown(steady('OFF', 'OFF', 'ON', 'ON', 'OFF'))
    expect(got.words).toEqual([
      [0, 20, 'OFF'],
      [20, 40, 'ON'],
      [40, 40, 'OFF'],
    ])
    expect(got.states.map(({ value, samples, held_us }) => [value, samples, held_us])).toEqual([
      ['OFF', 3, 20],
      ['ON', 2, 20],
    ])
    expect([got.samples, got.changes, got.gaps]).toEqual([5, 2, []])
  })

  it('are others at another level, and pass over packets without the value', async () => {
    const rows: Row[] = [
      [0, 'ON', 'nominal'],
      [10, undefined],
      [20, 'ON', 'warning'],
      [30, 'ON', 'warning'],
    ]
    const got = await shown(rows)
    expect(got.states.map(({ value, level }) => [value, level])).toEqual([
      ['ON', 'nominal'],
      ['ON', 'warning'],
    ])
    expect(got.words.map(([from, to]) => [from, to])).toEqual([
      [0, 20],
      [20, 30],
    ])
  })

  it('have a gap where nothing came for long, and where packets are known to be missing', async () => {
    const silent = await shown([
      ...steady('ON', 'ON', 'ON', 'ON', 'ON', 'ON', 'ON', 'ON', 'ON', 'ON', 'ON', 'ON'),
      [900, 'ON'],
    ])
    expect(silent.gaps).toEqual([{ from_us: 110, to_us: 900, missing: 0 }])
    expect(silent.words).toEqual([
      [0, 110, 'ON'],
      [900, 900, 'ON'],
    ])
    const lost = [{ apid: 1, after_us: 10, before_us: 40, missing: 2 }]
    const some = await shown(
      [
        [0, 'ON'],
        [10, 'ON'],
        [40, 'ON'],
        [50, 'ON'],
        [60, 'ON'],
      ],
      FINE,
      lost,
    )
    expect(some.gaps).toEqual([{ from_us: 10, to_us: 40, missing: 2 }])
    const elsewhere = lost.map((one) => ({ ...one, apid: 2 }))
    expect(
      (
        await shown(
          [
            [0, 'ON'],
            [10, 'ON'],
            [40, 'ON'],
            [50, 'ON'],
            [60, 'ON'],
          ],
          FINE,
          elsewhere,
        )
      ).gaps,
    ).toEqual([])
    // Another packet of the channel was lost: of this parameter nothing is missing.
    expect(
      (await shown(steady('ON', 'ON', 'ON'), FINE, [{ apid: 1, after_us: 5, before_us: 9, missing: 1 }])).gaps,
    ).toEqual([])
  })

  it('are told together where they are shorter than a bar', async () => {
    const got = await shown(steady('A', 'B', 'A', 'C', 'C', 'C', 'C', 'C', 'C', 'C', 'C', 'C', 'C'), 20)
    expect(got.words).toEqual([
      [0, 30, 'A+B'],
      [30, 120, 'C'],
    ])
    expect(got.stretches[0]).toMatchObject({ samples: 3, changes: 2, gaps: 0, distinct: 2 })
    expect(got.changes).toBe(3)
  })

  it('of an empty span are none', async () => {
    const got = await shown(steady('ON', 'OFF'), FINE, [], { from_us: 500, to_us: 600 })
    expect([got.states, got.stretches, got.samples]).toEqual([[], [], 0])
  })

  /** Every sample by itself, the plain way. */
  const plainly = (rows: readonly Row[]) => {
    const held = new Map<string, number>()
    rows.forEach(([at, value], i) => {
      held.set(value!, (held.get(value!) ?? 0) + ((rows[i + 1]?.[0] ?? at) - at))
    })
    return held
  }

  it('keep every sample, change and microsecond, however coarse and in however many blocks', async () => {
    const values = fc.array(fc.constantFrom('A', 'B', 'C'), { minLength: 2, maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(
        values,
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 1, max: 59 }),
        async (all, bars, cut) => {
          const rows = steady(...all)
          const span = { from_us: 0, to_us: 10 * all.length }
          const parts = [rows.slice(0, cut), rows.slice(cut)].filter((part) => part.length > 0).map(blockOf)
          const got = await statesOver(parts, 'mode', span, bars, [])
          expect(got.samples).toBe(all.length)
          expect(got.changes).toBe(all.filter((v, i) => i > 0 && v !== all[i - 1]).length)
          expect(new Map(got.states.map(({ value, held_us }) => [value, held_us]))).toEqual(plainly(rows))
          expect(got.stretches.reduce((sum, one) => sum + one.samples, 0)).toBe(all.length)
          // Two of them meet in a bar at most, and one reaches into it.
          expect(got.stretches.length).toBeLessThanOrEqual(2 * bars + 1)
          got.stretches.slice(1).forEach((one, i) => void expect(one.from_us).toBe(got.stretches[i]!.to_us))
        },
      ),
    )
  })
})
