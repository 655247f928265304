/** The form by which something is offered to another party, with the reason; both stand on the record. */
import { type JSX, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../parts/field.tsx'
import { Folded, useAct } from './act-form.tsx'
import { useParties } from './programme.ts'
import type { Receipt } from './receipt.ts'

type OfferProps = {
  readonly title: string
  /** The label of the field that takes the party. */
  readonly label: string
  /** Who has it now. */
  readonly owner: string
  readonly offer: (to: string, reason: string) => Promise<Receipt>
}

/** Folded until it is wanted. */
export function OfferForm({ title, label, owner, offer }: OfferProps): JSX.Element {
  const { t } = useTranslation('desk')
  const list = useId()
  const others = (useParties().data?.parties ?? []).filter((p) => p.id !== owner)
  const [to, setTo] = useState('')
  const [reason, setReason] = useState('')
  const act = useAct(() => offer(to.trim(), reason))
  return (
    <Folded title={title} act={act}>
      <TextField label={label} value={to} onChange={setTo} list={list} required />
      <datalist id={list}>
        {others.map((p) => (
          <option key={p.id} value={p.id}>
            {p.name}
          </option>
        ))}
      </datalist>
      <TextField label={t('form.reason')} value={reason} onChange={setReason} required />
    </Folded>
  )
}
