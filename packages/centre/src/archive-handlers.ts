/** The handlers of what leaves the archive for good: releases, a party's own archive, a party that leaves, the report. */
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import type { OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import type { ReleaseView, releaseOperations } from '@magpie/api/release-operations'
import { err, ok, type Result } from '@magpie/core/result'
import { encodeEntry, hasContent } from '@magpie/ledger/entry'
import { extractFor } from '@magpie/ledger/extract'
import { type Decoder, describeDecodeError } from '@magpie/operations/decoder'
import { hexOf } from '@magpie/operations/ingest/hot-table'
import { type PacketValue, packetValues } from '@magpie/operations/packet-values'
import { type ArchiveFile, zipped } from '@magpie/operations/release/zip-writer'
import type { ReleaseRecord } from '@magpie/programme/desk/data-record'
import { notOpenYet } from './data-asked.ts'
import { type LeavingPorts, leftMission } from './data-leaving.ts'
import { madeRelease } from './data-release.ts'
import type { Handlers } from './dispatch.ts'
import { type ExportPorts, partyFiles } from './party-export.ts'
import { hiddenFrom } from './programme-handlers.ts'
import { citationOf } from './release-files.ts'

export type ArchiveHandlerPorts = ExportPorts &
  LeavingPorts & {
    /** The report of the rehearsal as a page, with what the caller may read; undefined until it is there. */
    report(caller: Caller): Promise<string | undefined>
    /** Whether an agreement is published with the mission. */
    published(agreement: string): boolean
  }

type ArchiveKey =
  | keyof typeof releaseOperations
  | 'dataPolicies'
  | 'packetValues'
  | 'ledgerLines'
  | 'exportParty'
  | 'leaveMission'
  | 'report'

/** One handler an operation. */
export function archiveHandlers(ports: ArchiveHandlerPorts): Handlers<ArchiveKey> {
  const versionOf = (id: string, version: number) => ports.desk.desk.releases.get(id)?.[version - 1]
  return {
    async releases({ element, party }) {
      const newest = [...ports.desk.desk.releases.values()].map((versions) => versions.at(-1)!)
      const asked = newest.filter(
        (r) => (element === undefined || r.element === element) && (party === undefined || r.party === party),
      )
      const sorted = asked.sort((a, b) => b.at.localeCompare(a.at))
      return ok({ releases: sorted.map((r) => viewOf(ports, r)) })
    },
    async release({ release }) {
      const versions = ports.desk.desk.releases.get(release)
      if (versions === undefined) return noRelease(release)
      return ok({ versions: [...versions].reverse().map((r) => viewOf(ports, r)) })
    },
    async makeRelease(asked, caller) {
      const done = await madeRelease(ports, asked, caller)
      if (!done.ok) return done
      const { recorded, ...said } = done.value
      const made = recorded ? versionOf(asked.release, said.version) : undefined
      return ok({ ...said, ...(made === undefined ? {} : { made: viewOf(ports, made) }) })
    },
    async releaseFile({ release, version, file }) {
      const found = versionOf(release, version)?.files.find((f) => f.name === file)
      const octets = found === undefined ? undefined : await ports.releases.read(found.sha256)
      if (found === undefined || octets === undefined) return noRelease(`${release}/${version}/${file}`)
      return ok({ media: found.media, file, octets, sha256: found.sha256 })
    },
    async releaseArchive({ release, version }) {
      const found = versionOf(release, version)
      if (found === undefined) return noRelease(`${release}/${version}`)
      const octets = zipped(releasedFiles(ports, found), Date.parse(found.madeAt))
      return ok({ media: 'application/zip', file: `${release}-v${version}.zip`, octets })
    },
    async exportParty(_, caller) {
      const party = caller.party!
      const octets = zipped(partyFiles(ports, party, caller.arrivedAt), Date.parse(caller.arrivedAt))
      return ok({ media: 'application/zip', file: `${party}-${caller.arrivedAt.slice(0, 10)}.zip`, octets })
    },
    dataPolicies: async (_, { party }) => ok({ policies: policiesFor(ports, party) }),
    async packetValues({ octets }) {
      const service = ports.telemetry()
      return service === undefined ? notOpenYet() : decodedPacket(service.decoder, octets)
    },
    async ledgerLines({ ledger, after, limit }, caller) {
      const all = await linesOf(ports, ledger, caller)
      return ok({ lines: all.slice(after + 1, after + 1 + limit), total: all.length })
    },
    leaveMission: (input, caller) => leftMission(ports, input, caller),
    async report(_, caller) {
      const page = await ports.report(caller)
      if (page !== undefined)
        return ok({
          media: 'text/html; charset=utf-8',
          file: 'report.html',
          octets: once(new TextEncoder().encode(page)),
        })
      const message = 'There is no report yet: the rehearsal has not been computed to its end. Ask again in a minute.'
      return err({ kind: 'not-found', message, what: 'report', id: 'rehearsal' })
    },
  }
}

/** Agreements of the mission are published with it; those signed at the desk are their parties'. */
function policiesFor({ agreements, published }: ArchiveHandlerPorts, party: string | undefined) {
  return agreements().flatMap(({ id, title, parties, elements, dataPolicy }) => {
    const open = published(id) || (party !== undefined && parties.includes(party))
    if (dataPolicy === undefined || !open) return []
    const { embargo_days, licence, sharing } = dataPolicy
    return [{ ...{ agreement: id, title, parties, elements }, ...{ embargo_days, licence, sharing } }]
  })
}

/** The lines of a ledger with what concerns the caller; nobody is a party of its own. */
async function linesOf(ports: ArchiveHandlerPorts, ledger: string, caller: Caller): Promise<readonly string[]> {
  if (ledger === 'rehearsal') return (await ports.rehearsal()).map(encodeEntry)
  const party = caller.party ?? ''
  if (ledger === 'programme') return ports.desk.extract(party, hiddenFrom(ports.desk, caller))
  const own = new Set(ports.elements().flatMap((e) => (e.owner === party ? [e.id] : [])))
  return extractFor(ports.commands()?.entries ?? [], party, (entry) => own.has(entry.subject)).map(encodeEntry)
}

function decodedPacket(decoder: Decoder, octets: string): Result<OutputOf<Operations['packetValues']>, Failure> {
  const bytes = Uint8Array.from({ length: octets.length / 2 }, (_, i) =>
    Number.parseInt(octets.slice(2 * i, 2 * i + 2), 16),
  )
  const sample = decoder.newSample()
  const done = decoder.decode(bytes, sample)
  if (!done.ok) {
    const message = `The dictionary does not explain these octets: ${describeDecodeError(done.error)}.`
    return err({ kind: 'bad-request', message, problems: [{ file: '', field: '/octets', rule: 'decode', message }] })
  }
  const text = (value: PacketValue) => (value instanceof Uint8Array ? hexOf(value) : String(value))
  const values = packetValues(decoder)(sample).map(({ parameter: p, raw, value, level }) => ({
    ...{ name: p.name, path: p.qualifiedName, unit: p.type.unit, words: p.description || p.type.description },
    ...{ raw: text(raw), value: text(value), level },
  }))
  return ok({ container: decoder.containers[sample.container]?.qualifiedName ?? '', values })
}

async function* once(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets
}

async function* releasedFiles(
  { releases }: ArchiveHandlerPorts,
  { id, files }: ReleaseRecord,
): AsyncGenerator<ArchiveFile> {
  for (const { name, sha256 } of files) {
    const octets = await releases.read(sha256)
    if (octets === undefined) throw new Error(`the file ${name} of the release ${id} is gone`)
    yield { name: `${id}/${name}`, octets }
  }
}

function viewOf({ desk, agreements, mission }: ArchiveHandlerPorts, r: ReleaseRecord): ReleaseView {
  const titles = new Map(agreements().map((a) => [a.id, a.title]))
  const versions = desk.desk.releases.get(r.id)!
  const entry = desk.entries.find(
    (item) => hasContent(item) && item.kind === 'data-released' && item.subject === `${r.id}-v${r.version}`,
  )
  const base = `/api/releases/${r.id}/${r.version}`
  const { at, parameters, files, agreements: ids, why, ...rest } = r
  return {
    ...rest,
    ...{ parameters: [...parameters], releasedAt: at, entry: entry?.hash ?? '', citation: citationOf(r, mission()) },
    agreements: ids.map((id) => ({ id, title: titles.get(id) ?? id })),
    ...(why === undefined ? {} : { why }),
    ...(r.version === 1 ? {} : { supersedes: r.version - 1 }),
    ...(r.version === versions.length ? {} : { supersededBy: versions.length }),
    files: files.map((f) => ({ ...f, url: `${base}/files/${f.name}` })),
    archive: `${base}/archive`,
  }
}

function noRelease(id: string): Result<never, Failure> {
  return err({
    kind: 'not-found',
    message: `Nothing was released as ${id}: release.list tells what was.`,
    what: 'release',
    id,
  })
}
