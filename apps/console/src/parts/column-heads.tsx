/** The head of a table: what each column holds. */
import type { JSX, ReactNode } from 'react'

type Props = {
  readonly texts: readonly ReactNode[]
  /** Columns of numbers, which stand at the right. */
  readonly numbers?: readonly ReactNode[]
}

/** The head: columns of text, then those of numbers. */
export function ColumnHeads({ texts, numbers = [] }: Props): JSX.Element {
  const columns = [...texts.map((text) => ({ text })), ...numbers.map((text) => ({ text, className: 'number' }))]
  return (
    <thead>
      <tr>
        {columns.map(({ text, ...look }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: columns never change their places
          <th key={i} scope="col" {...look}>
            {text}
          </th>
        ))}
      </tr>
    </thead>
  )
}
