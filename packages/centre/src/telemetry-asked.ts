/** What is asked of an archive of telemetry: the parameters meant, their blocks as the caller may read them, the span, refusals. */
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import type { Held } from '@magpie/api/mission-views'
import { err, ok, type Result } from '@magpie/core/result'
import { describeBadTime, parseEpoch } from '@magpie/core/time'
import type { Parameter } from '@magpie/operations/dictionary'
import type { Block, BlockDamage, Span } from '@magpie/operations/ingest/history'
import { microsOf } from '@magpie/operations/ingest/micros'
import { type DataReading, heldShown, refusalFailure } from './data-reading.ts'
import { sharedBlocks } from './shared-history.ts'
import type { TelemetryService, Wanted } from './telemetry-service.ts'

/** What is asked of an archive that may not be open yet. */
export type AskedPorts = {
  /** Undefined until the archive is open. */
  telemetry(): TelemetryService | undefined
  /** What was agreed on data. */
  readonly reading: DataReading
}

type Asked = { readonly from?: string | undefined; readonly to?: string | undefined }

/** What was found. */
type Found = {
  readonly service: TelemetryService
  readonly columns: readonly Wanted[]
  readonly span: Span
  /** As the caller may read them. */
  readonly blocks: readonly Block[]
  /** As they are; for spans, never for values. */
  readonly whole: readonly Block[]
  readonly damaged: readonly BlockDamage[]
  /** Why the newest is not read yet, where that is so. */
  readonly held?: Held
}

/** Looks parameters of an element up for who asks. */
export async function lookUp(
  ports: AskedPorts,
  element: string,
  names: readonly string[],
  asked: Asked,
  caller: Caller,
): Promise<Result<Found, Failure>> {
  const service = ports.telemetry()
  if (service === undefined) return notYet()
  const columns: Wanted[] = []
  for (const name of names) {
    const meant = service.parametersNamed(element, name)
    const [parameter] = meant
    if (parameter === undefined) return unknown(`${element}/${name}`, 'Nothing of that name has come in')
    if (meant.length > 1) return ambiguous(name, meant)
    columns.push({ as: name, parameter })
  }
  const span = spanOf(asked, service)
  if (!span.ok) return span
  const readings = columns.map(({ as, parameter }) => ({
    name: as,
    reading: ports.reading.of(caller, element, parameter.name),
  }))
  const refused = readings.map(({ reading }) => reading).find((reading) => reading.kind === 'refused')
  if (refused !== undefined) return err(refusalFailure(refused.refusal))
  const blocks = await service.blocks(element, columns)
  if (blocks.length === 0) return unknown(`${element}/${names.join(',')}`, 'Nothing of it has come in')
  const damaged: BlockDamage[] = []
  const seen = await sharedBlocks(blocks, readings, {
    ...{ span: span.value, leap: service.leap, now_ms: ports.reading.now_ms() },
    damaged: (damage) => void damaged.push(damage),
  })
  const held = readings.map(({ reading }) => (reading.kind === 'shared' ? reading.held() : undefined)).find((h) => h)
  const why = held === undefined ? {} : { held: heldShown(held) }
  return ok({ service, columns, span: span.value, blocks: seen, whole: blocks, damaged, ...why })
}

/** The span asked for; open where an end is left out. */
export function spanOf({ from, to }: Asked, { leap }: TelemetryService): Result<Span, Failure> {
  const bounds = { from_us: Number.NEGATIVE_INFINITY, to_us: Number.POSITIVE_INFINITY }
  for (const [field, text] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (text === undefined) continue
    const at = parseEpoch(text, leap)
    if (!at.ok) {
      const message = describeBadTime(at.error)
      return err({ kind: 'bad-request', message, problems: [{ file: '', field: `/${field}`, rule: 'time', message }] })
    }
    bounds[`${field}_us`] = microsOf(at.value)
  }
  return ok(bounds)
}

/** A span without open ends, around what there is. */
export function within({ from_us, to_us }: Span, blocks: readonly Block[]): Span {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const block of blocks) {
    if (block.first_us < first) first = block.first_us
    if (block.last_us > last) last = block.last_us
  }
  return {
    from_us: from_us === Number.NEGATIVE_INFINITY ? Math.min(first, to_us - 1) : from_us,
    to_us: to_us === Number.POSITIVE_INFINITY ? Math.max(last + 1, from_us + 1) : to_us,
  }
}

function unknown(id: string, why: string): Result<never, Failure> {
  const message = `There is no telemetry of ${id}: ${why}. /api/telemetry/latest lists what has come.`
  return err({ kind: 'not-found', message, what: 'parameter', id })
}

function ambiguous(name: string, meant: readonly Parameter[]): Result<never, Failure> {
  const message = `"${name}" may mean ${meant.map((p) => p.qualifiedName).join(' or ')}: give the path.`
  return err({ kind: 'bad-request', message, problems: [{ file: '', field: '/name', rule: 'ambiguous', message }] })
}

/** The answer while the archive is being opened. */
export function notYet(): Result<never, Failure> {
  const message = 'There is no telemetry yet: the archive is being opened. Ask again in a few seconds.'
  return err({ kind: 'not-found', message, what: 'archive', id: 'archive' })
}
