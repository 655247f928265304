/** A person at a centre over HTTP, for tests that need parties and papers before a page is opened. */
import { client } from '@magpie/api/client'
import type { OutputOf } from '@magpie/api/operation'
import type { OperationKey, Operations } from '@magpie/api/operations'
import { unwrap } from '@magpie/core/result'

const PASSWORD = 'a long enough password'

/** One person with a session; every call is in their name, for the only party that they act for. */
export class PersonOverHttp {
  readonly name: string
  readonly address: string
  /** The party that one acts for, where a test has to know. */
  party: string | undefined
  private readonly url: string
  private readonly cookies = new Map<string, string>()
  private readonly centre: ReturnType<typeof client>

  private constructor(url: string, name: string) {
    this.url = url
    this.name = name
    this.address = `${name.toLowerCase()}@example.org`
    this.centre = client(url, (to, init) => this.fetch(to, init))
  }

  /** The first officer of the lead, by the code that the centre printed. */
  static async first(url: string, name: string, code: string): Promise<PersonOverHttp> {
    const person = new PersonOverHttp(url, name)
    await person.call('setUp', { name, email: person.address, password: PASSWORD, code })
    await person.auth('/sign-in/email', { email: person.address, password: PASSWORD })
    return person
  }

  /** Somebody who signed up and acts for no party yet. */
  static async newcomer(url: string, name: string): Promise<PersonOverHttp> {
    const person = new PersonOverHttp(url, name)
    await person.auth('/sign-up/email', { email: person.address, password: PASSWORD, name })
    return person
  }

  /** A newcomer who founds a party. */
  static async founding(url: string, name: string, party: { id: string; name: string; state: string }) {
    const person = await PersonOverHttp.newcomer(url, name)
    await person.call('createParty', { party: { ...party, kind: 'institution' } })
    return person
  }

  /** A newcomer who becomes the first officer of a party of the mission, invited by the lead's; with these roles. */
  static async invited(
    url: string,
    name: string,
    party: string,
    officer: PersonOverHttp,
    roles: readonly string[] = ['officer', 'operator', 'signatory'],
  ) {
    const person = await PersonOverHttp.newcomer(url, name)
    const theirs = party === officer.party ? {} : { party }
    const { invitation } = await officer.call('invite', { email: person.address, roles: ['officer'], ...theirs })
    await person.call('join', { invitation })
    person.party = party
    const me = await person.call('me', {})
    await person.call('setRoles', { person: me.person!.id, roles })
    return person
  }

  /** Does an operation, which must succeed; the centre's schema looks at what is given. */
  readonly call = async <K extends OperationKey>(key: K, given: unknown): Promise<OutputOf<Operations[K]>> =>
    unwrap(await this.centre.call(key, given as never))

  /** The session, for a browser's context. */
  sessionCookies(): { name: string; value: string; url: string }[] {
    return [...this.cookies].map(([name, value]) => ({ name, value: decodeURIComponent(value), url: this.url }))
  }

  private async auth(path: string, body: unknown): Promise<void> {
    const answer = await this.fetch(`${this.url}/api/auth${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  }

  private async fetch(to: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    // One kept alive may be closed by a busy server just as it is used again.
    const headers = { ...init.headers, connection: 'close', origin: this.url, ...(cookie === '' ? {} : { cookie }) }
    const answer = await fetch(to, { ...init, headers })
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!
      this.cookies.set(name!, value!)
    }
    return answer
  }
}
