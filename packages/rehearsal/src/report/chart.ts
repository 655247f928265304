/** Plain charts as SVG: scales, axes, lines and bands. Colours are classes, so that light, dark and paper can differ. */
import { nextMidnight, number, utcDay } from './figures.ts'
import { html, type Markup } from './markup.ts'

/** A straight map from values to places on the picture. */
export type Scale = (value: number) => number

export type Tick = { readonly at: number; readonly label: string }

export function scale(from: number, to: number, a: number, b: number): Scale {
  const k = to === from ? 0 : (b - a) / (to - from)
  return (value) => a + (value - from) * k
}

/** Round values that cover a range in about so many steps of 1, 2 or 5 times a power of ten. */
export function roundTicks(from: number, to: number, about: number): Tick[] {
  const raw = (to - from) / Math.max(1, about)
  if (!(raw > 0)) return [{ at: from, label: number(from) }]
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = power * ([1, 2, 5, 10].find((m) => m * power >= raw) ?? 10)
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  const ticks: Tick[] = []
  for (let k = Math.ceil(from / step - 1e-9); k * step <= to + step * 1e-9; k++) {
    ticks.push({ at: k * step, label: number(k * step, digits) })
  }
  return ticks
}

/** Midnights UTC over a span, every so many days that about ten remain. */
export function dayTicks(start: number, end: number): Tick[] {
  const days = (end - start) / 86_400
  const step = [1, 2, 5, 7, 10, 14, 28].find((s) => days / s <= 13) ?? 28
  const ticks: Tick[] = []
  for (let t = nextMidnight(start); t <= end; t += step * 86_400) ticks.push({ at: t, label: utcDay(t).slice(5) })
  return ticks
}

export type Series = {
  readonly name: string
  /** 0 to 6: a colour of the palette and its dash. */
  readonly tone: number
  readonly points: readonly (readonly [x: number, y: number])[]
  /** Holds each value until the next. */
  readonly stepped?: boolean
  readonly filled?: boolean
  /** The line breaks where nothing was seen for longer than this. */
  readonly gap?: number
}

export type Band = { readonly from: number; readonly to: number; readonly kind: string }

export type LineChart = {
  readonly title: string
  readonly description: string
  readonly x: { readonly from: number; readonly to: number; readonly ticks: readonly Tick[]; readonly label: string }
  readonly y: { readonly from: number; readonly to: number; readonly label: string }
  readonly series: readonly Series[]
  readonly bands?: readonly Band[]
  /** Lines across, with a word. */
  readonly marks?: readonly { readonly y: number; readonly label: string }[]
  readonly width?: number
  readonly height?: number
}

/** A chart of lines over one axis, with a legend where there are several. */
export function lineChart(chart: LineChart): Markup {
  const { width = 680, height = 190, x, y } = chart
  const left = 54
  const right = width - 12
  const top = 12
  const bottom = height - 34
  const sx = scale(x.from, x.to, left, right)
  const sy = scale(y.from, y.to, bottom, top)
  const picture = html`${(chart.bands ?? []).map((b) => band(b, sx, top, bottom, left, right))}
${yAxis(roundTicks(y.from, y.to, 4), sy, left, right)}
${xAxis(x.ticks, sx, top, bottom)}
${(chart.marks ?? []).map((m) => mark(m, sy, left, right))}
${chart.series.map((s) => line(s, sx, sy, bottom))}
<text class="axis" x="${right}" y="${height - 4}" text-anchor="end">${x.label}</text>
<text class="axis" x="2" y="${top - 2}">${y.label}</text>`
  return html`${legend(chart.series)}${svg(width, height, chart.title, chart.description, picture)}`
}

/** An SVG picture with a name and a description for those who cannot see it. */
export function svg(width: number, height: number, title: string, description: string, content: Markup): Markup {
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}. ${description}">${content}</svg>`
}

/** Names beside their strokes; nothing for a single series. */
export function legend(series: readonly Pick<Series, 'name' | 'tone'>[]): Markup | undefined {
  if (series.length < 2) return undefined
  const keys = series.map(
    (s) =>
      html`<li><svg viewBox="0 0 22 8" width="22" height="8" aria-hidden="true"><path class="line t${s.tone}" d="M0 4H22"/></svg> ${s.name}</li>`,
  )
  return html`<ul class="legend">${keys}</ul>`
}

/** Lines across at the ticks with their values at the left. */
function yAxis(ticks: readonly Tick[], sy: Scale, left: number, right: number): Markup {
  return html`${ticks.map(
    (t) =>
      html`<path class="grid" d="M${place(left)} ${place(sy(t.at))}H${place(right)}"/><text class="axis" x="${left - 6}" y="${place(sy(t.at) + 3.5)}" text-anchor="end">${t.label}</text>`,
  )}`
}

/** Lines down at the ticks with their words below. */
export function xAxis(ticks: readonly Tick[], sx: Scale, top: number, bottom: number): Markup {
  return html`${ticks.map(
    (t) =>
      html`<path class="grid" d="M${place(sx(t.at))} ${place(top)}V${place(bottom)}"/><text class="axis" x="${place(sx(t.at))}" y="${place(bottom + 14)}" text-anchor="middle">${t.label}</text>`,
  )}`
}

/** The path through points, a tenth of a pixel fine. */
export function pathThrough(points: readonly (readonly [number, number])[]): string {
  return points.map(([px, py], k) => `${k === 0 ? 'M' : 'L'}${place(px)} ${place(py)}`).join('')
}

/** A place on the picture, to a tenth of a pixel. */
export function place(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 10) / 10) : '0'
}

function band(b: Band, sx: Scale, top: number, bottom: number, left: number, right: number): Markup {
  const from = Math.max(left, sx(b.from))
  const to = Math.min(right, sx(b.to))
  if (to <= from) return html``
  return html`<rect class="band ${b.kind}" x="${place(from)}" y="${place(top)}" width="${place(to - from)}" height="${place(bottom - top)}"/>`
}

function mark(m: { readonly y: number; readonly label: string }, sy: Scale, left: number, right: number): Markup {
  const at = sy(m.y)
  return html`<path class="mark" d="M${place(left)} ${place(at)}H${place(right)}"/><text class="axis" x="${place(right - 4)}" y="${place(at - 4)}" text-anchor="end">${m.label}</text>`
}

function line(s: Series, sx: Scale, sy: Scale, bottom: number): Markup {
  const points: (readonly [number, number])[] = []
  s.points.forEach(([px, py], k) => {
    if (s.stepped && k > 0) points.push([sx(px), sy(s.points[k - 1]![1])])
    points.push([sx(px), sy(py)])
  })
  if (points.length === 0) return html``
  const path = s.gap === undefined ? pathThrough(points) : pieces(s, sx, sy)
  const fill = `${path}L${place(points.at(-1)![0])} ${place(bottom)}L${place(points[0]![0])} ${place(bottom)}Z`
  return html`${s.filled && html`<path class="fill t${s.tone}" d="${fill}"/>`}<path class="line t${s.tone}" d="${path}"/>`
}

function pieces(s: Series, sx: Scale, sy: Scale): string {
  let text = ''
  s.points.forEach(([px, py], k) => {
    const broken = k === 0 || px - s.points[k - 1]![0] > s.gap!
    const alone = broken && (s.points[k + 1] === undefined || s.points[k + 1]![0] - px > s.gap!)
    text += `${broken ? 'M' : 'L'}${place(sx(px))} ${place(sy(py))}${alone ? 'h1' : ''}`
  })
  return text
}

/** At most so many of a list, evenly, the first and last among them. */
export function thinned<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list]
  return Array.from({ length: most }, (_, k) => list[Math.round((k * (list.length - 1)) / (most - 1))]!)
}
