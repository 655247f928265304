/** The confirm step of an act that binds a party: what it is, word for word, before it is done. */
import { type JSX, type ReactNode, useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../api.ts'
import { Failed } from '../parts/states.tsx'

type ActDialogProps = {
  readonly heading: string
  readonly children: ReactNode
  /** The word on the button that does it. */
  readonly confirm: string
  readonly ready: boolean
  readonly act: { readonly isPending: boolean; readonly error: Error | null }
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Open as long as it is rendered. A refusal is told within; Escape closes it. */
export function ActDialog(props: ActDialogProps): JSX.Element {
  const { heading, children, confirm, ready, act, onConfirm, onClose } = props
  const { t } = useTranslation('agreements')
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => shown?.close()
  }, [])
  return (
    <dialog ref={dialog} className="dialog act-dialog" aria-labelledby={id} onCancel={onClose}>
      <h2 id={id}>{heading}</h2>
      <div className="act-body">{children}</div>
      {act.error !== null && <Failed failure={failureOf(act.error)} />}
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={onClose}>
          {t('sign.cancel')}
        </button>
        <button type="button" className="button primary" disabled={!ready || act.isPending} onClick={onConfirm}>
          {confirm}
        </button>
      </div>
    </dialog>
  )
}
