/** States by shape and colour: circle nominal, ring watch, triangle warning, square critical; the label stands beside. */
import type { JSX } from 'react'

export type Mark =
  | 'circle'
  | 'ring'
  | 'triangle'
  | 'square'
  | 'dot-ring'
  | 'half'
  | 'bars'
  | 'check'
  | 'cross'
  | 'diamond'
  | 'turn'

export type Tone = 'nominal' | 'watch' | 'warning' | 'critical' | 'quiet' | 'active'

const SHAPES: Record<Mark, JSX.Element> = {
  circle: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  ring: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  triangle: <path d="M6 1.2 11.2 10.6H.8Z" fill="currentColor" />,
  square: <rect x="1.5" y="1.5" width="9" height="9" fill="currentColor" />,
  'dot-ring': (
    <>
      <circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <circle cx="6" cy="6" r="1.9" fill="currentColor" />
    </>
  ),
  half: (
    <>
      <circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M6 1.6a4.4 4.4 0 0 1 0 8.8Z" fill="currentColor" />
    </>
  ),
  bars: <path d="M2.4 1.6h2.6v8.8H2.4ZM7 1.6h2.6v8.8H7Z" fill="currentColor" />,
  check: (
    <>
      <circle cx="6" cy="6" r="5.2" fill="currentColor" />
      <path d="m3.5 6.2 1.8 1.8 3.3-3.9" fill="none" stroke="var(--ground)" strokeWidth="1.6" />
    </>
  ),
  cross: (
    <>
      <rect x="1" y="1" width="10" height="10" fill="currentColor" />
      <path d="m3.6 3.6 4.8 4.8m0-4.8L3.6 8.4" stroke="var(--ground)" strokeWidth="1.6" />
    </>
  ),
  diamond: <path d="M6 .8 11.2 6 6 11.2.8 6Z" fill="none" stroke="currentColor" strokeWidth="1.7" />,
  turn: <path d="M9.9 6.4A4 4 0 1 1 8.4 2.9M8.6.6v2.7H5.9" fill="none" stroke="currentColor" strokeWidth="1.6" />,
}

/** A mark of a state; decoration only, the word beside it says the same. */
export function StateMark({ mark, tone }: { readonly mark: Mark; readonly tone: Tone }): JSX.Element {
  return (
    <svg className={`state-mark tone-${tone}`} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      {SHAPES[mark]}
    </svg>
  )
}

export const ALARM_MARK = {
  nominal: { mark: 'circle', tone: 'nominal' },
  watch: { mark: 'ring', tone: 'watch' },
  warning: { mark: 'triangle', tone: 'warning' },
  critical: { mark: 'square', tone: 'critical' },
} as const satisfies Record<string, { mark: Mark; tone: Tone }>

export const DEPLOYMENT_MARK = {
  waiting: { mark: 'ring', tone: 'quiet' },
  ready: { mark: 'dot-ring', tone: 'active' },
  deploying: { mark: 'half', tone: 'active' },
  held: { mark: 'bars', tone: 'warning' },
  deployed: { mark: 'check', tone: 'nominal' },
  failed: { mark: 'cross', tone: 'critical' },
  safe: { mark: 'diamond', tone: 'watch' },
} as const satisfies Record<string, { mark: Mark; tone: Tone }>

export const STAGE_MARK = {
  waiting: { mark: 'ring', tone: 'quiet' },
  running: { mark: 'half', tone: 'active' },
  reused: { mark: 'check', tone: 'nominal' },
  done: { mark: 'check', tone: 'nominal' },
  failed: { mark: 'cross', tone: 'critical' },
} as const satisfies Record<string, { mark: Mark; tone: Tone }>

export const GATE_MARK = {
  open: { mark: 'ring', tone: 'quiet' },
  passed: { mark: 'circle', tone: 'nominal' },
  blocked: { mark: 'bars', tone: 'warning' },
} as const satisfies Record<string, { mark: Mark; tone: Tone }>

export const STEP_MARK = {
  waiting: { mark: 'ring', tone: 'quiet' },
  running: { mark: 'half', tone: 'active' },
  done: { mark: 'circle', tone: 'nominal' },
  failed: { mark: 'square', tone: 'critical' },
  retried: { mark: 'turn', tone: 'nominal' },
} as const satisfies Record<string, { mark: Mark; tone: Tone }>
