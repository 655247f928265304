/** What this mission is, in its own words, with its site, the sky over it and all that is assumed. */
import type { MissionView, SceneView } from '@magpie/api/mission-views'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { Marked } from '../parts/assumed.tsx'
import { latitude, longitude, withUnit } from '../parts/numbers.ts'
import { SaidText } from '../parts/said.tsx'
import { SkyRows } from '../sky/sky-rows.tsx'
import type { ViewTime } from '../time/view-time.ts'

type AboutProps = {
  readonly mission: MissionView
  readonly scene: SceneView | undefined
  readonly viewTime: ViewTime
}

/** The mission's summary. */
export function About({ mission, scene, viewTime }: AboutProps): JSX.Element {
  const { t, i18n } = useTranslation()
  const { site } = mission
  const at = t('mission.siteAt', {
    lat: latitude(site.lat_deg),
    lon: longitude(site.lon_deg),
    height: withUnit(site.height_m, 'm', i18n.language),
  })
  return (
    <section className="panel about" aria-label={t('mission.summary')}>
      <p>{mission.summary}</p>
      <dl>
        <dt>{t('mission.site')}</dt>
        <dd>
          {site.name}
          <br />
          <span className="figure">
            <Marked mark={site.mark} text={at} />
          </span>
        </dd>
        <SkyRows site={site} scene={scene} viewTime={viewTime} />
      </dl>
      {mission.assumed.length > 0 && (
        <details>
          <summary>{t('mission.assumedCount', { count: mission.assumed.length })}</summary>
          <ul className="assumed-list" aria-label={t('mission.assumedHeading')}>
            {mission.assumed.map((a) => (
              <li key={`${a.what} ${a.reason}`}>
                <strong>
                  <SaidText text={a.what} />
                </strong>
                : <SaidText text={a.reason} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}
