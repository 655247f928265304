import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findingsOf } from './compatibility.ts'
import { DISCIPLINES, interfaceLine, type LineKind, printedValues } from './line.ts'

const box = (x: number, size: number) => ({
  ...{ x_min_mm: x, x_max_mm: x + size },
  ...{ y_min_mm: 0, y_max_mm: size, z_min_mm: 0, z_max_mm: size },
})
const centre = { x_mm: 95, y_mm: 50, z_mm: 50 }
const bolts = { bolts: 8, circle_mm: 240, thread: 'M6' }

/** Kind, what the host states, what the guest states, what does not fit. */
const CASES: readonly [LineKind, object, object, string[]][] = [
  ['mass', { allocation_kg: 35 }, { mass_kg: 35 }, []],
  [
    'mass',
    { allocation_kg: 35 },
    { mass_kg: 35.2 },
    ["clash: the guest's mass is 35.2 kg; the host gives 35 kg: 0.2 kg too much"],
  ],
  [
    'footprint',
    { length_mm: 400, width_mm: 300 },
    { length_mm: 400, width_mm: 310 },
    ["clash: the guest's width is 310 mm; the host gives 300 mm: 10 mm too much"],
  ],
  ['centre-of-mass', box(0, 100), { ...centre, uncertainty_mm: 5 }, []],
  [
    'centre-of-mass',
    box(0, 100),
    { ...centre, uncertainty_mm: 6 },
    ['clash: along x the guest takes 89 to 101 mm; the host gives 0 to 100 mm'],
  ],
  ['bolt-pattern', bolts, bolts, []],
  [
    'bolt-pattern',
    bolts,
    { ...bolts, bolts: 6, thread: 'M5' },
    ['clash: bolts: the host has 8, the guest 6', 'clash: thread: the host has M6, the guest M5'],
  ],
  ['deployment-envelope', box(0, 100), box(1, 99), []],
  [
    'deployment-envelope',
    box(0, 100),
    box(1, 100),
    ['clash: along x the guest takes 1 to 101 mm; the host gives 0 to 100 mm'],
  ],
  ['keep-out', box(0, 100), box(100, 50), []],
  [
    'keep-out',
    box(0, 100),
    box(90, 50),
    ['clash: the guest stands in what the host keeps free: 10 x 50 x 50 mm of it'],
  ],
  ['voltage', { min_V: 26, max_V: 34 }, { min_V: 22, max_V: 36 }, []],
  [
    'voltage',
    { min_V: 26, max_V: 34 },
    { min_V: 28, max_V: 33 },
    ["remark: the host's supply is 26 to 34 V; the guest takes 28 to 33 V: it does not take 26 to 28 and 33 to 34 V"],
  ],
  [
    'voltage',
    { min_V: 26, max_V: 34 },
    { min_V: 95, max_V: 105 },
    ["clash: the host's supply is 26 to 34 V; the guest takes 95 to 105 V: they do not meet"],
  ],
  [
    'power',
    { average_W: 40, peak_W: 90 },
    { average_W: 38, peak_W: 100 },
    ["clash: the guest's peak power is 100 W; the host gives 90 W: 10 W too much"],
  ],
  [
    'power-connector',
    { type: 'DSUB', contacts: 15 },
    { type: 'DSUB', contacts: 9 },
    ['clash: contacts: the host has 15, the guest 9'],
  ],
  [
    'inrush',
    { current_A: 5, duration_ms: 10 },
    { current_A: 6, duration_ms: 10 },
    ["clash: the guest's inrush is 6 A; the host gives 5 A: 1 A too much"],
  ],
  [
    'data-rate',
    { rate_bps: 1e6 },
    { rate_bps: 2e6 },
    ["clash: the guest's data rate is 2000000 bit/s; the host gives 1000000 bit/s: 1000000 bit/s too much"],
  ],
  [
    'data-protocol',
    { protocols: ['SpaceWire', 'CAN'] },
    { protocol: 'MIL-STD-1553B' },
    ['clash: the guest speaks MIL-STD-1553B; the host SpaceWire, CAN'],
  ],
  ['data-volume', { volume_Mbit_day: 500 }, { volume_Mbit_day: 500.0000001 }, []],
  ['heat-flow', { most_W: 5 }, { heat_W: 4 }, []],
  [
    'temperature',
    { min_C: -40, max_C: 60 },
    { min_C: -30, max_C: 70 },
    [
      "remark: the host's interface temperature is -40 to 60 °C; the guest takes -30 to 70 °C: it does not take -40 to -30 °C",
    ],
  ],
  [
    'survival-power',
    { supply_W: 8 },
    { power_W: 9.5 },
    ["clash: the guest's survival power is 9.5 W; the host gives 8 W: 1.5 W too much"],
  ],
]

const lineWith = (kind: LineKind, host?: object, guest?: object) => ({
  ...{ id: 'one', kind, title: 'One', owner: 'host', host, guest },
  verification: { method: 'test', stage: 'acceptance', by: 'guest', requirement: 'shown' },
})

describe('what the sides of a line state', () => {
  it.each(CASES)('%s: %o and %o', (kind, host, guest, expected) => {
    const line = interfaceLine.parse(lineWith(kind, host, guest))
    expect(findingsOf(line).map((f) => `${f.severity}: ${f.text}`)).toEqual(expected)
    expect(findingsOf(interfaceLine.parse(lineWith(kind, host)))).toEqual([])
    for (const { name, value } of [...printedValues(line.host), ...printedValues(line.guest)]) {
      expect(name).not.toMatch(/_/)
      expect(value).not.toBe('')
    }
  })

  it('is tried for every kind', () => {
    expect(new Set(CASES.map(([kind]) => kind))).toEqual(new Set(Object.keys(DISCIPLINES)))
  })

  it.each([
    ['mass', { allocation_kg: -1 }, 'host.allocation_kg'],
    ['mass', { allocation_kg: '35' }, 'host.allocation_kg'],
    ['mass', { mass_kg: 35 }, 'host.allocation_kg'],
    ['voltage', { min_V: 34, max_V: 26 }, 'host'],
    ['power', { average_W: 90, peak_W: 40 }, 'host'],
    ['temperature', { min_C: -300, max_C: 60 }, 'host.min_C'],
    ['keep-out', { ...box(0, 100), x_max_mm: -5 }, 'host'],
    ['inrush', { current_A: 5, duration_ms: Number.POSITIVE_INFINITY }, 'host.duration_ms'],
  ] as const)('%s with %o is told at %s', (kind, host, at) => {
    const read = interfaceLine.safeParse(lineWith(kind, host))
    expect(read.error?.issues.map((i) => i.path.join('.'))).toContain(at)
  })

  it('fits for a guest that takes no more than the host gives, and not beyond', () => {
    const amounts = fc.tuple(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }))
    fc.assert(
      fc.property(amounts, ([host, guest]) => {
        const line = interfaceLine.parse(lineWith('mass', { allocation_kg: host / 1000 }, { mass_kg: guest / 1000 }))
        expect(findingsOf(line).length).toBe(guest > host ? 1 : 0)
      }),
    )
  })

  it('overlaps in voltage exactly where some voltage suits both', () => {
    const range = fc.tuple(fc.integer({ min: 1, max: 100 }), fc.nat(50))
    fc.assert(
      fc.property(range, range, ([h, hs], [g, gs]) => {
        const line = interfaceLine.parse(lineWith('voltage', { min_V: h, max_V: h + hs }, { min_V: g, max_V: g + gs }))
        const suits = Array.from({ length: 160 }, (_, v) => v).some(
          (v) => v >= h && v <= h + hs && v >= g && v <= g + gs,
        )
        expect(findingsOf(line).some((f) => f.severity === 'clash')).toBe(!suits)
      }),
    )
  })
})
