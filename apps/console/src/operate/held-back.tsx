/** Parameters that whoever looks does not read yet: named, with the rule, the agreement and what would change it. */
import { dataOperations } from '@magpie/api/data-operations'
import type { OutputOf } from '@magpie/api/operation'
import { useQuery } from '@tanstack/react-query'
import { type JSX, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { callerOf } from '../api.ts'
import { RefusalCard } from './refusal-card.tsx'

const call = callerOf(dataOperations)

type Item = OutputOf<typeof dataOperations.dataReading>['elements'][number]['items'][number]

/** What is held back, by element; empty while it is not known. */
export function useHeldBack(): ReadonlyMap<string, readonly Item[]> {
  const { data } = useQuery({ queryKey: ['data-reading'], queryFn: () => call('dataReading', {}), staleTime: 300_000 })
  return useMemo(() => {
    const held = (items: readonly Item[]) => items.filter((i) => i.held !== undefined && i.parameter !== '*')
    return new Map(data?.elements.map((e) => [e.element, held(e.items)] as const))
  }, [data])
}

/** One row of the table of values. */
export function HeldRow({ item }: { readonly item: Item }): JSX.Element | null {
  const { t } = useTranslation('operate')
  if (item.held === undefined) return null
  return (
    <tr className="value-row held-row">
      <th scope="row">
        <span className="parameter-name quiet">{item.parameter}</span>
      </th>
      <td colSpan={3}>
        <details>
          <summary aria-label={t('held.open', { name: item.parameter })}>{t('held.value')}</summary>
          <RefusalCard refusal={item.held} />
        </details>
      </td>
    </tr>
  )
}
