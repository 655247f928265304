/** A browser as far as cookies go, for tests over HTTP: what one signs in with is sent from then on. */
import { client } from '@magpie/api/client'
import { unwrap } from '@magpie/core/result'

/** The password of everybody in the tests. */
export const PASSWORD = 'a long enough password'

export class Visitor {
  cookie = ''
  /** A key of the person's, for requests of a program. */
  key = ''
  readonly api: ReturnType<typeof client>['call']
  private readonly base: string

  constructor(base: string) {
    this.base = base
    this.api = client(base, async (url, init) => {
      const answer = await fetch(url, { ...init, headers: { ...init.headers, ...this.headers() } })
      return { status: answer.status, json: () => answer.json() }
    }).call
  }

  /** Signed up under a name, with a party founded where one is named. */
  static async named(base: string, name: string, party?: string): Promise<Visitor> {
    const visitor = new Visitor(base)
    const { status } = await visitor.auth('/sign-up/email', { ...addressed(name), name })
    if (status !== 200) throw new Error(`${name} could not sign up: ${status}`)
    const made = { id: party ?? '', name: `The ${party} institute`, kind: 'institution', state: 'IT' } as const
    if (party !== undefined) unwrap(await visitor.api('createParty', { party: made }))
    return visitor
  }

  async auth(path: string, body: unknown): Promise<Response> {
    const headers = { ...this.headers(), origin: this.base, 'content-type': 'application/json' }
    const answer = await fetch(`${this.base}/api/auth${path}`, { method: 'POST', body: JSON.stringify(body), headers })
    const set = answer.headers.getSetCookie().map((c) => c.split(';')[0]!)
    if (set.length > 0) this.cookie = set.join('; ')
    return answer
  }

  headers(): Record<string, string> {
    return { ...(this.cookie && { cookie: this.cookie }), ...(this.key && { 'x-api-key': this.key }) }
  }
}

/** Address and password of a person. */
export function addressed(name: string): { email: string; password: string } {
  return { email: `${name.toLowerCase()}@example.org`, password: PASSWORD }
}
