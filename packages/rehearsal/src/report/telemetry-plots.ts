/** Which telemetry the report draws: what many elements have goes into one chart, what only one has into its own. */
import { type Band, dayTicks, lineChart } from './chart.ts'
import { number, shortened } from './figures.ts'
import { figureOf } from './layout.ts'
import { html, type Markup } from './markup.ts'
import type { RehearsalReport } from './report-data.ts'

type Operations = RehearsalReport['operations']
type Series = Operations['telemetry'][number]

/** In this order of units, since charge and heat decide whether a module lives. */
const UNITS = ['%', 'degC', 'W', 'V', 'Wh', 'm', 'Mbit']
const SHARED_CHARTS = 4
const OWN_CHARTS = 12
/** Lines that one chart can hold and the palette tell apart. */
const LINES = 6
const FEWEST_SAMPLES = 20

/** The charts, and how many parameters they leave to the archive. */
export function telemetryPlots(
  operations: Operations,
  nameOf: (id: string) => string,
  nights: readonly Band[],
): Markup {
  const worth = operations.telemetry.filter((t) => t.unit !== '' && t.values.length >= FEWEST_SAMPLES && varies(t))
  const byName = new Map<string, Series[]>()
  for (const t of worth) byName.set(`${t.name} ${t.unit}`, [...(byName.get(`${t.name} ${t.unit}`) ?? []), t])
  const groups = [...byName.values()].sort((a, b) => rank(a[0]!) - rank(b[0]!) || b.length - a.length)
  const shared = groups.filter((g) => g.length > 1).slice(0, SHARED_CHARTS)
  const own = groups.filter((g) => g.length === 1).slice(0, OWN_CHARTS)
  const wide = shared.flatMap((g) => chunks(g, LINES)).map((g) => plot(operations, g, nameOf, nights, 520))
  const small = own.map((g) => plot(operations, g, nameOf, nights, 380))
  const drawn = shared.reduce((n, g) => n + g.length, 0) + own.length
  return html`<div class="two">${wide}</div><div class="three">${small}</div><p class="note">${drawn} of ${operations.telemetry.length} numeric parameters are drawn; the archive has them all. Lines break where nothing was received.</p>`
}

function plot(
  operations: Operations,
  group: readonly Series[],
  nameOf: (id: string) => string,
  bands: readonly Band[],
  width: number,
): Markup {
  const [from, to] = [operations.touchdownTdb_s, operations.endTdb_s]
  const low = group.reduce((m, t) => t.values.reduce((a, v) => Math.min(a, v), m), Number.POSITIVE_INFINITY)
  const high = group.reduce((m, t) => t.values.reduce((a, v) => Math.max(a, v), m), Number.NEGATIVE_INFINITY)
  const { name, unit, element } = group[0]!
  const words = name.replaceAll('_', ' ')
  const title = group.length === 1 ? `${nameOf(element)}: ${words}` : words
  const ticks = dayTicks(from, to)
  const chart = lineChart({
    title,
    description: `${group.map((t) => nameOf(t.element)).join(', ')}; between ${number(low, 1)} and ${number(high, 1)} ${unit}`,
    x: { from, to, ticks: width < 500 ? ticks.filter((_, k) => k % 2 === 0) : ticks, label: '' },
    y: { from: low < 0 || low > high / 4 ? low - (high - low) * 0.06 : 0, to: high + (high - low) * 0.06, label: unit },
    series: group.map((t, k) => ({
      name: shortened(nameOf(t.element), 34),
      tone: k,
      points: t.times_s.map((at, i) => [at, t.values[i]!] as const),
      gap: (to - from) / 40,
    })),
    bands,
    width,
    height: width < 500 ? 170 : 210,
  })
  return figureOf(title, chart, `${title.slice(0, 1).toUpperCase()}${title.slice(1)}`)
}

function rank(t: Series): number {
  const place = UNITS.indexOf(t.unit)
  return place < 0 ? UNITS.length : place
}

function varies(t: Series): boolean {
  return t.values.some((v) => v !== t.values[0])
}

function chunks<T>(list: readonly T[], most: number): T[][] {
  const count = Math.ceil(list.length / most)
  const size = Math.ceil(list.length / count)
  return Array.from({ length: count }, (_, k) => list.slice(k * size, (k + 1) * size))
}
