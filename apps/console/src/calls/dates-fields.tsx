/** The dates of a call in its zone, each with the instant that follows from it, and the rule of grace. */
import { type JSX, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../parts/field.tsx'
import { type CallFieldsProps, instantIn, type TypedDeadline, todayIn } from './typed-call.ts'

/** The fields. */
export function DatesFields({ typed, at, put }: CallFieldsProps): JSX.Element {
  const { t } = useTranslation('calls')
  const zones = useId()
  return (
    <fieldset className="card form">
      <legend>
        <h2>{t('dates.heading')}</h2>
      </legend>
      <TextField
        label={t('dates.zone')}
        help={t('dates.zoneHelp')}
        value={typed.zone}
        onChange={(zone) => put({ zone })}
        list={zones}
        problem={at('/letters/zone')}
      />
      <datalist id={zones}>
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <TextField
        label={t('dates.published')}
        help={t('dates.publishedHelp', { day: todayIn(typed.zone) })}
        type="date"
        value={typed.publishedOn}
        onChange={(publishedOn) => put({ publishedOn })}
        problem={at('/publishedOn')}
      />
      <DeadlineFields {...{ typed, at, put }} which="letters" />
      <DeadlineFields {...{ typed, at, put }} which="proposals" />
      <TextField
        label={t('dates.grace')}
        help={t('dates.graceHelp')}
        unit="s"
        numeric
        value={typed.grace_s}
        onChange={(grace_s) => put({ grace_s })}
        problem={at('/letters/grace/seconds')}
      />
      <TextField
        label={t('dates.graceText')}
        help={t('dates.graceTextHelp')}
        value={typed.graceText}
        onChange={(graceText) => put({ graceText })}
        problem={at('/letters/grace/text')}
      />
    </fieldset>
  )
}

function DeadlineFields({
  typed,
  at,
  put,
  which,
}: CallFieldsProps & { readonly which: 'letters' | 'proposals' }): JSX.Element {
  const { t, i18n } = useTranslation('calls')
  const deadline = typed[which]
  const change = (part: Partial<TypedDeadline>) => put({ [which]: { ...deadline, ...part } })
  const instant = instantIn(typed.zone, deadline)
  const local = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'short' })
  const told =
    instant === undefined
      ? t('dates.noInstant')
      : t('dates.instant', { utc: instant.toISOString().slice(0, 16).replace('T', ' '), local: local.format(instant) })
  return (
    <>
      <TextField
        label={t(`dates.${which}`)}
        type="date"
        value={deadline.day}
        onChange={(day) => change({ day })}
        problem={at(`/${which}/revisions/0/day`)}
      />
      <TextField
        label={t(`dates.${which}Time`)}
        help={deadline.day === '' && which === 'proposals' ? t('dates.proposalsHelp') : told}
        value={deadline.time}
        onChange={(time) => change({ time })}
        problem={at(`/${which}/revisions/0/time`)}
      />
    </>
  )
}
