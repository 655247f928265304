import type { Caller } from '@magpie/api/access'
import { type ReadingTerm, sharedReader } from '@magpie/mission/data-access'
import type { TelemetryValue } from '@magpie/rehearsal/happening'
import { describe, expect, it } from 'vitest'
import { agreedSubscriber } from './agreed-subscriber.ts'
import type { DataReading, ParameterReading } from './data-reading.ts'

const NOBODY: Caller = { arrivedAt: '', roles: [] }
const START = Date.parse('2029-01-10T00:00:00Z')

function value(s: number, number: number, name = 'flux'): TelemetryValue {
  const at = new Date(START + s * 1000).toISOString()
  return { element: 'probe', name, value: number, unit: '', alarm: 'nominal', generatedAt: at, receivedAt: at }
}

/** A subscriber under a term, the values that it was offered, and a clock. */
function watching(bounds: Partial<ReadingTerm> | ParameterReading['kind']) {
  const got: TelemetryValue[] = []
  const clock = { s: 0 }
  const term: ReadingTerm = {
    ...{ rule: 'shared', basis: '', delay_ms: 0, every_ms: 0, step: 0, from_ms: -Infinity, until_ms: Infinity },
    ...(typeof bounds === 'string' ? {} : bounds),
  }
  const shared: ParameterReading = { kind: 'shared', reader: () => sharedReader([term]), held: () => undefined }
  const refusal = { permitted: false, rule: 'not-shared', fact: '', source: { title: '' }, remedy: '' } as const
  const refused: ParameterReading = { kind: 'refused', refusal }
  const how: ParameterReading = bounds === 'all' ? { kind: 'all' } : bounds === 'refused' ? refused : shared
  const reading: DataReading = {
    of: (_caller, _element, name) => (name === 'open' ? { kind: 'all' } : how),
    packetsOf: () => ({ ok: true, value: true }),
    now_ms: () => START + clock.s * 1000,
  }
  const flushed = { count: 0 }
  const inner = { offer: (v: readonly TelemetryValue[]) => void got.push(...v), tell: () => undefined }
  const subscriber = agreedSubscriber({ ...inner, flush: () => ++flushed.count > 0 }, NOBODY, reading)
  const at = (s: number) => {
    clock.s = s
    subscriber.flush()
    return got.splice(0).map((v) => v.value)
  }
  return { subscriber, at, got, flushed }
}

describe('who watches within what was agreed', () => {
  it('sees at once what is open, and nothing of what is refused', () => {
    const { subscriber, at, got, flushed } = watching('refused')
    subscriber.offer([value(0, 1), value(0, 2, 'open')])
    expect(got.map((v) => v.name)).toEqual(['open'])
    expect(at(100_000)).toEqual([2])
    expect(flushed.count).toBe(1)
  })

  it('sees delayed values when they are due, in their order', () => {
    const { subscriber, at } = watching({ delay_ms: 60_000 })
    subscriber.offer([value(0, 1), value(10, 2)])
    expect(at(59.999)).toEqual([])
    expect(at(60)).toEqual([1])
    subscriber.offer([value(61, 3)])
    expect(at(120)).toEqual([2])
    expect(at(121)).toEqual([3])
  })

  it('sees one value in each stretch of time, rounded', () => {
    const { subscriber, at } = watching({ every_ms: 10_000, step: 5 })
    subscriber.offer([value(0, 1), value(1, 100), value(11, 13)])
    expect(at(12)).toEqual([0, 15])
    subscriber.offer([value(12, 50), value(20, 51)])
    expect(at(21)).toEqual([50])
  })

  it('does not gather what is under an embargo, and what waits is bounded', () => {
    const embargo = watching({ delay_ms: 180 * 86_400_000 })
    for (let i = 0; i < 1000; i++) embargo.subscriber.offer([value(i, i)])
    expect(embargo.at(181 * 86_400)).toEqual([])
    const delayed = watching({ delay_ms: 60_000 })
    for (let i = 0; i < 1000; i++) delayed.subscriber.offer([value(0, i)])
    const seen = delayed.at(60)
    expect(seen.length).toBe(256)
    expect(seen.at(-1)).toBe(999)
  })
})
