/** A call goes to another party: offered by its owner with a reason, taken over by an officer of the other, both on the record. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me } from '../account/people.ts'
import { TextField } from '../parts/field.tsx'
import { ActButton, Folded, useAct } from '../programme/act-form.tsx'
import { OfferForm } from '../programme/offer-form.tsx'
import { type CallView, callProgramme } from '../programme/programme.ts'

/** For the owner: the offer, and the end of a call. */
export function EndOrHandOver({ call }: { readonly call: CallView }): JSX.Element {
  const { t } = useTranslation('calls')
  return (
    <section className="card" aria-labelledby="hand-over">
      <h2 id="hand-over">{t('hand.heading')}</h2>
      <p className="quiet">
        {call.onOfferTo === undefined ? t('hand.help') : t('hand.onOffer', { party: call.onOfferTo })}
      </p>
      <div className="letter-acts">
        <OfferForm
          title={t('hand.offer')}
          label={t('hand.to')}
          owner={call.owner}
          offer={(to, reason) => callProgramme('offerCall', { call: call.call.id, to, reason })}
        />
        {call.state === 'open' && <Close call={call.call.id} />}
      </div>
    </section>
  )
}

function Close({ call }: { readonly call: string }): JSX.Element {
  const { t } = useTranslation('calls')
  const desk = useTranslation('desk').t
  const [reason, setReason] = useState('')
  const act = useAct(() => callProgramme('closeCall', { call, reason }))
  return (
    <Folded title={t('hand.close')} act={act}>
      <p className="quiet">{t('hand.closeHelp')}</p>
      <TextField label={desk('form.reason')} value={reason} onChange={setReason} required />
    </Folded>
  )
}

/** For the party that a call is offered to. */
export function Offered({ call, me }: { readonly call: CallView; readonly me: Me }): JSX.Element | null {
  const { t } = useTranslation('calls')
  const act = useAct(() => callProgramme('acceptCall', { call: call.call.id }))
  if (call.onOfferTo === undefined || call.onOfferTo !== me.party) return null
  return (
    <div className="callout">
      <p>{t('hand.offered', { owner: call.owner })}</p>
      <ActButton act={act} disabled={!holds(me, 'officer')}>
        {t('hand.accept')}
      </ActButton>
    </div>
  )
}
