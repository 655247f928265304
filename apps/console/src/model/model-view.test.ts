import type { Element, Parameter } from '@magpie/mission/element'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fixtureModel } from '../testing/fixture-model.ts'
import { changesOf, changesText } from './changes-text.ts'
import { readModel } from './model-data.ts'
import { BUDGETS, readModelSearch } from './model-search.ts'
import {
  agreementsOf,
  growthOf,
  jointsOf,
  massWithAll,
  sharesOf,
  totalOf,
  treeKey,
  treeOf,
  visibleBranches,
} from './model-view.ts'
import { locale as en } from './texts/en.ts'
import { locale as zh } from './texts/zh.ts'
import { type Change, excess, tryChanges } from './what-if.ts'

const model = readModel(JSON.parse(JSON.stringify(fixtureModel)))
const { elements, envelope } = model
const tried = (...changes: Change[]) => tryChanges(elements, envelope, changes)
const check = (outcome: ReturnType<typeof tried>, limit: string, element?: string) =>
  outcome.limits.find((l) => l.after.limit === limit && l.after.element === element)!

describe('the model that is read', () => {
  it('takes a limit that JSON could not write as none', () => {
    const read = readModel({ ...fixtureModel, envelope: { total_kg: null, module_kg: 100 } })
    expect(read.envelope).toEqual({ total_kg: Number.POSITIVE_INFINITY, module_kg: 100 })
  })

  it('refuses what is not a model', () => {
    expect(() => readModel({ elements: [{ id: 'x' }], agreements: [] })).toThrow()
  })
})

describe('the tree', () => {
  const tree = treeOf(elements)
  const ids = (folded: string[] = []) => visibleBranches(tree, new Set(folded)).map((b) => b.element.id)

  it('has the stack first, what it carries below, and beside it what flies alone', () => {
    expect(ids()).toEqual(['ce8-stack', 'ce8-lander', 'pk-rover', 'hk-robot', 'radio-array', 'queqiao-2'])
    expect(ids(['ce8-lander'])).toEqual(['ce8-stack', 'ce8-lander', 'queqiao-2'])
  })

  it('shows each element once whatever the hosts say, circles left out', () => {
    const plain = elements[5]!
    fc.assert(
      fc.property(fc.array(fc.nat(7), { minLength: 1, maxLength: 8 }), (hosts) => {
        const made: Element[] = hosts.map((host, i) => ({
          ...plain,
          id: `e${i}`,
          ...(host < i ? { host: `e${host}` } : {}),
        }))
        const shown = visibleBranches(treeOf(made), new Set()).map((b) => b.element.id)
        expect(shown.toSorted()).toEqual(made.map((e) => e.id).toSorted())
      }),
    )
  })

  it.each([
    ['ce8-lander', 'ArrowDown', { go: 'pk-rover' }],
    ['ce8-stack', 'ArrowUp', {}],
    ['hk-robot', 'ArrowUp', { go: 'pk-rover' }],
    ['hk-robot', 'Home', { go: 'ce8-stack' }],
    ['hk-robot', 'End', { go: 'queqiao-2' }],
    ['ce8-lander', 'ArrowLeft', { fold: 'ce8-lander' }],
    ['hk-robot', 'ArrowLeft', { go: 'ce8-lander' }],
    ['ce8-stack', 'ArrowRight', { go: 'ce8-lander' }],
    ['hk-robot', 'ArrowRight', {}],
    ['hk-robot', 'a', {}],
  ])('%s, %s', (at, key, expected) => {
    expect(treeKey(tree, new Set(), at, key)).toEqual(expected)
  })

  it('unfolds a folded branch by the right arrow', () => {
    expect(treeKey(tree, new Set(['ce8-lander']), 'ce8-lander', 'ArrowRight')).toEqual({ fold: 'ce8-lander' })
  })
})

describe('what if', () => {
  it('changes nothing when nothing is tried', () => {
    const outcome = tried()
    expect(outcome.after).toBe(outcome.before)
    expect(outcome.limits.every((l) => l.turn === 'same')).toBe(true)
  })

  it('tells a margin that no longer fits from a value that does not', () => {
    // 90 + 35 + 18 kg of 180; margins of 4.5, 7 and 1.8 kg.
    expect(check(tried(), 'total_kg').after.used.withMargin).toBeCloseTo(156.3, 9)
    const margin = check(tried({ element: 'pk-rover', name: 'mass', value: 60 }), 'total_kg')
    expect([margin.turn, margin.after.verdict]).toEqual(['worse', 'margin-over'])
    expect(excess(margin.after)).toBeCloseTo(168 + 4.5 + 12 + 1.8 - 180, 9)
    const over = tried({ element: 'hk-robot', name: 'mass', value: 130 })
    expect(excess(check(over, 'total_kg').after)).toBeCloseTo(3, 9)
    expect(excess(check(over, 'module_kg', 'hk-robot').after)).toBeCloseTo(30, 9)
    expect(over.limits.filter((l) => l.turn === 'worse')).toHaveLength(2)
  })

  it('breaks a supply from either side', () => {
    expect(
      check(tried({ element: 'ce8-lander', name: 'power-supply', value: 150 }), 'power-supply', 'ce8-lander').turn,
    ).toBe('worse')
    expect(
      check(tried({ element: 'pk-rover', name: 'power-average', value: 300 }), 'power-supply', 'ce8-lander').turn,
    ).toBe('worse')
  })

  it('names what the model has no estimate for, and leaves it out', () => {
    const wrong: Change[] = [
      { element: 'nobody', name: 'mass', value: 1 },
      { element: 'pk-rover', name: 'power-supply', value: 1 },
    ]
    const outcome = tried(...wrong)
    expect(outcome.unknown).toEqual(wrong)
    expect(outcome.after).toBe(outcome.before)
  })

  it('goes there and back through the URL', () => {
    const change = fc.record({
      element: fc.constantFrom('pk-rover', 'hk-robot', 'queqiao-2'),
      name: fc.constantFrom<Parameter['name']>('mass', 'power-peak', 'data-volume-day'),
      value: fc.integer({ min: 0, max: 1e9 }).map((n) => n / 1000),
    })
    const list = fc.uniqueArray(change, { selector: (c) => `${c.element}.${c.name}`, minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(list, (changes) => {
        expect(changesOf(changesText(changes))).toEqual(changes)
      }),
    )
  })

  it.each(['', 'x', 'pk-rover.mass', 'pk-rover.mass_-1', 'pk-rover.colour_3', 'pk-rover.mass_1e9', '.mass_1.'])(
    'leaves out of a URL what does not read: %s',
    (text) => expect(changesOf(text)).toEqual([]),
  )
})

describe('what stands beside an element', () => {
  const by = (id: string) => elements.find((e) => e.id === id)!

  it('tells who grew since when', () => {
    expect(growthOf(elements)).toEqual([
      expect.objectContaining({
        name: 'mass',
        by: 5,
        fraction: 5 / 30,
        steps: [
          expect.objectContaining({ asOf: '2026-12', value: 30 }),
          expect.objectContaining({ asOf: '2027-11', value: 35 }),
        ],
      }),
    ])
  })

  it('sums a host with all it carries', () => {
    expect(massWithAll(tried().before, 'ce8-stack')?.value).toBe(1443)
    expect(massWithAll(tried().before, 'pk-rover')?.withMargin).toBe(42)
    expect(massWithAll(tried().before, 'nobody')).toBeUndefined()
  })

  it('finds the agreements and the joints', () => {
    expect(agreementsOf(model.agreements, 'pk-rover').map((a) => a.id)).toEqual(['charging'])
    expect(agreementsOf(model.agreements, 'radio-array')).toEqual([])
    expect(jointsOf(by('pk-rover'))).toEqual([{ element: 'ce8-lander', ports: expect.any(Array) }])
  })

  it('gives each owner its part, which together are the budget', () => {
    const { before, after } = tried({ element: 'pk-rover', name: 'mass', value: 39 })
    const shares = sharesOf(before, after, 'mass', 'partners')
    expect(shares.map((s) => s.owner)).toEqual(['hkust', 'suparco', 'sa-radio'])
    expect(shares[1]).toMatchObject({ before: { value: 35 }, after: { value: 39 } })
    for (const name of BUDGETS) {
      const total = totalOf(sharesOf(before, after, name, 'all').map((s) => s.after))
      expect(total.withMargin).toBeCloseTo(after.budgets[name].total.withMargin, 6)
    }
  })
})

describe('the URL and the texts', () => {
  it('keeps what it knows', () => {
    const search = {
      element: 'pk-rover',
      folded: 'ce8-lander',
      budget: 'power-peak',
      scope: 'all',
      try: 'pk-rover.mass_39',
    }
    expect(readModelSearch(search)).toEqual(search)
    expect(readModelSearch({ element: 3, budget: 'cost', scope: 'mine', try: 7, t: 1 })).toEqual({})
  })

  it('has every text in both languages, with the same values to fill in', () => {
    const texts = (of: object, path = ''): [string, string][] =>
      Object.entries(of).flatMap(([key, value]) =>
        typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : texts(value, `${path}${key}.`),
      )
    const values = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort()
    const shape = (of: object) => texts(of).map(([key, text]) => [key, values(text)])
    expect(shape(zh)).toEqual(shape(en))
    for (const [key, text] of texts(zh)) expect(text, key).not.toMatch(/[一-鿿][,:;?()]|[,:;?()][一-鿿]/)
  })
})
