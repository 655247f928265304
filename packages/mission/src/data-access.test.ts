import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Agreement, DataShare } from './agreement.ts'
import { compileDataAccess, type DataItem, readsAll, roundedValue, sharedReader } from './data-access.ts'
import type { Element } from './element.ts'
import { PUBLIC, party } from './party.ts'

const provenance = { kind: 'assumed', reason: 'a test' } as const
const NOW = Date.parse('2029-03-01T00:00:00Z')
const DAY = 86_400_000

function element(id: string, owner: string, host?: string): Element {
  const at = host === undefined ? {} : { host }
  return { id, name: id, kind: 'module', owner, parameters: [], ports: [], provenance, ...at }
}

function agreement(sharing: readonly DataShare[], parties = ['agency', 'alpha'], elements = ['probe']): Agreement {
  return {
    ...{ id: 'ia', title: 'Integration of the probe', kind: 'integration-agreement', grants: [], provenance },
    ...{
      parties,
      elements: [...elements],
      dataPolicy: { embargo_days: 100, sharing: [...sharing], licence: 'CC-BY-4.0' },
    },
  }
}

const ELEMENTS = [element('lander', 'agency'), element('probe', 'alpha', 'lander'), element('arm', 'beta', 'probe')]
const accessOf = (...agreements: Agreement[]) => compileDataAccess({ elements: ELEMENTS, agreements })
const item = (parameter = 'flux', kind: DataItem['kind'] = 'science', of = 'probe'): DataItem => ({
  ...{ element: of, parameter, kind },
})
/** Whether a reader reads a sample received so many days ago. */
const reads = (access: ReturnType<typeof accessOf>, reader: string, what: DataItem, days = 0) => {
  const times = { generated_ms: NOW - days * DAY, received_ms: NOW - days * DAY }
  return sharedReader(access.terms(reader, what)).admit(times, NOW) !== undefined
}

describe('who reads what', () => {
  const access = accessOf(agreement([{ party: 'gamma', what: 'science' }]))

  it.each([
    ['alpha', item(), true, 'the owner reads all'],
    ['alpha', item('temperature', 'housekeeping'), true, 'the owner reads all'],
    ['agency', item(), false, 'the host reads no science'],
    ['agency', item('temperature', 'housekeeping'), true, 'the host reads housekeeping'],
    ['agency', item('temperature', 'housekeeping', 'arm'), true, 'the host of the host too'],
    ['beta', item('temperature', 'housekeeping'), false, 'what is carried reads nothing of its host'],
    ['gamma', item(), true, 'what is shared'],
    ['gamma', item('temperature', 'housekeeping'), false, 'and nothing else'],
    [PUBLIC, item(), false, 'the public waits'],
    ['gamma', item('flux', 'science', 'arm'), false, 'a policy covers the elements it names'],
    ['gamma', item('flux', 'science', 'nothing'), false, 'what is not there'],
  ])('%s, %j: %s', (reader, what, expected) => {
    expect(reads(access, reader, what)).toBe(expected)
  })

  it('is everybody after the embargo, under the licence', () => {
    expect(reads(access, PUBLIC, item(), 99)).toBe(false)
    expect(reads(access, PUBLIC, item(), 100)).toBe(true)
    expect(access.terms(PUBLIC, item())).toMatchObject([{ rule: 'after-embargo', licence: 'CC-BY-4.0' }])
  })

  it('is nobody by the policy of an agreement that the owner did not sign', () => {
    const foreign = accessOf(agreement([{ party: 'gamma', what: 'everything' }], ['agency', 'gamma']))
    expect(reads(foreign, 'gamma', item())).toBe(false)
    expect(reads(foreign, PUBLIC, item(), 4000)).toBe(false)
  })

  it('survives a circle of hosts', () => {
    const circle = { elements: [element('a', 'alpha', 'b'), element('b', 'beta', 'a')], agreements: [] }
    const found = compileDataAccess(circle).terms('gamma', item('x', 'housekeeping', 'a'))
    expect(found).toEqual([])
  })
})

describe('the bounds of a share', () => {
  const under = (share: Partial<DataShare>, reader = 'gamma') =>
    accessOf(agreement([{ party: 'gamma', what: 'everything', ...share }])).terms(reader, item())

  it('name parameters, and withhold some', () => {
    expect(under({ parameters: ['fl*'] })).toHaveLength(2)
    expect(under({ parameters: ['flu'] })).toHaveLength(1)
    expect(under({ parameters: ['*'], withheld: ['flux'] })).toHaveLength(1)
    expect(under({ elements: ['lander'] })).toHaveLength(1)
  })

  it('hold to the millisecond: delay, window', () => {
    const delayed = under({ delay_s: 60 })
    const at = (received_ms: number, generated_ms = received_ms) =>
      sharedReader(delayed).admit({ generated_ms, received_ms }, NOW)
    expect(at(NOW - 60_000)).toBe(0)
    expect(at(NOW - 59_999)).toBeUndefined()
    const window = under({ from: '2029-01-01T00:00:00Z', until: '2029-02-01T00:00:00Z' })
    const generated = (text: string) =>
      sharedReader(window).admit({ generated_ms: Date.parse(text), received_ms: NOW }, NOW)
    expect(generated('2028-12-31T23:59:59.999Z')).toBeUndefined()
    expect(generated('2029-01-01T00:00:00Z')).toBe(0)
    expect(generated('2029-01-31T23:59:59.999Z')).toBe(0)
    expect(generated('2029-02-01T00:00:00Z')).toBeUndefined()
  })

  it('round numbers and leave texts', () => {
    const [term] = under({ rounded: { flux: 5 } })
    expect(term!.step).toBe(5)
    expect(roundedValue(12.6, 5)).toBe(15)
    expect(roundedValue('ON', 5)).toBe('ON')
    expect(roundedValue(12.6, 0)).toBe(12.6)
  })

  it('do not add up: one term at a time', () => {
    const coarse = { party: 'gamma', what: 'everything', rounded: { flux: 10 } } as const
    const rare = { party: 'gamma', what: 'everything', atMostEvery_s: 60 } as const
    const reader = sharedReader(accessOf(agreement([coarse, rare])).terms('gamma', item()))
    const at = (s: number) => reader.admit({ generated_ms: NOW + s * 1000, received_ms: NOW + s * 1000 }, NOW + DAY)
    expect([at(0), at(1), at(59), at(60), at(61)]).toEqual([0, 10, 10, 0, 10])
    expect(readsAll(accessOf(agreement([coarse, rare])).terms('gamma', item()), NOW, NOW)).toBe(false)
  })

  it('give the same samples however one asks', () => {
    const times = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 1, max: 30 }), (list, from, every) => {
        const terms = under({ atMostEvery_s: every })
        const all = [...list].sort((a, b) => a - b)
        const read = (since: number) => {
          const reader = sharedReader(terms)
          const begin = reader.begins(NOW + since) - NOW
          const given = all.filter((t) => t >= begin)
          const kept = given.filter((t) => reader.admit({ generated_ms: NOW + t, received_ms: NOW }, NOW + DAY) === 0)
          return kept.filter((t) => t >= since)
        }
        expect(read(from)).toEqual(read(0).filter((t) => t >= from))
      }),
    )
  })

  it('never give more than one sample a cell, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000 }), { maxLength: 60 }), (list) => {
        const reader = sharedReader(under({ atMostEvery_s: 10 }))
        const kept = list.filter((t) => reader.admit({ generated_ms: t, received_ms: NOW }, NOW) === 0)
        expect(new Set(kept.map((t) => Math.floor(t / 10_000))).size).toBe(kept.length)
      }),
    )
  })
})

describe('a refusal', () => {
  const share: DataShare = {
    party: 'gamma',
    what: 'science',
    from: '2029-02-01T00:00:00Z',
    until: '2029-03-01T00:00:00Z',
  }
  const access = accessOf(agreement([share]))

  it.each([
    ['gamma', item(), '2029-01-01', 'not-yet-shared', /from 2029-02-01T00:00:00.000Z/],
    ['gamma', item(), '2029-03-01', 'no-longer-shared', /until 2029-03-01T00:00:00.000Z/],
    [PUBLIC, item(), '2029-02-10', 'embargo', /100 days after receipt, and is not shared with the public/],
    ['gamma', item('x', 'housekeeping', 'arm'), '2029-02-10', 'not-shared', /no agreement shares x of arm with gamma/],
    ['gamma', item('x', 'science', 'nothing'), '2029-02-10', 'unknown-name', /nothing is not an element/],
  ])('to %s of %j on %s names %s', (reader, what, day, rule, fact) => {
    const refusal = access.refusal(reader, what, Date.parse(day))
    expect(refusal).toMatchObject({ permitted: false, rule, fact: expect.stringMatching(fact) })
    expect(refusal!.remedy).not.toBe('')
    expect(refusal!.source.title).not.toBe('')
  })

  it('is none where the reader reads what arrives', () => {
    expect(access.refusal('gamma', item(), Date.parse('2029-02-10'))).toBeUndefined()
    expect(access.refusal('alpha', item(), NOW)).toBeUndefined()
  })
})

it('keeps the word for everybody from parties', () => {
  expect(party.safeParse({ id: PUBLIC, name: 'P', kind: 'state', provenance }).success).toBe(false)
})
