/** The browser's title follows the place, the mission and the language. */
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useMission } from '../api.ts'

/** Sets the document's title. */
export function usePlaceTitle(place: string): void {
  const { t } = useTranslation()
  const mission = useMission().data?.name
  useEffect(() => {
    document.title = mission === undefined ? 'Magpie' : t('app.title', { place, mission })
  }, [place, mission, t])
}
