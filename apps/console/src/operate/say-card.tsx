/** What one may say of something now, as buttons; what one may not stands below with the rule, the fact and what would help. */
import type { JSX, ReactNode } from 'react'
import { holds, type Me } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { Failed } from '../parts/states.tsx'
import { RefusalCard } from './refusal-card.tsx'

type Refusal = {
  readonly rule: string
  readonly fact: string
  readonly source: { readonly title: string }
  readonly remedy: string
}

type Props<A extends string> = {
  readonly me: Me
  readonly rights: readonly { readonly action: A; readonly refusal?: Refusal | undefined }[]
  /** Those that lead on. */
  readonly first: ReadonlySet<A>
  readonly say: { readonly isPending: boolean; readonly error: Error | null }
  /** Whether a dialog stands open, which says itself what failed. */
  readonly asking: boolean
  /** The centre's answer to what was said last. */
  readonly answer: { readonly refusal?: Refusal | undefined } | undefined
  readonly words: {
    readonly heading: string
    readonly roles: string
    readonly nothing: string
    readonly mayNot: (count: number) => string
    readonly act: (action: A) => string
    /** What is told once it is on record. */
    readonly onRecord?: string
  }
  readonly onChoose: (action: A) => void
  /** The dialog. */
  readonly children: ReactNode
}

/** The card. */
export function SayCard<A extends string>(props: Props<A>): JSX.Element {
  const { me, rights, first, say, answer, words, onChoose } = props
  const may = rights.filter((r) => r.refusal === undefined)
  const mayNot = rights.flatMap((r) => (r.refusal === undefined ? [] : [[r.action, r.refusal] as const]))
  const acting = holds(me, 'operator', 'officer')
  return (
    <section className="card say" aria-labelledby="say-heading">
      <h3 id="say-heading">{words.heading}</h3>
      {!acting && <p className="quiet">{words.roles}</p>}
      {acting && may.length === 0 && <p className="quiet">{words.nothing}</p>}
      {acting && (
        <div className="form-buttons">
          {may.map(({ action }) => (
            <button
              key={action}
              type="button"
              className={first.has(action) ? 'button primary' : 'button'}
              disabled={say.isPending}
              onClick={() => onChoose(action)}
            >
              {words.act(action)}
            </button>
          ))}
        </div>
      )}
      {answer !== undefined && <Answer refusal={answer.refusal} onRecord={words.onRecord} />}
      {!props.asking && say.error !== null && <Failed failure={failureOf(say.error)} />}
      {mayNot.length > 0 && (
        <details className="may-not">
          <summary>{words.mayNot(mayNot.length)}</summary>
          <ul>
            {mayNot.map(([action, refusal]) => (
              <li key={action}>
                <strong>{words.act(action)}</strong>
                <RefusalCard refusal={{ ...refusal, source: refusal.source.title }} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {props.children}
    </section>
  )
}

type AnswerProps = { readonly refusal: Refusal | undefined; readonly onRecord: string | undefined }

function Answer({ refusal, onRecord }: AnswerProps): JSX.Element | null {
  if (refusal !== undefined)
    return (
      <div role="alert">
        <RefusalCard refusal={{ ...refusal, source: refusal.source.title }} />
      </div>
    )
  if (onRecord === undefined) return null
  return (
    <p role="status" className="quiet">
      {onRecord}
    </p>
  )
}
