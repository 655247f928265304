/** Acts on interface documents: lines proposed, signed by both sides, baselined, verified. Changes stand in their own file. */
import { err, ok, type Result } from '@magpie/core/result'
import { findingsOf } from '../interface/compatibility.ts'
import type { InterfaceLine, Side } from '../interface/line.ts'
import { actKind, type Stamp } from './act.ts'
import { agreementOf, blockingItems, rule } from './agreement-acts.ts'
import { ownerOf } from './agreement-check.ts'
import type { IntegrationContent } from './agreement-content.ts'
import { AGREEMENT_INTENTS } from './agreement-intents.ts'
import {
  type InterfaceRecord,
  interfaceState,
  type LineRecord,
  lastContent,
  type SideSignature,
  sidesOf,
} from './agreement-record.ts'
import { type Desk, put } from './record.ts'
import type { FieldProblem, Refusal } from './refusal.ts'

/** A document between a host's element and a guest's, under an integration agreement. */
export const interfaceDrafted = actKind({
  ...AGREEMENT_INTENTS['interface-drafted'],
  kind: 'interface-drafted',
  settle(desk, intent, stamp) {
    if (desk.interfaces.has(intent.interface))
      return err({ kind: 'taken', what: 'interface document', id: intent.interface })
    const found = agreementOf(desk, intent.agreement, stamp)
    if (!found.ok) return found
    const content = lastContent(found.value)
    if (content.kind === 'memorandum')
      return rule('integration', `${intent.agreement} is a memorandum: it brings no elements`)
    const problems = checkEnds(desk, content, intent, stamp)
    return problems.length > 0 ? err({ kind: 'fields', problems }) : ok(intent)
  },
  enact: (desk, { interface: id, agreement, title, host, guest, singleEnd }) =>
    withInterface(desk, { id, agreement, title, host, guest, singleEnd, lines: [], changes: [], issues: [] }),
  subject: (body) => body.interface,
  concerns: ({ host, guest }) => [host.party, guest.party],
  notices: (body, _, stamp) =>
    told(body, stamp, `"${body.title}" is begun`, `${body.interface}, under ${body.agreement}`),
})

/** A side proposes a line, or edits its part of one. Each side writes its own values; signatures fall with any edit. */
export const lineProposed = actKind({
  ...AGREEMENT_INTENTS['line-proposed'],
  kind: 'line-proposed',
  settle(desk, intent, stamp) {
    const found = ownInterface(desk, intent.interface, stamp)
    if (!found.ok) return found
    const { record, side } = found.value
    const before = record.lines.find((l) => l.line.id === intent.line.id)
    if (before?.status === 'baselined') return wrongLine(before, ['draft', 'agreed'])
    const problems = checkLine(record, before?.line, intent.line, side)
    if (problems.length > 0) return err({ kind: 'fields', problems })
    return ok({ ...intent, revision: (before?.revision ?? 0) + 1 })
  },
  enact(desk, body) {
    const record = desk.interfaces.get(body.interface)!
    const line: LineRecord = { line: body.line, revision: body.revision, status: 'draft', signatures: [], verified: [] }
    return withLine(desk, record, line)
  },
  subject: (body) => body.interface,
  concerns: (body, desk) => bothOf(desk, body.interface),
  notices: (body, desk, stamp) =>
    told(desk.interfaces.get(body.interface)!, stamp, ...proposalWords(body.interface, body.line, body.revision)),
})

/** A line that is not baselined is taken out by the side that owns it. */
export const lineDropped = actKind({
  ...AGREEMENT_INTENTS['line-dropped'],
  kind: 'line-dropped',
  settle(desk, intent, stamp) {
    const found = openLine(desk, intent, stamp)
    if (!found.ok) return found
    const { record, side, line } = found.value
    if (line.line.owner !== side)
      return err({
        kind: 'not-yours',
        what: 'line',
        id: intent.line,
        owner: record[line.line.owner].party,
        party: stamp.party,
      })
    const resting = record.lines.find((l) => l.line.dependsOn.includes(intent.line))
    return resting === undefined ? ok(intent) : rule('rests-on', `${resting.line.id} rests on it`)
  },
  enact(desk, body) {
    const record = desk.interfaces.get(body.interface)!
    return withInterface(desk, { ...record, lines: record.lines.filter((l) => l.line.id !== body.line) })
  },
  subject: (body) => body.interface,
  concerns: (body, desk) => bothOf(desk, body.interface),
  notices: (body, desk, stamp) =>
    told(desk.interfaces.get(body.interface)!, stamp, `Line ${body.line} is dropped`, body.reason),
})

/** A side signs a revision of a line that is whole and in which both sides fit. */
export const lineSigned = actKind({
  ...AGREEMENT_INTENTS['line-signed'],
  kind: 'line-signed',
  settle(desk, intent, stamp) {
    const found = openLine(desk, intent, stamp)
    if (!found.ok) return found
    const { record, side, line } = found.value
    if (line.revision !== intent.revision)
      return rule('last-revision', `the last revision of ${intent.line} is ${line.revision}, not ${intent.revision}`)
    const refused = refuseSignature(record, line.line, line.signatures, side)
    return refused === undefined ? ok({ ...intent, side }) : err(refused)
  },
  enact(desk, body, stamp) {
    const record = desk.interfaces.get(body.interface)!
    const line = lineOf(record, body.line)!
    const signatures = [...line.signatures, signatureOf(body.side, stamp)]
    return withLine(desk, record, { ...line, signatures, status: isSigned(record, signatures) ? 'agreed' : 'draft' })
  },
  subject: (body) => body.interface,
  concerns: (body, desk) => bothOf(desk, body.interface),
  notices(body, desk, stamp) {
    const record = desk.interfaces.get(body.interface)!
    const { status, line } = lineOf(record, body.line)!
    const text = status === 'agreed' ? 'Both sides have agreed.' : 'It waits for your signature.'
    return told(record, stamp, `${stamp.party} signed "${line.title}" of ${body.interface}`, text)
  },
})

/** A side takes its signature back; the line is open again. */
export const lineSignatureWithdrawn = actKind({
  ...AGREEMENT_INTENTS['line-signature-withdrawn'],
  kind: 'line-signature-withdrawn',
  settle(desk, intent, stamp) {
    const found = openLine(desk, intent, stamp)
    if (!found.ok) return found
    const { side, line } = found.value
    if (!line.signatures.some((s) => s.side === side))
      return rule('not-signed', `${stamp.party} has not signed ${intent.line}`)
    return ok({ ...intent, side })
  },
  enact(desk, body) {
    const record = desk.interfaces.get(body.interface)!
    const line = lineOf(record, body.line)!
    const signatures = line.signatures.filter((s) => s.side !== body.side)
    return withLine(desk, record, { ...line, signatures, status: 'draft' })
  },
  subject: (body) => body.interface,
  concerns: (body, desk) => bothOf(desk, body.interface),
  notices: (body, desk, stamp) =>
    told(
      desk.interfaces.get(body.interface)!,
      stamp,
      `${stamp.party} took back its signature of ${body.line}`,
      body.reason,
    ),
})

/** All lines are agreed: the document becomes the baseline, and lines change by request only. */
export const interfaceBaselined = actKind({
  ...AGREEMENT_INTENTS['interface-baselined'],
  kind: 'interface-baselined',
  settle(desk, intent, stamp) {
    const found = ownInterface(desk, intent.interface, stamp)
    if (!found.ok) return found
    const { record } = found.value
    const { id } = record
    if (interfaceState(record) !== 'agreed') {
      const open = record.lines.filter((l) => l.status === 'draft').map((l) => l.line.id)
      if (open.length > 0) return rule('all-signed', `not signed by both sides: ${open.join(', ')}`)
      return err({
        kind: 'wrong-state',
        what: 'interface document',
        id,
        state: interfaceState(record),
        needs: ['agreed'],
      })
    }
    const missing = blockingItems(desk.agreements.get(record.agreement)!, record.guest.element)
    if (missing.length > 0)
      return rule(
        'regulatory-file',
        `the agreement wants these first: ${missing.map((m) => `${m.item} (${m.state}, ${m.owner})`).join(', ')}`,
      )
    return ok({ ...intent, issue: record.issues.length + 1 })
  },
  enact(desk, body, stamp) {
    const record = desk.interfaces.get(body.interface)!
    const lines = record.lines.map((l) => ({ ...l, status: 'baselined' as const }))
    return withInterface(desk, { ...record, lines, issues: [...record.issues, { issue: body.issue, at: stamp.at }] })
  },
  subject: (body) => body.interface,
  concerns: (body, desk) => bothOf(desk, body.interface),
  notices(body, desk, stamp) {
    const record = desk.interfaces.get(body.interface)!
    return told(
      record,
      stamp,
      `"${record.title}" is baselined`,
      `Issue ${body.issue}: its lines change by request from now on.`,
    )
  },
})

/** The side that verifies a line says what came out, with the evidence. */
export const lineVerified = actKind({
  ...AGREEMENT_INTENTS['line-verified'],
  kind: 'line-verified',
  settle(desk, intent, stamp) {
    const found = ownInterface(desk, intent.interface, stamp)
    if (!found.ok) return found
    const { record, side } = found.value
    const line = lineOf(record, intent.line)
    if (line === undefined) return err({ kind: 'unknown', what: 'line', id: intent.line })
    if (line.status === 'draft') return wrongLine(line, ['agreed', 'baselined'])
    if (line.revision !== intent.revision)
      return rule('last-revision', `the last revision of ${intent.line} is ${line.revision}, not ${intent.revision}`)
    const { by } = line.line.verification
    if (by !== side)
      return err({
        kind: 'not-yours',
        what: 'verification',
        id: intent.line,
        owner: record[by].party,
        party: stamp.party,
      })
    return ok(intent)
  },
  enact(desk, body, stamp) {
    const record = desk.interfaces.get(body.interface)!
    const line = lineOf(record, body.line)!
    const { revision, outcome, evidence } = body
    const one = { party: stamp.party, person: stamp.person, at: stamp.at, revision, outcome, evidence }
    return withLine(desk, record, { ...line, verified: [...line.verified, one] })
  },
  subject: (body) => body.interface,
  concerns: (body, desk) => bothOf(desk, body.interface),
  notices: (body, desk, stamp) =>
    told(
      desk.interfaces.get(body.interface)!,
      stamp,
      `Verification of ${body.line}: ${body.outcome}`,
      body.evidence.text,
    ),
})

/** The document and the side that the acting party is of it. */
export function ownInterface(
  desk: Desk,
  id: string,
  stamp: Stamp,
): Result<{ readonly record: InterfaceRecord; readonly side: Side }, Refusal> {
  const record = desk.interfaces.get(id)
  if (record === undefined) return err({ kind: 'unknown', what: 'interface document', id })
  if (stamp.party === record.host.party) return ok({ record, side: 'host' })
  if (stamp.party === record.guest.party) return ok({ record, side: 'guest' })
  const owner = `${record.host.party}, ${record.guest.party}`
  return err({ kind: 'not-yours', what: 'interface document', id, owner, party: stamp.party })
}

/** The line of an id. */
export function lineOf(record: InterfaceRecord, id: string): LineRecord | undefined {
  return record.lines.find((l) => l.line.id === id)
}

/** Why this side may not sign a line as it stands; undefined where it may. */
export function refuseSignature(
  record: InterfaceRecord,
  line: InterfaceLine,
  signatures: readonly SideSignature[],
  side: Side,
): Refusal | undefined {
  if (!sidesOf(record).includes(side))
    return { kind: 'rule', rule: 'single-end', text: `the ${side} is fixed: only the guest signs ${line.id}` }
  if (signatures.some((s) => s.side === side))
    return { kind: 'rule', rule: 'once', text: `the ${side} has signed ${line.id} already` }
  const empty = (record.singleEnd ? (['host'] as const) : (['host', 'guest'] as const)).find(
    (s) => line[s] === undefined,
  )
  if (empty !== undefined)
    return { kind: 'rule', rule: 'both-sides', text: `the ${empty} has stated nothing of ${line.id} yet` }
  const clashes = findingsOf(line).filter((f) => f.severity === 'clash')
  if (clashes.length === 0) return undefined
  return { kind: 'rule', rule: 'clash', text: clashes.map((c) => c.text).join('; ') }
}

/** Whether every side that signs has signed. */
export function isSigned(record: InterfaceRecord, signatures: readonly SideSignature[]): boolean {
  return sidesOf(record).every((side) => signatures.some((s) => s.side === side))
}

export function signatureOf(side: Side, { party, person, at }: Stamp): SideSignature {
  return { side, party, person, at }
}

/** A message to the other side. */
export function told(record: Pick<InterfaceRecord, 'host' | 'guest'>, stamp: Stamp, subject: string, text: string) {
  return [record.host.party, record.guest.party].filter((p) => p !== stamp.party).map((to) => ({ to, subject, text }))
}

export function bothOf(desk: Desk, id: string): string[] {
  const { host, guest } = desk.interfaces.get(id)!
  return [host.party, guest.party]
}

export function withInterface(desk: Desk, record: InterfaceRecord): Desk {
  return { ...desk, interfaces: put(desk.interfaces, record.id, record) }
}

/** The line put in the place of the one with its id, or at the end. */
export function withLine(desk: Desk, record: InterfaceRecord, line: LineRecord): Desk {
  const there = record.lines.some((l) => l.line.id === line.line.id)
  const lines = there ? record.lines.map((l) => (l.line.id === line.line.id ? line : l)) : [...record.lines, line]
  return withInterface(desk, { ...record, lines })
}

/** What of a line this side may not write. */
export function checkReferences(record: InterfaceRecord, line: InterfaceLine): FieldProblem[] {
  const ids = new Set(record.lines.map((l) => l.line.id))
  return line.dependsOn.flatMap((id, i) =>
    ids.has(id) && id !== line.id
      ? []
      : [{ field: `/line/dependsOn/${i}`, rule: 'unknown', message: `is no other line of ${record.id}` }],
  )
}

type Ends = Pick<InterfaceRecord, 'agreement' | 'host' | 'guest'>

function checkEnds(desk: Desk, content: IntegrationContent, ends: Ends, stamp: Stamp): FieldProblem[] {
  const problems: FieldProblem[] = []
  const say = (at: string, name: string, message: string) => void problems.push({ field: at, rule: name, message })
  const { host, guest } = ends
  const carried = content.elements.find((e) => e.id === guest.element)
  if (carried === undefined) say('/guest/element', 'unknown', `is no element of ${ends.agreement}`)
  else if (carried.owner !== guest.party) say('/guest/party', 'owner', `does not own it: ${carried.owner} does`)
  if (carried?.host !== undefined && carried.host !== host.element)
    say('/host/element', 'host', `does not carry it: ${carried.host} does`)
  const owner = ownerOf(desk, host.element, content)
  if (owner !== host.party) say('/host/party', 'owner', `does not own it: ${owner ?? 'nobody here'} does`)
  if (host.party === guest.party) say('/guest/party', 'two-sides', 'is the host too')
  if (stamp.party !== host.party && stamp.party !== guest.party)
    say('/host/party', 'own-party', `is not the party you act for, ${stamp.party}, nor is the guest`)
  return problems
}

function checkLine(
  record: InterfaceRecord,
  before: InterfaceLine | undefined,
  line: InterfaceLine,
  by: Side,
): FieldProblem[] {
  const problems = checkReferences(record, line)
  const say = (at: string, name: string, message: string) => void problems.push({ field: at, rule: name, message })
  const other: Side = by === 'host' ? 'guest' : 'host'
  if (!same(before?.[other], line[other])) say(`/line/${other}`, 'own-side', `is for the ${other} to state`)
  if (before === undefined) {
    if (line.owner !== by) say('/line/owner', 'own-side', `is the ${other}; a side begins lines of its own`)
    return problems
  }
  if (before.kind !== line.kind) say('/line/kind', 'kind', `is ${before.kind} since the line was begun`)
  if (before.owner !== line.owner) say('/line/owner', 'own-side', `is the ${before.owner}`)
  if (before.owner === by) return problems
  for (const at of ['title', 'verification', 'dependsOn'] as const)
    if (!same(before[at], line[at])) say(`/line/${at}`, 'own-side', `is for the ${before.owner} to write`)
  return problems
}

/** Equal as JSON, whatever the order of fields; both came through the same schema, so fields stand in one order. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function openLine(
  desk: Desk,
  intent: { readonly interface: string; readonly line: string },
  stamp: Stamp,
): Result<{ readonly record: InterfaceRecord; readonly side: Side; readonly line: LineRecord }, Refusal> {
  const found = ownInterface(desk, intent.interface, stamp)
  if (!found.ok) return found
  const line = lineOf(found.value.record, intent.line)
  if (line === undefined) return err({ kind: 'unknown', what: 'line', id: intent.line })
  return line.status === 'baselined' ? wrongLine(line, ['draft', 'agreed']) : ok({ ...found.value, line })
}

/** Refuses a line in the wrong state. */
export function wrongLine({ line, status }: LineRecord, needs: readonly string[]): Result<never, Refusal> {
  return err({ kind: 'wrong-state', what: 'line', id: line.id, state: status, needs })
}

function proposalWords(id: string, line: InterfaceLine, revision: number): [string, string] {
  const findings = findingsOf(line).map((f) => f.text)
  const subject = `"${line.title}" of ${id}: revision ${revision}`
  return [subject, findings.length === 0 ? 'It waits for the signatures of both sides.' : findings.join('; ')]
}
