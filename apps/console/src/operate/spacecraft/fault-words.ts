/** Faults in words: name, what each does, what mends it, and what its number means. */
import { useTranslation } from 'react-i18next'

export type FaultWords = {
  readonly name: string
  readonly does: string
  readonly mended: string
  readonly amount: string
}

/** The words of a fault by its identifier. */
export function useFaultWords(): (id: string) => FaultWords {
  const { t } = useTranslation('operate-spacecraft')
  return (id) => {
    const word = (part: keyof FaultWords) =>
      t(`fault.${id as 'heater-stuck'}.${part}`, { defaultValue: part === 'name' ? id : '' })
    return { name: word('name'), does: word('does'), mended: word('mended'), amount: word('amount') }
  }
}
