/** What of an agreement cannot stand: unknown parties, elements of others, grants by who does not own. */
import { PUBLIC } from '@magpie/mission/party'
import type { AgreedGrant, AgreementContent, IntegrationContent } from './agreement-content.ts'
import { lastContent, standingContent } from './agreement-record.ts'
import type { Desk } from './record.ts'
import type { FieldProblem } from './refusal.ts'

type Say = (field: string, rule: string, message: string) => void

/** All that is wrong, by field. Empty is good. */
export function checkAgreement(desk: Desk, id: string, content: AgreementContent, acting: string): FieldProblem[] {
  const problems: FieldProblem[] = []
  const say: Say = (field, rule, message) => void problems.push({ field, rule, message })
  content.parties.forEach((p, i) => {
    if (!desk.parties.has(p)) say(`/parties/${i}`, 'party', `no party "${p}" is registered`)
  })
  if (!content.parties.includes(acting)) say('/parties', 'own-party', `does not name the party you act for, ${acting}`)
  content.dataPolicy?.sharing.forEach(({ party }, i) => {
    if (party !== PUBLIC && !desk.parties.has(party))
      say(`/dataPolicy/sharing/${i}/party`, 'party', `no party "${party}" is registered`)
  })
  const before = desk.agreements.get(id)
  if (before !== undefined && lastContent(before).kind !== content.kind)
    say('/kind', 'kind', `is ${lastContent(before).kind} since the first version`)
  if (content.kind === 'integration-agreement') checkIntegration(desk, id, content, say)
  return problems
}

/** Who owns an element, as far as the desk knows: by this agreement, by one in force, or as the host of a call. */
export function ownerOf(desk: Desk, element: string, content?: IntegrationContent): string | undefined {
  const own = content?.elements.find((e) => e.id === element)
  if (own !== undefined) return own.owner
  for (const record of desk.agreements.values()) {
    if (record.inForce === undefined) continue
    const standing = standingContent(record)
    const found = standing.kind === 'memorandum' ? undefined : standing.elements.find((e) => e.id === element)
    if (found !== undefined) return found.owner
  }
  return [...desk.calls.values()].find((c) => c.call.host === element)?.owner
}

function checkIntegration(desk: Desk, id: string, content: IntegrationContent, say: Say): void {
  if (content.memorandum !== undefined && !isMemorandum(desk, content.memorandum))
    say('/memorandum', 'unknown', `there is no memorandum "${content.memorandum}"`)
  if (content.call !== undefined && !desk.calls.has(content.call))
    say('/call', 'unknown', `there is no call "${content.call}"`)
  content.elements.forEach((_, i) => void checkElement(desk, id, content, i, say))
  content.grants.forEach((_, i) => void checkGrant(desk, id, content, i, say))
  const project = content.project ?? id
  for (const other of desk.agreements.values()) {
    const theirs = lastContent(other)
    if (other.id === id || theirs.kind === 'memorandum') continue
    if ((theirs.project ?? other.id) === project)
      say('/project', 'taken', `stands in the agreement ${other.id} already`)
  }
}

function isMemorandum(desk: Desk, id: string): boolean {
  const record = desk.agreements.get(id)
  return record !== undefined && lastContent(record).kind === 'memorandum'
}

function checkElement(desk: Desk, id: string, content: IntegrationContent, i: number, say: Say): void {
  const at = `/elements/${i}`
  const element = content.elements[i]!
  const ids = content.elements.map((e) => e.id)
  if (ids.indexOf(element.id) < i || takenElsewhere(desk, id, element.id))
    say(`${at}/id`, 'taken', 'is the id of another element')
  if (!content.parties.includes(element.owner)) say(`${at}/owner`, 'signatory', 'is no party of the agreement')
  const proposer = proposedBy(desk, element.id)
  if (proposer !== undefined && proposer !== element.owner)
    say(`${at}/owner`, 'owner', `is not who proposed it, ${proposer}`)
  if (element.host === undefined) {
    if (content.level !== 'mission') say(`${at}/host`, 'required', 'names what carries it')
    return
  }
  const owner = ownerOf(desk, element.host, content)
  if (owner === undefined) say(`${at}/host`, 'unknown', 'is no element that stands at this desk')
  else if (!content.parties.includes(owner))
    say(`${at}/host`, 'signatory', `belongs to ${owner}, who is no party of the agreement`)
  if (carriesItself(content, element.id)) say(`${at}/host`, 'circle', 'is carried by what it carries')
}

function carriesItself({ elements }: IntegrationContent, id: string): boolean {
  const hostOf = (e: string | undefined) => elements.find((x) => x.id === e)?.host
  let at = hostOf(id)
  for (let n = 0; at !== undefined && n <= elements.length; n++) {
    if (at === id) return true
    at = hostOf(at)
  }
  return false
}

/** The ids that others hold: in the last or the standing version of another agreement, or as the host of a call. */
function takenElsewhere(desk: Desk, id: string, element: string): boolean {
  if ([...desk.calls.values()].some((c) => c.call.host === element)) return true
  return [...desk.agreements.values()].some((record) => {
    if (record.id === id) return false
    return [lastContent(record), standingContent(record)].some(
      (c) => c.kind === 'integration-agreement' && c.elements.some((e) => e.id === element),
    )
  })
}

function proposedBy(desk: Desk, element: string): string | undefined {
  for (const proposal of desk.proposals.values()) {
    if (proposal.state === 'withdrawn') continue
    const { elements, lead } = proposal.versions.at(-1)!.content
    const found = elements.find((e) => e.id === element)
    if (found !== undefined) return found.owner ?? lead
  }
  return undefined
}

function checkGrant(desk: Desk, id: string, content: IntegrationContent, i: number, say: Say): void {
  const at = `/grants/${i}`
  const grant = content.grants[i]!
  if (content.grants.findIndex((g) => g.id === grant.id) < i || grantElsewhere(desk, id, grant.id))
    say(`${at}/id`, 'taken', 'is the id of another grant')
  for (const end of ['grantor', 'grantee'] as const)
    if (!content.parties.includes(grant[end])) say(`${at}/${end}`, 'signatory', 'is no party of the agreement')
  if (grant.grantor === grant.grantee) say(`${at}/grantee`, 'self', 'is who grants it')
  if (grant.from !== undefined && grant.until !== undefined && Date.parse(grant.from) >= Date.parse(grant.until))
    say(`${at}/until`, 'window', `ends at ${grant.until}, before it begins`)
  const owner = ownerOf(desk, grant.element, content)
  if (owner === undefined) say(`${at}/element`, 'unknown', 'is no element that stands at this desk')
  else if (!tracesTo(owner, grant, content.grants))
    say(`${at}/grantor`, 'owner', `neither owns ${grant.element}, which is ${owner}'s, nor was given it to pass on`)
}

/** Whether the grantor owns the element, or holds it through grants that may be passed on, from the owner down. */
function tracesTo(owner: string, grant: AgreedGrant, grants: readonly AgreedGrant[]): boolean {
  const holders = new Set([owner])
  for (const holder of holders)
    for (const g of grants)
      if (g.onward && g.element === grant.element && g.grantor === holder && g !== grant) holders.add(g.grantee)
  return holders.has(grant.grantor)
}

function grantElsewhere(desk: Desk, id: string, grant: string): boolean {
  return [...desk.agreements.values()].some(
    (record) =>
      record.id !== id &&
      [lastContent(record), standingContent(record)].some(
        (c) => c.kind === 'integration-agreement' && c.grants.some((g) => g.id === grant),
      ),
  )
}
