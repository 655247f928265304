/**
 * All that is a party's own, as one archive: what its elements sent, what it commanded, decided and signed, with the proof of
 * the ledgers, its papers and files, and what stays with whom by which agreement. Nothing of another party is in it but what
 * the two signed together.
 */

import { verifyChain } from '@magpie/ledger/chain'
import type { ChainItem, Entry } from '@magpie/ledger/entry'
import { encodeEntry } from '@magpie/ledger/entry'
import { extractFor } from '@magpie/ledger/extract'
import type { ReadingTerm } from '@magpie/mission/data-access'
import type { Element } from '@magpie/mission/element'
import { PUBLIC } from '@magpie/mission/party'
import { inOrder } from '@magpie/operations/ingest/history'
import type { ArchiveFile } from '@magpie/operations/release/zip-writer'
import { everParties } from '@magpie/programme/desk/agreement-acts'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { CommandCentre } from './command-centre.ts'
import type { ReleasePorts } from './data-release.ts'
import { packetFiles } from './party-packets.ts'
import type { ProgrammeStore } from './programme-store.ts'
import { lettersSeenBy, proposalsSeenBy } from './programme-views.ts'
import { exported } from './telemetry-export.ts'
import type { TelemetryService } from './telemetry-service.ts'

export type ExportPorts = ReleasePorts & {
  readonly store: ProgrammeStore
  operations(): { readonly elements: readonly { readonly id: string; readonly science: readonly string[] }[] }
  commands(): CommandCentre | undefined
  /** The ledger of the rehearsal. */
  rehearsal(): Promise<readonly ChainItem[]>
}

type Listed = { readonly name: string; readonly bytes: number; readonly sha256: string }
const utf8 = new TextEncoder()
const ALL = { from_us: Number.NEGATIVE_INFINITY, to_us: Number.POSITIVE_INFINITY }

/** The files, to be taken one after the other; the manifest with all checksums is the last but one. `at` is the present, UTC. */
export async function* partyFiles(ports: ExportPorts, party: string, at: string): AsyncGenerator<ArchiveFile> {
  const listed: Listed[] = []
  for await (const file of contents(ports, party, at)) yield summed(file, listed)
  const { id, name } = ports.mission()
  const about = { format: 'magpie-party-1', party, mission: { id, name }, madeAt: at, software: ports.version }
  yield summed(json('manifest.json', { ...about, files: [...listed] }), listed)
  yield text('sha256sums.txt', listed.map((f) => `${f.sha256}  ${f.name}\n`).join(''))
}

/** The file, whose name, length and hash are noted once it was taken. */
function summed({ name, octets }: ArchiveFile, into: Listed[]): ArchiveFile {
  const counted = async function* () {
    const hash = sha256.create()
    let bytes = 0
    for await (const piece of octets) {
      hash.update(piece)
      bytes += piece.length
      yield piece
    }
    into.push({ name, bytes, sha256: bytesToHex(hash.digest()) })
  }
  return { name, octets: counted() }
}

function json(name: string, value: unknown): ArchiveFile {
  return text(name, `${JSON.stringify(value, null, 2)}\n`)
}

function text(name: string, words: string): ArchiveFile {
  return { name, octets: [utf8.encode(words)] }
}

function lines(name: string, rows: readonly unknown[]): ArchiveFile {
  return text(name, rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join(''))
}

async function* contents(ports: ExportPorts, party: string, at: string): AsyncGenerator<ArchiveFile> {
  const own = ports.elements().filter((e) => e.owner === party)
  const desk = ports.desk.desk
  yield text('README.txt', readme(party, ports.mission().name, at))
  yield json('party.json', { ...desk.parties.get(party), left: desk.left.get(party) })
  yield json('elements.json', { elements: own })
  yield json('stays.json', staysOf(ports, own, party))
  yield* papers(ports, party)
  const service = ports.telemetry()
  for (const { id } of own)
    if (service !== undefined) {
      yield* packetFiles(service, id)
      yield* tableFiles(service, id)
    }
  yield* commandFiles(ports.commands(), own, party)
  yield* ledgerFiles(ports, own, party)
  yield* attachmentFiles(ports.store, party)
  yield* releaseFiles(ports, party)
}

function* papers({ desk: { desk }, agreements }: ExportPorts, party: string): Generator<ArchiveFile> {
  const letters = lettersSeenBy(desk, party, undefined)
  const inTeam = (content: { readonly team: readonly { readonly party: string }[] }) =>
    content.team.some((t) => t.party === party)
  yield json('programme/letters.json', {
    letters: letters.filter((l) => l.owner === party || inTeam(l.versions.at(-1)!.content)),
  })
  const proposals = proposalsSeenBy(desk, party, undefined)
  yield json('programme/proposals.json', {
    proposals: proposals.filter(
      (p) => p.owner === party || JSON.stringify(p.versions.at(-1)!.content).includes(`"${party}"`),
    ),
  })
  yield json('programme/calls.json', { calls: [...desk.calls.values()].filter((c) => c.owner === party) })
  const signed = [...desk.agreements.values()].filter((record) => everParties(record).includes(party))
  const ids = new Set(signed.map((record) => record.id))
  yield json('agreements/desk.json', { agreements: signed })
  yield json('agreements/interfaces.json', {
    interfaces: [...desk.interfaces.values()].filter(
      (i) => ids.has(i.agreement) || i.host.party === party || i.guest.party === party,
    ),
  })
  yield json('agreements/mission.json', { agreements: agreements().filter((a) => a.parties.includes(party)) })
}

/** A Parquet file for each container of an element, as the archive has them. */
async function* tableFiles(service: TelemetryService, element: string): AsyncGenerator<ArchiveFile> {
  for (const { container, parameters } of service.catalogue(element)) {
    const times = Map.groupBy(parameters, (p) => p.name)
    const wanted = parameters.map((parameter) => ({
      as: times.get(parameter.name)!.length === 1 ? parameter.name : parameter.qualifiedName,
      parameter,
    }))
    const names = wanted.map(({ as }) => as)
    const slices = inOrder(await service.blocks(element, wanted, container), names, ALL, ({ file }) => {
      throw new Error(`the archive was altered: ${file}`)
    })
    const name = container
      .split('/')
      .at(-1)!
      .replaceAll(/[^\w.-]/g, '_')
    yield { name: `tables/${element}/${name}.parquet`, octets: exported(slices, names, 'parquet', service.leap) }
  }
}

function* commandFiles(
  centre: CommandCentre | undefined,
  own: readonly Element[],
  party: string,
): Generator<ArchiveFile> {
  if (centre === undefined) return
  const { book } = centre.desk
  const mine = new Set(own.map((e) => e.id))
  const commands = [...book.commands.values()].filter((c) => c.content.party === party || mine.has(c.content.element))
  yield lines(
    'commands/commands.jsonl',
    commands.map(({ id, content, signature, state, approvals, history }) => ({
      id,
      state,
      content,
      signature,
      approvals,
      history,
    })),
  )
  const runs = [...book.runs.values()].filter((run) => run.begun.party === party)
  yield lines('commands/procedures.jsonl', runs)
  const grants = [...book.grants.values()].filter(({ grant }) => grant.grantor === party || grant.grantee === party)
  const revoked = (id: string) => ({ revoked: book.revoked.get(id) })
  yield lines(
    'commands/grants.jsonl',
    grants.map(({ grant, note }) => ({ ...grant, note, ...revoked(grant.id) })),
  )
  yield lines(
    'commands/rules.jsonl',
    [...book.rules.values()].filter((rule) => rule.owner === party),
  )
  yield lines(
    'commands/anomalies.jsonl',
    [...book.anomalies.values()].filter((a) => a.owner === party),
  )
}

async function* ledgerFiles(ports: ExportPorts, own: readonly Element[], party: string): AsyncGenerator<ArchiveFile> {
  const mine = new Set(own.map((e) => e.id))
  const about = (entry: Entry) => mine.has(entry.subject)
  const commands = ports.commands()?.entries ?? []
  const ledgers: Readonly<Record<string, readonly string[]>> = {
    programme: ports.desk.extract(party),
    rehearsal: extractFor(await ports.rehearsal(), party, about).map(encodeEntry),
    commands: extractFor(commands, party, about).map(encodeEntry),
  }
  const whole = { programme: ports.desk.entries, rehearsal: await ports.rehearsal(), commands }
  for (const [name, entries] of Object.entries(ledgers))
    if (entries.length > 0) yield lines(`ledger/${name}.jsonl`, entries)
  const proofs = Object.entries(whole).flatMap(([ledger, items]) => {
    const proved = verifyChain(items)
    return proved.ok && items.length > 0 ? [{ ledger, ...proved.value }] : []
  })
  yield json(
    'ledger/heads.json',
    proofs.map(({ ledger, entries, head }) => ({ ledger, entries, head })),
  )
  const keys = proofs.flatMap(({ ledger, keys }) =>
    keys.filter((k) => k.party === party).map((k) => ({ ledger, ...k })),
  )
  yield json('keys.json', { keys })
}

async function* attachmentFiles(store: ProgrammeStore, party: string): AsyncGenerator<ArchiveFile> {
  const types: Record<string, string> = {}
  for (const hash of await store.keptBy(party)) {
    const file = await store.attachment(hash)
    if (file === undefined) continue
    types[hash] = file.type
    yield { name: `attachments/${hash}`, octets: [file.bytes] }
  }
  yield json('attachments/types.json', types)
}

async function* releaseFiles({ desk, releases }: ExportPorts, party: string): AsyncGenerator<ArchiveFile> {
  for (const { id, version, party: of, files } of [...desk.desk.releases.values()].flat()) {
    if (of !== party) continue
    for (const { name, sha256: hash } of files) {
      const octets = await releases.read(hash)
      if (octets !== undefined) yield { name: `releases/${id}/${version}/${name}`, octets }
    }
  }
}

/** What others keep of the party's data, and which rights stand, by which agreement. */
function staysOf(ports: ExportPorts, own: readonly Element[], party: string): unknown {
  const access = ports.access()
  const others = [...ports.desk.desk.parties.keys(), PUBLIC].filter((id) => id !== party)
  const science = new Map(ports.operations().elements.map((e) => [e.id, e.science]))
  const data = own.flatMap(({ id: element }) =>
    others.flatMap((reader) => {
      const housekeeping = [...new Set([...access.named(reader, element), '*'])]
      const items = [
        ...housekeeping.map((parameter) => ({ element, parameter, kind: 'housekeeping' as const })),
        ...(science.get(element) ?? []).map((parameter) => ({ element, parameter, kind: 'science' as const })),
      ]
      return items.flatMap((item) =>
        access.terms(reader, item).map((term) => ({ ...item, reader, ...termShown(term) })),
      )
    }),
  )
  const grants = ports
    .agreements()
    .flatMap((a) => a.grants.map((g) => ({ ...g, title: a.title })))
    .filter((g) => g.grantor === party || g.grantee === party)
  const policies = ports
    .agreements()
    .flatMap(({ id, title, parties, elements, dataPolicy }) =>
      dataPolicy !== undefined && elements.some((e) => own.some((o) => o.id === e))
        ? [{ id, title, parties, dataPolicy }]
        : [],
    )
  return {
    about:
      'What was received before stays with those who may read it, by these lines; new data are theirs no longer than the lines say.',
    ...{ data, policies, grants },
  }
}

function termShown({ delay_ms, every_ms, step, from_ms, until_ms, ...rest }: ReadingTerm) {
  const iso = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : undefined)
  return { ...rest, delay_s: delay_ms / 1000, every_s: every_ms / 1000, step, from: iso(from_ms), until: iso(until_ms) }
}

function readme(party: string, mission: string, at: string): string {
  return [
    `What is ${party}'s own in "${mission}", as of ${at}.`,
    '',
    'packets/     Space Packets as they came, one behind the other; ELEMENT.parquet says where each begins',
    'tables/      decoded parameters, a file a container (Parquet: DuckDB, pandas, pyarrow, polars read it)',
    'commands/    commands, runs of procedures, rights, rules, anomaly reports (JSON Lines)',
    'ledger/      the chains, with the contents that concern you; each verifies: magpie ledger verify ledger/programme.jsonl',
    'programme/   letters, proposals and calls; agreements/ what was signed; attachments/ files by their SHA-256',
    'releases/    data sets that you released',
    'keys.json    public keys that signed for you',
    'stays.json   what stays with whom, and by which line of which agreement',
    '',
    'Check the files: sha256sum -c sha256sums.txt',
    '',
  ].join('\n')
}
