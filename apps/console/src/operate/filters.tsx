/** The filters of a list, which the URL keeps: words, state and party. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { ChoiceField, TextField } from '../parts/field.tsx'
import type { OperateViewProps } from './operate-search.ts'

type Options = readonly (readonly [value: string, label: string])[]

type FiltersProps = OperateViewProps & {
  readonly states: Options
  readonly parties: Options
  readonly partyLabel: string
}

/** The row of fields. */
export function Filters({ search, change, states, parties, partyLabel }: FiltersProps): JSX.Element {
  const { t } = useTranslation('operate')
  return (
    <search className="list-filters" aria-label={t('filter.heading')}>
      <TextField
        label={t('filter.find')}
        value={search.find ?? ''}
        onChange={(find) => change({ find: find === '' ? undefined : find })}
      />
      <ChoiceField
        label={t('filter.state')}
        value={search.state ?? ''}
        onChange={(state) => change({ state: state === '' ? undefined : state })}
        options={[['', t('filter.all')], ...states]}
      />
      <ChoiceField
        label={partyLabel}
        value={search.party ?? ''}
        onChange={(party) => change({ party: party === '' ? undefined : party })}
        options={[['', t('filter.all')], ...parties]}
      />
    </search>
  )
}
