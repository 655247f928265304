/**
 * What a NATS server is started with for a mission's centres: an account for each party with two users, the lead's centre and
 * the party's own. The party's may send up and read down, and can neither publish down nor change a stream.
 */
import { nkeys } from '@nats-io/transport-node'
import * as z from 'zod'

/** What a centre needs to reach its streams: keep it as you keep a key. */
export const streamAccess = z.strictObject({
  format: z.literal('magpie-streams-1'),
  mission: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  servers: z.array(z.string().regex(/^nats:\/\//, 'an address such as nats://127.0.0.1:4222')).min(1),
  accounts: z
    .array(z.strictObject({ party: z.string(), seed: z.string().regex(/^SU[A-Z2-7]{56}$/, 'the seed of a user') }))
    .min(1),
})
export type StreamAccess = z.infer<typeof streamAccess>

export type NatsFiles = {
  /** The server's configuration. */
  readonly server: string
  /** What the lead's centre needs. */
  readonly lead: StreamAccess
  /** What each party's centre needs. */
  readonly parties: readonly {
    readonly party: string
    readonly access: StreamAccess
    /** Of a server of its own; empty where there are no leaf nodes. */
    readonly leaf: string
  }[]
}

export type NatsPlace = {
  readonly mission: string
  readonly host: string
  readonly port: number
  /** Where leaf nodes of partners connect; none where it is left out. */
  readonly leafPort?: number | undefined
  /** The server's folder for its streams. */
  readonly store: string
}

/** Makes new users and writes the files. */
export function natsFiles(place: NatsPlace, parties: readonly string[]): NatsFiles {
  const { mission, host, port, leafPort } = place
  const servers = [`nats://${host}:${port}`]
  const users = parties.map((party) => ({ party, lead: user(), own: user() }))
  const access = (accounts: StreamAccess['accounts'], at = servers): StreamAccess => ({
    ...{ format: 'magpie-streams-1', mission, servers: at, accounts },
  })
  const accounts = users.map(({ party, lead, own }) => accountText(mission, party, lead.publicKey, own.publicKey))
  const server = [
    `# Streams of ${mission} between its centres. An account is a party; keep the port closed to others than partners.`,
    `server_name: ${JSON.stringify(mission)}`,
    `listen: ${JSON.stringify(`${host}:${port}`)}`,
    'jetstream {',
    `  domain: ${JSON.stringify(mission)}`,
    `  store_dir: ${JSON.stringify(place.store)}`,
    '  # What is not taken yet is kept up to this; then nothing more is published, and nothing lost.',
    '  max_file_store: 64GB',
    '  # What was acknowledged is on the disk.',
    '  sync_interval: always',
    '}',
    ...(leafPort === undefined ? [] : [`leafnodes { listen: ${JSON.stringify(`${host}:${leafPort}`)} }`]),
    'accounts {',
    ...accounts,
    '}',
    '',
  ].join('\n')
  return {
    server,
    lead: access(users.map(({ party, lead }) => ({ party, seed: lead.seed }))),
    parties: users.map(({ party, own }) => ({
      party,
      access: access([{ party, seed: own.seed }]),
      leaf: leafText(place, party, own.seed),
    })),
  }
}

type User = { readonly seed: string; readonly publicKey: string }

function user(): User {
  const made = nkeys.createUser()
  return { seed: new TextDecoder().decode(made.getSeed()), publicKey: made.getPublicKey() }
}

function accountText(mission: string, party: string, lead: string, own: string): string {
  const down = `${mission}-down`
  const asked = [
    ...['INFO', `STREAM.INFO.${down}`, `STREAM.INFO.${mission}-up`, `STREAM.MSG.GET.${mission}-up`],
    ...['CREATE', 'INFO', 'DELETE', 'MSG.NEXT'].map((what) => `CONSUMER.${what}.${down}.>`),
  ]
  // The hub asks about a subject of its domain again after it has become its own.
  const may = [`magpie.${mission}.up`, ...asked.flatMap((what) => [`$JS.${mission}.API.${what}`, `$JS.API.${what}`])]
  return [
    `  ${JSON.stringify(party)} {`,
    '    jetstream: enabled',
    '    users = [',
    `      { nkey: ${lead} }`,
    `      { nkey: ${own}, permissions: { publish: { allow: ${JSON.stringify(may)} }, subscribe: { allow: ["_INBOX.>"] } } }`,
    '    ]',
    '  }',
  ].join('\n')
}

/** A leaf node at a partner's: its centre speaks to a server of its own, which keeps the connection to the hub. */
function leafText({ mission, host, leafPort }: NatsPlace, party: string, seed: string): string {
  if (leafPort === undefined) return ''
  return [
    `# ${party}'s own server beside its centre: connects to the hub of ${mission} as a leaf node of its account.`,
    'listen: "127.0.0.1:4223"',
    'leafnodes {',
    `  remotes = [ { url: ${JSON.stringify(`nats-leaf://${host}:${leafPort}`)}, nkey: ${seed} } ]`,
    '}',
    '',
  ].join('\n')
}
