/** What a caller sees of agreements and interface documents: their parties all of them, nobody else anything. */
import type { AgreementView, InterfaceView } from '@magpie/api/agreement-operations'
import { unwrap } from '@magpie/core/result'
import { canonicalJson } from '@magpie/ledger/canonical-json'
import { type ChainItem, hasContent } from '@magpie/ledger/entry'
import { blockingItems, everParties, waitingFor } from '@magpie/programme/desk/agreement-acts'
import {
  type AgreementRecord,
  agreementState,
  type InterfaceRecord,
  interfaceState,
  lastContent,
  type Signature,
  sidesOf,
} from '@magpie/programme/desk/agreement-record'
import type { Desk } from '@magpie/programme/desk/record'
import { findingsOf } from '@magpie/programme/interface/compatibility'
import type { SealOf } from '@magpie/programme/interface/document'
import { gainsOf } from '@magpie/programme/interface/gains'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** Kinds of act that are a signature; each is one entry of the ledger. */
const SIGNATURES = new Set(['agreement-signed', 'line-signed', 'change-signed'])

/** Finds a signature's place in the ledger by who gave it, on what, and when. */
export function sealsOf(items: readonly ChainItem[], subject: string): SealOf {
  const seals = new Map<string, { entry: string; key: string }>()
  for (const item of items) {
    if (!hasContent(item) || item.subject !== subject || !SIGNATURES.has(item.kind)) continue
    seals.set(`${item.party} ${item.at}`, { entry: item.hash, key: item.key })
  }
  return ({ party, at }) => seals.get(`${party} ${at}`)
}

/** The hash of what is signed: SHA-256 of its canonical JSON. */
export function digestOf(content: object): string {
  return bytesToHex(sha256(utf8ToBytes(unwrap(canonicalJson(JSON.parse(JSON.stringify(content)))))))
}

/** What a view needs beside the record: where signatures stand in the ledger, and the names of those who gave them. */
export type ViewGround = { readonly sealOf: SealOf; readonly names: ReadonlyMap<string, string> }

/** Whether this party may read the agreement. */
export function seesAgreement(record: AgreementRecord, party: string | undefined): boolean {
  return party !== undefined && everParties(record).includes(party)
}

/** Whether this party may read the interface document: a side of it, or a party of its agreement. */
export function seesInterface(record: InterfaceRecord, desk: Desk, party: string | undefined): boolean {
  if (party === record.host.party || party === record.guest.party) return true
  return seesAgreement(desk.agreements.get(record.agreement)!, party)
}

/** An agreement in its last version. */
export function agreementViewOf(record: AgreementRecord, desk: Desk, ground: ViewGround): AgreementView {
  const { inForce } = record
  const { elements, leaves, budgets, grants, ends } = gainsOf(desk, record)
  return {
    id: record.id,
    state: agreementState(record),
    version: record.versions.length,
    versions: record.versions.map(({ at, by, content }) => ({ at, by, digest: digestOf(content) })),
    content: lastContent(record),
    signatures: record.signatures.map((s) => sealed(s, ground)),
    awaited: waitingFor(record),
    ...(inForce === undefined
      ? {}
      : { inForce: { ...inForce, signatures: inForce.signatures.map((s) => sealed(s, ground)) } }),
    gains: {
      elements: elements.map((e) => ({ ...e, ports: [...e.ports], figures: [...e.figures] })),
      leaves: [...leaves],
      budgets: [...budgets],
      grants: [...grants],
      ends: [...ends],
    },
    regulatory: [...record.regulatory],
    interfaces: [...desk.interfaces.values()].filter((i) => i.agreement === record.id).map((i) => i.id),
  }
}

/** An interface document with what does not fit on each line. */
export function interfaceViewOf(record: InterfaceRecord, desk: Desk, ground: ViewGround): InterfaceView {
  const { id, agreement, title, singleEnd, host, guest } = record
  const sides = sidesOf(record)
  return {
    ...{ id, agreement, title, singleEnd, host, guest },
    state: interfaceState(record),
    issues: [...record.issues],
    lines: record.lines.map((l) => ({
      line: l.line,
      revision: l.revision,
      digest: digestOf(l.line),
      status: l.status,
      signatures: l.signatures.map((s) => ({ ...sealed(s, ground), side: s.side })),
      awaited: sides.filter((s) => !l.signatures.some((x) => x.side === s)),
      findings: findingsOf(l.line).map(({ severity, text }) => ({ severity, text })),
      verified: l.verified.map(({ at, party, revision, outcome, evidence }) => ({
        ...{ at, party, revision, outcome },
        evidence: evidence.text,
      })),
    })),
    changes: record.changes.map(({ revision: _, ...c }) => ({
      ...c,
      digest: digestOf(c.to),
      breaks: [...c.breaks],
      signatures: c.signatures.map((s) => ({ ...sealed(s, ground), side: s.side })),
    })),
    blockedBy: blockingItems(desk.agreements.get(agreement)!, guest.element),
  }
}

function sealed({ party, person, at }: Signature, { sealOf, names }: ViewGround) {
  const name = names.get(person)
  return { party, person, ...(name === undefined ? {} : { name }), at, ...sealOf({ party, person, at }) }
}
