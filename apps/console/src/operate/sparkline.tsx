/** A trend the height of a line of text; the plot shows it with its axes. */
import type { JSX } from 'react'
import type { Tone } from '../parts/state-mark.tsx'

const WIDTH = 84
const HEIGHT = 20

/** The recent values between their least and greatest; nothing for fewer than two. */
export function Sparkline({
  values,
  tone,
}: {
  readonly values: readonly number[]
  readonly tone: Tone
}): JSX.Element | null {
  if (values.length < 2) return null
  return (
    <svg
      className={`sparkline tone-${tone}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
    >
      <polyline points={sparkPoints(values, WIDTH, HEIGHT)} />
    </svg>
  )
}

/** The points of a sparkline; a constant runs through the middle. */
export function sparkPoints(values: readonly number[], width: number, height: number): string {
  const min = Math.min(...values)
  const max = Math.max(...values)
  const pad = 2
  const step = (width - 2 * pad) / (values.length - 1)
  return values
    .map((v, i) => {
      const f = max > min ? (v - min) / (max - min) : 0.5
      return `${(pad + i * step).toFixed(1)},${(height - pad - f * (height - 2 * pad)).toFixed(1)}`
    })
    .join(' ')
}
