/** Random missions, requests and revocations for the tests of authority: small enough that every bound is often met. */
import type { Agreement, Grant } from '@magpie/mission/agreement'
import type { Element } from '@magpie/mission/element'
import fc from 'fast-check'
import { agreement, element, grant, parties } from '../authority-samples.ts'

export type AuthorityMission = { readonly elements: Element[]; readonly agreements: Agreement[] }

const ids = parties.map((p) => p.id)
const names = ['lander', 'robot', 'camera', 'rover', 'relay']
const days = ['2029-01-09', '2029-01-10', '2029-01-11', '2029-01-12']
/** Times around the bounds of the grants. */
export const authorityTimes = fc
  .tuple(fc.constantFrom(...days), fc.constantFrom('00:00:00', '06:30:00', '23:59:59.999'))
  .map(([day, clock]) => `${day}T${clock}Z`)
const phases = ['descent', 'surface']
const actions = ['charge', 'drive', 'stop']
const values = fc.constantFrom(-1, 0, 0.5, 1.001, 2, 2.0000001, 2.5, 1e15)
const people = fc.record({ party: fc.constantFrom(...ids), person: fc.constantFrom('li', 'ada', 'wu') })
const some = <T>(list: readonly T[]) => fc.subarray([...list])

const grants = fc
  .record({
    grantor: fc.constantFrom('owner', 'owner', ...ids),
    grantee: fc.constantFrom(...ids),
    element: fc.constantFrom(...names),
    actions: fc.constantFrom<string[]>(['*'], ['charge'], ['drive', 'stop'], ['charge', 'drive']),
    arguments: fc.constantFrom<Grant['arguments']>(
      {},
      {},
      {},
      { d: { min: 0, max: 2 } },
      { d: { min: 0.5, max: 2.5 } },
    ),
    from: fc.option(fc.constantFrom(...days), { nil: undefined, freq: 2 }),
    until: fc.option(fc.constantFrom(...days), { nil: undefined, freq: 2 }),
    phases: fc.constantFrom<string[]>([], [], phases, ['surface']),
    approvals: fc.constantFrom(0, 0, 0, 1, 2),
    revocable: fc.boolean(),
    onward: fc.boolean(),
    covers: fc.constantFrom<Grant['covers']>(undefined, 'commands', 'consent', 'both'),
  })
  .map(({ from, until, covers, ...rest }) => ({
    ...rest,
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...(covers === undefined ? {} : { covers }),
  }))

/** Missions of five elements with owners, hosts and up to 24 grants in two agreements. */
export const authorityMissions: fc.Arbitrary<AuthorityMission> = fc
  .record({
    owners: fc.array(fc.constantFrom(...ids), { minLength: 5, maxLength: 5 }),
    hosts: fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 5, maxLength: 5 }),
    grants: fc.array(grants, { minLength: 4, maxLength: 24 }),
    signers: fc.constantFrom(ids, ids, ids, ids.slice(1)),
  })
  .map(({ owners, hosts, grants: given, signers }) => ({
    elements: names.map((id, i) =>
      element(id, owners[i]!, hosts[i]! >= 0 && hosts[i]! < i ? names[hosts[i]!] : undefined),
    ),
    agreements: [0, 1].map((half) =>
      agreement(
        `agreement-${half}`,
        given.flatMap((g, i) => {
          const grantor = g.grantor === 'owner' ? owners[names.indexOf(g.element)]! : g.grantor
          return i % 2 === half ? [grant(`grant-${i}`, { ...g, grantor })] : []
        }),
        { parties: half === 0 ? ids : signers },
      ),
    ),
  }))

/** Acts asked for, permitted and not. */
export const authorityRequests = fc.record({
  party: fc.constantFrom(...ids),
  person: fc.constantFrom('li', 'ada', 'wu'),
  action: fc.constantFrom(...actions),
  element: fc.constantFrom(...names),
  arguments: fc.option(values, { nil: undefined }).map((d): Record<string, number> => (d === undefined ? {} : { d })),
  touches: fc.oneof({ weight: 3, arbitrary: fc.constant<string[]>([]) }, some(names)),
  hazardous: fc.constantFrom(false, false, false, true),
  makesSafe: fc.constantFrom(false, false, false, true),
  at: authorityTimes,
  phase: fc.constantFrom(...phases),
  approvals: fc.array(people, { maxLength: 3 }),
})

/** Grants taken back, and when. */
export const authorityRevocations = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 23 }).map((i) => `grant-${i}`),
    authorityTimes,
  ),
  { maxLength: 4 },
)
