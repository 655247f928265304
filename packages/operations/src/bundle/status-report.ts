/** Status reports: the administrative record that tells what became of a bundle (RFC 9171, 6.1). */
import { err, ok, type Result } from '@magpie/core/result'
import type { CreationTimestamp } from './bundle.ts'
import type { BundleError } from './bundle-error.ts'
import { type CborReader, cborReader, cborWriter } from './cbor.ts'
import { type Eid, encodeEid, readEid } from './eid.ts'

/** What a node asserts of a bundle; `at_ms` in DTN time, where the bundle asked for times. */
export type Assertion = { readonly at_ms?: number }

/** A report on one bundle, or on one fragment of it. */
export type StatusReport = {
  readonly received?: Assertion
  readonly forwarded?: Assertion
  readonly delivered?: Assertion
  readonly deleted?: Assertion
  /** A code of `REPORT_REASONS`, or another that is registered. */
  readonly reason: number
  readonly source: Eid
  readonly created: CreationTimestamp
  /** Offset and length of the payload of the fragment. */
  readonly fragment?: { readonly offset_octets: number; readonly octets: number }
}

/** Reasons of status reports (RFC 9171, 6.1.1; RFC 9172, 7.1). */
export const REPORT_REASONS = {
  none: 0,
  lifetimeExpired: 1,
  forwardedOverUnidirectionalLink: 2,
  transmissionCancelled: 3,
  depletedStorage: 4,
  destinationUnavailable: 5,
  noKnownRoute: 6,
  noTimelyContact: 7,
  blockUnintelligible: 8,
  hopLimitExceeded: 9,
  trafficPared: 10,
  blockUnsupported: 11,
  missingSecurity: 12,
  unknownSecurity: 13,
  unexpectedSecurity: 14,
  failedSecurity: 15,
  conflictingSecurity: 16,
} as const

const STATUS_REPORT = 1
const ASSERTIONS = ['received', 'forwarded', 'delivered', 'deleted'] as const

/** The payload of a bundle that carries the report; its flags must say administrative. */
export function encodeStatusReport(report: StatusReport): Uint8Array {
  const out = cborWriter().array(2).unsigned(STATUS_REPORT)
  out.array(report.fragment === undefined ? 4 : 6).array(4)
  for (const name of ASSERTIONS) {
    const assertion = report[name]
    if (assertion === undefined) out.value([false])
    else out.value(assertion.at_ms === undefined ? [true] : [true, assertion.at_ms])
  }
  out.unsigned(report.reason).raw(encodeEid(report.source))
  out.array(2).unsigned(report.created.time_ms).unsigned(report.created.sequence)
  if (report.fragment !== undefined) out.unsigned(report.fragment.offset_octets).unsigned(report.fragment.octets)
  return out.octets()
}

/** The report in the payload of an administrative bundle. */
export function decodeStatusReport(payload: Uint8Array): Result<StatusReport, BundleError> {
  const from = cborReader(payload)
  let bad: BundleError | undefined
  const unlike = (wanted: string, found: number) => {
    bad ??= { kind: 'unexpected-item', at: from.at, wanted, found: `${found}` }
  }
  const exactly = (wanted: number, found: number) => {
    if (wanted !== found) unlike(`${wanted} items`, found)
  }
  exactly(2, from.array())
  const type = from.unsigned()
  if (type !== STATUS_REPORT) unlike('record type 1', type)
  const items = from.array()
  if (items !== 6) exactly(4, items)
  exactly(4, from.array())
  const assertions: Partial<Record<(typeof ASSERTIONS)[number], Assertion>> = {}
  for (const name of ASSERTIONS) {
    const assertion = readAssertion(from, unlike)
    if (assertion !== undefined) assertions[name] = assertion
  }
  const reason = from.unsigned()
  const source = readEid(from, (text) => {
    bad ??= { kind: 'bad-eid', text }
  })
  exactly(2, from.array())
  const created = { time_ms: from.unsigned(), sequence: from.unsigned() }
  const report = { ...assertions, reason, source, created }
  const fragment = items === 6 ? { offset_octets: from.unsigned(), octets: from.unsigned() } : undefined
  from.end()
  const wrong = from.fault ?? bad
  if (wrong !== undefined) return err(wrong)
  return ok(fragment === undefined ? report : { ...report, fragment })
}

function readAssertion(from: CborReader, unlike: (wanted: string, found: number) => void): Assertion | undefined {
  const items = from.array()
  if (items !== 1 && items !== 2) unlike('one item or two', items)
  const made = from.boolean()
  const at_ms = items === 2 ? from.unsigned() : undefined
  if (!made) return undefined
  return at_ms === undefined ? {} : { at_ms }
}
