/**
 * Makes a release: looks at every sample whether it may go out, writes table, label and what stands beside them, keeps the
 * files, and only then has the act recorded. What may not go out yet refuses the whole: nothing is left out unseen.
 */
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import type { InputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { err, ok, type Result } from '@magpie/core/result'
import { formatEpoch, tdbSeconds } from '@magpie/core/time'
import type { Agreement } from '@magpie/mission/agreement'
import { type ReadingTerm, toldFrom, wholeTerms } from '@magpie/mission/data-access'
import type { Element } from '@magpie/mission/element'
import { PUBLIC } from '@magpie/mission/party'
import { type Block, inOrder, type LoadedBlock, RECEIVED, type Span, valueAt } from '@magpie/operations/ingest/history'
import { epochOfMicros, type Micros, microsOfUnix, unixMicros } from '@magpie/operations/ingest/micros'
import type { Release } from '@magpie/programme/desk/data-record'
import type { Desk } from '@magpie/programme/desk/record'
import { namesIn, notOpenYet, parametersAsked, spanAsked } from './data-asked.ts'
import type { ReadingGround } from './data-reading.ts'
import type { ProgrammeDesk } from './programme-desk.ts'
import { keptFiles, type ReleaseText } from './release-files.ts'
import type { ReleaseStore } from './release-store.ts'
import type { TelemetryService, Wanted } from './telemetry-service.ts'

export type ReleasePorts = ReadingGround & {
  telemetry(): TelemetryService | undefined
  elements(): readonly Element[]
  agreements(): readonly Agreement[]
  mission(): { readonly id: string; readonly name: string }
  readonly desk: ProgrammeDesk
  readonly releases: ReleaseStore
  /** Of the software that decoded and wrote. */
  readonly version: string
}

type Asked = InputOf<Operations['makeRelease']>
/** What a release would hold, and what it rests on. */
type Foreseen = {
  readonly columns: readonly Wanted[]
  readonly blocks: readonly Block[]
  readonly span: Span
  readonly service: TelemetryService
  readonly element: Element
  readonly licence: string
  readonly terms: readonly ReadingTerm[]
  readonly records: number
  readonly first_us: Micros
  readonly last_us: Micros
  readonly version: number
}

/** What came of it: what it holds, and the version that stands now; none where it was only checked. */
export type Made = Pick<Foreseen, 'records' | 'licence' | 'version'> & {
  readonly from: string
  readonly until: string
  readonly recorded: boolean
}

/** Checks, and where that is all that is asked for makes nothing. */
export async function madeRelease(ports: ReleasePorts, asked: Asked, caller: Caller): Promise<Result<Made, Failure>> {
  const found = await foresee(ports, asked, caller)
  if (!found.ok) return found
  const { service, first_us, last_us, records, licence, version } = found.value
  const utc = (time_us: Micros) => formatEpoch(epochOfMicros(time_us), service.leap, { digits: 6 })
  const said = { records, licence, version, from: utc(first_us), until: utc(last_us) }
  if (asked.check) return ok({ ...said, recorded: false })
  const text = textOf(ports, asked, found.value, caller.party!)
  const files = await keptFiles(ports.releases, text, found.value)
  const release: Release = {
    ...{ id: asked.release, version, title: asked.title, description: asked.description, authors: asked.authors },
    ...{ element: asked.element, parameters: found.value.columns.map(({ as }) => as), records, licence },
    ...{ from: said.from, until: said.until, madeAt: text.madeAt, policy: text.policy, files: [...files] },
    agreements: text.agreements.map(({ id }) => id),
    ...(asked.why === undefined ? {} : { why: asked.why }),
  }
  const done = await ports.desk.perform('data-released', release, caller)
  return done.ok ? ok({ ...said, recorded: true }) : done
}

async function foresee(ports: ReleasePorts, asked: Asked, caller: Caller): Promise<Result<Foreseen, Failure>> {
  const element = ports.elements().find((e) => e.id === asked.element)
  if (element === undefined) return unknownElement(asked.element)
  if (element.owner !== caller.party) {
    const message = `${element.name} is ${element.owner}'s, and its owner releases its data; you act for ${caller.party}.`
    return err({ kind: 'refused', rule: 'owner-releases', message })
  }
  const own = checkVersion(ports.desk.desk, asked, caller)
  if (!own.ok) return own
  const service = ports.telemetry()
  if (service === undefined) return notOpenYet()
  const columns = parametersAsked(service, asked.element, namesIn(asked.parameters))
  if (!columns.ok) return columns
  const span = spanAsked(asked, service)
  if (!span.ok) return span
  const terms = columns.value.map(({ parameter: { name: parameter } }) =>
    wholeTerms(
      ports.access().terms(PUBLIC, { element: element.id, parameter, kind: ports.kindOf(element.id, parameter) }),
    ),
  )
  const licence = licenceOf(terms.flat(), asked)
  if (!licence.ok) return licence
  const blocks = await service.blocks(asked.element, columns.value)
  const looked = await lookThrough(blocks, columns.value, span.value, terms, { service, now_ms: ports.now_ms() })
  if (!looked.ok) return looked
  const { value } = looked
  if (value.records === 0) {
    const message = `${element.name} has no samples of these parameters in that time.`
    return err({ kind: 'not-found', message, what: 'samples', id: element.id })
  }
  if (value.closed > 0) return tooEarly(value, terms.flat(), service, ports.now_ms())
  const { records, first_us, last_us } = value
  return ok({
    ...{ columns: columns.value, blocks, span: span.value, service, element, licence: licence.value },
    ...{ terms: terms.flat(), records, first_us, last_us, version: own.value },
  })
}

function checkVersion(desk: Desk, { release, why }: Asked, { party }: Caller): Result<number, Failure> {
  const before = desk.releases.get(release) ?? []
  const [first] = before
  if (first !== undefined && first.party !== party) {
    const message = `The release "${release}" is ${first.party}'s: choose another name.`
    return err({ kind: 'conflict', message, with: release })
  }
  if (first === undefined || why !== undefined) return ok(before.length + 1)
  const message = `"${release}" stands in version ${before.length}: say in "why" what is new in the next.`
  return err({ kind: 'bad-request', message, problems: [{ file: '', field: '/why', rule: 'required', message }] })
}

/** The licence that the agreements name; of an element that none speaks of, the one that its owner names. */
function licenceOf(terms: readonly ReadingTerm[], { licence }: Asked): Result<string, Failure> {
  const named = [...new Set(terms.flatMap((t) => t.licence ?? []))]
  const [only] = named
  if (licence !== undefined && (named.length === 0 || named.includes(licence))) return ok(licence)
  if (licence === undefined && named.length === 1) return ok(only!)
  const message =
    named.length === 0
      ? 'No agreement speaks of these data, so their owner names the licence: give "licence".'
      : `The agreements release these data under ${named.join(' or ')}: give one of these as "licence".`
  return err({ kind: 'bad-request', message, problems: [{ file: '', field: '/licence', rule: 'licence', message }] })
}

type Looked = {
  records: number
  first_us: Micros
  last_us: Micros
  /** Records with a value that may not go out yet; when the first of them was made, and when the last of them may. */
  closed: number
  closedFrom_us: Micros
  open_ms: number
}

async function lookThrough(
  blocks: readonly Block[],
  columns: readonly Wanted[],
  span: Span,
  terms: readonly (readonly ReadingTerm[])[],
  { service: { leap }, now_ms }: { readonly service: TelemetryService; readonly now_ms: number },
): Promise<Result<Looked, Failure>> {
  const out: Looked = {
    ...{ records: 0, first_us: 0, last_us: 0, closed: 0, closedFrom_us: 0, open_ms: Number.NEGATIVE_INFINITY },
  }
  const damaged: string[] = []
  const names = [RECEIVED, ...columns.map(({ as }) => as)]
  const look = ({ times_us, columns: [received, ...chunks] }: LoadedBlock, row: number) => {
    const present = terms.filter((_, i) => valueAt(chunks[i], row) !== undefined)
    if (present.length === 0) return
    const time_us = times_us[row]!
    if (out.records++ === 0) out.first_us = time_us
    out.last_us = time_us
    const generated_ms = unixMicros(time_us, leap) / 1000
    const due = dueOf(present, { generated_ms, received_ms: Number(valueAt(received, row)) / 1000 })
    if (due <= now_ms) return
    if (out.closed++ === 0) out.closedFrom_us = time_us
    out.open_ms = Math.max(out.open_ms, due)
  }
  for await (const { block, from, to } of inOrder(blocks, names, span, (d) => void damaged.push(d.file)))
    for (let row = from; row < to; row++) look(block, row)
  const [file] = damaged
  if (file === undefined) return ok(out)
  const message = `Part of these data cannot be read as it was written (${file}): a release holds all or is not made.`
  return err({ kind: 'data-unreadable', message, file })
}

/** From when all of a record may go out. Where no agreement speaks of a parameter, nobody but its owner has a say. */
function dueOf(present: readonly (readonly ReadingTerm[])[], times: Parameters<typeof toldFrom>[1]): number {
  return Math.max(...present.map((terms) => (terms.length === 0 ? Number.NEGATIVE_INFINITY : toldFrom(terms, times))))
}

function tooEarly(
  { closed, records, closedFrom_us, open_ms, first_us }: Looked,
  terms: readonly ReadingTerm[],
  { leap }: TelemetryService,
  now_ms: number,
): Result<never, Failure> {
  const utc = (ms: number) => formatEpoch(epochOfMicros(microsOfUnix(ms * 1000, leap)), leap, { digits: 0 })
  const from = formatEpoch(epochOfMicros(closedFrom_us), leap, { digits: 6 })
  const basis = terms.find((t) => t.rule === 'after-embargo')?.basis ?? 'the data policy'
  const days = Math.ceil((open_ms - now_ms) / 86_400_000)
  const when = Number.isFinite(open_ms) ? `All of it may go out from ${utc(open_ms)} on (${days} days).` : ''
  const now = closedFrom_us > first_us ? `What was made before ${from} may go out now: ask for that with "to". ` : ''
  const message = `${closed} of ${records} records are not public yet: ${basis}. ${when} ${now}`
    .replaceAll('  ', ' ')
    .trim()
  return err({ kind: 'refused', rule: 'embargo', message })
}

function textOf(ports: ReleasePorts, asked: Asked, found: Foreseen, party: string): ReleaseText {
  const { terms, element, service, version, licence } = found
  const hosts = new Map(ports.elements().map((e) => [e.id, e]))
  const ids = new Set(terms.flatMap((t) => t.agreement ?? []))
  const host = element.host === undefined ? undefined : hosts.get(element.host)
  const now_us = microsOfUnix(ports.now_ms() * 1000, service.leap)
  const policy =
    [...new Set(terms.map((t) => t.basis))].join('; ') ||
    `${party} owns ${element.name}; no agreement speaks of its data`
  return {
    ...{ id: asked.release, version, title: asked.title, description: asked.description, authors: asked.authors },
    ...{ party, licence, policy: policy.slice(0, 2000), mission: ports.mission(), element, software: ports.version },
    ...(host === undefined ? {} : { host }),
    agreements: ports.agreements().flatMap(({ id, title }) => (ids.has(id) ? [{ id, title }] : [])),
    madeAt: formatEpoch(epochOfMicros(now_us), service.leap, { digits: 3 }),
    science: found.columns.some(({ parameter }) => ports.kindOf(element.id, parameter.name) === 'science'),
    history: [
      { version, at: formatEpoch(epochOfMicros(now_us), service.leap), why: asked.why ?? 'first release' },
      ...[...(ports.desk.desk.releases.get(asked.release) ?? [])]
        .reverse()
        .map((r) => ({ version: r.version, at: r.madeAt, why: r.why ?? 'first release' })),
    ],
    tdbOf: (time_us) => tdbSeconds(epochOfMicros(time_us), service.leap),
  }
}

function unknownElement(id: string): Result<never, Failure> {
  return err({ kind: 'not-found', message: `The mission has no element "${id}".`, what: 'element', id })
}
