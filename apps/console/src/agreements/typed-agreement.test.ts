import { agreementActs } from '@magpie/api/agreement-operations'
import { describe, expect, it } from 'vitest'
import { ROVER, roverAgreement } from '../testing/rover-agreement.ts'
import type { AgreementContent } from './agreements.ts'
import {
  agreementContentOf,
  draftTitle,
  elementsOfProposal,
  NEW_GRANT,
  noAgreement,
  readTypedAgreement,
  typedAgreementOf,
} from './typed-agreement.ts'

const content = agreementActs.draftAgreement.input.shape.content
const rover = content.parse(roverAgreement())
const memorandum = content.parse({ kind: 'memorandum', title: 'Together', parties: ['a', 'b'] })
const TODAY = '2030-11-23'
const typedOf = (c: AgreementContent) => typedAgreementOf(c, 'an-agreement', 1)

describe('a typed agreement', () => {
  it.each([
    ['integration agreement', rover],
    ['memorandum', memorandum],
  ])('%s is typed and read back as it was, days and all', (_, before) => {
    expect(content.parse(agreementContentOf(typedOf(before), TODAY))).toEqual(before)
  })

  it('dates anew only the figure that is typed anew, and keeps what the form does not show', () => {
    const ported = content.parse(
      roverAgreement({ elements: [{ ...ROVER, apid: 77, ports: [{ id: 'p', kind: 'data' }] }] }),
    )
    const typed = typedOf(ported)
    const [element] = typed.elements
    const grown = { ...typed, elements: [{ ...element!, figures: { ...element!.figures, mass: '34' } }] }
    const after = content.parse(agreementContentOf(grown, TODAY))
    const [heavier] = after.kind === 'memorandum' ? [] : after.elements
    expect(heavier).toMatchObject({ apid: 77, ports: [{ id: 'p', kind: 'data' }] })
    expect(heavier!.parameters.map((p) => [p.name, p.value, p.asOf])).toEqual([
      ['mass', 34, TODAY],
      ['power-average', 20, '2026-01'],
      ['power-peak', 55, '2026-01'],
    ])
  })

  it.each([
    ['2029-01-31', '2029-01-31T00:00:00Z'],
    ['2029-01-31 06:30', '2029-01-31T06:30:00Z'],
    ['2029-01-31T06:30:00Z', '2029-01-31T06:30:00Z'],
    ['next week', 'next week'],
  ])('takes %s for the beginning of a grant', (from, instant) => {
    const typed = { ...typedOf(rover), grants: [{ ...NEW_GRANT, from }] }
    expect(agreementContentOf(typed, TODAY)).toMatchObject({ grants: [{ from: instant }] })
  })

  it('sends no empty row, and calls an empty limit no zero', () => {
    const typed = {
      ...noAgreement('integration-agreement', 'a'),
      grants: [{ ...NEW_GRANT, ranges: [{ name: 'x', min: '', max: '1' }] }],
    }
    expect(agreementContentOf(typed, TODAY)).toMatchObject({
      parties: ['a'],
      grants: [{ arguments: { x: { min: '', max: 1 } } }],
    })
  })

  it('is read of whatever a draft holds', () => {
    const initial = noAgreement('memorandum', 'a')
    for (const broken of [undefined, null, 3, 'text']) expect(readTypedAgreement(broken, initial)).toEqual(initial)
    expect(readTypedAgreement({ title: 'T', kind: 'integration-agreement' }, initial)).toMatchObject({
      ...{ title: 'T', kind: 'memorandum', parties: ['a', ''] },
    })
    expect([draftTitle(initial), draftTitle({ ...initial, title: 'T' }), draftTitle({ ...initial, base: 1 })]).toEqual([
      ...['…', 'T', ''],
    ])
  })

  it('takes the elements of a proposal: its lead owns what names no owner, the host carries what names none', () => {
    const { owner: _, host: _host, ...unowned } = ROVER
    expect(elementsOfProposal({ lead: 'lead', elements: [unowned] }, 'lander')).toMatchObject([
      { id: 'alpha-rover', owner: 'lead', host: 'lander', maturity: 'modified', figures: { mass: '30' } },
    ])
  })
})
