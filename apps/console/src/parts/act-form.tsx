/** A form that does one act: what is given for it, why it could not be done, and the button. */
import type { FormEvent, JSX, ReactNode } from 'react'
import { failureOf } from '../api.ts'
import { Failed } from './states.tsx'

type Props = {
  readonly act: {
    readonly isPending: boolean
    readonly error: Error | null
    readonly mutate: (given: undefined) => void
  }
  /** What the button says. */
  readonly confirm: string
  /** Whether all that it needs is given. */
  readonly ready?: boolean
  /** Whether the act leads on. */
  readonly primary?: boolean
  /** The form's name where it has no heading of its own. */
  readonly label?: string | undefined
  /** A card with this heading. */
  readonly heading?: { readonly id: string; readonly text: string }
  readonly children?: ReactNode
}

/** The form. */
export function ActForm(props: Props): JSX.Element {
  const { act, ready = true, primary = false, heading } = props
  const submit = (event: FormEvent) => {
    event.preventDefault()
    act.mutate(undefined)
  }
  return (
    <form
      className={heading === undefined ? 'form' : 'card form'}
      onSubmit={submit}
      aria-label={props.label}
      aria-labelledby={heading?.id}
    >
      {heading !== undefined && (
        <h2 id={heading.id} className="wide-row">
          {heading.text}
        </h2>
      )}
      {props.children}
      {act.error !== null && <Failed failure={failureOf(act.error)} />}
      <div className="form-buttons">
        <button type="submit" className={primary ? 'button primary' : 'button'} disabled={act.isPending || !ready}>
          {props.confirm}
        </button>
      </div>
    </form>
  )
}
