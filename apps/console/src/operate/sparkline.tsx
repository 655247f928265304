/** A trend the height of a line of text; the plot shows it with its axes. */
import type { JSX } from 'react'
import type { Tone } from '../parts/state-mark.tsx'
import { sparkPoints } from './series.ts'

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
