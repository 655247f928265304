/** Who is at the other end of a request, and the handlers of people and parties, over the accounts. */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Caller, CentreStanding } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import type { Handlers } from '@magpie/centre/dispatch'
import { err, ok, type Result } from '@magpie/core/result'
import type { Party } from '@magpie/mission/party'
import type { Role } from '@magpie/mission/role'
import { type Accounts, type JoinRefusal, PARTY_HEADER } from './accounts.ts'

export type PeopleOptions = {
  readonly accounts: Accounts
  readonly lead: string
  /** Who leads the mission now: it may have been handed over since. */
  readonly leads?: () => string
  /** Parties that the mission names: their first person is invited by the lead, not self-made. */
  readonly named: ReadonlySet<string>
  readonly nameOf: (party: string) => string
  /** Makes a founded party known at the programme's desk, by its officer. */
  readonly register: (party: Omit<Party, 'provenance'>, caller: Caller) => Promise<Result<unknown, Failure>>
}

/** The first person of a party may do all that its people do; an officer then shares it out. */
const FOUNDER: readonly Role[] = ['officer', 'proposer', 'member', 'signatory']
const LEAD_FOUNDER: readonly Role[] = [...FOUNDER, 'chair', 'operator']

export class People {
  private readonly options: PeopleOptions
  private readonly emails = new Map<string, string>()
  private setUpDone: boolean
  /** Printed at the start of a centre that has no officer yet; good for one person. */
  readonly setUpCode: string

  private constructor(options: PeopleOptions, setUpDone: boolean) {
    this.options = options
    this.setUpDone = setUpDone
    this.setUpCode = randomBytes(16).toString('hex')
  }

  static async open(options: PeopleOptions): Promise<People> {
    return new People(options, await options.accounts.hasPeople(options.lead))
  }

  standing(): CentreStanding {
    const { lead, leads } = this.options
    return { lead: leads?.() ?? lead, peopleSetUp: this.setUpDone }
  }

  /** The caller of a request, as of the instant at which it had come in. */
  async callerOf(headers: Headers, arrivedAt: string): Promise<Caller> {
    const { accounts } = this.options
    const person = await accounts.personOf(headers)
    if (person === undefined) return { arrivedAt, roles: [] }
    this.emails.set(person.id, person.email)
    const memberships = await accounts.memberships(person.id)
    const wanted = headers.get(PARTY_HEADER)
    const acting = wanted === null ? only(memberships) : memberships.find((m) => m.party === wanted)
    const { id, name, email } = person
    return {
      arrivedAt,
      person: { id, name, email },
      roles: acting?.roles ?? [],
      ...(acting && { party: acting.party }),
    }
  }

  handlers(): Handlers<'me' | 'setUp' | 'createParty' | 'invite' | 'join' | 'members' | 'setRoles'> {
    const { accounts, lead, named, nameOf, register } = this.options
    return {
      me: async (_, caller) => ok(await this.me(caller)),
      setUp: async ({ code, name, email, password }) => {
        if (this.setUpDone) return refused('once', `${lead} has its officer already: ask them for an invitation.`)
        if (!same(code, this.setUpCode)) return refused('code', 'This is not the code that the centre printed.')
        const person = await accounts.createPerson(name, email, password)
        if (person === undefined) return taken('person', email)
        await accounts.createParty(lead, nameOf(lead), person.id, LEAD_FOUNDER)
        this.setUpDone = true
        return ok({ person: person.id, party: lead })
      },
      createParty: async ({ party }, caller) => {
        if (named.has(party.id))
          return refused(
            'named-party',
            `${party.id} is a party of the mission: its first person is invited by ${lead}.`,
          )
        const made = await accounts.createParty(party.id, party.name, caller.person!.id, FOUNDER)
        if (made === undefined) return taken('party', party.id)
        const { state, ...rest } = party
        const known = { ...rest, ...(state === undefined ? {} : { state }) }
        const registered = await register(known, { ...caller, party: party.id, roles: FOUNDER })
        return registered.ok ? ok({ party: made.party, roles: [...made.roles] }) : registered
      },
      invite: async ({ email, roles, party: first }, caller) => {
        const party = first ?? caller.party!
        const cannot = party === caller.party ? undefined : await this.cannotBegin(party, roles, caller)
        if (cannot !== undefined) return cannot
        const made = await accounts.invite(party, nameOf(party), caller.person!.id, email, roles)
        return ok({ ...made, email })
      },
      join: async ({ invitation }, { person }) => {
        const { id, name } = person!
        const joined = await accounts.join(invitation, { id, name, email: this.emails.get(id)! })
        if (typeof joined === 'string') return refused(joined, JOIN_WORDS[joined])
        return ok({ ...joined, roles: [...joined.roles] })
      },
      members: async (_, { party }) => {
        const list = party === undefined ? [] : await accounts.members(party)
        return ok({
          members: list.map(({ id, name, email, roles }) => ({ person: id, name, email, roles: [...roles] })),
        })
      },
      setRoles: async ({ person, roles }, { party }) => {
        const officers = (await accounts.members(party!)).filter((m) => m.roles.includes('officer'))
        if (!roles.includes('officer') && officers.every((m) => m.id === person))
          return refused('last-officer', `${party} would be left without an officer: make another one first.`)
        if (await accounts.setRoles(party!, person, roles)) return ok({ person, roles })
        return err({ kind: 'not-found', message: `Nobody "${person}" acts for ${party}.`, what: 'person', id: person })
      },
    }
  }

  /** Why somebody may not invite the first person of another party; undefined where they may. */
  private async cannotBegin(party: string, roles: readonly Role[], caller: Caller) {
    const { accounts, lead, leads, named } = this.options
    if (caller.party !== (leads?.() ?? lead) || !named.has(party))
      return refused('named-party', `Only the lead invites for another party, and only for one of the mission.`)
    if (await accounts.hasPeople(party))
      return refused('has-people', `People act for ${party} already: its officer invites others.`)
    if (!roles.includes('officer'))
      return refused('first-officer', `The first person of ${party} is its officer, who then invites others.`)
    return undefined
  }

  private async me(caller: Caller) {
    const { accounts } = this.options
    const base = { roles: [...caller.roles], memberships: [], invitations: [], ...this.standing() }
    if (caller.person === undefined) return base
    const email = this.emails.get(caller.person.id)!
    const [memberships, invitations] = await Promise.all([
      accounts.memberships(caller.person.id),
      accounts.invitations(email),
    ])
    return {
      ...base,
      person: { ...caller.person, email },
      ...(caller.party === undefined ? {} : { party: caller.party }),
      memberships: memberships.map((m) => ({ ...m, roles: [...m.roles] })),
      invitations: invitations.map((m) => ({ ...m, roles: [...m.roles] })),
    }
  }
}

const JOIN_WORDS: Readonly<Record<JoinRefusal, string>> = {
  unknown: 'There is no such invitation, or it was accepted already.',
  expired: 'The invitation has expired: ask the officer for another.',
  'another-address': 'The invitation is to another address: sign in with that one.',
  'member-already': 'You act for this party already: its officer changes your roles.',
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined
}

function refused(rule: string, message: string): Result<never, Failure> {
  return err({ kind: 'refused', message, rule })
}

function taken(what: string, id: string): Result<never, Failure> {
  return err({ kind: 'conflict', message: `There is a ${what} ${id} already.`, with: id })
}

/** Compares without telling by its time where the two differ. */
function same(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}
