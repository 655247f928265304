import { unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import { callFile, criteriaOf } from './call-file.ts'
import { checkProposal, type ProposalContent, proposalContent } from './desk/proposal-content.ts'
import { Bench, CALL, stamp } from './desk/testing/sample.ts'

const PROVENANCE = { kind: 'assumed', reason: 'a test' } as const
const criterion = (id: string, weight: number, ...levels: ('system' | 'unit')[]) => ({
  ...{ id, name: id, weight, provenance: PROVENANCE },
  ...(levels.length === 0 ? {} : { levels }),
})
const limit = (resource: string, value: number, unit: string) => ({
  ...{ resource, levels: ['system', 'unit'] },
  limit: { value, unit, provenance: PROVENANCE },
})

describe('criteria by level', () => {
  const levelled = { ...CALL, criteria: [criterion('science', 0.4), criterion('robot', 0.6, 'system')] }

  it('takes weights that sum to 1 at every level of the call', () => {
    const whole = { ...levelled, criteria: [...levelled.criteria, criterion('fit', 0.6, 'unit')] }
    const call = callFile.parse(whole)
    expect(criteriaOf(call, 'system').map((c) => c.id)).toEqual(['science', 'robot'])
    expect(criteriaOf(call, 'unit').map((c) => c.id)).toEqual(['science', 'fit'])
  })

  it('says at which level they do not', () => {
    const read = callFile.safeParse(levelled)
    expect(read.error?.issues.map((i) => [i.path.join('/'), i.message])).toEqual([
      ['criteria', 'weights must sum to 1; at unit level they sum to 0.4'],
    ])
  })
})

describe('the envelope', () => {
  const envelope = [
    limit('power-average', 20, 'W'),
    limit('power-survival', 5, 'W'),
    limit('volume', 0.5, 'm3'),
    limit('area', 0.25, 'm2'),
  ]
  const call = callFile.parse({ ...CALL, envelope })
  const proposal = (figures: readonly (readonly [string, number, string])[]): ProposalContent =>
    proposalContent.parse({
      ...{ title: 'A box', lead: 'alpha', level: 'system', cost: 0 },
      elements: [
        {
          ...{ id: 'box', name: 'A box', kind: 'module' },
          parameters: [['mass', 10, 'kg'] as const, ...figures].map(([name, value, unit]) => ({
            ...{ name, value, unit, maturity: 'new', asOf: '2030-10-01' },
          })),
        },
      ],
    })
  const wrong = (...figures: (readonly [string, number, string])[]) =>
    checkProposal(call, proposal(figures), () => true).map((p) => p.message)

  it('holds power by mode, volume and deck area against what is proposed', () => {
    expect(wrong(['power-average', 20, 'W'], ['volume', 0.5, 'm3'], ['deck-area', 0.25, 'm2'])).toEqual([])
    expect(
      wrong(['power-average', 21, 'W'], ['power-survival', 6, 'W'], ['volume', 0.6, 'm3'], ['deck-area', 1, 'm2']),
    ).toEqual([
      'all of the call has 20 W of power-average; this takes 21',
      'all of the call has 5 W of power-survival; this takes 6',
      'all of the call has 0.5 m3 of volume; this takes 0.6',
      'all of the call has 0.25 m2 of area; this takes 1',
    ])
    expect(wrong(['volume', 0.1, 'm2'])).toEqual(['volume is given in m3, not m2'])
  })

  it('is given in the units that proposals are', () => {
    const opened = (changes: object) =>
      new Bench().do('call-opened', { call: { ...CALL, ...changes } }, stamp('agency', ['officer']))
    expect(unwrap(opened({ envelope })).act.kind).toBe('call-opened')
    const litres = opened({
      envelope: [limit('volume', 500, 'l')],
      moduleMass: { ...CALL.moduleMass, limit: limit('', 1, 'g').limit },
    })
    expect(litres).toMatchObject({
      error: {
        problems: [
          { field: '/call/envelope/0/limit/unit', message: 'is m3' },
          { field: '/call/moduleMass/limit/unit', message: 'is kg' },
        ],
      },
    })
  })
})

it("knows what must not stand in the host's views", () => {
  const cone = { id: 'landing-camera', name: 'Landing camera', azimuth_deg: 90, elevation_deg: -30, halfAngle_deg: 25 }
  const read = (changes: object) =>
    callFile.safeParse({ ...CALL, viewKeepOuts: [{ ...cone, levels: ['system'], provenance: PROVENANCE, ...changes }] })
  expect(read({}).success).toBe(true)
  expect(read({ elevation_deg: 91 }).success).toBe(false)
  expect(read({ halfAngle_deg: 0 }).success).toBe(false)
})
