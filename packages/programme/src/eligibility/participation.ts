/** What is known of a participation, field by field: the value, and the evidence it rests on. Nothing is guessed. */
import { describeProvenance, isAssumed, type Provenance } from '@magpie/core/provenance'
import type { Party } from '@magpie/mission/party'
import { describeReceipt, type Receipt } from '../deadline.ts'
import { type AsOf, describeFact } from '../facts.ts'
import type { Fact } from '../facts-file.ts'
import type { Instrument } from '../instruments-file.ts'
import type { Letter } from '../letters-file.ts'
import type { EligibilityRule, RuleField } from '../rule.ts'
import type { ExportRegime, Part, Recipient } from './declarations.ts'

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
  readonly needs?: string
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
      return told(p.level, `level ${p.level}`, p.provenance, 'the level of cooperation')
    case 'in-time': {
      if (receipt === undefined) return unknown('nothing received yet', 'the time of receipt')
      return told(receipt.verdict !== 'late', describeReceipt(receipt), p.receivedProvenance ?? p.provenance, '')
    }
    case 'mass-kg':
      return p.mass === undefined
        ? unknown('no mass given', 'the mass')
        : told(p.mass.value, `mass ${p.mass.value} ${p.mass.unit}`, p.mass.provenance, '')
    case 'foreign-party':
      return foreign(p.parties, p, context)
    case 'foreign-lead':
      return foreign([p.lead], p, context)
    case 'funders':
      return p.funding === undefined
        ? unknown('funding not declared', 'where the money comes from')
        : {
            value: p.funding.map((f) => f.funder),
            evidence: p.funding.map((f) => evidenceOf(`funded by ${f.funder}`, f.provenance)),
          }
    case 'mode':
      return told(p.mode, `participation ${p.mode}`, p.provenance, 'whether it is bilateral or multilateral')
    case 'host-state':
      return { value: context.hostState, evidence: [said(`the host is of ${context.hostState}`, 'the call')] }
    case 'commercial-supply':
      return told(
        p.commercialSupply,
        p.commercialSupply ? 'commercial supply items only' : NOT_SUPPLY,
        p.provenance,
        '',
      )
    case 'visits':
      return told(p.visits, p.visits.length === 0 ? 'no visits declared' : p.visits.join(', '), p.provenance, '')
    case 'controlled-share-percent':
      return controlledShare(p, context.hostState)
    default:
      // The schema of rules admits the other fields only inside the list they belong to.
      throw new Error(`"${field}" was asked outside its list`)
  }
}

const NOT_SUPPLY = 'not declared as commercial supply only'

/** Another country or region, or an international organisation, among these; else the letter's own word. */
function foreign(ids: readonly string[], p: Participation, context: EligibilityContext): Known {
  for (const id of ids) {
    const party = context.parties.get(id)
    if (party === undefined) continue
    const international = party.kind === 'international-organisation'
    if (international || (party.state !== undefined && party.state !== context.hostState)) {
      const where = party.state ?? 'an international organisation'
      return { value: true, evidence: [evidenceOf(`${party.name}: ${where}`, party.provenance)] }
    }
  }
  const home = ids.every((id) => context.parties.get(id)?.state === context.hostState)
  if (home) return told(false, `every party is of ${context.hostState}`, p.provenance, '')
  return told(p.declaresForeignParty, 'declared in the letter', p.provenance, 'the country of each party')
}

function partField(field: RuleField, part: Part, { participation }: Subject): Known {
  const provenance = participation.parts?.provenance ?? participation.provenance
  const of = (value: Value | undefined, name: string, what: string) =>
    told(value, `${part.name}: ${name} ${value === null ? 'none' : value}`, provenance, `${what} of ${part.name}`)
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
): string | undefined {
  const found = part.licences.find(
    (l) =>
      l.regime === regime &&
      l.destination === hostState &&
      l.on <= asOf.held &&
      (l.until === undefined || asOf.held < l.until),
  )
  return found === undefined ? undefined : `${regime.toUpperCase()} licence ${found.number ?? ''} of ${found.on}`
}

/** Share of the product's value that is of 9x515 parts with US content and no licence, as far as every such part tells. */
function controlledShare(p: Participation, hostState: string): Known {
  if (p.parts === undefined) return unknown('no parts list', 'a parts list with origin and classification')
  const controlled = p.parts.items.filter((part) => {
    const content = usContent(part)
    const listed = part.eccn === undefined || /^9[ABDE]515/.test(part.eccn ?? '')
    return listed && content !== 0 && !part.licences.some((l) => l.regime === 'ear' && l.destination === hostState)
  })
  const untold = controlled.find((part) => part.share_percent === undefined || part.eccn === undefined)
  if (untold !== undefined)
    return unknown(`${untold.name}: ECCN or share not given`, `the ECCN and the share of value of ${untold.name}`)
  const share = controlled.reduce((sum, part) => sum + (part.share_percent! * usContent(part)!) / 100, 0)
  return told(share, `9x515 parts are ${share} % of the value`, p.parts.provenance, '')
}

/** A sub-recipient's own funders and those of everyone above it, the prime's included. */
function recipientField(field: RuleField, recipient: Recipient, { participation: p }: Subject): Known {
  if (field === 'recipient.mode')
    return told(
      recipient.mode,
      `${recipient.name} takes part ${recipient.mode === 'none' ? 'without the host' : recipient.mode}`,
      p.provenance,
      `how ${recipient.name} takes part with the host`,
    )
  const own = [...new Set(chainAbove(recipient, p.recipients).flatMap((r) => r.funders))]
  const evidence = own.map((funder) => evidenceOf(`${recipient.name}: money of ${funder}`, p.provenance))
  if (p.funding === undefined) {
    const { evidence: missing, needs } = unknown('funding of the prime not declared', 'where the money comes from')
    return { value: own, evidence: [...evidence, ...missing], needs: needs!, whole: false }
  }
  const prime = p.funding.map((f) => evidenceOf(`${recipient.name}: money of ${f.funder}, by the prime`, f.provenance))
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
  if (party === undefined) return unknown(`${id}: not described`, `who ${id} is`)
  if (field === 'party.kind') return told(party.kind, `${party.name}: ${party.kind}`, party.provenance, '')
  if (party.kind === 'international-organisation' && party.state === undefined)
    return told(null, `${party.name}: an organisation of several States`, party.provenance, '')
  return told(
    party.state,
    `${party.name}: of ${party.state}`,
    party.provenance ?? participation.provenance,
    `the country of ${party.name}`,
  )
}

/** A value with its one piece of evidence; where undefined, that it is missing. */
function told(value: Value | undefined, says: string, provenance: Provenance, what: string): Known {
  if (value === undefined) return unknown(`${what} is not given`, what)
  return { value, evidence: [evidenceOf(says, provenance)] }
}

function unknown(says: string, needs: string): Known {
  return { value: undefined, evidence: [said(says, 'the participation')], needs }
}

/** A statement whose source is the record itself. */
export function said(says: string, source: string): Evidence {
  return { says, source, assumed: false }
}

/** A statement with its provenance in words. */
export function evidenceOf(says: string, provenance: Provenance): Evidence {
  return { says, source: describeProvenance(provenance), assumed: isAssumed(provenance) }
}

/** A fact of the fact base as evidence. */
export function factEvidence(fact: Fact): Evidence {
  return { ...evidenceOf(describeFact(fact), fact.provenance), fact: fact.id }
}
