/**
 * The files of a release: the table, its label in the manner of PDS4, the same rows as Parquet, and what a person or program
 * needs beside them: how to cite it, what it holds and rests on, checksums. They are kept as they are written.
 */
import { formatEpoch } from '@magpie/core/time'
import type { Element } from '@magpie/mission/element'
import { calibratorOf } from '@magpie/operations/calibration'
import { type Block, inOrder, type Span, valueAt } from '@magpie/operations/ingest/history'
import { epochOfMicros, type Micros } from '@magpie/operations/ingest/micros'
import { type ColumnType, type ReleasedTable, tableLabel } from '@magpie/operations/release/pds4-label'
import { type Cell, headingLine, recordLine } from '@magpie/operations/release/released-table'
import type { releasedFile } from '@magpie/programme/desk/data-record'
import { md5 } from '@noble/hashes/legacy.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type * as z from 'zod'
import type { ReleaseStore } from './release-store.ts'
import { exported, MEDIA, utcClock } from './telemetry-export.ts'
import type { TelemetryService, Wanted } from './telemetry-service.ts'

/** What a release says of itself. */
export type ReleaseText = {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly description: string
  readonly authors: string
  readonly party: string
  readonly licence: string
  readonly policy: string
  readonly agreements: readonly { readonly id: string; readonly title: string }[]
  readonly mission: { readonly id: string; readonly name: string }
  readonly element: Element
  readonly host?: Element
  /** UTC by the clock of the mission. */
  readonly madeAt: string
  readonly science: boolean
  readonly software: string
  readonly history: readonly { readonly version: number; readonly at: string; readonly why: string }[]
  tdbOf(time_us: Micros): number
}

/** The rows of a release. */
export type ReleaseRows = {
  readonly service: TelemetryService
  readonly columns: readonly Wanted[]
  readonly blocks: readonly Block[]
  readonly span: Span
  readonly first_us: Micros
  readonly last_us: Micros
  readonly records: number
}

type Kept = z.infer<typeof releasedFile>
const utf8 = new TextEncoder()
/** Lines that go out together. */
const LINES = 2048

/** Writes and keeps all files of a release. */
export async function keptFiles(store: ReleaseStore, text: ReleaseText, rows: ReleaseRows): Promise<readonly Kept[]> {
  const files: Kept[] = []
  const keep = async (name: string, media: string, octets: AsyncIterable<Uint8Array> | string) => {
    const kept = await store.keep(typeof octets === 'string' ? [utf8.encode(octets)] : octets)
    files.push({ name, media, ...kept })
    return kept
  }
  const columns = columnsOf(rows.columns)
  const heading = headingLine(columns.map(({ name }) => name))
  const digest = md5.create()
  const table = await keep(
    `${text.id}.csv`,
    'text/csv',
    tapped(tableOctets(rows, text, heading), (p) => digest.update(p)),
  )
  const file = {
    ...{ name: `${text.id}.csv`, bytes: table.bytes, md5: bytesToHex(digest.digest()), records: rows.records },
    ...{ comment: `SHA-256: ${table.sha256}`, headingBytes: utf8.encode(heading).length },
  }
  await keep(`${text.id}.xml`, 'application/xml', tableLabel(labelOf(text, rows, columns, file)))
  const names = rows.columns.map(({ as }) => as)
  const slices = inOrder(rows.blocks, names, rows.span, refuse)
  await keep(`${text.id}.parquet`, MEDIA.parquet, exported(slices, names, 'parquet', rows.service.leap))
  await keep('manifest.json', 'application/json', manifestOf(text, rows, columns, files))
  await keep('citation.cff', 'text/plain', citationFile(text))
  await keep('readme.txt', 'text/plain', readmeOf(text, rows, files))
  await keep('sha256sums.txt', 'text/plain', files.map((f) => `${f.sha256}  ${f.name}\n`).join(''))
  return files
}

/** How a release is cited. */
export function citationOf(
  {
    authors,
    title,
    version,
    madeAt,
    id,
    element,
  }: Pick<ReleaseText, 'authors' | 'title' | 'version' | 'madeAt' | 'id'> & {
    readonly element: string
  },
  mission: ReleaseText['mission'],
): string {
  const urn = urnOf(mission.id, element, id)
  return `${authors} (${madeAt.slice(0, 4)}). ${title}, version ${version} [Data set]. ${mission.name}. ${urn}::${version}.0`
}

function urnOf(mission: string, element: string, id: string): string {
  return `urn:magpie:${mission}:${element}:${id}`.toLowerCase()
}

type Column = { readonly name: string; readonly type: ColumnType; readonly unit: string; readonly description: string }

function columnsOf(columns: readonly Wanted[]): Column[] {
  return [
    { name: 'time_utc', type: 'time', unit: '', description: 'When the packet was made, by its own clock, UTC' },
    { name: 'tdb_s', type: 'real', unit: 's', description: 'The same instant as TDB seconds past J2000' },
    ...columns.map(({ as: name, parameter: { type, description, qualifiedName } }) => ({
      ...{ name, unit: type.unit, type: typeOf(type) },
      description: description || type.description || `Parameter ${qualifiedName} of the dictionary`,
    })),
  ]
}

function typeOf(type: Wanted['parameter']['type']): ColumnType {
  const { kind, encoding } = type
  if (kind === 'float' || kind === 'relative-time') return 'real'
  if (kind !== 'integer') return 'text'
  // Calibrated integers are no whole numbers.
  if (encoding.kind !== 'integer' || encoding.contextCalibrators !== undefined || calibratorOf(type) !== undefined)
    return 'real'
  return encoding.form === 'unsigned' ? 'whole' : 'integer'
}

async function* tableOctets(rows: ReleaseRows, text: ReleaseText, heading: string): AsyncGenerator<Uint8Array> {
  yield utf8.encode(heading)
  const utc = utcClock(rows.service.leap)
  const types = columnsOf(rows.columns).slice(2)
  const names = rows.columns.map(({ as }) => as)
  let lines = ''
  let count = 0
  for await (const { block, from, to } of inOrder(rows.blocks, names, rows.span, refuse))
    for (let row = from; row < to; row++) {
      const values = block.columns.map((chunk, i): Cell => cellOf(valueAt(chunk, row), types[i]!.type))
      if (values.every((value) => value === undefined)) continue
      const time_us = block.times_us[row]!
      lines += recordLine([utc(time_us), text.tdbOf(time_us), ...values])
      if (++count % LINES !== 0) continue
      yield utf8.encode(lines)
      lines = ''
    }
  if (lines !== '') yield utf8.encode(lines)
}

/** A value as its column has it: whole numbers beyond 2^53 come as text, and stay as they are. */
function cellOf(value: number | string | undefined, type: ColumnType): Cell {
  if (value === undefined) return undefined
  return type === 'real' ? Number(value) : String(value)
}

function refuse(damage: { readonly file: string }): never {
  throw new Error(`the archive was altered while it was read: ${damage.file}`)
}

async function* tapped(
  octets: AsyncIterable<Uint8Array>,
  tap: (piece: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const piece of octets) {
    tap(piece)
    yield piece
  }
}

function labelOf(
  text: ReleaseText,
  rows: ReleaseRows,
  columns: readonly Column[],
  file: ReleasedTable['file'],
): ReleasedTable {
  const { mission, element, host, policy, agreements, software } = text
  const utc = (time_us: Micros) => formatEpoch(epochOfMicros(time_us), rows.service.leap, { digits: 6 })
  const context = (kind: string, { id, name }: Pick<Element, 'id' | 'name'>) => ({
    ...{ name, id: `urn:magpie:context:${kind}.${id}`.toLowerCase() },
  })
  const under = agreements.map(({ id, title }) => `"${title}" (${id})`).join('; ') || 'none: the owner alone decides'
  const instrument = element.kind === 'instrument' || element.kind === 'module'
  const tdb = `${text.tdbOf(rows.first_us)} to ${text.tdbOf(rows.last_us)}`
  return {
    ...{ id: urnOf(mission.id, element.id, text.id), version: `${text.version}.0`, title: text.title },
    ...{
      description: text.description,
      authors: text.authors,
      licence: text.licence,
      madeAt: text.madeAt,
      columns,
      file,
    },
    ...{ startAt: utc(rows.first_us), stopAt: utc(rows.last_us), purpose: text.science ? 'Science' : 'Engineering' },
    comment: `Times in TDB seconds past J2000: ${tdb}. Provenance: ${provenanceOf(rows, software)} Released by ${text.party}, owner of ${element.name}. Agreements: ${under}. Data policy: ${policy}. Licence: ${text.licence}.`,
    history: text.history.map(({ version, at, why }) => ({ version: `${version}.0`, at, description: why })),
    investigation: { name: mission.name, id: `urn:magpie:context:investigation:mission.${mission.id}` },
    ...(host === undefined ? {} : { host: context('instrument_host:spacecraft', host) }),
    source: {
      ...context(instrument ? 'instrument' : 'instrument_host:spacecraft', element),
      is: instrument ? ('Instrument' as const) : ('Host' as const),
    },
    target: { name: 'Moon', id: 'urn:nasa:pds:context:target:satellite.earth.moon', type: 'Satellite' },
  }
}

function provenanceOf({ columns, records }: ReleaseRows, software: string): string {
  const paths = columns.map(({ parameter }) => parameter.qualifiedName).join(', ')
  return `${records} records decoded from telemetry packets by the mission's dictionary (${paths}), calibrated as it says, by Magpie ${software}.`
}

function manifestOf(text: ReleaseText, rows: ReleaseRows, columns: readonly Column[], files: readonly Kept[]): string {
  const { service, first_us, last_us, records } = rows
  const { id, version, title, description, authors, party, licence, policy, agreements, mission, element, host } = text
  const utc = (time_us: Micros) => formatEpoch(epochOfMicros(time_us), service.leap, { digits: 6 })
  const time = (time_us: Micros) => ({ utc: utc(time_us), tdb_s: text.tdbOf(time_us) })
  const content = {
    ...{ format: 'magpie-release-1', id, version, urn: `${urnOf(mission.id, element.id, id)}::${version}.0` },
    ...{
      title,
      description,
      authors,
      citation: citationOf({ ...text, element: element.id }, mission),
      madeAt: text.madeAt,
    },
    ...{ mission, element: { id: element.id, name: element.name, kind: element.kind, owner: party } },
    ...(host === undefined ? {} : { host: { id: host.id, name: host.name, owner: host.owner } }),
    ...{ first: time(first_us), last: time(last_us), records, columns, licence, policy, agreements },
    provenance: provenanceOf(rows, text.software),
    ...{ history: text.history, files },
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

/** Citation File Format 1.2.0, which repositories and reference managers read. */
function citationFile({ title, authors, version, madeAt, licence, mission, element, id }: ReleaseText): string {
  const text = JSON.stringify
  return [
    'cff-version: 1.2.0',
    'message: "Cite these data as below."',
    'type: dataset',
    `title: ${text(title)}`,
    `version: "${version}"`,
    `date-released: "${madeAt.slice(0, 10)}"`,
    `license: ${text(licence)}`,
    'authors:',
    `  - name: ${text(authors)}`,
    'identifiers:',
    '  - type: other',
    `    value: ${text(`${urnOf(mission.id, element.id, id)}::${version}.0`)}`,
    '',
  ].join('\n')
}

function readmeOf(text: ReleaseText, { records }: ReleaseRows, files: readonly Kept[]): string {
  const { title, version, id, licence, policy, element } = text
  const [table, label] = files
  return [
    `${title}, version ${version}`,
    '',
    text.description,
    '',
    `Cite as: ${citationOf({ ...text, element: element.id }, text.mission)}`,
    `Licence: ${licence}. ${policy}.`,
    '',
    `${table!.name} holds ${records} records: a line of names, then a record a line, comma-separated, UTF-8, CR LF.`,
    `${label!.name} describes it in the manner of PDS4; ${id}.parquet holds the same rows.`,
    'Times are UTC and TDB seconds past J2000; an empty field is a value that the packet did not have.',
    'Check the files: sha256sum -c sha256sums.txt',
    '',
  ].join('\n')
}
