/** `magpie streams configure`, `follow` and `send`: the files of the streams, and a partner's copy at home. */
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Failure } from '@magpie/api/failure'
import type { OutputOf } from '@magpie/api/operation'
import type { streamOperations } from '@magpie/api/stream-operations'
import type { Handlers } from '@magpie/centre/dispatch'
import type { CentreStreams } from '@magpie/centre/streams/centre-streams'
import {
  describePartnerFault,
  PartnerCopy,
  PartnerError,
  sendCommand,
  type Taken,
} from '@magpie/centre/streams/partner-copy'
import { err, ok, type Result } from '@magpie/core/result'
import { signedCommand } from '@magpie/operations/command/content'
import { describeDisk } from '@magpie/operations/ingest/archive-port'
import { describeNoLock, lockFolder } from '../folder-lock.ts'
import { readJsonFile } from '../json-file.ts'
import { loadMission } from '../mission-folder.ts'
import { openMissionTelemetry } from '../mission-telemetry.ts'
import { ending } from '../until-told.ts'
import { whyUnwritable } from '../why-unreadable.ts'
import { natsFiles, type StreamAccess, streamAccess } from './nats-config.ts'
import { natsStreams } from './nats-streams.ts'
import { openRunFolder, readStanding, writeStanding } from './partner-folder.ts'

const CONFIRM_MS = 10_000

type Followed = OutputOf<(typeof streamOperations)['followStreams']>

/** What the caller wants to hear and to do meanwhile. */
export type AroundFollowing = {
  readonly tell?: (line: string) => void
  /** Ends it. */
  readonly stop?: AbortSignal
}

/** The handlers. */
export function streamHandlers(around: AroundFollowing = {}): Handlers<keyof typeof streamOperations> {
  return {
    async configureStreams({ folder, out, host, port, leaf_port, parties }) {
      const loaded = await loadMission(folder)
      if (!loaded.ok) return loaded
      const { mission, operations, parties: known } = loaded.value.mission
      const named = parties?.split(',').map((party) => party.trim())
      const unknown = named?.find((party) => !known.parties.some(({ id }) => id === party))
      if (unknown !== undefined) return refused(`${unknown} is no party of ${mission.id}`)
      const operating = [...new Set(operations.persons.map(({ party }) => party))].filter((p) => p !== mission.lead)
      const partners = named ?? operating.sort()
      if (partners.length === 0) return refused(`nobody but ${mission.lead} operates in ${mission.id}: name --parties`)
      const place = { mission: mission.id, host, port, leafPort: leaf_port, store: join(resolve(out), 'streams') }
      const files = natsFiles(place, partners)
      const written = [
        ['server.conf', files.server],
        ['lead.json', json(files.lead)],
        ...files.parties.flatMap(({ party, access, leaf }) => [
          [`${party}.json`, json(access)],
          ...(leaf === '' ? [] : [[`${party}-leaf.conf`, leaf]]),
        ]),
      ] as [string, string][]
      await mkdir(out, { recursive: true, mode: 0o700 })
      for (const [name, text] of written) {
        // Keys that are in use are never written over.
        const failure = await writeFile(join(out, name), text, { flag: 'wx', mode: 0o600 }).catch(
          (cause: Error) => cause,
        )
        if (failure !== undefined) return refused(`${join(out, name)} ${whyUnwritable(failure)}`)
      }
      await chmod(out, 0o700)
      return ok({ mission: mission.id, parties: partners, files: written.map(([name]) => join(out, name)) })
    },
    followStreams: (input) =>
      withAccess(input.access, async (access, streams) => {
        const lock = await lockFolder(input.out)
        if (!lock.ok && lock.error.kind === 'folder-in-use')
          return refused(`${input.out} is followed already, by process ${lock.error.pid}`)
        if (!lock.ok) return refused(describeNoLock(lock.error))
        return follow(input, access, streams, around).finally(() => lock.value.release())
      }),
    sendCommand: (input) =>
      withAccess(input.access, async (access, streams) => {
        const signed = await readJsonFile(input.signed, signedCommand)
        if (!signed.ok) return signed
        const { party } = access.accounts[0]!
        const { content } = signed.value
        if (content.party !== party) return refused(`${input.signed} is a command of ${content.party}, not of ${party}`)
        const message = await sendCommand(streams, party, signed.value)
        return ok({ party, nonce: content.nonce, message })
      }),
  }
}

type FollowInput = Parameters<ReturnType<typeof streamHandlers>['followStreams']>[0]

async function follow(
  input: FollowInput,
  { accounts }: StreamAccess,
  streams: CentreStreams,
  { tell, stop }: AroundFollowing,
): Promise<Result<Followed, Failure>> {
  const loaded = await loadMission(input.folder)
  if (!loaded.ok) return loaded
  const { party } = accounts[0]!
  const before = await readStanding(input.out, party)
  let run = before.run
  const end = ending(input.seconds, stop)
  const counts = { messages: 0, packets: 0, hours: 0, entries: 0 }
  const answers: Followed['answers'] = []
  let fault: unknown
  const told = (taken: Taken) => {
    counts.messages++
    counts.packets += taken.packets
    counts.hours += taken.hours
    counts.entries += taken.entries
    answers.push(...taken.answers)
    tell?.(describeTaken(taken))
    if (counts.messages === input.messages) end.now()
  }
  const telemetry = (archive: string) =>
    openMissionTelemetry(archive, loaded.value.mission, {
      onFault: (cause) => {
        fault ??= cause
        end.now()
      },
      disk: (standing) => tell?.(describeDisk(standing)),
    })
  const copy = new PartnerCopy(
    {
      ...{ party, streams, told },
      openRun: (name) => {
        run = name
        return openRunFolder(input.out, name, telemetry)
      },
      keep: (standing) => writeStanding(input.out, party, { ...standing, run }),
    },
    { sequence: before.sequence, leadKey: before.leadKey ?? input.lead_key },
  )
  if (before.leadKey !== undefined && input.lead_key !== undefined && before.leadKey !== input.lead_key)
    return refused(`${input.out} was begun with another key of the lead's centre: ${before.leadKey}`)
  const stopFollowing = await copy.follow((why) => {
    fault ??= why
    end.now()
  })
  // What was taken need not be kept at the other end: it is told now and then, and at the end.
  const confirming = setInterval(() => copy.confirm().catch((cause: unknown) => tell?.(String(cause))), CONFIRM_MS)
  await end.reached
  clearInterval(confirming)
  await stopFollowing()
  end.now()
  if (fault === undefined) await copy.confirm()
  await copy.close()
  if (fault instanceof PartnerError) return refused(`Not taken: ${describePartnerFault(fault.fault)}.`)
  if (fault !== undefined) throw fault
  return ok({ party, run: run ?? '', out: input.out, ...counts, answers, lead_key: copy.leadKey ?? '' })
}

function describeTaken({ run, at, packets, hours, entries, answers }: Taken): string {
  const said = answers.map(({ nonce, state, why }) => `${nonce} ${state}${why === undefined ? '' : ` (${why})`}`)
  return [`${at} ${run}: ${packets} packets, ${hours} hours of samples, ${entries} entries`, ...said].join('; ')
}

async function withAccess<T>(
  file: string,
  work: (access: StreamAccess, streams: CentreStreams) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  const access = await readJsonFile(file, streamAccess)
  if (!access.ok) return access
  const streams = await openStreams(access.value, false)
  if (!streams.ok) return streams
  return work(access.value, streams.value).finally(() => streams.value.close())
}

/** Connects by a file of access; where nobody answers, that is said. */
export async function openStreams(access: StreamAccess, make: boolean): Promise<Result<CentreStreams, Failure>> {
  const { mission, servers, accounts } = access
  try {
    return ok(
      await natsStreams(
        accounts.map((account) => ({ ...account, mission, servers })),
        make,
      ),
    )
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    return refused(`The NATS server at ${servers.join(', ')} does not let this centre in: ${why}.`)
  }
}

/** Reads a file of access. */
export function readAccess(file: string): Promise<Result<StreamAccess, Failure>> {
  return readJsonFile(file, streamAccess)
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function refused(message: string): Result<never, Failure> {
  return err({ kind: 'bad-request', message, problems: [] })
}
