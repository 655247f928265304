/** Why something may not be done, with rule, fact, source and remedy. */
import type { JSX } from 'react'
import { StateMark } from '../../parts/state-mark.tsx'
import { Why } from '../commands/marks.tsx'
import type { Judged } from './spacecraft.ts'

type Refusal = NonNullable<Judged['refusal']>

/** Folded, under a heading that says what. */
export function MayNot({ heading, refusal }: { readonly heading: string; readonly refusal: Refusal }): JSX.Element {
  return (
    <details className="may-not">
      <summary>
        <StateMark mark="bars" tone="quiet" /> {heading}
      </summary>
      <Why refusal={refusal} />
    </details>
  )
}

/** What was answered to an act that was not done. */
export function Refused({ judged }: { readonly judged: Judged | undefined }): JSX.Element | null {
  if (judged?.refusal === undefined) return null
  return (
    <div role="alert">
      <Why refusal={judged.refusal} />
    </div>
  )
}
