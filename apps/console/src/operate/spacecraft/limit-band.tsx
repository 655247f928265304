/** Where a value lies within its limits: a band with the ends of each level, and a mark at the value. In words beside it. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { keyed } from '../../parts/keyed.ts'
import { telemetryValue, unitSymbol } from '../../parts/numbers.ts'
import type { SpacecraftValue } from './spacecraft.ts'

type Range = Extract<SpacecraftValue['limits'][number], { kind: 'range' }>

/** Whether a value has a band: a number with limits. */
export function hasBand({ value, limits }: SpacecraftValue): boolean {
  return typeof value === 'number' && limits.some((l) => l.kind === 'range' && l.form === 'outside')
}

/** The band; nothing where a number has no limits. */
export function LimitBand({ value: v }: { readonly value: SpacecraftValue }): JSX.Element | null {
  const { t, i18n } = useTranslation('operate-spacecraft')
  const ranges = v.limits.filter((l): l is Range => l.kind === 'range' && l.form === 'outside')
  if (typeof v.value !== 'number' || ranges.length === 0) return null
  const said = ranges.map((r) => {
    const number = (n: number) => `${telemetryValue(n, i18n.language)} ${unitSymbol(v.unit)}`.trim()
    const ends = [
      ...(r.least === undefined ? [] : [`≥ ${number(r.least)}`]),
      ...(r.greatest === undefined ? [] : [`≤ ${number(r.greatest)}`]),
    ]
    return t(`limit.${r.level}`, { ends: ends.join(', ') })
  })
  const { least, greatest } = scaleOf(ranges, v.value)
  const at = (n: number) => `${(100 * (n - least)) / (greatest - least)}%`
  const ends = ranges.flatMap((r) =>
    [r.least, r.greatest].flatMap((n) => (n === undefined ? [] : [{ n, level: r.level }])),
  )
  return (
    <span className="craft-band" title={said.join('; ')}>
      <span className="visually-hidden">{said.join('; ')}</span>
      <span className="craft-track" aria-hidden="true">
        {keyed(ends, (e) => `${e.level} ${e.n}`).map(([key, e]) => (
          <i key={key} className="craft-end" data-level={e.level} style={{ left: at(e.n) }} />
        ))}
        <i className="craft-mark" style={{ left: at(v.value) }} />
      </span>
    </span>
  )
}

/** From a little below the least end to a little above the greatest; the value is within. */
function scaleOf(ranges: readonly Range[], value: number): { readonly least: number; readonly greatest: number } {
  const ends = ranges.flatMap((r) => [r.least, r.greatest]).filter((n) => n !== undefined)
  const least = Math.min(...ends, value)
  const greatest = Math.max(...ends, value)
  const room = Math.max(greatest - least, Math.abs(greatest) * 0.2, 1e-6) * 0.18
  return { least: least - room, greatest: greatest + room }
}
