/** Acts on agreements: drafted, signed by each party, a signature taken back before the last, the regulatory file kept. */
import { err, ok, type Result } from '@magpie/core/result'
import { type ExportRuling, missingItems, openRegulatoryFile, type RegulatoryEntry } from '../interface/regulatory.ts'
import { actKind, type Stamp } from './act.ts'
import { checkAgreement } from './agreement-check.ts'
import type { AgreedElement, AgreementContent, IntegrationContent } from './agreement-content.ts'
import { AGREEMENT_INTENTS } from './agreement-intents.ts'
import {
  type AgreementRecord,
  agreementState,
  type InterfaceRecord,
  interfaceState,
  lastContent,
} from './agreement-record.ts'
import { type Desk, put } from './record.ts'
import type { Refusal } from './refusal.ts'

/** A draft, or a newer version of one: whoever signed the version before is asked again. */
export const agreementDrafted = actKind({
  ...AGREEMENT_INTENTS['agreement-drafted'],
  kind: 'agreement-drafted',
  settle(desk, { agreement, content: typed }, stamp, ground) {
    const before = desk.agreements.get(agreement)
    if (before !== undefined) {
      const own = asParty(before, stamp)
      if (!own.ok) return own
    }
    const filled = withProposal(desk, typed)
    if (!filled.ok) return filled
    const content = filled.value
    const problems = checkAgreement(desk, agreement, content, stamp.party)
    if (problems.length > 0)
      return err({ kind: 'fields', problems: problems.map((p) => ({ ...p, field: `/content${p.field}` })) })
    const proposal = content.kind === 'memorandum' ? undefined : content.proposal
    const ruling = proposal === undefined ? undefined : ground.exportRuling?.(desk, proposal, stamp.at.slice(0, 10))
    const version = (before?.versions.length ?? 0) + 1
    return ok({ agreement, content, version, ...(ruling === undefined ? {} : { ruling }) })
  },
  enact(desk, { agreement, content, ruling }, stamp) {
    const before = desk.agreements.get(agreement)
    const versions = [...(before?.versions ?? []), { at: stamp.at, by: stamp.party, content }]
    const inForce = before?.inForce === undefined ? {} : { inForce: before.inForce }
    const regulatory = regulatoryOf(content, before?.regulatory ?? [], ruling)
    return withAgreement(desk, { id: agreement, versions, signatures: [], ...inForce, regulatory })
  },
  subject: ({ agreement }) => agreement,
  concerns: ({ agreement }, desk) => everParties(desk.agreements.get(agreement)!),
  notices: ({ agreement, content, version }, _, stamp) =>
    othersOf(content, stamp).map((to) => ({
      to,
      subject: `"${content.title}" is drafted: version ${version}`,
      text: `${stamp.party} drafted version ${version} of ${agreement}. Signatures of earlier versions do not count for it.`,
    })),
})

/** A signatory signs the last version. With the last signature the agreement is in force. */
export const agreementSigned = actKind({
  ...AGREEMENT_INTENTS['agreement-signed'],
  kind: 'agreement-signed',
  settle(desk, intent, stamp) {
    const found = agreementOf(desk, intent.agreement, stamp)
    if (!found.ok) return found
    const record = found.value
    const open = openForSignature(record, intent.version)
    if (!open.ok) return open
    if (record.signatures.some((s) => s.party === stamp.party))
      return rule('once', `${stamp.party} has signed version ${intent.version} of ${record.id} already`)
    const content = lastContent(record)
    const last = record.signatures.length === content.parties.length - 1
    const refused = last ? refuseLast(desk, record, content, stamp.party) : undefined
    if (refused !== undefined) return err(refused)
    return ok({ ...intent, inForce: last })
  },
  enact(desk, { agreement, version, inForce }, stamp) {
    const record = desk.agreements.get(agreement)!
    const signatures = [...record.signatures, { party: stamp.party, person: stamp.person, at: stamp.at }]
    const now = inForce ? { inForce: { version, at: stamp.at, signatures } } : {}
    return withAgreement(desk, { ...record, signatures, ...now })
  },
  subject: ({ agreement }) => agreement,
  concerns: ({ agreement }, desk) => everParties(desk.agreements.get(agreement)!),
  notices({ agreement, inForce }, desk, stamp) {
    const content = lastContent(desk.agreements.get(agreement)!)
    const subject = inForce ? `"${content.title}" is in force` : `${stamp.party} signed "${content.title}"`
    const text = inForce
      ? `With the signature of ${stamp.party} all parties have signed ${agreement}.`
      : `${agreement} waits for ${waitingFor(desk.agreements.get(agreement)!).join(', ')}.`
    return othersOf(content, stamp).map((to) => ({ to, subject, text }))
  },
})

/** A party takes its signature back, as long as the last one is missing. */
export const agreementSignatureWithdrawn = actKind({
  ...AGREEMENT_INTENTS['agreement-signature-withdrawn'],
  kind: 'agreement-signature-withdrawn',
  settle(desk, intent, stamp) {
    const found = agreementOf(desk, intent.agreement, stamp)
    if (!found.ok) return found
    const record = found.value
    if (agreementState(record) === 'in-force') return wrongAgreement(record, ['signing', 'amending'])
    if (!record.signatures.some((s) => s.party === stamp.party))
      return rule('not-signed', `${stamp.party} has not signed the last version of ${record.id}`)
    return ok(intent)
  },
  enact(desk, { agreement }, stamp) {
    const record = desk.agreements.get(agreement)!
    return withAgreement(desk, { ...record, signatures: record.signatures.filter((s) => s.party !== stamp.party) })
  },
  subject: ({ agreement }) => agreement,
  concerns: ({ agreement }, desk) => everParties(desk.agreements.get(agreement)!),
  notices({ agreement, reason }, desk, stamp) {
    const content = lastContent(desk.agreements.get(agreement)!)
    const subject = `${stamp.party} took back its signature of "${content.title}"`
    return othersOf(content, stamp).map((to) => ({ to, subject, text: reason }))
  },
})

/** An item of an element's regulatory file is given an owner, a date, a state or evidence. */
export const regulatoryUpdated = actKind({
  ...AGREEMENT_INTENTS['regulatory-updated'],
  kind: 'regulatory-updated',
  settle(desk, intent, stamp) {
    const found = agreementOf(desk, intent.agreement, stamp)
    if (!found.ok) return found
    const entry = entryOf(found.value, intent)
    if (entry === undefined)
      return err({ kind: 'unknown', what: 'regulatory item', id: `${intent.item} of ${intent.element}` })
    const owner = elementOwner(found.value, intent.element)
    if (stamp.party !== entry.owner && stamp.party !== owner)
      return err({ kind: 'not-yours', what: 'regulatory item', id: entry.item, owner: entry.owner, party: stamp.party })
    const next = merged(entry, intent)
    if (!lastContent(found.value).parties.includes(next.owner))
      return field('/owner', 'party', 'is no party of the agreement')
    if (next.state === 'done' && next.evidence.length === 0)
      return field('/evidence', 'required', 'is needed before an item is done')
    if (next.state === 'waived' && intent.reason === undefined)
      return field('/reason', 'required', 'is needed to waive an item')
    return ok({ agreement: intent.agreement, entry: next })
  },
  enact(desk, { agreement, entry }) {
    const record = desk.agreements.get(agreement)!
    const same = (e: RegulatoryEntry) => e.item === entry.item && e.element === entry.element
    return withAgreement(desk, { ...record, regulatory: record.regulatory.map((e) => (same(e) ? entry : e)) })
  },
  subject: ({ agreement }) => agreement,
  concerns: ({ agreement }, desk) => everParties(desk.agreements.get(agreement)!),
  notices: ({ agreement, entry }, _, stamp) =>
    entry.owner === stamp.party
      ? []
      : [
          {
            to: entry.owner,
            subject: `${entry.item} of ${entry.element}: ${entry.state}`,
            text: `In the regulatory file of ${agreement}${entry.due === undefined ? '' : `, due ${entry.due}`}.`,
          },
        ],
})

/** The agreement, if the acting party is one of its parties. */
export function agreementOf(desk: Desk, id: string, stamp: Stamp): Result<AgreementRecord, Refusal> {
  const record = desk.agreements.get(id)
  return record === undefined ? err({ kind: 'unknown', what: 'agreement', id }) : asParty(record, stamp)
}

/** Parties of any version: who once saw a draft may read what became of it. */
export function everParties(record: AgreementRecord): string[] {
  return [...new Set(record.versions.flatMap((v) => v.content.parties))]
}

/** The parties whose signature the last version lacks. */
export function waitingFor(record: AgreementRecord): string[] {
  return lastContent(record).parties.filter((p) => !record.signatures.some((s) => s.party === p))
}

/** Items that keep the interface documents of the element from being baselined. */
export function blockingItems(record: AgreementRecord, element: string): RegulatoryEntry[] {
  const content = lastContent(record)
  if (content.kind === 'memorandum') return []
  return missingItems(
    record.regulatory.filter((e) => e.element === element),
    content.regulatoryBlocks,
  )
}

/** Refuses by a rule in its own words. */
export function rule(name: string, text: string): Result<never, Refusal> {
  return err({ kind: 'rule', rule: name, text })
}

function asParty(record: AgreementRecord, stamp: Stamp): Result<AgreementRecord, Refusal> {
  const { parties } = lastContent(record)
  if (parties.includes(stamp.party)) return ok(record)
  return err({ kind: 'not-yours', what: 'agreement', id: record.id, owner: parties.join(', '), party: stamp.party })
}

function openForSignature(record: AgreementRecord, version: number): Result<AgreementRecord, Refusal> {
  if (agreementState(record) === 'in-force') return wrongAgreement(record, ['draft', 'signing', 'amending'])
  if (version === record.versions.length) return ok(record)
  return rule('last-version', `the last version of ${record.id} is ${record.versions.length}, not ${version}`)
}

function wrongAgreement(record: AgreementRecord, needs: readonly string[]): Result<never, Refusal> {
  return err({ kind: 'wrong-state', what: 'agreement', id: record.id, state: agreementState(record), needs })
}

/** What keeps the last signature from being given. What was true of owners when it was drafted must still be. */
function refuseLast(
  desk: Desk,
  record: AgreementRecord,
  content: AgreementContent,
  party: string,
): Refusal | undefined {
  const problems = checkAgreement(desk, record.id, content, party)
  if (problems.length > 0)
    return { kind: 'rule', rule: 'stands-no-more', text: problems.map((p) => `${p.field} ${p.message}`).join('; ') }
  if (content.kind === 'memorandum' || !content.interfacesFirst) return undefined
  const documents: InterfaceRecord[] = [...desk.interfaces.values()].filter((i) => i.agreement === record.id)
  const bare = content.elements.find((e) => !documents.some((d) => d.guest.element === e.id))
  if (bare !== undefined)
    return { kind: 'rule', rule: 'interfaces-first', text: `${bare.id} has no interface document yet` }
  const open = documents.find((d) => interfaceState(d) !== 'baselined')
  if (open === undefined) return undefined
  return { kind: 'rule', rule: 'interfaces-first', text: `${open.id} is ${interfaceState(open)}, not baselined` }
}

function othersOf(content: AgreementContent, stamp: Stamp): string[] {
  return content.parties.filter((p) => p !== stamp.party)
}

/** An agreement on a proposal brings its elements, unless it states them itself. */
function withProposal(desk: Desk, content: AgreementContent): Result<AgreementContent, Refusal> {
  if (content.kind === 'memorandum' || content.proposal === undefined) return ok(content)
  const proposal = desk.proposals.get(content.proposal)
  if (proposal === undefined) return err({ kind: 'unknown', what: 'proposal', id: content.proposal })
  if (content.elements.length > 0) return ok(content)
  const { elements, lead } = proposal.versions.at(-1)!.content
  const host = desk.calls.get(proposal.call)?.call.host
  const carried = content.level === 'mission' || host === undefined ? {} : { host }
  const owned: AgreedElement[] = elements.map((e) => ({ ...carried, ...e, owner: e.owner ?? lead }))
  const filled: IntegrationContent = { ...content, call: content.call ?? proposal.call, elements: owned }
  return ok(filled)
}

/** A file for every element; what was already done for one stays, beside what export control says now. */
function regulatoryOf(
  content: AgreementContent,
  before: readonly RegulatoryEntry[],
  ruling: ExportRuling | undefined,
): RegulatoryEntry[] {
  if (content.kind === 'memorandum') return []
  return content.elements.flatMap((e) =>
    openRegulatoryFile(e.id, e.owner, ruling).map((fresh) => {
      const known = before.find((b) => b.item === fresh.item && b.element === fresh.element)
      if (known === undefined || !content.parties.includes(known.owner)) return fresh
      return fresh.ruling === undefined ? known : { ...known, ruling: fresh.ruling }
    }),
  )
}

type Update = { readonly item: string; readonly element: string } & {
  readonly [K in 'owner' | 'due' | 'state' | 'reason']?: RegulatoryEntry[K] | undefined
} & { readonly evidence?: RegulatoryEntry['evidence'][number] | undefined }

function entryOf(record: AgreementRecord, { item, element }: Update): RegulatoryEntry | undefined {
  return record.regulatory.find((e) => e.item === item && e.element === element)
}

function merged(entry: RegulatoryEntry, u: Update): RegulatoryEntry {
  return {
    ...entry,
    ...(u.owner === undefined ? {} : { owner: u.owner }),
    ...(u.due === undefined ? {} : { due: u.due }),
    ...(u.state === undefined ? {} : { state: u.state }),
    ...(u.reason === undefined ? {} : { reason: u.reason }),
    evidence: u.evidence === undefined ? entry.evidence : [...entry.evidence, u.evidence],
  }
}

function elementOwner(record: AgreementRecord, element: string): string | undefined {
  const content = lastContent(record)
  return content.kind === 'memorandum' ? undefined : content.elements.find((e) => e.id === element)?.owner
}

function field(at: string, name: string, message: string): Result<never, Refusal> {
  return err({ kind: 'fields', problems: [{ field: at, rule: name, message }] })
}

function withAgreement(desk: Desk, record: AgreementRecord): Desk {
  return { ...desk, agreements: put(desk.agreements, record.id, record) }
}
