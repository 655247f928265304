/**
 * Streams between centres over NATS JetStream: an account a party, so that nobody else's subjects can even be named; a file
 * synced at every message; two streams in each account, `down` and `up`. The lead's centre makes them and connects to every
 * account, a party's centre to its own, directly or by a leaf node of its own.
 */
import type { CentreStreams, StreamMessage, StreamName, StreamTaker } from '@magpie/centre/streams/centre-streams'
import {
  type ConsumerMessages,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream'
import { connect, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node'

/** How a centre reaches the streams of one party. */
export type NatsAccess = {
  readonly party: string
  /** Such as `nats://127.0.0.1:4222`. */
  readonly servers: readonly string[]
  /** The JetStream domain of the hub: the mission. */
  readonly mission: string
  /** The seed of a user of the party's account (an Ed25519 key in the form of NATS). */
  readonly seed: string
}

type Account = {
  readonly connection: NatsConnection
  readonly client: JetStreamClient
  readonly manager: JetStreamManager
  readonly mission: string
}

/** Connects to the accounts; `make` makes their streams where they are missing, as the lead's centre does. */
export async function natsStreams(accesses: readonly NatsAccess[], make: boolean): Promise<CentreStreams> {
  const accounts = new Map<string, Account>()
  const close = async () => {
    for (const { connection } of accounts.values()) await connection.close()
  }
  try {
    for (const access of accesses) {
      const account = await accountOf(access)
      accounts.set(access.party, account)
      if (make) for (const way of ['down', 'up'] as const) await makeStream(account, way)
    }
  } catch (cause) {
    await close()
    throw cause
  }
  const of = ({ party, way }: StreamName) => {
    const account = accounts.get(party)
    if (account === undefined) throw new Error(`no access to the streams of ${party}`)
    return { ...account, stream: streamOf(account, way), subject: subjectOf(account, way) }
  }
  return {
    async publish(name, data, after) {
      const { client, subject } = of(name)
      try {
        const { seq } = await client.publish(subject, data, { expect: { lastSequence: after }, timeout: 2_000 })
        return { kind: 'at', sequence: seq }
      } catch (cause) {
        if (isMoved(cause)) return { kind: 'moved' }
        throw cause
      }
    },
    async newest(name) {
      const { manager, stream } = of(name)
      const { state } = await manager.streams.info(stream)
      if (state.last_seq === 0) return undefined
      const found = await manager.streams.getMessage(stream, { seq: state.last_seq })
      return found === null ? undefined : { sequence: found.seq, data: found.data }
    },
    async follow(name, after, taker) {
      const { client, stream } = of(name)
      const consumer = await client.consumers.get(stream, {
        deliver_policy: 'by_start_sequence',
        opt_start_seq: after + 1,
      })
      const messages = await consumer.consume({ max_messages: 100, expires: 5_000, idle_heartbeat: 1_000 })
      const running = takeAll(messages, taker)
      return async () => {
        await messages.close()
        await running
      }
    },
    async release(name, upTo) {
      const { manager, stream } = of(name)
      const { state } = await manager.streams.info(stream)
      // The newest stays: it says where the writer stands.
      const seq = Math.min(upTo + 1, state.last_seq)
      if (seq > state.first_seq) await manager.streams.purge(stream, { seq })
    },
    close,
  }
}

async function accountOf({ servers, mission, seed, party }: NatsAccess): Promise<Account> {
  const connection = await connect({
    servers: [...servers],
    name: `magpie ${party}`,
    authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)),
    // A centre that lost its connection tries for as long as it runs.
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
  })
  const options = { domain: mission }
  return {
    connection,
    mission,
    client: jetstream(connection, options),
    manager: await jetstreamManager(connection, { ...options, checkAPI: false }),
  }
}

async function makeStream(account: Account, way: StreamName['way']): Promise<void> {
  const name = streamOf(account, way)
  try {
    await account.manager.streams.info(name)
  } catch (cause) {
    if (!(cause instanceof JetStreamApiError) || cause.code !== JetStreamApiCodes.StreamNotFound) throw cause
    await account.manager.streams.add({
      ...{ name, subjects: [subjectOf(account, way)], allow_direct: false },
      ...{ storage: 'file', retention: 'limits', discard: 'new' },
    })
  }
}

async function takeAll(messages: ConsumerMessages, taker: StreamTaker): Promise<void> {
  try {
    for await (const one of messages) {
      const message: StreamMessage = { sequence: one.seq, data: one.data }
      await taker.take(message)
    }
  } catch (cause) {
    taker.ended(cause)
    // Where the connection is gone there is nothing left to close.
    await Promise.resolve(messages.close()).catch(() => undefined)
  }
}

function streamOf({ mission }: Pick<Account, 'mission'>, way: StreamName['way']): string {
  return `${mission}-${way}`
}

/** The subject of a stream; within its account there is one for each way. */
export function subjectOf({ mission }: Pick<Account, 'mission'>, way: StreamName['way']): string {
  return `magpie.${mission}.${way}`
}

function isMoved(cause: unknown): boolean {
  return cause instanceof JetStreamApiError && cause.code === JetStreamApiCodes.StreamWrongLastSequence
}
