/** Agreements and interface documents at the desk, with every version, signature and change of them. */

import type { Break } from '../interface/impact.ts'
import type { InterfaceLine, Side } from '../interface/line.ts'
import type { RegulatoryEntry } from '../interface/regulatory.ts'
import type { AgreementContent } from './agreement-content.ts'

export type Signature = { readonly party: string; readonly person: string; readonly at: string }

export type AgreementVersion = { readonly at: string; readonly by: string; readonly content: AgreementContent }

/** `signatures` are those of the last version; `inForce` is the version that all its parties signed last. */
export type AgreementRecord = {
  readonly id: string
  readonly versions: readonly AgreementVersion[]
  readonly signatures: readonly Signature[]
  readonly inForce?: { readonly version: number; readonly at: string; readonly signatures: readonly Signature[] }
  readonly regulatory: readonly RegulatoryEntry[]
}

export type SideSignature = Signature & { readonly side: Side }

/** What showed that a line is met, or that it is not. */
export type LineVerified = Signature & {
  readonly revision: number
  readonly outcome: 'passed' | 'failed'
  readonly evidence: { readonly text: string }
}

/** `draft` until both sides signed this revision, then `agreed`, `baselined` with the document. */
export type LineRecord = {
  readonly line: InterfaceLine
  readonly revision: number
  readonly status: 'draft' | 'agreed' | 'baselined'
  readonly signatures: readonly SideSignature[]
  readonly verified: readonly LineVerified[]
}

/** A baselined line that a side wants otherwise; it stands once both have signed `to`. */
export type ChangeRecord = {
  readonly id: string
  readonly line: string
  readonly revision: number
  readonly by: Side
  readonly at: string
  readonly reason: string
  readonly to: InterfaceLine
  readonly breaks: readonly Break[]
  readonly state: 'open' | 'approved' | 'declined'
  readonly signatures: readonly SideSignature[]
  readonly answer?: string
}

export type InterfaceEnd = { readonly party: string; readonly element: string }

/**
 * An interface control document between a host and a guest. `singleEnd`: the host is fixed; it states its side and signs
 * nothing, the guest accepts.
 */
export type InterfaceRecord = {
  readonly id: string
  readonly agreement: string
  readonly title: string
  readonly host: InterfaceEnd
  readonly guest: InterfaceEnd
  readonly singleEnd: boolean
  readonly lines: readonly LineRecord[]
  readonly changes: readonly ChangeRecord[]
  readonly issues: readonly { readonly issue: number; readonly at: string }[]
}

/** The part of the desk that agreements are. */
export type AgreementDesk = {
  readonly agreements: ReadonlyMap<string, AgreementRecord>
  readonly interfaces: ReadonlyMap<string, InterfaceRecord>
}

export const NO_AGREEMENTS: AgreementDesk = { agreements: new Map(), interfaces: new Map() }

/** The content in force, or else the last one drafted. */
export function standingContent(record: AgreementRecord): AgreementContent {
  return record.versions[(record.inForce?.version ?? record.versions.length) - 1]!.content
}

/** The content that is open for signature, or was signed last. */
export function lastContent(record: AgreementRecord): AgreementContent {
  return record.versions.at(-1)!.content
}

/** `amending`: one version is in force while a newer one gathers signatures. */
export function agreementState(record: AgreementRecord): 'draft' | 'signing' | 'in-force' | 'amending' {
  if (record.inForce?.version === record.versions.length) return 'in-force'
  if (record.inForce !== undefined) return 'amending'
  return record.signatures.length > 0 ? 'signing' : 'draft'
}

/** The sides whose signatures a line takes. */
export function sidesOf(record: Pick<InterfaceRecord, 'singleEnd'>): readonly Side[] {
  return record.singleEnd ? ['guest'] : ['host', 'guest']
}

/** `baselined` while every line is; otherwise what of it is open says `draft`, or `agreed` where only the baseline lacks. */
export function interfaceState(record: InterfaceRecord): 'draft' | 'agreed' | 'baselined' {
  if (record.lines.length === 0 || record.lines.some((l) => l.status === 'draft')) return 'draft'
  return record.lines.every((l) => l.status === 'baselined') ? 'baselined' : 'agreed'
}
