/** Small missions for the tests of authority. */
import type { Agreement, Grant } from '@magpie/mission/agreement'
import type { AuthorityRequest } from '@magpie/mission/authority-request'
import type { Element } from '@magpie/mission/element'
import type { Party } from '@magpie/mission/party'

const made = { kind: 'assumed', reason: 'made for the test' } as const

/** A party by its id. */
export function party(id: string): Party {
  return { id, name: id.toUpperCase(), kind: 'agency', provenance: made }
}

/** A module with its owner and host. */
export function element(id: string, owner: string, host?: string, project?: string): Element {
  return {
    id,
    name: id,
    kind: 'module',
    owner,
    ...(host === undefined ? {} : { host }),
    ...(project === undefined ? {} : { project }),
    parameters: [],
    ports: [],
    provenance: made,
  }
}

/** A grant to charge the rover, with what is given instead. */
export function grant(id: string, given: Partial<Grant>): Grant {
  return {
    id,
    agreement: 'joint-operation',
    grantor: 'metu',
    grantee: 'hkust',
    element: 'rover',
    actions: ['charge'],
    arguments: {},
    phases: [],
    approvals: 0,
    revocable: true,
    onward: false,
    ...given,
  }
}

/** An agreement of all parties on all elements, with what is given instead. */
export function agreement(id: string, grants: Grant[], given: Partial<Agreement> = {}): Agreement {
  return {
    id,
    title: `Agreement ${id}`,
    kind: 'joint-operation',
    parties: ['cnsa', 'hkust', 'metu', 'suparco'],
    elements: ['lander', 'robot', 'camera', 'rover', 'relay'],
    signedOn: '2025-04-24',
    grants: grants.map((g) => ({ ...g, agreement: id })),
    provenance: made,
    ...given,
  }
}

/** Four parties of a joint mission. */
export const parties = ['cnsa', 'hkust', 'metu', 'suparco'].map(party)
/** A lander that carries a robot and a rover, a camera on the robot, a relay. */
export const elements = [
  element('lander', 'cnsa'),
  element('robot', 'hkust', 'lander', 'charging-robot'),
  element('camera', 'suparco', 'robot'),
  element('rover', 'metu', 'lander', 'rovers'),
  element('relay', 'cnsa'),
]

/** The robot of HKUST charges, with what is given instead. */
export function request(given: Partial<AuthorityRequest>): AuthorityRequest {
  return {
    party: 'hkust',
    person: 'li',
    action: 'charge',
    element: 'robot',
    arguments: {},
    touches: [],
    hazardous: false,
    makesSafe: false,
    at: '2029-01-10T06:00:00Z',
    phase: 'surface',
    approvals: [],
    ...given,
  }
}
