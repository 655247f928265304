/** The flight: the way to the Moon, the orbits around it, the descent, and what each manoeuvre cost. */
import { legend, lineChart, place, roundTicks, scale, svg, thinned } from './chart.ts'
import { amount, duration, number, utcSecond } from './figures.ts'
import { figureOf, figures, more, section, table } from './layout.ts'
import { html, type Markup } from './markup.ts'
import { fromEarth, meanNormal, onPlane, planeOf, smoothPath } from './plane.ts'
import type { Path, RehearsalReport } from './report-data.ts'

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
<div class="two">${figureOf('Earth to Moon', translunar(flight), 'From the Earth to the Moon in the plane of the Moon\u2019s orbit, stars at rest. The Earth is drawn larger than it is.')}
${figureOf('Orbits around the Moon', lunarOrbits(flight), 'Around the Moon, seen along the low orbit\u2019s axis, true to scale: the last hours of approach, capture, low orbit, descent orbit.')}</div>
<h3>Descent</h3><div class="three">${descent(flight)}</div>
<h3>Manoeuvres</h3>${manoeuvres(flight)}${vehicles(flight)}
${flight.limits.length > 0 && more('What this flight leaves out', html`<ul>${flight.limits.map((l) => html`<li>${l}</li>`)}</ul>`)}`,
  )
}

function translunar(flight: Flight): Markup {
  const plane = planeOf(meanNormal(flight.moon), flight.moon.positions_km.slice(-3))
  const legs = flight.paths.map((p) => ({ times_s: p.times_s, points: onPlane(fromEarth(p, flight.moon), plane) }))
  const moon = { times_s: flight.moon.times_s, points: onPlane(flight.moon, plane) }
  const arrival = moon.points.at(-1) ?? [0, 0]
  const all = [...legs, moon].flatMap((l) => l.points).concat([[0, 0]])
  const [width, height, pad] = [520, 380, 36]
  const bounds = [0, 1].map((axis) => all.map((p) => p[axis]!))
  const [low, high] = [bounds.map((v) => Math.min(...v)), bounds.map((v) => Math.max(...v))]
  const room = [(width - 2 * pad) / (high[0]! - low[0]! || 1), (height - 2 * pad) / (high[1]! - low[1]! || 1)]
  const k = Math.min(room[0]!, room[1]!)
  const at = (p: readonly [number, number]) =>
    [pad + (p[0] - low[0]!) * k, height - pad - (p[1] - low[1]!) * k] as const
  const [earth, there] = [at([0, 0]), at(arrival)]
  const bar_km = 100_000
  const picture = html`<path class="line t5" d="${smoothPath(moon.points, moon.times_s, at)}" stroke-dasharray="3 4"/>${legs.map((l) => html`<path class="line t0" d="${smoothPath(l.points, l.times_s, at)}"/>`)}
<circle class="body" cx="${place(earth[0])}" cy="${place(earth[1])}" r="${place(Math.max(6, EARTH_KM * k))}"/><text class="label" x="${place(earth[0] + 11)}" y="${place(earth[1] - 8)}">Earth</text>
<circle class="dot t0" cx="${place(there[0])}" cy="${place(there[1])}" r="5"/><text class="label" x="${place(there[0] - 9)}" y="${place(there[1] - 10)}" text-anchor="end">Moon at touchdown</text>
<path d="M${pad} ${height - 10}h${place(bar_km * k)}" stroke="currentColor"/><text class="axis" x="${pad}" y="${height - 15}">${amount(bar_km, 'km')}</text>`
  return svg(
    width,
    height,
    'From the Earth to the Moon',
    'The transfer as a line from the Earth to the Moon, and the Moon\u2019s way meanwhile',
    picture,
  )
}

/** Shorter than this a path is a burn, s. */
const BURN_S = 1800

function lunarOrbits(flight: Flight): Markup {
  const around = flight.paths.filter((p) => p.centre === 'moon' && p.positions_km.length >= 6)
  const low = around.reduce<Path | undefined>((a, p) => (a === undefined || lasts(p) > lasts(a) ? p : a), undefined)
  if (low === undefined) return html`<p>No orbit around the Moon was flown.</p>`
  const plane = planeOf(meanNormal(low), low.positions_km.slice(0, 3))
  const reach_km = 2.4 * MOON_KM
  const [width, height] = [520, 380]
  const s = scale(-reach_km, reach_km, -height / 2, height / 2)
  const [cx, cy] = [width / 2, height / 2]
  const at = (p: readonly [number, number]) => [cx + s(p[0]), cy - s(p[1])] as const
  const burns = around.filter((p) => lasts(p) < BURN_S && p !== around.at(-1))
  const arcs = around.filter((p) => !burns.includes(p))
  const named = [...arcs.map((p, k) => ({ name: p.name, tone: k % 5, of: [p] })), { name: 'burns', tone: 6, of: burns }]
  const lines = named.flatMap(({ tone, of }) =>
    of.map(
      (p) =>
        html`<path class="line t${tone}" d="${smoothPath(onPlane(p, plane), p.times_s, at)}"${tone === 6 && html` style="stroke-width:4"`}/>`,
    ),
  )
  const picture = html`<defs><clipPath id="moon-view"><rect width="${width}" height="${height}"/></clipPath></defs><circle class="ground" cx="${cx}" cy="${cy}" r="${place(s(MOON_KM))}"/><g clip-path="url(#moon-view)">${lines}</g>`
  return html`${svg(width, height, 'Orbits around the Moon', around.map((p) => p.name).join(', '), picture)}${legend(named)}`
}

function lasts(p: Path): number {
  return (p.times_s.at(-1) ?? 0) - (p.times_s[0] ?? 0)
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
      { head: 'UTC', whole: true, cell: (m) => utcSecond(m.tdb_s) },
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
