/** People at a centre over HTTP, for tests of the console: what they did elsewhere is there when a page is opened. */
import { client } from '@magpie/api/client'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { OperationKey, Operations } from '@magpie/api/operations'
import { unwrap } from '@magpie/core/result'

const PASSWORD = 'a long enough password'
type CallGiven = InputOf<Operations['openCall']>['call']

/** A person as far as cookies go. */
export class Visitor {
  private cookie = ''
  private readonly base: string
  readonly name: string

  constructor(base: string, name: string) {
    this.base = base
    this.name = name
  }

  get email(): string {
    return `${this.name.toLowerCase()}@example.org`
  }

  /** An operation; what it answers is unwrapped, and a refusal is a fault of the test. */
  async api<K extends OperationKey>(key: K, input: unknown): Promise<OutputOf<Operations[K]>> {
    const centre = client(this.base, async (url, init) => {
      const answer = await fetch(url, { ...init, headers: { ...init.headers, cookie: this.cookie } })
      return { status: answer.status, json: () => answer.json() }
    })
    return unwrap(await centre.call(key, input as never))
  }

  async auth(path: string, body: unknown): Promise<void> {
    const headers = { 'content-type': 'application/json', origin: this.base, cookie: this.cookie }
    const answer = await fetch(`${this.base}/api/auth${path}`, { method: 'POST', body: JSON.stringify(body), headers })
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    const set = answer.headers.getSetCookie().map((c) => c.split(';')[0]!)
    if (set.length > 0) this.cookie = set.join('; ')
  }

  /** The same session in a browser. */
  cookies() {
    return this.cookie.split('; ').map((pair) => {
      const at = pair.indexOf('=')
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url: this.base }
    })
  }
}

/** The first officer of the lead. */
export async function firstOfficer(base: string, code: string, name = 'Olga'): Promise<Visitor> {
  const visitor = new Visitor(base, name)
  const officer = { name, email: visitor.email, password: PASSWORD }
  await visitor.api('setUp', { ...officer, code })
  await visitor.auth('/sign-in/email', officer)
  return visitor
}

/** A person who signed up, with a party founded where one is named. */
export async function newcomer(base: string, name: string, party?: string, state?: string): Promise<Visitor> {
  const visitor = new Visitor(base, name)
  await visitor.auth('/sign-up/email', { email: visitor.email, password: PASSWORD, name })
  if (party !== undefined) {
    const founded = { id: party, name: `The ${party} institute`, kind: 'institution', ...(state ? { state } : {}) }
    await visitor.api('createParty', { party: founded })
  }
  return visitor
}

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
export async function propose(officer: Visitor, lead: Visitor, call: string, p: Proposed): Promise<void> {
  const { team, title, mass_kg, power_w, cost, topics, people = [] } = p
  const letter = `${team}-letter`
  const content = {
    ...{ title, lead: team, level: 'system', team: [], summary: `${title}, to the pole.` },
    ...{ mass_kg, power_w, data_mbit_day: 5, funding: ['own'], mode: 'multilateral', declaresForeignParty: false },
    ...{ parts: [], answers: {}, attachments: [] },
  }
  await lead.api('submitLetter', { call, letter, content })
  await officer.api('answerLetter', { letter, answer: 'invited', reason: 'a fit' })
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
  await lead.api('submitProposal', { letter, proposal: `${team}-proposal`, content: proposal })
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
