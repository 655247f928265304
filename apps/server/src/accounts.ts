/**
 * Accounts: people sign in by password or passkey, programs by a key; a party is an organisation, a role a membership. The
 * rules of who may do what are the contract's (packages/api/src/access.ts); here stands only who somebody is.
 */
import { hkdfSync } from 'node:crypto'
import { apiKey } from '@better-auth/api-key'
import { passkey } from '@better-auth/passkey'
import { type Role, role } from '@magpie/mission/role'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { organization } from 'better-auth/plugins/organization'
import type { Pool } from 'pg'

/** A person's membership of a party. */
export type Membership = { readonly party: string; readonly name: string; readonly roles: readonly Role[] }
export type Person = { readonly id: string; readonly name: string; readonly email: string }
export type Invited = Membership & { readonly invitation: string }

export type AccountsOptions = {
  readonly pool: Pool
  readonly masterKey: Uint8Array
}

/** The header in which the server puts the address of who asks; what a client sends under it is dropped. */
export const ADDRESS_HEADER = 'x-magpie-address'
/** The header that names the party one acts for. */
export const PARTY_HEADER = 'x-magpie-party'

const INVITATION_DAYS = 14

function configured({ pool, masterKey }: AccountsOptions) {
  const secret = Buffer.from(hkdfSync('sha256', masterKey, '', 'magpie accounts', 32)).toString('base64')
  return betterAuth({
    appName: 'Magpie',
    basePath: '/api/auth',
    // Requests of other sites' pages were refused before they come here: what has an origin has the centre's own.
    trustedOrigins: (request) => [request?.headers.get('origin')],
    secret,
    database: pool,
    telemetry: { enabled: false },
    logger: { disabled: true },
    emailAndPassword: { enabled: true, minPasswordLength: 12, maxPasswordLength: 128 },
    session: { expiresIn: 7 * 86_400, updateAge: 86_400 },
    rateLimit: {
      enabled: true,
      storage: 'memory',
      window: 60,
      max: 200,
      customRules: { '/sign-in/email': { window: 60, max: 10 }, '/sign-up/email': { window: 60, max: 10 } },
    },
    advanced: {
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      defaultCookieAttributes: { sameSite: 'strict', httpOnly: true },
    },
    plugins: [
      // Parties are founded and joined by the contract's operations, which know the mission's parties.
      organization({ allowUserToCreateOrganization: false }),
      // A passkey needs a name, not an address: on one's own machine that is localhost.
      passkey({ rpID: 'localhost', rpName: 'Magpie' }),
      apiKey({ enableSessionForAPIKeys: true, rateLimit: { enabled: false } }),
    ],
  })
}

/** What of better-auth's own paths is served: signing in and out, one's password, passkeys and keys. Nothing else. */
const SERVED = [
  '/sign-up/email',
  '/sign-in/email',
  '/sign-out',
  '/get-session',
  '/change-password',
  '/list-sessions',
  '/revoke-session',
  '/revoke-other-sessions',
  '/sign-in/passkey',
  '/passkey/generate-authenticate-options',
  '/passkey/verify-authentication',
  '/passkey/generate-register-options',
  '/passkey/verify-registration',
  '/passkey/list-user-passkeys',
  '/passkey/delete-passkey',
  '/api-key/create',
  '/api-key/list',
  '/api-key/delete',
]

type MemberRow = { id: string; userId: string; organizationId: string; role: string }
type OrganizationRow = { id: string; slug: string; name: string }
type InvitationRow = {
  id: string
  organizationId: string
  email: string
  role: string
  status: string
  expiresAt: Date
}

export type JoinRefusal = 'unknown' | 'expired' | 'another-address' | 'member-already'

/** People, parties and sessions in the centre's database. */
export class Accounts {
  private readonly auth: ReturnType<typeof configured>

  private constructor(auth: ReturnType<typeof configured>) {
    this.auth = auth
  }

  /** Brings the tables of accounts up to date and opens them. */
  static async open(options: AccountsOptions): Promise<Accounts> {
    const auth = configured(options)
    const { runMigrations } = await getMigrations(auth.options)
    await runMigrations()
    return new Accounts(auth)
  }

  /** Answers a request below `/api/auth`; undefined for a path that is not served. */
  async handle(request: Request): Promise<Response | undefined> {
    const path = new URL(request.url).pathname.replace(/^\/api\/auth/, '')
    return SERVED.includes(path) ? this.auth.handler(request) : undefined
  }

  /** Who a request is from, by its cookie or key. */
  async personOf(headers: Headers): Promise<Person | undefined> {
    if (!headers.has('cookie') && !headers.has('x-api-key')) return undefined
    try {
      const session = await this.auth.api.getSession({ headers })
      return session === null ? undefined : personOf(session.user)
    } catch (cause) {
      // A key that is unknown, ended or switched off is nobody; anything else is a fault of ours.
      if (cause instanceof Error && cause.name === 'APIError') return undefined
      throw cause
    }
  }

  async memberships(person: string): Promise<Membership[]> {
    const { adapter } = await this.auth.$context
    const where = [{ field: 'userId', value: person }]
    const rows = await adapter.findMany<MemberRow>({ model: 'member', where })
    return Promise.all(rows.map((row) => this.membershipOf(row)))
  }

  async invitations(email: string): Promise<Invited[]> {
    const { adapter } = await this.auth.$context
    const where = [
      { field: 'email', value: email.toLowerCase() },
      { field: 'status', value: 'pending' },
    ]
    const rows = await adapter.findMany<InvitationRow>({ model: 'invitation', where })
    const open = rows.filter((r) => r.expiresAt.getTime() > Date.now())
    return Promise.all(open.map(async (r) => ({ invitation: r.id, ...(await this.membershipOf(r)) })))
  }

  /** Makes a person with a password; undefined where the address is taken. */
  async createPerson(name: string, email: string, password: string): Promise<Person | undefined> {
    const context = await this.auth.$context
    if ((await context.internalAdapter.findUserByEmail(email.toLowerCase())) !== null) return undefined
    const { user } = await this.auth.api.signUpEmail({ body: { name, email, password } })
    return personOf(user)
  }

  /** Founds a party with its first person; undefined where it is there already. */
  async createParty(id: string, name: string, person: string, roles: readonly Role[]): Promise<Membership | undefined> {
    if ((await this.organizationOf(id)) !== undefined) return undefined
    const made = await this.auth.api.createOrganization({ body: { name, slug: id, userId: person } })
    await this.setRolesIn(made!.id, person, roles)
    return { party: id, name, roles }
  }

  /** Whether anyone acts for a party. */
  async hasPeople(party: string): Promise<boolean> {
    return (await this.members(party)).length > 0
  }

  /** Invites to act for a party, which is known from then on even where nobody acts for it yet. */
  async invite(party: string, name: string, by: string, email: string, roles: readonly Role[]) {
    const { adapter } = await this.auth.$context
    const organization = (await this.organizationOf(party)) ?? (await this.emptyOrganization(party, name))
    const expiresAt = new Date(Date.now() + INVITATION_DAYS * 86_400_000)
    const made = await adapter.create<
      Omit<InvitationRow, 'id'> & { inviterId: string; createdAt: Date },
      InvitationRow
    >({
      model: 'invitation',
      data: {
        organizationId: organization.id,
        email: email.toLowerCase(),
        role: roles.join(','),
        status: 'pending',
        expiresAt,
        inviterId: by,
        createdAt: new Date(),
      },
    })
    return { invitation: made.id, expiresAt: expiresAt.toISOString() }
  }

  /** Accepts an invitation, once, by the person whose address it names. */
  async join(invitation: string, person: Person): Promise<Membership | JoinRefusal> {
    const { adapter } = await this.auth.$context
    const where = [{ field: 'id', value: invitation }]
    const found = await adapter.findOne<InvitationRow>({ model: 'invitation', where })
    if (found === null || found.status !== 'pending') return 'unknown'
    if (found.expiresAt.getTime() <= Date.now()) return 'expired'
    if (found.email !== person.email.toLowerCase()) return 'another-address'
    const member = await this.memberOf(found.organizationId, person.id)
    if (member !== null) return 'member-already'
    await adapter.update({ model: 'invitation', where, update: { status: 'accepted' } })
    await this.addMember(found.organizationId, person.id, rolesOf(found.role))
    return this.membershipOf(found)
  }

  async members(party: string): Promise<(Person & { readonly roles: readonly Role[] })[]> {
    const { adapter } = await this.auth.$context
    const organization = await this.organizationOf(party)
    if (organization === undefined) return []
    const where = [{ field: 'organizationId', value: organization.id }]
    const rows = await adapter.findMany<MemberRow>({ model: 'member', where, limit: 1000 })
    const people = rows.map(async ({ userId, role: roles }) => {
      const user = await adapter.findOne<Person>({ model: 'user', where: [{ field: 'id', value: userId }] })
      return { ...personOf(user!), roles: rolesOf(roles) }
    })
    return Promise.all(people)
  }

  /** The names of people by their ids, of those who have an account. */
  async namesOf(persons: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { adapter } = await this.auth.$context
    const named = persons.map(async (id): Promise<[string, string][]> => {
      const user = await adapter.findOne<Person>({ model: 'user', where: [{ field: 'id', value: id }] })
      return user === null ? [] : [[id, user.name]]
    })
    return new Map((await Promise.all(named)).flat())
  }

  /** Gives a member other roles, or ends the membership; false where the person is no member. */
  async setRoles(party: string, person: string, roles: readonly Role[]): Promise<boolean> {
    const organization = await this.organizationOf(party)
    if (organization === undefined || (await this.memberOf(organization.id, person)) === null) return false
    await this.setRolesIn(organization.id, person, roles)
    return true
  }

  private async setRolesIn(organization: string, person: string, roles: readonly Role[]): Promise<void> {
    const { adapter } = await this.auth.$context
    const member = await this.memberOf(organization, person)
    const where = [{ field: 'id', value: member!.id }]
    if (roles.length === 0) await adapter.delete({ model: 'member', where })
    else await adapter.update({ model: 'member', where, update: { role: roles.join(',') } })
  }

  private async emptyOrganization(slug: string, name: string): Promise<OrganizationRow> {
    const { adapter } = await this.auth.$context
    const data = { name, slug, createdAt: new Date() }
    return adapter.create<Omit<OrganizationRow, 'id'> & { createdAt: Date }, OrganizationRow>({
      model: 'organization',
      data,
    })
  }

  private async addMember(organizationId: string, userId: string, roles: readonly Role[]): Promise<void> {
    const { adapter } = await this.auth.$context
    const data = { organizationId, userId, role: roles.join(','), createdAt: new Date() }
    await adapter.create({ model: 'member', data })
  }

  private async memberOf(organization: string, person: string): Promise<MemberRow | null> {
    const { adapter } = await this.auth.$context
    const where = [
      { field: 'organizationId', value: organization },
      { field: 'userId', value: person },
    ]
    return adapter.findOne<MemberRow>({ model: 'member', where })
  }

  private async organizationOf(party: string): Promise<OrganizationRow | undefined> {
    const { adapter } = await this.auth.$context
    const where = [{ field: 'slug', value: party }]
    return (await adapter.findOne<OrganizationRow>({ model: 'organization', where })) ?? undefined
  }

  private async membershipOf({ organizationId, role: roles }: Pick<MemberRow, 'organizationId' | 'role'>) {
    const { adapter } = await this.auth.$context
    const where = [{ field: 'id', value: organizationId }]
    const { slug, name } = (await adapter.findOne<OrganizationRow>({ model: 'organization', where }))!
    return { party: slug, name, roles: rolesOf(roles) }
  }
}

function personOf({ id, name, email }: Person): Person {
  return { id, name, email }
}

/** The roles of a membership as it is kept, joined by commas. */
function rolesOf(text: string): Role[] {
  return text.split(',').flatMap((r) => {
    const read = role.safeParse(r)
    return read.success ? [read.data] : []
  })
}
