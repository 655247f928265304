/** The way from what was seen to an anomaly report: the parameter, command or run is linked in it already. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, useMe } from '../account/people.ts'

type About = { readonly parameter: string } | { readonly id: string }

/** The link, for those who see the log. */
export function ReportAnomaly(props: About): JSX.Element | null {
  const { t } = useTranslation('operate')
  const me = useMe().data
  if (!holds(me, 'operator', 'officer', 'signatory')) return null
  const about = 'id' in props ? { item: `new:${props.id}` } : { item: 'new', parameter: props.parameter }
  return (
    <Link className="button" to="/operate" search={{ view: 'log', tab: 'anomalies', ...about }}>
      {t('reportAnomaly')}
    </Link>
  )
}
