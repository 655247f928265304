/** Earth and Sun over the landing site at the moment looked at, as rows of a description list. */
import type { MissionView, SceneView } from '@magpie/api/mission-views'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { LiveText } from '../parts/live-text.tsx'
import { distance, latitude } from '../parts/numbers.ts'
import { lightTime } from '../time/mission-time.ts'
import type { ViewTime } from '../time/view-time.ts'
import type { SiteSky } from './site-sky.ts'
import { useSiteSky } from './use-site-sky.ts'

type SkyRowsProps = {
  readonly site: MissionView['site']
  readonly scene: SceneView | undefined
  readonly viewTime: ViewTime
}

const WAITING = '\u2026'

/** Hours and minutes of a clock with 24 hours a day, however long that day is. */
function clock(hours: number): string {
  const minutes = Math.floor(hours * 60)
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** Two rows, there from the start so that nothing moves when the numbers come. */
export function SkyRows({ site, scene, viewTime }: SkyRowsProps): JSX.Element {
  const { t, i18n } = useTranslation()
  const sky = useSiteSky(site, scene)
  const height = (deg: number) => t(deg < 0 ? 'sky.below' : 'sky.above', { angle: `${Math.abs(deg).toFixed(1)}\u00b0` })
  const row = (text: (now: SiteSky) => string) =>
    sky.kind === 'failed' ? (
      <span title={sky.why}>{t('sky.failed')}</span>
    ) : (
      <LiveText
        className="figure"
        hz={4}
        read={(now_ms) => {
          const at = viewTime.now(now_ms)
          const now = at === undefined || sky.kind !== 'open' ? undefined : sky.at(at)
          return now === undefined ? WAITING : text(now)
        }}
      />
    )
  return (
    <>
      <dt title={t('sky.help')}>{t('sky.earth')}</dt>
      <dd>
        {row((now) => height(now.earthElevation_deg))}
        <br />
        {sky.kind !== 'failed' &&
          row(
            (now) =>
              `${distance(now.earthRange_km, i18n.language)}, ${t('sky.light', { time: lightTime(now.earthLight_s) })}`,
          )}
      </dd>
      <dt title={t('sky.help')}>{t('sky.sun')}</dt>
      <dd>
        {row((now) => height(now.sunElevation_deg))}
        <br />
        {sky.kind !== 'failed' &&
          row((now) => t('sky.season', { latitude: latitude(now.sunLatitude_deg), time: clock(now.solarHours) }))}
      </dd>
    </>
  )
}
