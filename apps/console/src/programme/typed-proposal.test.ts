import { programmeActs } from '@magpie/api/programme-operations'
import { describe, expect, it } from 'vitest'
import { NO_ELEMENT, proposalContentOf, readTypedProposal, typedProposalOf } from './typed-proposal.ts'

const schema = programmeActs.submitProposal.input.shape.content
const mass = { name: 'mass', value: 20, unit: 'kg', maturity: 'modified', asOf: '2026-11-23' }
const content = schema.parse({
  ...{ title: 'A rover', lead: 'alpha', level: 'system', cost: 1.5, summary: 'It drives.', topics: ['robotics'] },
  team: [{ party: 'beta', part: 'wheels' }],
  people: [
    { name: 'Ada', email: 'ada@example.org' },
    { name: 'Bob', party: 'beta' },
  ],
  elements: [
    {
      ...{ id: 'rover', name: 'A rover', kind: 'rover', owner: 'beta' },
      parameters: [mass, { ...mass, name: 'deck-area', value: 0.25, unit: 'm2', margin: 0.125 }],
      ports: [
        { id: 'foot', kind: 'mechanical', joinedTo: { element: 'lander', port: 'deck' } },
        { id: 'bus', kind: 'data' },
      ],
    },
  ],
  jointOperations: [
    ...[
      {
        id: 'joint-1',
        name: 'charge',
        element: 'rover',
        touches: ['arm'],
        actions: ['CHARGE'],
        phases: ['day'],
        approvals: 0,
      },
    ],
  ],
  attachments: [{ name: 'plan.pdf', sha256: 'a'.repeat(64), bytes: 9, type: 'application/pdf' }],
})

describe('a proposal that is typed', () => {
  it('says again what it said: figures with margins, ports, people, joint operations, files', () => {
    const typed = readTypedProposal(JSON.parse(JSON.stringify(typedProposalOf(content))))
    expect(schema.parse(proposalContentOf(typed, 'alpha', '2026-11-23'))).toEqual(content)
  })

  it('reads drafts of before, whose figures were text with one maturity for the element', () => {
    const before = {
      title: 'A',
      elements: [{ id: 'rover', name: 'A', kind: 'rover', maturity: 'measured', figures: { mass: '7' } }],
    }
    const [element] = readTypedProposal(before).elements
    expect(element).toEqual({
      ...{ ...NO_ELEMENT, id: 'rover', name: 'A', kind: 'rover' },
      figures: { mass: { value: '7', maturity: 'measured', margin: '' } },
    })
  })

  it('sends neither empty figures nor empty ports, and text that is no number as it stands', () => {
    const element = {
      ...NO_ELEMENT,
      id: 'a',
      name: 'A',
      figures: { mass: { value: 'much', maturity: 'new', margin: '' } },
    }
    const sent = proposalContentOf({ ...typedProposalOf(content), elements: [element] }, 'alpha', '2026-11-23')
    expect(sent['elements']).toEqual([
      {
        ...{ id: 'a', name: 'A', kind: 'module', ports: [] },
        parameters: [{ name: 'mass', unit: 'kg', maturity: 'new', asOf: '2026-11-23', value: 'much' }],
      },
    ])
  })
})
