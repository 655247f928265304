/** An act at the desk that takes a reason: who acts, what it means, and the reason, which goes on record. Nothing typed is lost. */
import { type FormEvent, type JSX, type ReactNode, useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../api.ts'
import { AreaField } from '../parts/field.tsx'
import { Failed } from '../parts/states.tsx'
import { useKeptText } from '../programme/kept-text.ts'

type ReasonDialogProps = {
  /** Under which what is typed is kept until it is sent. */
  readonly name: string
  readonly heading: string
  /** Of the reason; without it none is asked for. */
  readonly label?: string | undefined
  readonly confirm: string
  readonly act: { readonly isPending: boolean; readonly error: Error | null }
  /** Whether the reason must be given; so it is where nothing is said. */
  readonly required?: boolean
  readonly ready?: boolean
  readonly children?: ReactNode
  /** Does it; `sent` forgets what was typed. */
  readonly onConfirm: (why: string, sent: () => void) => void
  readonly onClose: () => void
}

/** Open as long as it is rendered. Escape closes it; a refusal is told within. */
export function ReasonDialog(props: ReasonDialogProps): JSX.Element {
  const { name, heading, label, confirm, act, ready = true, children, onConfirm, onClose } = props
  const { required = label !== undefined } = props
  const { t } = useTranslation('operate')
  const dialog = useRef<HTMLDialogElement>(null)
  const [why, setWhy, sent] = useKeptText(`operate.${name}`)
  const id = useId()
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => shown?.close()
  }, [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onConfirm(why.trim(), sent)
  }
  return (
    <dialog ref={dialog} className="dialog reason-dialog" aria-labelledby={id} onCancel={onClose}>
      <form onSubmit={submit}>
        <h2 id={id}>{heading}</h2>
        {children}
        {label !== undefined && <AreaField label={label} value={why} onChange={setWhy} rows={3} />}
        {act.error !== null && <Failed failure={failureOf(act.error)} />}
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={onClose}>
            {t('reason.cancel')}
          </button>
          <button
            type="submit"
            className="button primary"
            disabled={!ready || act.isPending || (required && why.trim() === '')}
          >
            {confirm}
          </button>
        </div>
      </form>
    </dialog>
  )
}
