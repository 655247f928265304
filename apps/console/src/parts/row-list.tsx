/** Rows of a form: each with its fields and a way to remove it, and a button for one more. */
import type { JSX, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

type RowListProps<R> = {
  readonly heading?: ReactNode
  readonly help?: ReactNode
  readonly rows: readonly R[]
  readonly empty: R
  readonly add: string
  readonly onChange: (rows: readonly R[]) => void
  /** The fields of a row; `put` changes some of it. */
  readonly children: (row: R, put: (part: Partial<R>) => void, index: number) => ReactNode
}

/** The rows. */
export function RowList<R extends object>(props: RowListProps<R>): JSX.Element {
  const { heading, help, rows, empty, add, onChange, children } = props
  const { t } = useTranslation('desk')
  const put = (i: number, part: Partial<R>) => onChange(rows.map((r, k) => (k === i ? { ...r, ...part } : r)))
  return (
    <div className="rows-field">
      {heading !== undefined && <h3>{heading}</h3>}
      {help !== undefined && <small className="field-help">{help}</small>}
      {rows.map((row, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name, and rows are not sorted
        <div className="row-fields" key={i}>
          {children(row, (part) => put(i, part), i)}
          <button type="button" className="button" onClick={() => onChange(rows.filter((_, k) => k !== i))}>
            {t('form.remove')}
          </button>
        </div>
      ))}
      <button type="button" className="button" onClick={() => onChange([...rows, empty])}>
        {add}
      </button>
    </div>
  )
}
