/** Bars that the archive summed up and samples that came in since, as one series. Times POSIX seconds, of samples TDB. */
import type { OutputOf } from '@magpie/api/operation'
import type { telemetryPlot } from '@magpie/api/telemetry-operations'
import type { BandData } from '../../plots/band-plot.tsx'
import { type Series, unixOffset } from '../series.ts'

type Plotted = OutputOf<typeof telemetryPlot>

/** The bars, each at its middle, and the samples that are later than the last of them. */
export function joinBars(
  plotted: Pick<Plotted, 'bars' | 'width_s'> | undefined,
  { times_s, values }: Series,
): BandData {
  const out = { times: [] as number[], least: [] as number[], mean: [] as number[], greatest: [] as number[] }
  let last = Number.NEGATIVE_INFINITY
  for (const bar of plotted?.bars ?? []) {
    const begins = Date.parse(bar.time) / 1000
    out.times.push(begins + plotted!.width_s / 2)
    out.least.push(bar.least)
    out.mean.push(bar.mean)
    out.greatest.push(bar.greatest)
    last = begins + plotted!.width_s
  }
  const offset = unixOffset(times_s[0] ?? 0)
  times_s.forEach((t, i) => {
    const at = t + offset
    if (at < last || at <= (out.times.at(-1) ?? Number.NEGATIVE_INFINITY)) return
    out.times.push(at)
    for (const column of [out.least, out.mean, out.greatest]) column.push(values[i]!)
  })
  return out
}
