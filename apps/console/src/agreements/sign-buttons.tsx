/** Signing and taking a signature back: each shows exactly what it is about before it is done. */
import { type JSX, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me } from '../account/people.ts'
import { CheckField, TextField } from '../parts/field.tsx'
import type { Receipt } from '../programme/receipt.ts'
import { ActDialog } from './act-dialog.tsx'
import { SIGNING, useAct } from './agreements.ts'
import { usePartyName } from './words.tsx'

type SignProps = {
  readonly me: Me
  /** The word on the button of the page. */
  readonly label: string
  /** What is signed, in a line. */
  readonly what: string
  readonly digest: string
  /** What follows from the signature. */
  readonly then: string
  readonly children?: ReactNode
  readonly primary?: boolean
  readonly act: () => Promise<Receipt>
  readonly onSigned?: (receipt: Receipt) => void
}

/** Signs, after it has shown what. Who is no signatory is told so. */
export function SignButton(props: SignProps): JSX.Element {
  const { me, label, what, digest, then, children, primary = true, act, onSigned } = props
  const { t } = useTranslation('agreements')
  const { t: desk } = useTranslation('desk')
  const nameOf = usePartyName()
  const [open, setOpen] = useState(false)
  const [read, setRead] = useState(false)
  const signing = useAct<void>(act, (receipt) => {
    setOpen(false)
    onSigned?.(receipt)
  })
  if (!holds(me, ...SIGNING))
    return (
      <p className="quiet">{t('sign.role', { roles: me.roles.map((r) => desk(`role.${r}`)).join(', ') || '–' })}</p>
    )
  const begin = () => {
    signing.reset()
    setRead(false)
    setOpen(true)
  }
  return (
    <>
      <button type="button" className={primary ? 'button primary' : 'button'} onClick={begin}>
        {label}
      </button>
      {open && (
        <ActDialog
          heading={t('sign.heading', { party: nameOf(me.party!) })}
          confirm={t('sign.do')}
          ready={read}
          act={signing}
          onConfirm={() => signing.mutate()}
          onClose={() => setOpen(false)}
        >
          <p>{t('sign.what', { person: me.person!.name })}</p>
          <p className="signed-what">{what}</p>
          {children}
          <dl className="pairs hash-pair">
            <dt>{t('sign.hash')}</dt>
            <dd className="figure hash">{digest}</dd>
          </dl>
          <p>{then}</p>
          <CheckField label={t('sign.read')} value={read} onChange={setRead} />
        </ActDialog>
      )}
    </>
  )
}

type ReasonProps = {
  readonly label: string
  readonly heading: string
  readonly help: string
  readonly confirm: string
  readonly act: (reason: string) => Promise<Receipt>
}

/** An act that takes something back, with the reason that the others are told. */
export function ReasonButton({ label, heading, help, confirm, act }: ReasonProps): JSX.Element {
  const { t } = useTranslation('desk')
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const doing = useAct<string>(act, () => {
    setOpen(false)
    setReason('')
  })
  return (
    <>
      <button
        type="button"
        className="button"
        onClick={() => {
          doing.reset()
          setOpen(true)
        }}
      >
        {label}
      </button>
      {open && (
        <ActDialog
          heading={heading}
          confirm={confirm}
          ready={reason.trim() !== ''}
          act={doing}
          onConfirm={() => doing.mutate(reason.trim())}
          onClose={() => setOpen(false)}
        >
          <p>{help}</p>
          <TextField label={t('form.reason')} value={reason} onChange={setReason} required />
        </ActDialog>
      )}
    </>
  )
}
