/** Newest values in the words of the dictionary: a boolean is ON or OFF, OPEN or SHUT, as the archive has it, not true or false. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { findParameter, useCatalogue } from '../archive/archive.ts'
import { telemetryValue } from '../parts/numbers.ts'

/** The text of a value. */
export type ValueWords = (key: string, value: number | string | boolean) => string

/** How to say values; for a table and not for each of its rows, since it follows the catalogue. */
export function useValueWords(): ValueWords {
  const { i18n } = useTranslation()
  const catalogue = useCatalogue().data
  const language = i18n.language
  return useCallback(
    (key, value) => {
      const labels = typeof value === 'boolean' ? findParameter(catalogue, key)?.parameter.labels : undefined
      return labels?.[value ? 1 : 0] ?? telemetryValue(value, language)
    },
    [catalogue, language],
  )
}
