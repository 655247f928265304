/** The routes of a centre's programme over a desk in memory: who asks says so in a header. For tests of requests. */
import { agreementHandlers } from '@magpie/centre/agreement-handlers'
import { eligibilityHandlers } from '@magpie/centre/eligibility-handlers'
import { memoryProgrammeStore } from '@magpie/centre/memory-programme-store'
import { openProgrammeDesk } from '@magpie/centre/programme-desk'
import { programmeHandlers } from '@magpie/centre/programme-handlers'
import { reviewHandlers } from '@magpie/centre/review-handlers'
import { selectionHandlers } from '@magpie/centre/selection-handlers'
import { unwrap } from '@magpie/core/result'
import { rehearsalSigner } from '@magpie/ledger/keys'
import { role } from '@magpie/mission/role'
import { CALL, GROUND } from '@magpie/programme/desk/testing/sample'
import { Hono } from 'hono'
import { addRoutes } from '../routes.ts'

const PROVENANCE = { kind: 'assumed', reason: 'a test' } as const
const forever = { day: '2099-12-31', time: '24:00', knownFrom: '2026-01-01' }

/** A call that takes letters until the end of the century. */
export const OPEN_CALL = {
  ...CALL,
  publishedOn: '2026-01-01',
  letters: {
    ...CALL.letters,
    revisions: [{ ...forever, provenance: PROVENANCE, timeProvenance: PROVENANCE }],
  },
}

/** The centre of `agency`, with `alpha` and an open call; everybody holds every role of the party that `x-party` names. */
export async function memoryCentre() {
  const store = memoryProgrammeStore()
  const signers = { signerOf: async (party: string) => rehearsalSigner('a test', party) }
  const parties = ['agency', 'alpha'].map((id) => ({
    ...{ id, name: id, kind: 'agency' as const, state: 'CN', provenance: PROVENANCE },
  }))
  const desk = unwrap(await openProgrammeDesk({ store, signers, ground: GROUND, lead: 'agency', parties }))
  const faults: unknown[] = []
  const nobody = () => Promise.reject(new Error('no solver here'))
  const handlers = {
    ...programmeHandlers({ desk, store, ground: GROUND }),
    ...reviewHandlers({ desk, solver: { name: 'none', solve: async () => ({ kind: 'infeasible' }) } }),
    ...selectionHandlers({ desk, solver: { best: nobody, allWorth: nobody }, mission: () => undefined } as never),
    ...agreementHandlers({ desk, ground: GROUND, print: nobody, namesOf: async () => new Map() } as never),
    ...eligibilityHandlers({ files: nobody, roadmap: nobody, desk: () => desk.desk }),
  }
  const people = {
    callerOf: async (headers: Headers, arrivedAt: string) => ({
      ...{ arrivedAt, person: { id: 'p', name: 'P', email: 'p@example.org' }, roles: role.options },
      party: headers.get('x-party') ?? 'agency',
    }),
    standing: () => ({ lead: 'agency', peopleSetUp: true }),
  }
  const app = new Hono()
  addRoutes(app, handlers as never, people as never, 'test', (cause) => {
    faults.push(cause)
    return 'a fault'
  })
  const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
    app.request(path, {
      method: 'POST',
      body: body as string,
      headers: { 'content-type': 'application/json', ...headers },
    })
  const act = (kind: string, input: unknown, party = 'agency') =>
    post(`/api/programme/acts/${kind}`, typeof input === 'string' ? input : JSON.stringify(input), { 'x-party': party })
  return { app, desk, faults, handlers, post, act }
}
