/** Acts that are done by a small form: folded until wanted, with the receipt kept and everything read again afterwards. */
import { useMutation } from '@tanstack/react-query'
import { type JSX, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRefreshDesk } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { ActForm } from '../parts/act-form.tsx'
import { Failed } from '../parts/states.tsx'
import { keepReceipt, type Receipt } from './receipt.ts'

export type Act = { readonly isPending: boolean; readonly error: Error | null; mutate(): void }

/** An act of the person: its receipt is kept, and everything is read again. */
export function useAct(act: () => Promise<Receipt>): Act {
  const refresh = useRefreshDesk()
  const { isPending, error, mutate } = useMutation({
    mutationFn: act,
    onSuccess: async (receipt) => {
      keepReceipt(receipt)
      await refresh()
    },
  })
  return { isPending, error, mutate: () => mutate() }
}

/** A form that is folded until it is wanted, for acts that end something. */
export function Folded(props: {
  readonly title: string
  readonly act: Act
  readonly children: ReactNode
}): JSX.Element {
  const { title, act, children } = props
  const { t } = useTranslation('desk')
  const [open, setOpen] = useState(false)
  return (
    <details className="folded" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="button">{title}</summary>
      {open && (
        <ActForm act={act} label={title} confirm={t('form.do', { what: title })} primary>
          {children}
        </ActForm>
      )}
    </details>
  )
}

/** A button that does an act, and why it could not be done. */
export function ActButton(props: {
  readonly act: Act
  readonly disabled?: boolean
  readonly children: ReactNode
}): JSX.Element {
  const { act, disabled = false, children } = props
  return (
    <>
      <button type="button" className="button primary" disabled={act.isPending || disabled} onClick={act.mutate}>
        {children}
      </button>
      {act.error !== null && <Failed failure={failureOf(act.error)} />}
    </>
  )
}
