/** The foot of the Mission place: whether the view is live, how it plays, the shared pace, and the ribbon. */
import type { MissionView, SceneView } from '@magpie/api/mission-views'
import { type JSX, useMemo, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { useMissionClock } from '../api.ts'
import { launchTime } from '../live/clock.ts'
import { useLiveStore } from '../live/live-context.tsx'
import { Icon } from '../parts/icons.tsx'
import { LiveText } from '../parts/live-text.tsx'
import { PaceControl } from '../parts/pace.tsx'
import { useSaid } from '../parts/said.tsx'
import { Empty } from '../parts/states.tsx'
import { missionElapsed, rateText, readableUtc, span } from '../time/mission-time.ts'
import type { ViewTime } from '../time/view-time.ts'
import { Ribbon } from './ribbon.tsx'
import { layOut, phaseAt, type RibbonPhase } from './ribbon-scale.ts'

const RATES = [60, 600, 3600, 21_600, 86_400]

type TimeBarProps = {
  readonly phases: MissionView['phases']
  readonly scene: SceneView | undefined
  readonly viewTime: ViewTime
}

/** Time controls over the ribbon. */
export function TimeBar({ phases, scene, viewTime }: TimeBarProps): JSX.Element {
  const { t } = useTranslation()
  const laid = useMemo(() => layOut(phases, scene), [phases, scene])
  useSyncExternalStore(viewTime.subscribe, viewTime.version)
  return (
    <section className="time-bar" aria-label={t('time.label')} data-mode={viewTime.mode}>
      <div className="time-row">
        <ViewControl viewTime={viewTime} phases={laid} />
        <PaceControl />
      </div>
      {laid.length === 0 ? (
        <Empty>{t('time.undecided')}</Empty>
      ) : (
        <Ribbon phases={laid} manoeuvres={scene?.manoeuvres ?? []} viewTime={viewTime} />
      )}
    </section>
  )
}

function ViewControl(props: { readonly viewTime: ViewTime; readonly phases: readonly RibbonPhase[] }): JSX.Element {
  const { viewTime, phases } = props
  const { t, i18n } = useTranslation()
  const said = useSaid()
  const store = useLiveStore()
  const mission = useMissionClock()
  const live = viewTime.mode === 'live'
  const moment = (now_ms: number) => {
    const at = viewTime.now(now_ms)
    if (at === undefined) return ''
    const { clock } = store.snapshot()
    const met = clock === undefined ? '' : `  ${missionElapsed(at - launchTime(clock))}`
    return `${readableUtc(at)} UTC${met}`
  }
  const apart = (now_ms: number) => {
    const at = viewTime.now(now_ms)
    const real = mission(now_ms)
    if (at === undefined || real === undefined) return t('time.free')
    return at < real ? t('time.before', { span: span(real - at) }) : t('time.after', { span: span(at - real) })
  }
  return (
    <div className="view-control">
      <button
        type="button"
        className="button live-button"
        aria-pressed={live}
        aria-label={live ? t('time.live') : t('time.goLive')}
        onClick={() => viewTime.goLive()}
      >
        <i className="live-dot" aria-hidden="true" />
        <span>{live ? t('time.live') : t('time.goLive')}</span>
      </button>
      <LiveText
        className="phase-now"
        hz={2}
        read={(now_ms) => {
          const at = viewTime.now(now_ms)
          return at === undefined ? '' : said(phaseAt(phases, at)?.name ?? '')
        }}
      />
      {!live && (
        <>
          <button
            type="button"
            className="button icon-only"
            aria-label={t(viewTime.playing ? 'time.pause' : 'time.play')}
            title={t(viewTime.playing ? 'time.pause' : 'time.play')}
            onClick={() => viewTime.play(!viewTime.playing)}
          >
            <Icon name={viewTime.playing ? 'pause' : 'play'} />
          </button>
          <label className="speed">
            <span className="visually-hidden">{t('time.speed')}</span>
            <select
              className="figure"
              value={viewTime.rate}
              onChange={(event) => viewTime.setRate(Number(event.target.value))}
            >
              {RATES.map((rate) => (
                <option key={rate} value={rate}>
                  {rateText(rate, i18n.language)}
                </option>
              ))}
            </select>
          </label>
          <span className="moment">
            <LiveText className="figure" hz={10} read={moment} />
            <LiveText className="quiet" read={apart} />
          </span>
        </>
      )}
    </div>
  )
}
