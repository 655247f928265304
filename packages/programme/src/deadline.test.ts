import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { addSeconds, compareEpochs, formatEpoch, parseEpoch } from '@magpie/core/time'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CallDeadline } from './call-deadline.ts'
import { deadlineInstant, formatInZone, judgeReceipt, revisionOn } from './deadline.ts'

const PROVENANCE = { kind: 'assumed', reason: 'a test' } as const

function deadline(zone: string, day: string, time: string, grace_s = 0): CallDeadline {
  return {
    zone,
    revisions: [{ day, time, knownFrom: '2000-01-01', provenance: PROVENANCE, timeProvenance: PROVENANCE }],
    grace: { seconds: grace_s, text: 'a test', provenance: PROVENANCE },
  }
}

function verdict(d: CallDeadline, receivedAt: string) {
  return unwrap(judgeReceipt(d, d.revisions[0]!, receivedAt, NAIF0012)).verdict
}

const zones = [
  'UTC',
  'Asia/Shanghai',
  'Asia/Kathmandu',
  'America/St_Johns',
  'America/Sao_Paulo',
  'Europe/Rome',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Africa/Casablanca',
  'Antarctica/Troll',
]
const days = fc
  .date({ min: new Date('1975-01-01'), max: new Date('2060-12-30'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10))
const clocks = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`)

/** The wall clock by another implementation of the zone rules: the runtime's own. */
function wallClock(utc: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  }).formatToParts(new Date(utc))
  const of = (type: string) => parts.find((p) => p.type === type)!.value
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`
}

describe('the instant of a deadline', () => {
  it.each([
    ['Asia/Shanghai', '2023-12-31', '24:00', '2023-12-31T16:00:00Z'],
    ['Asia/Shanghai', '2024-01-01', '00:00', '2023-12-31T16:00:00Z'],
    ['Asia/Shanghai', '2023-12-31', '23:59:59', '2023-12-31T15:59:59Z'],
    ['America/New_York', '2024-11-03', '01:30', '2024-11-03T06:30:00Z'], // shown twice: the later
    ['America/New_York', '2024-03-10', '02:30', '2024-03-10T07:30:00Z'], // skipped: after the gap
    ['Pacific/Apia', '2011-12-30', '12:00', '2011-12-30T22:00:00Z'], // a day that the island skipped: after the gap
    ['UTC', '2016-12-31', '24:00', '2017-01-01T00:00:00Z'],
  ])('%s %s %s is %s', (zone, day, time, utc) => {
    expect(formatEpoch(unwrap(deadlineInstant({ day, time }, zone, NAIF0012)), NAIF0012, { digits: 0 })).toBe(utc)
  })

  it('names a zone that is none', () => {
    const got = deadlineInstant({ day: '2024-01-01', time: '00:00' }, 'Asia/Peking-West', NAIF0012)
    expect(got).toEqual({ ok: false, error: { kind: 'zone-unknown', zone: 'Asia/Peking-West' } })
  })

  it('is what the clocks of the zone show, wherever the clock shows it at all', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), days, clocks, (zone, day, time) => {
        const at = unwrap(deadlineInstant({ day, time }, zone, NAIF0012))
        const shown = wallClock(formatEpoch(at, NAIF0012, { digits: 0 }), zone)
        // In a gap the clock never shows it: then it shows something later.
        if (shown !== `${day}T${time}`) expect(shown > `${day}T${time}`).toBe(true)
        else expect(formatInZone(at, zone, NAIF0012, 0).slice(0, 16)).toBe(`${day}T${time}`)
      }),
    )
  })
})

describe('a receipt', () => {
  const beijing = deadline('Asia/Shanghai', '2023-12-31', '24:00')
  it.each([
    ['2023-12-31T15:59:59.999999999Z', 'in'],
    ['2023-12-31T16:00:00Z', 'in'],
    ['2023-12-31T16:00:00.000000001Z', 'late'],
    ['2023-12-31T23:59:59Z', 'late'], // midnight in Greenwich is eight hours too late
    ['2024-01-01T00:00:00+08:00', 'in'],
  ])('at %s is %s for midnight in Beijing', (at, expected) => {
    expect(verdict(beijing, at)).toBe(expected)
  })

  it.each([
    ['2016-12-31T23:59:60Z', 'in'],
    ['2016-12-31T23:59:60.999Z', 'in'],
    ['2017-01-01T00:00:00Z', 'in'],
    ['2017-01-01T00:00:00.001Z', 'late'],
  ])('at %s is %s across the leap second of 2016', (at, expected) => {
    expect(verdict(deadline('UTC', '2016-12-31', '24:00'), at)).toBe(expected)
    expect(verdict(deadline('Asia/Shanghai', '2017-01-01', '08:00'), at)).toBe(expected)
  })

  it('counts the leap second as a second and shows it in the zone', () => {
    const d = deadline('Asia/Shanghai', '2017-01-01', '08:00')
    const got = unwrap(judgeReceipt(d, d.revisions[0]!, '2016-12-31T23:59:60.250Z', NAIF0012))
    expect(got.after_s).toBe(-0.75)
    expect(got.receivedLocal).toBe('2017-01-01T07:59:60.250+08:00[Asia/Shanghai]')
    expect(unwrap(judgeReceipt(d, d.revisions[0]!, '2016-12-31T23:59:59.250Z', NAIF0012)).after_s).toBe(-1.75)
  })

  it('knows grace only where the call has it, to its last instant', () => {
    const d = deadline('Asia/Shanghai', '2023-12-31', '24:00', 60)
    expect(verdict(d, '2023-12-31T16:00:59Z')).toBe('in-grace')
    expect(verdict(d, '2023-12-31T16:01:00Z')).toBe('in-grace')
    expect(verdict(d, '2023-12-31T16:01:00.001Z')).toBe('late')
  })

  it('is in up to the instant and late from the next nanosecond, in every zone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), days, clocks, (zone, day, time) => {
        const d = deadline(zone, day, time)
        const due = unwrap(deadlineInstant(d.revisions[0]!, zone, NAIF0012))
        const at = (offset_s: number) => verdict(d, formatEpoch(addSeconds(due, offset_s), NAIF0012, { digits: 9 }))
        expect([at(-1e-9), at(0), at(1e-9)]).toEqual(['in', 'in', 'late'])
      }),
    )
  })

  it('keeps the order of arrival: nothing after a late letter is in', () => {
    const tais = fc.double({ min: -4, max: 4, noNaN: true })
    fc.assert(
      fc.property(tais, tais, (a, b) => {
        const due = unwrap(parseEpoch('2017-01-01T00:00:00Z', NAIF0012))
        const d = deadline('UTC', '2016-12-31', '24:00')
        const [x, y] = [addSeconds(due, a), addSeconds(due, b)].sort(compareEpochs)
        const of = (e: typeof due) => verdict(d, formatEpoch(e, NAIF0012, { digits: 12 }))
        if (of(x!) === 'late') expect(of(y!)).toBe('late')
      }),
    )
  })

  it('refuses what is no time, and throws at nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const got = judgeReceipt(beijing, beijing.revisions[0]!, text, NAIF0012)
        if (!got.ok) expect(['bad-time', 'before-utc']).toContain(got.error.kind)
      }),
    )
  })
})

describe('a deadline that slipped', () => {
  const first = deadline('Asia/Shanghai', '2023-12-31', '24:00').revisions[0]!
  const slipped = {
    ...deadline('Asia/Shanghai', '2023-12-31', '24:00'),
    revisions: [
      { ...first, knownFrom: '2023-10-02' },
      { ...first, day: '2024-01-31', knownFrom: '2023-12-15' },
    ],
  }
  it('is the one known on the day', () => {
    expect(unwrap(revisionOn(slipped, '2023-12-14')).day).toBe('2023-12-31')
    expect(unwrap(revisionOn(slipped, '2023-12-15')).day).toBe('2024-01-31')
    expect(revisionOn(slipped, '2023-10-01')).toEqual({
      ok: false,
      error: { kind: 'no-deadline-yet', on: '2023-10-01', first: '2023-10-02' },
    })
  })
})
