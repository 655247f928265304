/** Names of limits, objectives and levels as people read them. */
import { useTranslation } from 'react-i18next'

/** The name of a resource or limit; one that has no text is named as the call names it. */
export function useResourceName(): (id: string) => string {
  const { t } = useTranslation('desk')
  return (id) => t(`resource.${id as 'mass'}`, { defaultValue: id })
}

/** The name of an objective: `score`, `states`, `free:mass`. */
export function useObjectiveName(): (objective: string) => string {
  const { t } = useTranslation('selection')
  const resource = useResourceName()
  return (objective) =>
    objective.startsWith('free:')
      ? t('pareto.objective.free', { limit: resource(objective.slice(5)) })
      : t(`pareto.objective.${objective as 'score'}`, { defaultValue: objective })
}

/** The name of a level. */
export function useLevelName(): (level: string) => string {
  const { t } = useTranslation('desk')
  return (level) => t(`level.${level as 'unit'}`, { defaultValue: level })
}
