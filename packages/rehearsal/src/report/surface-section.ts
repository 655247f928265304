/** The site: its skyline with the paths of Sun and Earth, light and contacts over three lunar days, its relief. */
import { dayTicks, pathThrough, place, scale, svg, thinned, xAxis } from './chart.ts'
import { amount, number } from './figures.ts'
import { assumedMark, figureOf, figures, section, table } from './layout.ts'
import { html, type Markup } from './markup.ts'
import { greyPngUri } from './png.ts'
import type { RehearsalReport } from './report-data.ts'

type Surface = RehearsalReport['surface']
type Span = { readonly start: number; readonly end: number }

/** The section. */
export function surfaceSection({ surface }: RehearsalReport): Markup {
  const { site, terrain } = surface
  const where = `${number(Math.abs(site.latitude_deg), 2)}\u00b0 ${site.latitude_deg < 0 ? 'S' : 'N'}, ${number(site.longitude_deg, 2)}\u00b0 E`
  return section(
    'surface',
    'Surface',
    html`${site.name}, ${where}, ${amount(site.ground_m, 'm')} above the 1${'\u202f'}737.4 km sphere${site.assumed && assumedMark()}. Heights are ${amount(terrain.resolution_m, 'm')} apart: nothing smaller is known here.`,
    html`${figures(surface.figures)}
<div class="two">${figureOf('Skyline', skyline(surface), 'The skyline seen from the solar panel, north at the top. Elevation grows from the rim inwards; the rim is 4\u00b0 below level. Lines: the ways of Sun and Earth over the whole stay.')}
${figureOf('Relief', relief(surface), html`Relief of ${amount((surface.patch.side * surface.patch.spacing_m) / 1000, 'km', 1)} around the site, lit from the north-west by habit of maps, not by the Sun. North up. ${terrain.source}.`)}</div>
${figureOf('Light and contacts', timeline(surface), 'Three lunar days: light at the panel, the Earth above the skyline, contact with stations and through the relay. Dates are UTC.')}
${table(
  'By lunar day',
  [
    { head: 'Lunar day', cell: (d) => d.number },
    { head: 'Lit', figures: true, cell: (d) => amount(d.day.lit_h, 'h', 1) },
    { head: 'Earth in view', figures: true, cell: (d) => amount(d.day.earth_h, 'h', 1) },
    { head: 'Both', figures: true, cell: (d) => amount(d.day.both_h, 'h', 1) },
  ],
  surface.lunarDays.map((day, k) => ({ day, number: k + 1 })),
)}
<h3>What this study cannot say</h3><ul>${surface.unknowns.map((u) => html`<li>${u}</li>`)}</ul>`,
  )
}

/** Azimuth clockwise from the top; elevation from `LOW` at the rim to `HIGH` in the middle. */
const LOW_DEG = -4
const HIGH_DEG = 16

function skyline(surface: Surface): Markup {
  const size = 420
  const c = size / 2
  const rim = c - 26
  const at = (azimuth_deg: number, elevation_deg: number): readonly [number, number] => {
    const r = (rim * (HIGH_DEG - Math.max(LOW_DEG, Math.min(HIGH_DEG, elevation_deg)))) / (HIGH_DEG - LOW_DEG)
    const a = (azimuth_deg * Math.PI) / 180
    return [c + r * Math.sin(a), c - r * Math.cos(a)]
  }
  const step = 360 / surface.horizon_deg.length
  const edge = surface.horizon_deg.map((e, k) => at(k * step, e))
  const circle = `M${c - rim} ${c}a${rim} ${rim} 0 1 0 ${2 * rim} 0a${rim} ${rim} 0 1 0 ${-2 * rim} 0Z`
  const rings = [0, 5, 10, 15].map((e) => {
    const r = (rim * (HIGH_DEG - e)) / (HIGH_DEG - LOW_DEG)
    return html`<circle class="grid" cx="${c}" cy="${c}" r="${place(r)}"/><text class="axis" x="${c + 3}" y="${place(c - r - 3)}">${e}\u00b0</text>`
  })
  const names = ['N', 'E', 'S', 'W'].map((name, k) => {
    const a = (k * Math.PI) / 2
    return html`<text class="label" x="${place(c + (rim + 14) * Math.sin(a))}" y="${place(c - (rim + 14) * Math.cos(a) + 4)}" text-anchor="middle">${name}</text>`
  })
  const track = (t: Surface['sun'], tone: number) => {
    const points = t.azimuth_deg.map((az, k) => at(az, t.elevation_deg[k]!))
    return html`<path class="line t${tone} solid" d="${pathThrough(thinned(points, 2400))}" opacity=".85"/>`
  }
  const picture = html`<path class="ground" fill-rule="evenodd" d="${circle}${pathThrough(edge)}Z"/>${rings}${track(surface.sun, 0)}${track(surface.earth, 1)}${names}`
  const keys = html`<ul class="legend"><li><svg viewBox="0 0 22 8" width="22" height="8" aria-hidden="true"><path class="line t0" d="M0 4H22"/></svg> Sun</li><li><svg viewBox="0 0 22 8" width="22" height="8" aria-hidden="true"><path class="line t1 solid" d="M0 4H22"/></svg> Earth</li><li><svg viewBox="0 0 22 8" width="22" height="8" aria-hidden="true"><rect class="ground" width="22" height="8"/></svg> terrain</li></ul>`
  const top = surface.horizon_deg.reduce((m, e) => Math.max(m, e), LOW_DEG)
  return html`${keys}${svg(size, size, 'Skyline', `Terrain up to ${number(top, 1)} degrees high, with the ways of Sun and Earth`, picture)}`
}

function relief({ patch }: Surface): Markup {
  const { side, spacing_m, shade } = patch
  const bar_m = 10_000
  const bar = (400 * bar_m) / (side * spacing_m)
  return svg(
    420,
    420,
    'Relief around the site',
    'A shaded map with the site in the middle',
    html`<image x="10" y="10" width="400" height="400" href="${greyPngUri(side, side, shade)}" preserveAspectRatio="none"/>
<circle cx="210" cy="210" r="7" fill="none" stroke="#000" stroke-width="4"/><circle cx="210" cy="210" r="7" fill="none" stroke="#f2c14e" stroke-width="2"/>
<rect x="18" y="380" width="${place(bar + 16)}" height="24" fill="#000" opacity=".55"/><path d="M26 398h${place(bar)}" stroke="#fff" stroke-width="2"/><text x="26" y="393" fill="#fff" font-size="11">${amount(bar_m / 1000, 'km')}</text>`,
  )
}

function timeline(surface: Surface): Markup {
  const [width, left, right] = [1000, 130, 990]
  const sx = scale(surface.span.start, surface.span.end, left, right)
  const stations = [...new Set(surface.contacts.filter((c) => c.kind === 'station').map((c) => c.to))].sort()
  const rows: { name: string; kind: string; spans: readonly Span[] }[] = [
    { name: 'Lit', kind: 'w-lit', spans: surface.lit },
    { name: 'Earth in view', kind: 'w-earth', spans: surface.earthVisible },
    { name: 'Relay', kind: 'w-relay', spans: surface.contacts.filter((c) => c.kind === 'relay') },
    ...stations.map((to) => ({
      name: `${to.slice(0, 1).toUpperCase()}${to.slice(1)}`,
      kind: 'w-station',
      spans: surface.contacts.filter((c) => c.kind === 'station' && c.to === to),
    })),
  ]
  const bottom = 8 + 26 * rows.length
  const drawn = rows.map(({ name, kind, spans }, k) => {
    const y = 8 + 26 * k
    const bars = spans.map((s) => {
      const x = Math.max(left, sx(s.start))
      const w = Math.min(right, sx(s.end)) - x
      return (
        w > 0 &&
        html`<rect class="${kind}" x="${place(x)}" y="${y + 3}" width="${Math.max(0.5, w).toFixed(1)}" height="16"/>`
      )
    })
    return html`<text class="label" x="${left - 10}" y="${y + 15}" text-anchor="end">${name}</text><rect class="track" x="${left}" y="${y + 3}" width="${right - left}" height="16"/>${bars}`
  })
  return svg(
    width,
    bottom + 24,
    'Light and contacts over three lunar days',
    rows.map((r) => `${r.name}: ${r.spans.length} windows`).join(', '),
    html`${xAxis(dayTicks(surface.span.start, surface.span.end), sx, 8, bottom)}${drawn}`,
  )
}
