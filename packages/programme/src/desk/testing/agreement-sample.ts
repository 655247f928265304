/** An agreement on a rover of alpha's, carried by the agency's lander, for the tests of agreements. */
import { unwrap } from '@magpie/core/result'
import type { Role } from '@magpie/mission/role'
import type { ActName } from '../desk.ts'
import { Bench, stamp } from './sample.ts'

const ROLES: readonly Role[] = ['officer', 'proposer', 'signatory']

export const ELEMENT = {
  id: 'rover-1',
  name: 'Rover',
  kind: 'rover',
  owner: 'alpha',
  host: 'lander',
  parameters: [
    { name: 'mass', value: 30, unit: 'kg', maturity: 'modified', asOf: '2030-11' },
    { name: 'power-average', value: 20, unit: 'W', maturity: 'modified', asOf: '2030-11' },
  ],
}
export const GRANT = {
  id: 'drive',
  grantor: 'alpha',
  grantee: 'agency',
  element: 'rover-1',
  actions: ['drive'],
  arguments: { distance_m: { min: 0, max: 10 } },
}

/** The content of an integration agreement with these changes. */
export function integration(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    kind: 'integration-agreement',
    title: 'Integration of the rover',
    parties: ['agency', 'alpha'],
    call: 'south-pole',
    project: 'rover',
    level: 'system',
    elements: [ELEMENT],
    grants: [GRANT],
    dataPolicy: { embargo_days: 180, sharing: [{ party: 'agency', what: 'science' }], licence: 'CC-BY-4.0' },
    ...changes,
  }
}

const VERIFICATION = { method: 'test', stage: 'acceptance', by: 'guest', requirement: 'weighed on a calibrated scale' }

/** A mass line: what the host allots and the guest weighs; either may be left out. */
export function massLine(
  allocation_kg: number | undefined,
  mass_kg: number | undefined,
  changes: Record<string, unknown> = {},
) {
  return {
    id: 'mass',
    kind: 'mass',
    title: 'Mass',
    owner: 'host',
    verification: VERIFICATION,
    ...(allocation_kg === undefined ? {} : { host: { allocation_kg } }),
    ...(mass_kg === undefined ? {} : { guest: { mass_kg } }),
    ...changes,
  }
}

export const DOCUMENT = {
  interface: 'rover-lander',
  agreement: 'rover-ia',
  title: 'Rover to lander',
  host: { party: 'agency', element: 'lander' },
  guest: { party: 'alpha', element: 'rover-1' },
}

/** Does an act as a party with every role that agreements take. */
export function act(bench: Bench, kind: ActName, input: unknown, party: string, at?: string) {
  return bench.do(kind, input, stamp(party, ROLES, at))
}

/** A desk with the agreement drafted, and its interface document begun. */
export function drafted(content: Record<string, unknown> = {}, document: Record<string, unknown> = {}): Bench {
  const bench = Bench.opened()
  unwrap(act(bench, 'agreement-drafted', { agreement: 'rover-ia', content: integration(content) }, 'alpha'))
  unwrap(act(bench, 'interface-drafted', { ...DOCUMENT, ...document }, 'alpha'))
  return bench
}

/** The mass line stated by both sides, 35 kg allotted and 32 kg weighed, signed and baselined. */
export function baselined(content: Record<string, unknown> = {}): Bench {
  const bench = drafted(content)
  const on = { interface: 'rover-lander' }
  unwrap(act(bench, 'line-proposed', { ...on, line: massLine(35, undefined) }, 'agency'))
  unwrap(act(bench, 'line-proposed', { ...on, line: massLine(35, 32) }, 'alpha'))
  for (const party of ['agency', 'alpha'])
    unwrap(act(bench, 'line-signed', { ...on, line: 'mass', revision: 2 }, party))
  unwrap(act(bench, 'interface-baselined', on, 'agency'))
  return bench
}
