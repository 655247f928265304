/**
 * A call run through at a desk, for tests of what becomes of it: two new teams, reviewed, selected, decided, and signed with
 * their interface documents. Nothing of the reference mission's own partners is in it.
 */
import type { Caller } from '@magpie/api/access'
import { memoryProgrammeStore } from '@magpie/centre/memory-programme-store'
import { openProgrammeDesk, type ProgrammeDesk } from '@magpie/centre/programme-desk'
import { selectionHandlers } from '@magpie/centre/selection-handlers'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { rehearsalSigner } from '@magpie/ledger/keys'
import type { Role } from '@magpie/mission/role'
import type { CallFile } from '@magpie/programme/call-file'
import type { Ground } from '@magpie/programme/desk/act'
import type { ActName } from '@magpie/programme/desk/desk'
import { reviewRules } from '@magpie/programme/review/review-rules'
import type { ExactSolver } from '@magpie/programme/study/exact'
import type { MissionFolder } from '@magpie/rehearsal/mission-folder'

const MADE = { kind: 'assumed', reason: 'a test' } as const
const ROLES: readonly Role[] = ['officer', 'chair', 'proposer', 'signatory', 'member', 'reviewer']
export const FRESH = 'fresh-call'

/** Who acts for a party at an instant; a reviewer is known by an address. */
export function personOf(party: string, arrivedAt: string, email?: string): Caller {
  const person = { id: `${party}-${email ?? 'person'}`, name: party, ...(email === undefined ? {} : { email }) }
  return { arrivedAt, party, roles: ROLES, person }
}

/** The mission's call with new dates, reviewed by two. */
function freshCall(call: CallFile): CallFile {
  const statement = { knownFrom: '2026-01-05', provenance: MADE, timeProvenance: MADE }
  const deadline = (day: string) => ({
    zone: call.letters.zone,
    revisions: [{ day, time: '24:00', ...statement }],
    grace: { seconds: 0, text: 'none', provenance: MADE },
  })
  return {
    ...call,
    ...{ id: FRESH, title: 'A fresh call', publishedOn: '2026-01-05', milestones: [], provenance: MADE },
    ...{ letters: deadline('2026-03-01'), proposals: deadline('2026-05-01') },
    review: reviewRules.parse({
      ...{ anonymity: 'single', reviewsPerProposal: 2, load: { least: 0, most: 4 } },
      provenance: MADE,
    }),
  }
}

/** What each team brings: figures as proposed, and as the interface lines then have them. */
export const TEAMS = [
  {
    ...{ id: 'andes-university', name: 'Andes University', state: 'CL', level: 'system' },
    ...{ element: 'scout-rover', kind: 'rover', proposed_kg: 30, baselined_kg: 32 },
    figures: [
      ['power-average', 12, 'W'],
      ['power-peak', 30, 'W'],
      ['power-survival', 6, 'W'],
      ['data-volume-day', 40, 'Mbit'],
    ],
    grants: [
      {
        ...{ id: 'lead-drives-scout', grantor: 'andes-university', grantee: 'cnsa', element: 'scout-rover' },
        ...{ actions: ['drive'], arguments: { distance: { min: 0, max: 20 } } },
      },
    ],
  },
  {
    ...{ id: 'fjord-institute', name: 'Fjord Institute', state: 'IS', level: 'unit' },
    ...{ element: 'frost-camera', kind: 'instrument', proposed_kg: 4, baselined_kg: 4.5 },
    figures: [
      ['power-average', 3, 'W'],
      ['power-peak', 11, 'W'],
      ['power-survival', 3, 'W'],
      ['data-volume-day', 20, 'Mbit'],
    ],
    grants: [],
  },
] as const
type Team = (typeof TEAMS)[number]

/** Does an act as a party at an instant; a refusal throws. */
type Act = (kind: ActName, input: unknown, party: string, at: string, email?: string) => Promise<unknown>

/** The desk once all of it has been done; `until: 'decided'` stops before the agreements. */
export async function freshDesk(
  mission: MissionFolder,
  solver: ExactSolver,
  until: 'decided' | 'signed' = 'signed',
  ground: Ground = { leap: NAIF0012 },
): Promise<ProgrammeDesk> {
  const signers = { signerOf: async (party: string) => rehearsalSigner('a test', party) }
  const ports = { store: memoryProgrammeStore(), signers, ground, lead: mission.mission.lead }
  const desk = unwrap(await openProgrammeDesk({ ...ports, parties: mission.parties.parties }))
  const act: Act = async (kind, input, party, at, email) =>
    unwrap(await desk.perform(kind, input, personOf(party, at, email)))
  await act('call-opened', { call: freshCall(mission.call) }, 'cnsa', '2026-01-05T12:00:00.000Z')
  for (const team of TEAMS) await proposing(act, team)
  await reviewing(act)
  await deciding(desk, act, solver)
  if (until === 'signed') for (const team of TEAMS) await signing(act, team, mission.call.host)
  return desk
}

async function proposing(act: Act, team: Team): Promise<void> {
  const { id, name, state, level, element, kind, proposed_kg } = team
  const at = '2026-02-01T00:00:00.000Z'
  await act('party-registered', { party: { id, name, kind: 'institution', state } }, id, at)
  const common = { title: `${name}: ${element}`, lead: id, level }
  const letter = `${element}-letter`
  const content = { ...common, mass_kg: proposed_kg, funding: [id], mode: 'multilateral', declaresForeignParty: true }
  await act('letter-submitted', { call: FRESH, letter, content }, id, at)
  await act('letter-answered', { letter, answer: 'invited', reason: 'a fit' }, 'cnsa', '2026-03-10T00:00:00.000Z')
  const parameters = [['mass', proposed_kg, 'kg'], ...team.figures].map(([what, value, unit]) => ({
    ...{ name: what, value, unit, maturity: 'modified', asOf: '2026-04' },
  }))
  const proposal = { ...common, cost: 1, elements: [{ id: element, name: `The ${element}`, kind, parameters }] }
  await act('proposal-submitted', { letter, proposal: element, content: proposal }, id, '2026-04-01T00:00:00.000Z')
}

async function reviewing(act: Act): Promise<void> {
  const at = '2026-06-01T00:00:00.000Z'
  const reviewers = ['ada', 'bo']
  for (const id of reviewers) {
    const reviewer = { id, name: id, email: `${id}@example.org`, institution: 'A house of their own' }
    await act('reviewer-invited', { call: FRESH, reviewer }, 'cnsa', at)
    await act('review-accepted', { call: FRESH, reviewer: id }, 'esa', at, reviewer.email)
  }
  const papers = ['paper-1', 'paper-2']
  const pairs = reviewers.flatMap((reviewer) => papers.map((paper) => ({ reviewer, paper })))
  await act('reviewers-assigned', { call: FRESH, pairs, reason: 'two reviewers' }, 'cnsa', at)
  for (const [i, id] of reviewers.entries())
    for (const [j, paper] of papers.entries()) {
      const scores = { science: 70 + 5 * j + i, engineering: 60 + j, cooperation: 80 }
      const review = { call: FRESH, paper, scores, confidence: 4, toProposers: 'Good.' }
      await act('review-submitted', review, 'esa', at, `${id}@example.org`)
    }
}

async function deciding(desk: ProgrammeDesk, act: Act, solver: ExactSolver): Promise<void> {
  const at = '2026-07-01T00:00:00.000Z'
  const inputs = { synergies: [], exclusions: [], balance: [], forced: { in: [], out: [] } }
  const { selectionRun } = selectionHandlers({ desk, solver })
  unwrap(await selectionRun({ call: FRESH, run: 'run-1', inputs }, personOf('cnsa', at)))
  const outcomes = TEAMS.map((t) => ({ proposal: t.element, outcome: 'selected', reason: 'fits' }))
  await act('decision-moved', { decision: 'd-1', run: 'run-1', outcomes }, 'cnsa', at)
  await act('decision-voted', { decision: 'd-1', vote: 'yes', reason: 'good' }, 'cnsa', at)
  await act('decision-taken', { decision: 'd-1', reason: 'voted' }, 'cnsa', at)
  await act('decision-announced', { decision: 'd-1' }, 'cnsa', at)
  for (const { id, element, level } of TEAMS) {
    const from = [{ proposal: element }]
    const project = { decision: 'd-1', project: `project-${element}`, name: element, level, lead: id, from }
    await act('project-formed', { ...project, reason: 'as selected' }, 'cnsa', at)
    await act('project-confirmed', { project: project.project }, id, at)
  }
}

async function signing(act: Act, { id, element, level, baselined_kg, grants }: Team, host: string): Promise<void> {
  const at = '2026-09-01T00:00:00.000Z'
  const agreement = `${element}-agreement`
  const content = {
    ...{ kind: 'integration-agreement', title: `Integration of the ${element}`, parties: ['cnsa', id], level },
    ...{ call: FRESH, project: `project-${element}`, proposal: element, grants, interfacesFirst: true },
    dataPolicy: { embargo_days: 180, sharing: [{ party: 'cnsa', what: 'science' }], licence: 'CC-BY-4.0' },
  }
  await act('agreement-drafted', { agreement, content }, id, at)
  const on = { interface: `${element}-icd` }
  const ends = { host: { party: 'cnsa', element: host }, guest: { party: id, element } }
  await act('interface-drafted', { ...on, agreement, title: `${element} on ${host}`, ...ends }, id, at)
  const verification = { method: 'test', stage: 'acceptance', by: 'guest', requirement: 'weighed' }
  const line = { id: 'mass', kind: 'mass', title: 'Mass', owner: 'host', verification }
  const allotted = { ...line, host: { allocation_kg: 40 } }
  await act('line-proposed', { ...on, line: allotted }, 'cnsa', at)
  await act('line-proposed', { ...on, line: { ...allotted, guest: { mass_kg: baselined_kg } } }, id, at)
  const sides = ['cnsa', id]
  for (const side of sides) await act('line-signed', { ...on, line: 'mass', revision: 2 }, side, at)
  await act('interface-baselined', on, 'cnsa', at)
  for (const side of sides) await act('agreement-signed', { agreement, version: 1 }, side, '2026-09-10T00:00:00.000Z')
}
