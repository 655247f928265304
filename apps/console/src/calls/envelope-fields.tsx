/** What the host offers: limits by resource and level, the mass of a module, how much one party may lead, and views kept free. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { ChoiceField, TextField } from '../parts/field.tsx'
import { unitSymbol } from '../parts/numbers.ts'
import { RowList } from '../parts/row-list.tsx'
import { LevelChecks } from './level-checks.tsx'
import { type CallFieldsProps, NO_LIMIT, NO_VIEW, RESOURCES, type TypedLimit } from './typed-call.ts'

/** The fields. */
export function EnvelopeFields({ typed, at, put }: CallFieldsProps): JSX.Element {
  const { t } = useTranslation('calls')
  return (
    <fieldset className="card form">
      <legend>
        <h2>{t('envelope.heading')}</h2>
      </legend>
      <RowList
        help={t('envelope.help')}
        rows={typed.limits}
        empty={NO_LIMIT}
        add={t('envelope.add')}
        onChange={(limits) => put({ limits })}
      >
        {(row, change, i) => <LimitFields row={row} change={change} at={(field) => at(`/envelope/${i}${field}`)} />}
      </RowList>
      {at('/envelope') !== undefined && <p className="field-problem">{at('/envelope')}</p>}
      <TextField
        label={t('envelope.module')}
        help={t('envelope.moduleHelp')}
        unit="kg"
        numeric
        value={typed.moduleMass}
        onChange={(moduleMass) => put({ moduleMass })}
        problem={at('/moduleMass/limit/value')}
      />
      <TextField
        label={t('envelope.cap')}
        help={t('envelope.capHelp')}
        numeric
        value={typed.partyCap}
        onChange={(partyCap) => put({ partyCap })}
        problem={at('/partyCap/most')}
      />
      <LevelChecks
        label={t('envelope.moduleLevels')}
        value={typed.moduleLevels}
        onChange={(moduleLevels) => put({ moduleLevels })}
        problem={at('/moduleMass/levels')}
      />
      <RowList
        heading={t('views.heading')}
        help={t('views.help')}
        rows={typed.views}
        empty={NO_VIEW}
        add={t('views.add')}
        onChange={(views) => put({ views })}
      >
        {(row, change, i) => (
          <>
            <TextField
              label={t('views.name')}
              value={row.name}
              onChange={(name) => change({ name })}
              problem={at(`/viewKeepOuts/${i}/name`)}
            />
            {(['azimuth', 'elevation', 'halfAngle'] as const).map((angle) => (
              <TextField
                key={angle}
                label={t(`views.${angle}`)}
                unit="°"
                numeric
                value={row[angle]}
                onChange={(value) => change({ [angle]: value })}
                problem={at(`/viewKeepOuts/${i}/${angle}_deg`)}
              />
            ))}
            <LevelChecks
              label={t('views.levels')}
              value={row.levels}
              onChange={(levels) => change({ levels })}
              problem={at(`/viewKeepOuts/${i}/levels`)}
            />
          </>
        )}
      </RowList>
    </fieldset>
  )
}

function LimitFields(props: {
  readonly row: TypedLimit
  readonly change: (part: Partial<TypedLimit>) => void
  readonly at: (field: string) => string | undefined
}): JSX.Element {
  const { row, change, at } = props
  const { t } = useTranslation('calls')
  const desk = useTranslation('desk').t
  return (
    <>
      <ChoiceField
        label={t('envelope.resource')}
        value={row.resource}
        onChange={(resource) => change({ resource, unit: RESOURCES.find(([r]) => r === resource)?.[1] ?? '' })}
        options={RESOURCES.map(([r]) => [r, desk(`resource.${r}`)])}
      />
      <TextField
        label={t('envelope.limit')}
        numeric
        {...(row.resource === 'cost' ? {} : { unit: unitSymbol(row.unit) })}
        value={row.limit}
        onChange={(limit) => change({ limit })}
        problem={at('/limit/value')}
      />
      {row.resource === 'cost' && (
        <TextField
          label={t('envelope.unit')}
          value={row.unit}
          onChange={(unit) => change({ unit })}
          problem={at('/limit/unit')}
        />
      )}
      <LevelChecks
        label={t('envelope.levels')}
        value={row.levels}
        onChange={(levels) => change({ levels })}
        problem={at('/levels')}
      />
    </>
  )
}
