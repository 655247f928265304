import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { amountOf, type BudgetName, budgetUnits, type Envelope, growth, latest, rollUp } from './budgets.ts'
import { describeLimit, describeMissionError } from './describe.ts'
import type { Element, Parameter } from './element.ts'

function parameter(name: Parameter['name'], value: number, given: Partial<Parameter> = {}): Parameter {
  const unit = name === 'power-supply' ? 'W' : budgetUnits[name as BudgetName]
  const provenance = { kind: 'sourced', source: { title: 'a paper' }, verified: true } as const
  return { name, value, unit, maturity: 'new', asOf: '2025', provenance, ...given }
}

function element(
  id: string,
  owner: string,
  host: string | undefined,
  parameters: Parameter[],
  project?: string,
): Element {
  const made = { kind: 'assumed', reason: 'made for the test' } as const
  const own = project === undefined ? {} : { project }
  return {
    id,
    name: id,
    kind: 'module',
    owner,
    ...(host === undefined ? {} : { host }),
    ...own,
    parameters,
    ports: [],
    provenance: made,
  }
}

const elements = [
  element('lander', 'cnsa', undefined, [
    parameter('mass', 1000, { maturity: 'measured' }),
    parameter('power-supply', 100, { maturity: 'measured' }),
    parameter('power-average', 60, { maturity: 'off-the-shelf' }),
  ]),
  element(
    'robot',
    'hkust',
    'lander',
    [parameter('mass', 70), parameter('power-average', 20), parameter('power-peak', 50)],
    'p1',
  ),
  element('camera', 'suparco', 'robot', [parameter('mass', 10, { maturity: 'modified' })], 'p1'),
  element(
    'rover',
    'metu',
    'lander',
    [parameter('mass', 50, { margin: 0.3 }), parameter('mass', 60, { asOf: '2026-01' })],
    'p2',
  ),
  element('relay', 'cnsa', undefined, [parameter('mass', 1200, { maturity: 'measured' })]),
]
const envelope: Envelope = { total_kg: 150, module_kg: 90, power_W: 100 }

describe('the roll-up', () => {
  const { budgets, checks, withoutMass } = rollUp(elements, envelope)

  test('of all, by owner, and of what each host carries', () => {
    // 1000 + 70 x 1.2 + 10 x 1.1 + 60 x 1.2 + 1200
    expect(budgets.mass.total).toEqual({ value: 2340, margin: 27, withMargin: 2367 })
    expect(budgets.mass.withSystemMargin).toBeCloseTo(2840.4, 10)
    expect(budgets.mass.byOwner['cnsa']).toEqual({ value: 2200, margin: 0, withMargin: 2200 })
    expect(budgets.mass.carriedBy).toEqual({
      lander: { value: 140, margin: 27, withMargin: 167 },
      robot: { value: 10, margin: 1, withMargin: 11 },
    })
    expect(budgets['power-average'].total).toEqual({ value: 80, margin: 7, withMargin: 87 })
  })

  test('against the envelope and the supply', () => {
    const seen = checks.map(({ limit, element, left, verdict }) => [limit, element, left, verdict])
    expect(seen).toEqual([
      ['total_kg', undefined, 10, 'margin-over'],
      ['module_kg', 'robot', 10, 'margin-over'], // with the camera that it carries
      ['module_kg', 'rover', 30, 'within'],
      ['power_W', undefined, 50, 'within'],
      ['power-supply', 'lander', 20, 'within'],
    ])
    expect(checks.map(describeLimit)[1]).toBe(
      'module mass of robot: 80 kg, 95 kg with margins, of 90 kg: within the limit, but its margins are not',
    )
    expect(withoutMass).toEqual([])
  })

  test('what is assumed, and what states no mass, is said', () => {
    const assumed = { kind: 'assumed', reason: 'a guess' } as const
    const others = [
      ...elements,
      element('a', 'x', 'lander', [parameter('mass', 1, { provenance: assumed })]),
      element('b', 'x', 'lander', []),
    ]
    const rolled = rollUp(others)
    expect(rolled.budgets.mass.assumed).toEqual(['a'])
    expect(rolled.withoutMass).toEqual(['b'])
    expect(rolled.checks.map((c) => c.limit)).toEqual(['power-supply'])
  })
})

test('the latest estimate holds; of one date the last; a margin of its own goes first', () => {
  const rover = elements[3]!
  expect(latest(rover, 'mass')?.value).toBe(60)
  const same = {
    ...rover,
    parameters: [parameter('mass', 1), parameter('mass', 2), parameter('mass', 0, { asOf: '2024-12-31' })],
  }
  expect(latest(same, 'mass')?.value).toBe(2)
  expect(amountOf(parameter('mass', 50, { margin: 0.3 }))).toEqual({ value: 50, margin: 15, withMargin: 65 })
  expect(latest(rover, 'data-rate')).toBeUndefined()
})

describe('growth', () => {
  test('breaks the limits it breaks', () => {
    const grown = unwrap(growth(elements, envelope, 'robot', 12))
    expect(grown).toMatchObject({ by_kg: 12, byWithMargin_kg: expect.closeTo(14.4, 9) })
    expect(grown.changed.map(({ before, after }) => [after.limit, before.verdict, after.verdict])).toEqual([
      ['total_kg', 'margin-over', 'over'],
      ['module_kg', 'margin-over', 'over'],
    ])
    expect(grown.after.budgets.mass.carriedBy['lander']!.value).toBe(152)
    expect(elements[1]!.parameters).toHaveLength(3) // the model itself is left as it was
  })
  test('needs a mass to grow from', () => {
    const answer = growth(elements, envelope, 'nothing', 1)
    expect(answer).toEqual({ ok: false, error: { kind: 'no-mass', element: 'nothing' } })
    if (!answer.ok) expect(describeMissionError(answer.error)).toContain('states no mass')
  })
})

test('owners and standalone trees both add up to the whole, and growth there and back is none', () => {
  const masses = fc.array(fc.record({ kg: fc.nat(500), owner: fc.constantFrom('a', 'b', 'c'), host: fc.nat(20) }), {
    minLength: 1,
    maxLength: 12,
  })
  fc.assert(
    fc.property(masses, fc.nat(50), (list, by) => {
      const tree = list.map(({ kg, owner, host }, i) =>
        element(`e${i}`, owner, host < i ? `e${host}` : undefined, [parameter('mass', kg)], 'p'),
      )
      const { mass } = rollUp(tree).budgets
      const owners = Object.values(mass.byOwner).reduce((sum, a) => sum + a.value, 0)
      const roots = tree.filter((e) => e.host === undefined)
      const trees = roots.reduce((sum, e) => sum + latest(e, 'mass')!.value + (mass.carriedBy[e.id]?.value ?? 0), 0)
      expect([owners, trees]).toEqual([mass.total.value, mass.total.value])
      const up = unwrap(growth(tree, envelope, 'e0', by))
      expect(up.after.budgets.mass.total.value - up.before.budgets.mass.total.value).toBe(by)
    }),
  )
})
