/** Who leads joint operations: it orders the queue and gains no right over anybody's element. Handed over by offer and acceptance. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, useMe } from '../../account/people.ts'
import { ActDialog } from '../../agreements/act-dialog.tsx'
import { usePartyName } from '../../agreements/words.tsx'
import { useMission } from '../../api.ts'
import { AreaField, ChoiceField } from '../../parts/field.tsx'
import { PartyTag } from '../../parts/party.tsx'
import { callDesk, useDeskAct, type useQueue } from '../commands/commands.ts'
import { instant } from '../commands/marks.tsx'

type LeadRole = NonNullable<ReturnType<typeof useQueue>['data']>['lead']
type Step = 'offer' | 'accept' | 'decline'

/** The card. */
export function Lead({ party, lead }: { readonly party: string; readonly lead: LeadRole }): JSX.Element {
  const { t } = useTranslation('operate-authority')
  const me = useMe().data
  const nameOf = usePartyName()
  const [step, setStep] = useState<Step>()
  const may = holds(me, 'officer', 'operator')
  const { holder, offered } = lead
  const steps: readonly (readonly [Step, boolean])[] = [
    ['offer', holder === party],
    ['accept', offered?.to === party],
    ['decline', offered !== undefined && (offered.to === party || holder === party)],
  ]
  return (
    <section className="card" aria-labelledby="lead-heading">
      <h2 id="lead-heading">{t('lead.heading')}</h2>
      <p>
        <PartyTag party={holder} />
      </p>
      <p className="quiet">{t('lead.means')}</p>
      {offered !== undefined && (
        <p>
          {t('lead.offered', { to: nameOf(offered.to), at: instant(offered.at) })}
          {offered.note !== '' && <span className="quiet"> {offered.note}</span>}
        </p>
      )}
      {may && (
        <div className="form-buttons">
          {steps.map(([s, can]) =>
            can ? (
              <button key={s} type="button" className="button" onClick={() => setStep(s)}>
                {s === 'decline' && holder === party ? t('lead.takeBack') : t(`lead.${s}`)}
              </button>
            ) : null,
          )}
        </div>
      )}
      {step !== undefined && <HandOver step={step} party={party} lead={lead} onClose={() => setStep(undefined)} />}
    </section>
  )
}

type HandOverProps = {
  readonly step: Step
  readonly party: string
  readonly lead: LeadRole
  readonly onClose: () => void
}

function HandOver({ step, party, lead, onClose }: HandOverProps): JSX.Element {
  const { t } = useTranslation('operate-authority')
  const me = useMe().data
  const mission = useMission().data
  const nameOf = usePartyName()
  const [to, setTo] = useState('')
  const [note, setNote] = useState('')
  const owners = new Set(mission?.elements.map((e) => e.owner))
  const others = (mission?.parties ?? [])
    .filter((p) => p.id !== party)
    .sort((a, b) => Number(owners.has(b.id)) - Number(owners.has(a.id)))
  const act = useDeskAct(
    () => callDesk('handOverLead', { action: step, note, ...(step === 'offer' ? { to } : {}) }),
    onClose,
  )
  return (
    <ActDialog
      heading={t(`lead.${step}`)}
      confirm={t(`lead.${step}`)}
      ready={step !== 'offer' || to !== ''}
      act={act}
      onConfirm={() => act.mutate(undefined)}
      onClose={onClose}
    >
      <p>{t('revoke.who', { person: me?.person?.name ?? '', party: nameOf(party) })}</p>
      <p>{t(`lead.${step}Means`, { holder: nameOf(lead.holder) })}</p>
      {step === 'offer' && (
        <>
          <ChoiceField
            label={t('lead.to')}
            value={to}
            onChange={setTo}
            options={[['', ''], ...others.map((p) => [p.id, p.name] as const)]}
          />
          <AreaField label={t('lead.note')} value={note} onChange={setNote} rows={2} />
        </>
      )}
    </ActDialog>
  )
}
