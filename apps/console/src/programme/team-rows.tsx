/** The parties of a team beside the lead, each with its part. */
import { type JSX, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../parts/field.tsx'
import { RowList } from '../parts/row-list.tsx'
import { useParties } from './programme.ts'
import { sentIndex, type TeamRow } from './typed-letter.ts'

type TeamRowsProps = {
  readonly rows: readonly TeamRow[]
  readonly at: (field: string) => string | undefined
  readonly onChange: (rows: readonly TeamRow[]) => void
}

/** The rows. */
export function TeamRows({ rows, at, onChange }: TeamRowsProps): JSX.Element {
  const { t } = useTranslation('desk')
  const list = useId()
  const known = useParties().data?.parties ?? []
  return (
    <>
      <datalist id={list}>
        {known.map((p) => (
          <option key={p.id} value={p.id}>
            {p.name}
          </option>
        ))}
      </datalist>
      <RowList
        heading={t('letter.team')}
        help={t('letter.teamHelp')}
        rows={rows}
        empty={{ party: '', part: '' }}
        add={t('letter.addTeam')}
        onChange={onChange}
      >
        {(row, put, i) => (
          <>
            <TextField
              label={t('letter.teamParty')}
              value={row.party}
              list={list}
              onChange={(party) => put({ party })}
              problem={at(`/team/${sentIndex(rows, i)}/party`)}
            />
            <TextField
              label={t('letter.teamPart')}
              value={row.part}
              onChange={(part) => put({ part })}
              problem={row.party === '' ? undefined : at(`/team/${sentIndex(rows, i)}/part`)}
            />
          </>
        )}
      </RowList>
    </>
  )
}
