/** A bar of an amount: the value, its maturity margin apart, the limit as a line, what it was before as a notch. */
import type { Amount } from '@magpie/mission/budgets'
import type { JSX } from 'react'

const WIDTH = 200

/** The bar; the figures stand beside it, so it is a picture only. `full` is the amount at the bar's right end. */
export function AmountBar(props: {
  readonly amount: Amount
  readonly full: number
  readonly limit?: number
  readonly before?: Amount | undefined
  readonly colour?: string
}): JSX.Element {
  const { amount, full, limit, before, colour } = props
  const x = (value: number) => (full > 0 ? (WIDTH * Math.min(value, full)) / full : 0)
  return (
    <svg className="amount-bar" viewBox={`0 0 ${WIDTH} 12`} preserveAspectRatio="none" aria-hidden="true">
      <rect className="bar-ground" x="0" y="2" width={WIDTH} height="8" />
      <g style={colour === undefined ? undefined : { color: colour }}>
        <rect className="bar-value" x="0" y="2" width={x(amount.value)} height="8" />
        <rect
          className="bar-margin"
          x={x(amount.value)}
          y="2"
          width={x(amount.withMargin) - x(amount.value)}
          height="8"
        />
      </g>
      {before !== undefined && before.value !== amount.value && (
        <path className="bar-before" d={`M${x(before.value)} 0v12`} />
      )}
      {limit !== undefined && <path className="bar-limit" d={`M${x(limit)} 0v12`} />}
    </svg>
  )
}
