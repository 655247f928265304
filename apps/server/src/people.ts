/** Who is at the other end of a request, as the server asks: accounts stand behind it. */
import type { Caller, CentreStanding } from '@magpie/api/access'

export type People = {
  /** The caller of a request by its headers, as of the instant at which it had come in. */
  callerOf(headers: Headers, arrivedAt: string): Promise<Caller>
  standing(): CentreStanding
}

/** A centre at which nobody can sign in: everyone is the public. */
export function onlyThePublic(lead: string): People {
  return {
    callerOf: async (_headers, arrivedAt) => ({ arrivedAt, roles: [] }),
    standing: () => ({ lead, peopleSetUp: false }),
  }
}
