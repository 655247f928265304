/**
 * Who may what, said once more from the words alone: docs/architecture.md ("Authority") and what the fields of a grant mean.
 * It is what the compiled rules, the policy engines and the command desk are compared with, and shares no code with them:
 * only plain data comes in. Times are milliseconds since 1970.
 */

export type ReferenceGrant = {
  readonly id: string
  readonly grantor: string
  readonly grantee: string
  readonly element: string
  readonly actions: readonly string[]
  readonly arguments: Readonly<Record<string, { readonly min: number; readonly max: number }>>
  readonly from?: string | undefined
  readonly until?: string | undefined
  readonly phases: readonly string[]
  readonly approvals: number
  readonly revocable: boolean
  readonly onward: boolean
  readonly covers?: 'commands' | 'consent' | 'both' | undefined
}

type Standing = {
  readonly grant: ReferenceGrant
  /** Who signed the agreement, on which elements, and when. */
  readonly signers: readonly string[]
  readonly elements: readonly string[]
  readonly signed_ms: number
}

export type ReferenceAct = {
  readonly party: string
  readonly person: string
  readonly action: string
  readonly element: string
  readonly arguments: Readonly<Record<string, number>>
  readonly touches: readonly string[]
  readonly hazardous: boolean
  readonly makesSafe: boolean
  readonly at: string
  readonly phase: string
  readonly approvals: readonly { readonly party: string; readonly person: string }[]
}

export class AuthorityReference {
  private readonly owner = new Map<string, string>()
  private readonly host = new Map<string, string>()
  private readonly standing: Standing[] = []
  private readonly revoked = new Map<string, number>()

  constructor(
    elements: readonly { readonly id: string; readonly owner: string; readonly host?: string | undefined }[],
  ) {
    for (const { id, owner, host } of elements) {
      this.owner.set(id, owner)
      if (host !== undefined) this.host.set(id, host)
    }
  }

  /** An agreement is signed: its grants stand, each where no earlier one has its name. */
  sign(grants: readonly ReferenceGrant[], signers: readonly string[], elements: readonly string[], at: string): void {
    for (const grant of grants) {
      const valid =
        signers.includes(grant.grantor) &&
        signers.includes(grant.grantee) &&
        elements.includes(grant.element) &&
        this.owner.get(grant.element) !== grant.grantee
      const taken = this.standing.some((s) => s.grant.id === grant.id)
      if (valid && !taken) this.standing.push({ grant, signers, elements, signed_ms: Date.parse(at) })
    }
  }

  /** A grantor takes a grant back, from a time on. */
  revoke(id: string, at: string): void {
    this.revoked.set(id, Date.parse(at))
  }

  /** "May this party, by this person, now, do this to that element?" */
  permits(act: ReferenceAct): boolean {
    // The owner commands its element; the host may make safe what it carries; a grant permits within its bounds.
    const mayCommand =
      this.owner.get(act.element) === act.party ||
      this.makesSafeWhatItCarries(act, act.element) ||
      this.someGrant(act, act.element, 'commands')
    if (!mayCommand) return false
    // A hazardous act needs two people of two parties; a host that makes its vehicle safe does not wait for one.
    const second = act.approvals.some((a) => a.person !== act.person && a.person !== '' && a.party !== act.party)
    if (act.hazardous && !second && !this.makesSafeWhatItCarries(act, act.element)) return false
    // What touches another party's element needs that owner too.
    return act.touches.every((touched) => {
      if (touched === act.element || this.owner.get(touched) === act.party) return true
      if (this.makesSafeWhatItCarries(act, touched)) return true
      const owner = this.owner.get(touched)
      const consents = act.approvals.some((a) => a.party === owner && a.person !== act.person && a.person !== '')
      return consents || this.someGrant(act, touched, 'consent')
    })
  }

  private makesSafeWhatItCarries(act: ReferenceAct, element: string): boolean {
    if (!act.makesSafe) return false
    for (let at: string | undefined = element; at !== undefined; at = this.host.get(at))
      if (this.owner.get(at) === act.party) return true
    return false
  }

  private someGrant(act: ReferenceAct, element: string, use: 'commands' | 'consent'): boolean {
    return this.standing.some(
      (s) => s.grant.grantee === act.party && s.grant.element === element && this.holds(s, act, use, [s.grant.id]),
    )
  }

  /** A grant holds when each of its bounds is kept, and, where it was passed on, the one it came from holds as well. */
  private holds(s: Standing, act: ReferenceAct, use: 'commands' | 'consent', chain: readonly string[]): boolean {
    const { grant } = s
    const covers = grant.covers ?? 'commands'
    if (covers !== use && covers !== 'both') return false
    if (!boundsKept(grant, act) || this.outOfTime(s, act)) return false
    if (this.owner.get(grant.element) === grant.grantor) return true
    return this.standing.some(
      (from) =>
        from.grant.onward &&
        from.grant.grantee === grant.grantor &&
        from.grant.element === grant.element &&
        // What is passed on is no wider in its use than what it came from.
        (covers !== 'both' || from.grant.covers === 'both') &&
        !chain.includes(from.grant.id) &&
        this.holds(from, act, use, [...chain, from.grant.id]),
    )
  }

  private outOfTime({ grant, signed_ms }: Standing, act: ReferenceAct): boolean {
    const now = Date.parse(act.at)
    if (now < signed_ms) return true
    if (grant.from !== undefined && now < Date.parse(grant.from)) return true
    if (grant.until !== undefined && now >= Date.parse(grant.until)) return true
    const taken = this.revoked.get(grant.id)
    return grant.revocable && taken !== undefined && now >= taken
  }
}

function boundsKept(grant: ReferenceGrant, act: ReferenceAct): boolean {
  if (!grant.actions.includes('*') && !grant.actions.includes(act.action)) return false
  if (grant.phases.length > 0 && !grant.phases.includes(act.phase)) return false
  for (const [name, { min, max }] of Object.entries(grant.arguments)) {
    const value = act.arguments[name]
    if (value !== undefined && !(value >= min && value <= max)) return false
  }
  const people = new Set<string>()
  for (const { party, person } of act.approvals)
    if (party === grant.grantor && person !== act.person && person !== '') people.add(person)
  return people.size >= grant.approvals
}
