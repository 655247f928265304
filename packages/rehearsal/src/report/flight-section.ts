/** The flight: the way to the Moon, the orbits around it, the descent, and what each manoeuvre cost. */
import { lineChart, pathThrough, place, roundTicks, scale, svg, thinned } from './chart.ts'
import { amount, duration, number, utcSecond } from './figures.ts'
import { figureOf, figures, more, section, table } from './layout.ts'
import { html, type Markup } from './markup.ts'
import { meanNormal, onPlane, planeOf } from './plane.ts'
import type { RehearsalReport } from './report-data.ts'

type Flight = RehearsalReport['flight']

/** Mean radii, km: IAU Working Group report of 2015 (Archinal et al., 2018), tables 4 and 5. */
const EARTH_KM = 6371.0
const MOON_KM = 1737.4

/** The section. */
export function flightSection({ flight }: RehearsalReport): Markup {
  return section(
    'flight',
    'Flight',
    'DE440 point masses and GRGM1200A gravity; the descent is guided and flown, not drawn.',
    html`${figures(flight.figures)}
<div class="two">${figureOf('Earth to Moon', translunar(flight), 'From the Earth to the Moon in the plane of the Moon\u2019s orbit, stars at rest. The dot is the Moon on arrival; bodies are drawn larger than they are.')}
${figureOf('Orbits around the Moon', lunarOrbits(flight), 'Around the Moon, seen along the low orbit\u2019s axis, true to scale: the last hours of approach, capture, low orbit, descent orbit.')}</div>
<h3>Descent</h3><div class="three">${descent(flight)}</div>
<h3>Manoeuvres</h3>${manoeuvres(flight)}${vehicles(flight)}
${flight.limits.length > 0 && more('What this flight leaves out', html`<ul>${flight.limits.map((l) => html`<li>${l}</li>`)}</ul>`)}`,
  )
}

function translunar(flight: Flight): Markup {
  const plane = planeOf(meanNormal(flight.moon), flight.moon.positions_km.slice(-3))
  const legs = flight.paths.filter((p) => p.centre === 'earth').map((p) => onPlane(p, plane))
  const moon = onPlane(flight.moon, plane)
  const arrival = moon.at(-1) ?? [0, 0]
  const all = [...legs.flat(), ...moon, [0, 0] as const]
  const [width, height, pad] = [520, 380, 30]
  const low = [Math.min(...all.map((p) => p[0])), Math.min(...all.map((p) => p[1]))] as const
  const high = [Math.max(...all.map((p) => p[0])), Math.max(...all.map((p) => p[1]))] as const
  const k = Math.min((width - 2 * pad) / (high[0] - low[0] || 1), (height - 2 * pad) / (high[1] - low[1] || 1))
  const x = (v: number) => pad + (v - low[0]) * k
  const y = (v: number) => height - pad - (v - low[1]) * k
  const drawn = (points: readonly (readonly [number, number])[]) =>
    pathThrough(thinned(points, 400).map(([px, py]) => [x(px), y(py)] as const))
  const bar_km = 100_000
  const picture = html`<path class="line t5" d="${drawn(moon)}" stroke-dasharray="3 4"/>${legs.map((leg) => html`<path class="line t0" d="${drawn(leg)}"/>`)}
<circle class="body" cx="${place(x(0))}" cy="${place(y(0))}" r="${place(Math.max(6, EARTH_KM * k))}"/><text class="label" x="${place(x(0) + 10)}" y="${place(y(0) - 8)}">Earth</text>
<circle class="dot t0" cx="${place(x(arrival[0]))}" cy="${place(y(arrival[1]))}" r="5"/><text class="label" x="${place(x(arrival[0]) - 8)}" y="${place(y(arrival[1]) - 10)}" text-anchor="end">Moon</text>
<path d="M${pad} ${height - 12}h${place(bar_km * k)}" stroke="currentColor"/><text class="axis" x="${pad}" y="${height - 17}">${amount(bar_km, 'km')}</text>`
  return svg(
    width,
    height,
    'From the Earth to the Moon',
    'The transfer as a line from the Earth to the Moon, and the Moon\u2019s way meanwhile',
    picture,
  )
}

function lunarOrbits(flight: Flight): Markup {
  const around = flight.paths.filter((p) => p.centre === 'moon' && p.positions_km.length >= 9)
  const low = around.at(-1)
  if (low === undefined) return html`<p>No orbit around the Moon was flown.</p>`
  const plane = planeOf(meanNormal(low), low.positions_km.slice(0, 3))
  const reach = 2.6 * MOON_KM
  const [width, height] = [520, 380]
  const s = scale(-reach, reach, -height / 2, height / 2)
  const [cx, cy] = [width / 2, height / 2]
  const lines = around.map((p, k) => {
    const points = thinned(onPlane(p, plane), 1200).map(([px, py]) => [cx + s(px), cy - s(py)] as const)
    return html`<path class="line t${[0, 1, 2, 3, 4][k % 5]!}" d="${pathThrough(points)}" clip-path="url(#moon-view)"/>`
  })
  const keys = around.map(
    (p, k) =>
      html`<li><svg viewBox="0 0 22 8" width="22" height="8" aria-hidden="true"><path class="line t${k % 5}" d="M0 4H22"/></svg> ${p.name}</li>`,
  )
  const picture = html`<defs><clipPath id="moon-view"><rect width="${width}" height="${height}"/></clipPath></defs><circle class="ground" cx="${cx}" cy="${cy}" r="${place(s(MOON_KM))}"/>${lines}`
  return html`<ul class="legend">${keys}</ul>${svg(width, height, 'Orbits around the Moon', around.map((p) => p.name).join(', '), picture)}`
}

function descent({ descent: { samples } }: Flight): Markup[] {
  const last = samples.at(-1)?.t_s ?? 0
  const few = thinned(samples, 500)
  const x = { from: 0, to: last, ticks: roundTicks(0, last, 6), label: 'seconds from ignition' }
  const phases: { from: number; to: number; kind: string }[] = []
  samples.forEach((s, k) => {
    if (k > 0 && s.phase === samples[k - 1]!.phase) return
    const end = samples.find((n, m) => m > k && n.phase !== s.phase)?.t_s ?? last
    phases.push({ from: s.t_s, to: end, kind: phases.length % 2 === 0 ? 'none' : 'dark' })
  })
  const names = [...new Set(samples.map((s) => s.phase))].join(', ')
  const chart = (
    title: string,
    unit: string,
    value: (s: Flight['descent']['samples'][number]) => number,
    tone: number,
    top?: number,
  ) =>
    figureOf(
      title,
      lineChart({
        title,
        description: `${title} from ignition to touchdown, ${number(value(samples[0]!), 1)} to ${number(value(samples.at(-1)!), 1)} ${unit}`,
        x,
        y: { from: 0, to: top ?? Math.max(...samples.map(value)) * 1.05, label: unit },
        series: [{ name: title, tone, points: few.map((s) => [s.t_s, value(s)] as const) }],
        bands: phases,
        width: 380,
        height: 200,
      }),
      title,
    )
  if (samples.length === 0) return [html`<p>No descent was flown.</p>`]
  return [
    chart('Height above the ground', 'km', (s) => s.height_m / 1000, 0),
    chart('Speed over the ground', 'm/s', (s) => s.speed_m_s, 2),
    chart(`Throttle; shaded by phase: ${names}`, '%', (s) => s.throttle * 100, 4, 105),
  ]
}

function manoeuvres(flight: Flight): Markup {
  return table(
    'What is flown; the launcher\u2019s own and allowances are named as such',
    [
      { head: 'Manoeuvre', cell: (m) => m.name },
      { head: 'UTC', cell: (m) => utcSecond(m.tdb_s) },
      { head: 'Vehicle', cell: (m) => m.vehicle },
      { head: 'Modelled', cell: (m) => m.model },
      { head: 'Burn', figures: true, cell: (m) => (m.duration_s > 0 ? duration(m.duration_s) : '\u2013') },
      { head: 'Delta-v', figures: true, cell: (m) => amount(m.deltaV_m_s, 'm/s', 1) },
      {
        head: 'Propellant',
        figures: true,
        cell: (m) => (m.propellant_kg > 0 ? amount(m.propellant_kg, 'kg', 1) : '\u2013'),
      },
    ],
    flight.manoeuvres,
  )
}

function vehicles(flight: Flight): Markup {
  return table(
    'Propellant and what it would still give',
    [
      { head: 'Vehicle', cell: (v) => v.name },
      { head: 'Dry', figures: true, cell: (v) => amount(v.dry_kg, 'kg', 1) },
      { head: 'Loaded', figures: true, cell: (v) => amount(v.loaded_kg, 'kg', 1) },
      { head: 'Used', figures: true, cell: (v) => amount(v.used_kg, 'kg', 1) },
      { head: 'Delta-v given', figures: true, cell: (v) => amount(v.deltaV_m_s, 'm/s', 1) },
      { head: 'Delta-v left', figures: true, cell: (v) => amount(v.margin_m_s, 'm/s', 1) },
    ],
    flight.vehicles,
  )
}
