/** What a report is about: parameters over a time, commands, runs and notes, as rows of a form. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { useMission } from '../../api.ts'
import { ChoiceField, TextField } from '../../parts/field.tsx'
import { RowList } from '../../parts/row-list.tsx'
import type { AnomalyLink } from './log-desk.ts'
import { utcOf } from './rules.tsx'

export type TypedLink = {
  readonly kind: AnomalyLink['kind']
  readonly element: string
  readonly name: string
  readonly from: string
  readonly until: string
  readonly id: string
}

const KINDS = ['telemetry', 'command', 'run', 'note'] as const

/** A row to begin with. */
export const EMPTY_LINK: TypedLink = { kind: 'telemetry', element: '', name: '', from: '', until: '', id: '' }

/** The rows. */
export function LinkFields(props: {
  readonly links: readonly TypedLink[]
  readonly onChange: (links: readonly TypedLink[]) => void
}): JSX.Element {
  const { t } = useTranslation('operate-log')
  const elements = useMission().data?.elements ?? []
  return (
    <RowList
      heading={t('link.heading')}
      help={t('link.help')}
      rows={props.links}
      empty={EMPTY_LINK}
      add={t('link.add')}
      onChange={props.onChange}
    >
      {(row, put) => (
        <>
          <ChoiceField
            label={t('link.kind')}
            value={row.kind}
            onChange={(kind) => put({ kind: kind as TypedLink['kind'] })}
            options={KINDS.map((k) => [k, t(`link.kinds.${k}`)])}
          />
          {row.kind === 'telemetry' ? (
            <>
              <ChoiceField
                label={t('anomalyField.element')}
                value={row.element}
                onChange={(element) => put({ element })}
                options={[['', '—'], ...elements.map((e) => [e.id, e.name] as const)]}
              />
              <TextField label={t('link.parameter')} value={row.name} onChange={(name) => put({ name })} />
              <TextField
                label={t('link.from')}
                placeholder="2029-09-20 06:00"
                value={row.from}
                onChange={(from) => put({ from })}
              />
              <TextField label={t('link.until')} value={row.until} onChange={(until) => put({ until })} />
            </>
          ) : (
            <TextField label={t(`link.kinds.${row.kind}`)} value={row.id} onChange={(id) => put({ id })} />
          )}
        </>
      )}
    </RowList>
  )
}

/** The rows as the contract has them; what is empty is left out. */
export function linksOf(rows: readonly TypedLink[]): AnomalyLink[] {
  return rows.flatMap((row): AnomalyLink[] => {
    const { kind, element, name, from, until, id } = row
    if (kind === 'telemetry') {
      if (element === '' || name === '') return []
      return [{ kind, element, name, from: utcOf(from), ...(until === '' ? {} : { until: utcOf(until) }) }]
    }
    if (id.trim() === '') return []
    if (kind === 'command') return [{ kind, command: id.trim() }]
    return kind === 'run' ? [{ kind, run: id.trim() }] : [{ kind, text: id }]
  })
}
