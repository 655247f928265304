/** What is known of a participation, field by field: the value, and the evidence it rests on. Nothing is guessed. */
import { describeProvenance, isAssumed, type Provenance } from '@magpie/core/provenance'
import type { Party } from '@magpie/mission/party'
import { describeRange } from '../civil-date.ts'
import type { Receipt } from '../deadline.ts'
import { type AsOf, describeFact } from '../facts.ts'
import type { Fact } from '../facts-file.ts'
import type { Instrument } from '../instruments-file.ts'
import type { Letter } from '../letters-file.ts'
import type { EligibilityRule, RuleField } from '../rule.ts'
import type { ExportRegime, Part, Recipient } from './declarations.ts'
import { inEnglish, type Phrase, phrase } from './phrase.ts'

/** What eligibility asks about: a letter, or a participation that is only thought of. */
export type Participation = Omit<Letter, 'title' | 'receivedAt' | 'receivedProvenance' | 'rehearsal' | 'provenance'> & {
  readonly provenance: Provenance
  readonly receivedProvenance?: Provenance
}

/** What a participation is judged against. */
export type EligibilityContext = {
  /** Country or region of the host, ISO 3166-1 alpha-2. */
  readonly hostState: string
  readonly parties: ReadonlyMap<string, Party>
  readonly facts: readonly Fact[]
  readonly instruments: readonly Instrument[]
  /** The call's own rules; those of the instruments are added. */
  readonly rules: readonly EligibilityRule[]
  readonly asOf: AsOf
}

/** A statement that a proof rests on, with where it is from; `fact` names one of the fact base. */
export type Evidence = {
  readonly says: string
  /** The same, to be said in another language. */
  readonly phrase: Phrase
  readonly source: string
  readonly assumed: boolean
  readonly fact?: string
}

/** The item that a condition inside `some` speaks of. */
export type Item =
  | { readonly list: 'parts'; readonly part: Part }
  | { readonly list: 'recipients'; readonly recipient: Recipient }
  | { readonly list: 'parties'; readonly id: string }

/** One participation, and the item at hand. */
export type Subject = {
  readonly participation: Participation
  /** Absent where nothing was received yet. */
  readonly receipt: Receipt | undefined
  readonly context: EligibilityContext
  readonly item?: Item
}

export type Value = string | number | boolean | null | readonly string[]
/**
 * What is known: undefined where nobody said, with what would tell; null where it was said not to apply. Of a list that is
 * not `whole` only what it has is known, not what it lacks.
 */
export type Known = {
  readonly value: Value | undefined
  readonly evidence: readonly Evidence[]
  readonly needs?: Phrase
  readonly whole?: false
}

/** What is known of one field. */
export function knownOf(field: RuleField, subject: Subject): Known {
  const { item } = subject
  if (item?.list === 'parts' && field.startsWith('part.')) return partField(field, item.part, subject)
  if (item?.list === 'recipients' && field.startsWith('recipient.'))
    return recipientField(field, item.recipient, subject)
  if (item?.list === 'parties' && field.startsWith('party.')) return partyField(field, item.id, subject)
  return ownField(field, subject)
}

function ownField(field: RuleField, { participation: p, receipt, context }: Subject): Known {
  switch (field) {
    case 'level':
      return told(p.level, phrase('level', { level: p.level ?? '' }), p.provenance, phrase('need-level'))
    case 'in-time': {
      if (receipt === undefined) return unknown(phrase('not-received'), phrase('need-receipt'))
      return told(receipt.verdict !== 'late', receiptSays(receipt), p.receivedProvenance ?? p.provenance)
    }
    case 'mass-kg':
      return p.mass === undefined
        ? unknown(phrase('no-mass'), phrase('need-mass'))
        : told(p.mass.value, phrase('mass', { value: p.mass.value, unit: p.mass.unit }), p.mass.provenance)
    case 'foreign-party':
      return foreign(p.parties, p, context)
    case 'foreign-lead':
      return foreign([p.lead], p, context)
    case 'funders':
      return p.funding === undefined
        ? unknown(phrase('no-funding'), phrase('need-funding'))
        : {
            value: p.funding.map((f) => f.funder),
            evidence: p.funding.map((f) => evidenceOf(phrase('funded-by', { funder: f.funder }), f.provenance)),
          }
    case 'mode':
      return told(p.mode, phrase('mode', { mode: p.mode ?? '' }), p.provenance, phrase('need-mode'))
    case 'host-state':
      return { value: context.hostState, evidence: [said(phrase('host-of', { state: context.hostState }), 'the call')] }
    case 'commercial-supply':
      return told(p.commercialSupply, phrase(p.commercialSupply ? 'supply' : 'not-supply'), p.provenance)
    case 'visits':
      return told(
        p.visits,
        p.visits.length === 0 ? phrase('no-visits') : phrase('visits', { visits: p.visits.join(', ') }),
        p.provenance,
      )
    case 'controlled-share-percent':
      return controlledShare(p, context.hostState)
    default:
      // The schema of rules admits the other fields only inside the list they belong to.
      throw new Error(`"${field}" was asked outside its list`)
  }
}

/** What the deadline said of a receipt. */
function receiptSays({ verdict, after_s, ...r }: Receipt): Phrase {
  const when = {
    received: `${r.received} (${r.receivedLocal})`,
    deadline: `${r.deadline} (${r.deadlineLocal})`,
  }
  return verdict === 'in' ? phrase('in-time', when) : phrase(verdict, { ...when, after_s })
}

/** Another country or region, or an international organisation, among these; else the letter's own word. */
function foreign(ids: readonly string[], p: Participation, context: EligibilityContext): Known {
  for (const id of ids) {
    const party = context.parties.get(id)
    if (party === undefined) continue
    const international = party.kind === 'international-organisation'
    if (international || (party.state !== undefined && party.state !== context.hostState)) {
      const says =
        party.state === undefined
          ? phrase('party-international', { party: party.name })
          : phrase('party-in', { party: party.name, state: party.state })
      return { value: true, evidence: [evidenceOf(says, party.provenance)] }
    }
  }
  const home = ids.every((id) => context.parties.get(id)?.state === context.hostState)
  if (home) return told(false, phrase('all-home', { state: context.hostState }), p.provenance)
  return told(p.declaresForeignParty, phrase('declared'), p.provenance, phrase('need-countries'))
}

function partField(field: RuleField, part: Part, { participation }: Subject): Known {
  const provenance = participation.parts?.provenance ?? participation.provenance
  const of = (value: string | number | null | undefined, name: string, what: string) => {
    const says =
      value === null
        ? phrase('part-none', { part: part.name, what: name })
        : phrase('part-says', { part: part.name, what: name, value: value ?? '' })
    return told(value, says, provenance, phrase('need-part', { part: part.name, what }))
  }
  switch (field) {
    case 'part.origin':
      return of(part.origin, 'origin', 'the country of origin')
    case 'part.us-content-percent':
      return of(usContent(part), 'US content, per cent,', 'the country of origin')
    case 'part.usml':
      return of(part.usml, 'USML category', 'the USML classification')
    case 'part.eccn':
      return of(part.eccn, 'ECCN', 'the ECCN')
    default:
      return of(part.mtcr, 'MTCR category', 'the MTCR category')
  }
}

/** Per cent of the value; a part made elsewhere has none where nothing is said. */
function usContent(part: Part): number | undefined {
  if (part.origin === 'US') return 100
  return part.usContent_percent ?? (part.origin === undefined ? undefined : 0)
}

/** Whether a part has an authorisation of a regime for the host's country, in force on the day. */
export function licenceOf(
  part: Part,
  regime: ExportRegime,
  { hostState, asOf }: EligibilityContext,
): { readonly number: string; readonly on: string } | undefined {
  const found = part.licences.find(
    (l) =>
      l.regime === regime &&
      l.destination === hostState &&
      l.on <= asOf.held &&
      (l.until === undefined || asOf.held < l.until),
  )
  return found === undefined ? undefined : { number: found.number ?? '', on: found.on }
}

/** Share of the product's value that is of 9x515 parts with US content and no licence, as far as every such part tells. */
function controlledShare(p: Participation, hostState: string): Known {
  if (p.parts === undefined) return unknown(phrase('no-parts'), phrase('need-parts'))
  const controlled = p.parts.items.filter((part) => {
    const content = usContent(part)
    const listed = part.eccn === undefined || /^9[ABDE]515/.test(part.eccn ?? '')
    return listed && content !== 0 && !part.licences.some((l) => l.regime === 'ear' && l.destination === hostState)
  })
  const untold = controlled.find((part) => part.share_percent === undefined || part.eccn === undefined)
  if (untold !== undefined)
    return unknown(phrase('part-untold', { part: untold.name }), phrase('need-part-share', { part: untold.name }))
  const share = controlled.reduce((sum, part) => sum + (part.share_percent! * usContent(part)!) / 100, 0)
  return told(share, phrase('share', { share }), p.parts.provenance)
}

/** A sub-recipient's own funders and those of everyone above it, the prime's included. */
function recipientField(field: RuleField, recipient: Recipient, { participation: p }: Subject): Known {
  if (field === 'recipient.mode')
    return told(
      recipient.mode,
      recipient.mode === 'none'
        ? phrase('recipient-apart', { recipient: recipient.name })
        : phrase('recipient-mode', { recipient: recipient.name, mode: recipient.mode ?? '' }),
      p.provenance,
      phrase('need-recipient-mode', { recipient: recipient.name }),
    )
  const own = [...new Set(chainAbove(recipient, p.recipients).flatMap((r) => r.funders))]
  const evidence = own.map((funder) =>
    evidenceOf(phrase('recipient-money', { recipient: recipient.name, funder }), p.provenance),
  )
  if (p.funding === undefined) {
    const { evidence: missing, needs } = unknown(phrase('no-prime-funding'), phrase('need-funding'))
    return { value: own, evidence: [...evidence, ...missing], needs: needs!, whole: false }
  }
  const prime = p.funding.map((f) =>
    evidenceOf(phrase('prime-money', { recipient: recipient.name, funder: f.funder }), f.provenance),
  )
  return { value: [...own, ...p.funding.map((f) => f.funder)], evidence: [...evidence, ...prime] }
}

/** A sub-recipient and those it works for; a name that leads back to itself, or nowhere, ends it. */
function chainAbove(recipient: Recipient, all: readonly Recipient[]): Recipient[] {
  const chain: Recipient[] = []
  for (let at: Recipient | undefined = recipient; at !== undefined && !chain.includes(at); ) {
    chain.push(at)
    const above: string | undefined = at.under
    at = all.find((r) => r.name === above)
  }
  return chain
}

function partyField(field: RuleField, id: string, { participation, context }: Subject): Known {
  const party = context.parties.get(id)
  if (party === undefined) return unknown(phrase('party-unknown', { party: id }), phrase('need-who', { party: id }))
  if (field === 'party.kind')
    return told(party.kind, phrase('party-kind', { party: party.name, kind: party.kind }), party.provenance)
  if (party.kind === 'international-organisation' && party.state === undefined)
    return told(null, phrase('party-several', { party: party.name }), party.provenance)
  return told(
    party.state,
    phrase('party-of', { party: party.name, state: party.state ?? '' }),
    party.provenance ?? participation.provenance,
    phrase('need-country', { party: party.name }),
  )
}

/** A value with its one piece of evidence; where undefined, that it is missing. */
function told(value: Value | undefined, says: Phrase, provenance: Provenance, what = phrase('nothing')): Known {
  if (value === undefined) return unknown(phrase('not-given', { what }), what)
  return { value, evidence: [evidenceOf(says, provenance)] }
}

function unknown(says: Phrase, needs: Phrase): Known {
  return { value: undefined, evidence: [said(says, 'the participation')], needs }
}

/** A statement whose source is the record itself. */
export function said(says: Phrase, source: string): Evidence {
  return { says: inEnglish(says), phrase: says, source, assumed: false }
}

/** A statement with its provenance in words. */
export function evidenceOf(says: Phrase, provenance: Provenance): Evidence {
  return { says: inEnglish(says), phrase: says, source: describeProvenance(provenance), assumed: isAssumed(provenance) }
}

/** A fact of the fact base as evidence. */
export function factEvidence(fact: Fact): Evidence {
  const { name: subject, relation, instrument, authority, held } = fact
  const said = phrase('fact', { fact: describeFact(fact), subject, relation, instrument, authority })
  const values = { ...said.values, from: describeRange(held.from), ...(held.until && { until: held.until }) }
  return { ...evidenceOf({ ...said, values }, fact.provenance), fact: fact.id }
}
