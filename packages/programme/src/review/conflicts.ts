/** What stands between a reviewer and a proposal, with the reason: found before anyone is given anything to review. */
import { partiesOf } from '../desk/letter-content.ts'
import type { Desk } from '../desk/record.ts'
import { type Paper, papersOf, reviewingOf, rulesOf } from '../desk/review-papers.ts'
import type { ReviewerRecord } from '../desk/review-record.ts'
import { personKey } from './reviewer.ts'

export type Conflict =
  /** The reviewer is of the team. */
  | { readonly kind: 'own-work'; readonly name: string }
  | { readonly kind: 'institution'; readonly institution: string; readonly party: string }
  | { readonly kind: 'co-author'; readonly name: string }
  | { readonly kind: 'advisor'; readonly name: string }
  | { readonly kind: 'state'; readonly state: string; readonly party: string }
  /** By the reviewer. */
  | { readonly kind: 'declared'; readonly reason: string }
  /** By the owner of the call, who may also rule that there is none. */
  | { readonly kind: 'ruled'; readonly reason: string }

/** Every conflict of a reviewer with a proposal; none where the owner ruled so. */
function conflictsWith(desk: Desk, call: string, reviewer: ReviewerRecord, paper: Paper): Conflict[] {
  const ruling = reviewer.rulings[paper.id]
  if (ruling?.conflicted === false) return []
  const declared = reviewer.declared[paper.id]
  return [
    ...foundConflicts(desk, call, reviewer, paper),
    ...(declared === undefined ? [] : [{ kind: 'declared' as const, reason: declared }]),
    ...(ruling === undefined ? [] : [{ kind: 'ruled' as const, reason: ruling.reason }]),
  ]
}

/** Whether there is any. */
export function inConflict(desk: Desk, call: string, reviewer: ReviewerRecord, paper: Paper): boolean {
  return conflictsWith(desk, call, reviewer, paper).length > 0
}

/** The papers that a person must see nothing of, whatever else they are; those that were taken back too. */
export function barredPapers(desk: Desk, call: string, reviewer: ReviewerRecord | undefined): Set<string> {
  if (reviewer === undefined) return new Set()
  return new Set(papersOf(desk, call).flatMap((p) => (inConflict(desk, call, reviewer, p) ? [p.id] : [])))
}

/** All conflicts of a call's reviewers, declined ones left out. */
export function allConflicts(desk: Desk, call: string) {
  const papers = papersOf(desk, call)
  return [...reviewingOf(desk, call).reviewers.values()]
    .filter((r) => r.state !== 'declined')
    .flatMap((r) =>
      papers.flatMap((p) =>
        conflictsWith(desk, call, r, p).map((conflict) => ({ reviewer: r.profile.id, paper: p.id, conflict })),
      ),
    )
}

/** The sentence for it. */
export function describeConflict(c: Conflict): string {
  switch (c.kind) {
    case 'own-work':
      return `${c.name} is of the team`
    case 'institution':
      return `${c.institution} belongs with ${c.party}, which is of the team`
    case 'co-author':
      return `a co-author, ${c.name}, is of the team`
    case 'advisor':
      return `an advisor, or one advised, ${c.name}, is of the team`
    case 'state':
      return `${c.party}, which is of the team, is of the same State, ${c.state}`
    case 'declared':
      return `declared by the reviewer: ${c.reason}`
    case 'ruled':
      return `ruled by the owner of the call: ${c.reason}`
  }
}

function foundConflicts(desk: Desk, call: string, reviewer: ReviewerRecord, { proposal }: Paper): Conflict[] {
  const { conflicts } = rulesOf(desk.calls.get(call)!)
  const content = proposal.versions.at(-1)!.content
  const { name, email, coAuthors, advisors } = reviewer.profile
  const people = new Set(
    content.people.flatMap((p) => [personKey(p.name), ...(p.email === undefined ? [] : [p.email])]),
  )
  const named = (list: readonly string[]) => list.filter((one) => people.has(personKey(one)))
  const team = partiesOf(content)
  const found: Conflict[] = []
  if (people.has(email) || people.has(personKey(name))) found.push({ kind: 'own-work', name })
  if (conflicts.institution) found.push(...institutions(desk, reviewer, team))
  if (conflicts.coAuthor) found.push(...named(coAuthors).map((n) => ({ kind: 'co-author' as const, name: n })))
  if (conflicts.advisor) found.push(...named(advisors).map((n) => ({ kind: 'advisor' as const, name: n })))
  if (conflicts.state) found.push(...states(desk, reviewer, team))
  return found
}

/** By the parties that the reviewer belongs to, upwards and downwards, and by the name where none is registered. */
function institutions(desk: Desk, { profile, party }: ReviewerRecord, team: readonly string[]): Conflict[] {
  const own = [profile.party, party].filter((p) => p !== undefined)
  const name = personKey(profile.institution)
  const related = (id: string) => {
    const line = lineOf(desk, id)
    return (
      own.some((o) => line.includes(o) || lineOf(desk, o).includes(id)) ||
      personKey(desk.parties.get(id)!.name) === name
    )
  }
  return team
    .filter((id) => desk.parties.has(id) && related(id))
    .map((id) => ({ kind: 'institution', institution: profile.institution, party: id }))
}

function states(desk: Desk, { profile, party }: ReviewerRecord, team: readonly string[]): Conflict[] {
  const own = new Set([profile.state, ...[profile.party, party].map((p) => desk.parties.get(p ?? '')?.state)])
  return team.flatMap((id): Conflict[] => {
    const state = desk.parties.get(id)?.state
    return state !== undefined && own.has(state) ? [{ kind: 'state', state, party: id }] : []
  })
}

/** A party and all that it is part of. */
function lineOf(desk: Desk, id: string): string[] {
  const line = new Set<string>()
  for (let at: string | undefined = id; at !== undefined && !line.has(at); at = desk.parties.get(at)?.partOf)
    line.add(at)
  return [...line]
}
