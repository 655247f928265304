/** Parameters and a span that somebody asks for by name, found in what came. */
import type { Failure } from '@magpie/api/failure'
import { err, ok, type Result } from '@magpie/core/result'
import { describeBadTime, parseEpoch } from '@magpie/core/time'
import type { Span } from '@magpie/operations/ingest/history'
import { microsOf } from '@magpie/operations/ingest/micros'
import type { TelemetryService, Wanted } from './telemetry-service.ts'

/** Names with commas between, each once. */
export function namesIn(text: string): string[] {
  return [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== '')
}

/** The parameters of an element that names mean; each must mean one that came. */
export function parametersAsked(
  service: TelemetryService,
  element: string,
  names: readonly string[],
): Result<Wanted[], Failure> {
  const out: Wanted[] = []
  for (const as of names) {
    const meant = service.parametersNamed(element, as)
    const [parameter] = meant
    if (parameter === undefined || meant.length > 1) {
      const message =
        parameter === undefined
          ? `Nothing named "${as}" has come in of ${element}: data.catalogue tells what there is.`
          : `"${as}" may mean ${meant.map((p) => p.qualifiedName).join(', ')}: name one by its path.`
      return err({ kind: 'not-found', message, what: 'parameter', id: `${element}/${as}` })
    }
    out.push({ as, parameter })
  }
  return ok(out)
}

/** The half-open span between two times as people write them; open where one is left out. */
export function spanAsked(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  { leap }: Pick<TelemetryService, 'leap'>,
): Result<Span, Failure> {
  const bounds = { from_us: Number.NEGATIVE_INFINITY, to_us: Number.POSITIVE_INFINITY }
  for (const [field, text] of Object.entries({ from, to })) {
    if (text === undefined) continue
    const at = parseEpoch(text, leap)
    if (!at.ok) {
      const message = describeBadTime(at.error)
      return err({ kind: 'bad-request', message, problems: [{ file: '', field: `/${field}`, rule: 'time', message }] })
    }
    bounds[`${field as 'from' | 'to'}_us`] = microsOf(at.value)
  }
  return ok(bounds)
}

/** Before the archive is open. */
export function notOpenYet(): Result<never, Failure> {
  const message = 'The archive is not open yet: ask again in a few seconds.'
  return err({ kind: 'not-found', message, what: 'archive', id: 'telemetry' })
}
