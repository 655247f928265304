/** The real accounts, desk and database over HTTP, with the sample's lead and no rehearsal. The product never starts it. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { masterKey, partySigners } from '@magpie/adapters/party-keys'
import { startCluster } from '@magpie/adapters/postgres-cluster'
import { postgresStores } from '@magpie/adapters/postgres-store'
import { openProgrammeDesk, type ProgrammeDesk } from '@magpie/centre/programme-desk'
import { programmeHandlers } from '@magpie/centre/programme-handlers'
import { unwrap } from '@magpie/core/result'
import { GROUND } from '@magpie/programme/desk/testing/sample'
import { Accounts } from '../accounts.ts'
import { centreApp } from '../app.ts'
import { listenOn } from '../listening.ts'
import { People } from '../people.ts'
import { removed } from './removed.ts'

const PROVENANCE = { kind: 'assumed', reason: 'a test' } as const
const LEAD = { id: 'agency', name: 'The agency', kind: 'agency', state: 'CN', provenance: PROVENANCE } as const

export type DeskCentre = { readonly url: string; readonly people: People; close(): Promise<void> }

/** Starts one on a free port; `named` are parties of the mission beside its lead, `more` are handlers beside the desk's. */
export async function startDeskCentre(
  named: Readonly<Record<string, string>> = {},
  more: (desk: ProgrammeDesk) => object = () => ({}),
): Promise<DeskCentre> {
  const folder = await mkdtemp(join(tmpdir(), 'magpie-desk-'))
  const cluster = unwrap(await startCluster(folder))
  const stores = await postgresStores(cluster.url)
  const key = await masterKey(folder)
  const signers = partySigners(stores.keys, key)
  const store = stores.programme
  const desk = unwrap(await openProgrammeDesk({ store, signers, ground: GROUND, lead: LEAD.id, parties: [LEAD] }))
  const accounts = await Accounts.open({ pool: stores.pool, masterKey: key })
  const names: Readonly<Record<string, string>> = { ...named, [LEAD.id]: LEAD.name }
  const people = await People.open({
    ...{ accounts, lead: LEAD.id, named: new Set(Object.keys(names)), nameOf: (id) => names[id] ?? id },
    register: (party, caller) => desk.perform('party-registered', { party }, caller),
  })
  const handlers = { ...programmeHandlers({ desk, store, ground: GROUND }), ...more(desk), ...people.handlers() }
  const app = centreApp(
    {
      ...{ people, accounts, version: 'test', console: undefined, watch: () => () => undefined },
      handlers: handlers as never,
      kernels: () => Promise.reject(new Error('no kernels here')),
      onFault: (cause) => {
        throw cause
      },
    },
    ['127.0.0.1'],
  )
  const listening = unwrap(await listenOn(app))
  return {
    ...{ url: `http://127.0.0.1:${listening.port}`, people },
    async close() {
      await listening.close()
      await stores.close()
      await cluster.stop()
      await removed(cluster.folder, folder)
    },
  }
}
