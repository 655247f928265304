/** Acts on changes of baselined lines: requested with the reason and what they break, signed by both sides, declined. */
import { err, ok, type Result } from '@magpie/core/result'
import { type Break, type DescentSensitivity, envelopeOfCall, impactOf } from '../interface/impact.ts'
import type { InterfaceLine } from '../interface/line.ts'
import { elementsAgreed } from '../interface/mission-parts.ts'
import { actKind, type Stamp } from './act.ts'
import { rule } from './agreement-acts.ts'
import { AGREEMENT_INTENTS } from './agreement-intents.ts'
import { type ChangeRecord, type InterfaceRecord, standingContent } from './agreement-record.ts'
import {
  bothOf,
  checkReferences,
  isSigned,
  lineOf,
  ownInterface,
  refuseSignature,
  signatureOf,
  told,
  withInterface,
  wrongLine,
} from './interface-acts.ts'
import type { Desk } from './record.ts'
import type { FieldProblem, Refusal } from './refusal.ts'

/** A side wants a baselined line otherwise. What it breaks is computed and kept with the request. */
export const changeRequested = actKind({
  ...AGREEMENT_INTENTS['change-requested'],
  kind: 'change-requested',
  settle(desk, intent, stamp) {
    const found = ownInterface(desk, intent.interface, stamp)
    if (!found.ok) return found
    const { record, side } = found.value
    const before = lineOf(record, intent.line.id)
    if (before === undefined) return err({ kind: 'unknown', what: 'line', id: intent.line.id })
    if (before.status !== 'baselined') return wrongLine(before, ['baselined'])
    const open = record.changes.find((c) => c.state === 'open' && c.line === intent.line.id)
    if (open !== undefined) return rule('one-change', `${open.id} asks for another change of ${open.line} and is open`)
    const problems: FieldProblem[] = checkReferences(record, intent.line)
    for (const at of ['kind', 'owner'] as const)
      if (before.line[at] !== intent.line[at])
        problems.push({
          field: `/line/${at}`,
          rule: 'fixed',
          message: `is ${before.line[at]} since the line was begun`,
        })
    if (problems.length > 0) return err({ kind: 'fields', problems })
    const { revision } = before
    const { reason, line, descent } = intent
    const change = `cr-${record.changes.length + 1}`
    const breaks = breaksOf(desk, record, line, descent)
    return ok({ interface: record.id, change, line, revision, reason, breaks, side })
  },
  enact(desk, body, stamp) {
    const record = desk.interfaces.get(body.interface)!
    const { change: id, line: to, revision, reason, breaks, side: by } = body
    const about = { id, line: to.id, revision, by, at: stamp.at, reason, to, breaks }
    const change: ChangeRecord = { ...about, state: 'open', signatures: [] }
    return withInterface(desk, { ...record, changes: [...record.changes, change] })
  },
  subject: (body) => body.interface,
  concerns: (body, desk) => bothOf(desk, body.interface),
  notices(body, desk, stamp) {
    const record = desk.interfaces.get(body.interface)!
    const text = [body.reason, ...body.breaks.map((b) => b.text)].join('; ')
    return told(record, stamp, `${body.change} asks to change "${body.line.title}" of ${record.id}`, text)
  },
})

/** A side approves a change; with the other's signature the line is the new one, and both have signed it. */
export const changeSigned = actKind({
  ...AGREEMENT_INTENTS['change-signed'],
  kind: 'change-signed',
  settle(desk, intent, stamp) {
    const found = openChange(desk, intent, stamp)
    if (!found.ok) return found
    const { record, side, change } = found.value
    const refused = refuseSignature(record, change.to, change.signatures, side)
    return refused === undefined ? ok({ ...intent, side }) : err(refused)
  },
  enact(desk, body, stamp) {
    const record = desk.interfaces.get(body.interface)!
    const change = record.changes.find((c) => c.id === body.change)!
    const signatures = [...change.signatures, signatureOf(body.side, stamp)]
    const approved = isSigned(record, signatures)
    const next: ChangeRecord = { ...change, signatures, state: approved ? 'approved' : 'open' }
    const changed = withChange(record, next)
    if (!approved) return withInterface(desk, changed)
    const lines = changed.lines.map((l) =>
      l.line.id === change.line ? { ...l, line: change.to, revision: l.revision + 1, signatures } : l,
    )
    const issues = [...record.issues, { issue: record.issues.length + 1, at: stamp.at }]
    return withInterface(desk, { ...changed, lines, issues })
  },
  subject: (body) => body.interface,
  concerns: (body, desk) => bothOf(desk, body.interface),
  notices(body, desk, stamp) {
    const record = desk.interfaces.get(body.interface)!
    const { state, line } = record.changes.find((c) => c.id === body.change)!
    const text = state === 'approved' ? `${line} stands as changed.` : 'It waits for your signature.'
    return told(record, stamp, `${stamp.party} signed ${body.change} of ${record.id}`, text)
  },
})

/** A side says no, or takes its own request back: the line stays as it is. */
export const changeDeclined = actKind({
  ...AGREEMENT_INTENTS['change-declined'],
  kind: 'change-declined',
  settle(desk, intent, stamp) {
    const found = openChange(desk, intent, stamp)
    return found.ok ? ok(intent) : found
  },
  enact(desk, body) {
    const record = desk.interfaces.get(body.interface)!
    const change = record.changes.find((c) => c.id === body.change)!
    return withInterface(desk, withChange(record, { ...change, state: 'declined', answer: body.reason }))
  },
  subject: (body) => body.interface,
  concerns: (body, desk) => bothOf(desk, body.interface),
  notices: (body, desk, stamp) =>
    told(desk.interfaces.get(body.interface)!, stamp, `${body.change} of ${body.interface} is declined`, body.reason),
})

/** What a change of a line would break, as the desk stands. */
export function breaksOf(
  desk: Desk,
  record: InterfaceRecord,
  after: InterfaceLine,
  descent?: DescentSensitivity,
): Break[] {
  const before = lineOf(record, after.id)?.line ?? after
  const others = record.lines.map((l) => l.line).filter((l) => l.id !== after.id)
  const agreement = desk.agreements.get(record.agreement)!
  const content = standingContent(agreement)
  const call = content.kind === 'memorandum' || content.call === undefined ? undefined : desk.calls.get(content.call)
  const elements = [...desk.agreements.values()].flatMap((a) => {
    const own = standingContent(a)
    // Drafts of others are not the mission yet; this agreement's own elements are what the change is about.
    if (own.kind === 'memorandum' || (a.inForce === undefined && a.id !== agreement.id)) return []
    return own.call === undefined || call === undefined || own.call === call.call.id ? elementsAgreed(desk, a, own) : []
  })
  const envelope = call === undefined ? undefined : envelopeOfCall(call.call)
  return impactOf({ before, after, others, guest: record.guest.element, elements, envelope, descent })
}

function openChange(
  desk: Desk,
  intent: { readonly interface: string; readonly change: string },
  stamp: Stamp,
): Result<
  { readonly record: InterfaceRecord; readonly side: 'host' | 'guest'; readonly change: ChangeRecord },
  Refusal
> {
  const found = ownInterface(desk, intent.interface, stamp)
  if (!found.ok) return found
  const change = found.value.record.changes.find((c) => c.id === intent.change)
  if (change === undefined) return err({ kind: 'unknown', what: 'change request', id: intent.change })
  if (change.state === 'open') return ok({ ...found.value, change })
  return err({ kind: 'wrong-state', what: 'change request', id: change.id, state: change.state, needs: ['open'] })
}

function withChange(record: InterfaceRecord, change: ChangeRecord): InterfaceRecord {
  return { ...record, changes: record.changes.map((c) => (c.id === change.id ? change : c)) }
}
