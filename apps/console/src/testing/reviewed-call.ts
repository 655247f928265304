/** A call with a review of its own and proposals that teams sent to it, for tests of what a desk does with them. */
import type { InputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import type { PersonOverHttp } from './person-over-http.ts'

type CallGiven = InputOf<Operations['openCall']>['call']

/** A proposal of a team, all the way from its letter. */
export type Proposed = {
  readonly team: string
  readonly title: string
  readonly mass_kg: number
  readonly power_w: number
  readonly cost: number
  readonly topics: readonly string[]
  readonly people?: readonly { readonly name: string }[]
}

/** Sends the letter, has it invited, and submits the proposal. */
export async function propose(officer: PersonOverHttp, lead: PersonOverHttp, call: string, p: Proposed): Promise<void> {
  const { team, title, mass_kg, power_w, cost, topics, people = [] } = p
  const letter = `${team}-letter`
  const content = {
    ...{ title, lead: team, level: 'system', team: [], summary: `${title}, to the pole.` },
    ...{ mass_kg, power_w, data_mbit_day: 5, funding: ['own'], mode: 'multilateral', declaresForeignParty: false },
    ...{ parts: [], answers: {}, attachments: [] },
  }
  await lead.call('submitLetter', { call, letter, content })
  await officer.call('answerLetter', { letter, answer: 'invited', reason: 'a fit' })
  const figure = (name: string, value: number, unit: string) => ({
    name,
    value,
    unit,
    maturity: 'new',
    asOf: '2026-01',
  })
  const proposal = {
    ...{ title, lead: team, level: 'system', team: [], topics, people, cost, jointOperations: [], attachments: [] },
    summary: `We, The ${team} institute, send what no lander carries: ${title.toLowerCase()}. It lands, wakes and works through three lunar days.`,
    elements: [
      {
        ...{ id: `${team}-1`, name: title, kind: 'rover', owner: team, ports: [] },
        parameters: [
          figure('mass', mass_kg, 'kg'),
          figure('power-peak', power_w, 'W'),
          figure('data-volume-day', 5, 'Mbit'),
        ],
      },
    ],
  }
  await lead.call('submitProposal', { letter, proposal: `${team}-proposal`, content: proposal })
}

const PROVENANCE = { kind: 'assumed', reason: 'a test' } as const
const meaning = (score: number, text: string) => ({ score, meaning: text })

/** A call of the centre's first one with a review of two stages, its own criteria and a narrow envelope. */
export function reviewedCall(from: CallGiven, id: string): CallGiven {
  const limit = (resource: 'mass' | 'power' | 'cost', value: number, unit: string) => ({
    ...{ resource, levels: ['system', 'unit'] as const },
    limit: { value, unit, provenance: PROVENANCE },
  })
  return {
    ...from,
    ...{ id, title: 'A call for the pole' },
    criteria: [
      { id: 'science', name: 'What we would learn', weight: 0.6, provenance: PROVENANCE },
      { id: 'merit', name: 'Whether it can be built', weight: 0.4, provenance: PROVENANCE },
    ],
    envelope: [limit('mass', 80, 'kg'), limit('power', 200, 'W'), limit('cost', 20, 'M CNY')],
    review: {
      ...{ anonymity: 'dual', reviewsPerProposal: 2, load: { least: 0, most: 6 } },
      topics: ['geology', 'power', 'robotics'],
      scales: {
        merit: {
          ...{ least: 1, most: 5 },
          meanings: [meaning(1, 'cannot be built'), meaning(3, 'with much help'), meaning(5, 'is built already')],
        },
      },
      provenance: PROVENANCE,
    },
  } as unknown as CallGiven
}
