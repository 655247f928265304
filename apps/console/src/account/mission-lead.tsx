/** Who leads the mission, and how the lead goes to another party: offered by who has it, taken over or declined by the other. */
import { useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMission } from '../api.ts'
import { TextField } from '../parts/field.tsx'
import { ActButton, Folded, useAct } from '../programme/act-form.tsx'
import { OfferForm } from '../programme/offer-form.tsx'
import { callProgramme } from '../programme/programme.ts'
import type { Receipt } from '../programme/receipt.ts'
import { holds, type Me } from './people.ts'

/** For officers of the lead, and of the party that it is offered to. */
export function MissionLead({ me }: { readonly me: Me }): JSX.Element | null {
  const { t } = useTranslation('desk')
  const onLead = useOnLead()
  const leadership = useMission().data?.leadership
  if (leadership === undefined || !holds(me, 'officer')) return null
  const { lead, onOfferTo, leads } = leadership
  const [leading, offered] = [lead === me.party, onOfferTo === me.party]
  if (!leading && !offered) return null
  return (
    <section className="card" aria-labelledby="mission-lead">
      <h2 id="mission-lead">{t('lead.heading')}</h2>
      <p className="quiet">{t('lead.help')}</p>
      {leading && onOfferTo !== undefined && <p>{t('lead.onOffer', { party: onOfferTo })}</p>}
      {offered && <p>{t('lead.offered', { lead })}</p>}
      <div className="letter-acts">
        {offered && <Take />}
        {onOfferTo !== undefined && <End />}
        {leading && (
          <OfferForm
            title={t('lead.offer')}
            label={t('letter.teamParty')}
            owner={lead}
            offer={(to, reason) => onLead(() => callProgramme('offerMission', { to, reason }))}
          />
        )}
      </div>
      {leads.length > 1 && (
        <>
          <h3>{t('lead.before')}</h3>
          <ol className="rows">
            {leads.map((l) => (
              <li key={`${l.party} ${l.at}`}>
                <span>
                  {l.at !== undefined && <span className="figure">{l.at.slice(0, 16).replace('T', ' ')} UTC </span>}
                  {l.party}
                  {l.reason === undefined ? '' : `: ${l.reason}`}
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}

/** Does an act on the lead; what the mission says is read again after it. */
function useOnLead(): (act: () => Promise<Receipt>) => Promise<Receipt> {
  const queries = useQueryClient()
  return async (act) => {
    const receipt = await act()
    await queries.invalidateQueries({ queryKey: ['mission'] })
    return receipt
  }
}

function Take(): JSX.Element {
  const { t } = useTranslation('desk')
  const onLead = useOnLead()
  return <ActButton act={useAct(() => onLead(() => callProgramme('acceptMission', {})))}>{t('lead.accept')}</ActButton>
}

function End(): JSX.Element {
  const { t } = useTranslation('desk')
  const [reason, setReason] = useState('')
  const onLead = useOnLead()
  const act = useAct(() => onLead(() => callProgramme('endMissionOffer', { reason })))
  return (
    <Folded title={t('lead.end')} act={act}>
      <TextField label={t('form.reason')} value={reason} onChange={setReason} required />
    </Folded>
  )
}
