/** What stands in the way of a procedure, by shape and colour. */
import type { Mark, Tone } from '../../parts/state-mark.tsx'
import type { Finding } from './steps.ts'

export const FINDING_MARK = {
  error: { mark: 'cross', tone: 'critical' },
  refusal: { mark: 'square', tone: 'critical' },
  people: { mark: 'dot-ring', tone: 'watch' },
  note: { mark: 'ring', tone: 'quiet' },
} as const satisfies Record<Finding['severity'], { mark: Mark; tone: Tone }>
