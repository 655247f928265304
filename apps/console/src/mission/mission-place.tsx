/** The Mission place, the home page: the Earth-Moon scene, the ribbon of time, what comes next, and who brings what. */
import type { MissionView, SceneView } from '@magpie/api/mission-views'
import { getRouteApi } from '@tanstack/react-router'
import { type JSX, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMission, useMissionClock, useScene } from '../api.ts'
import { LiveText } from '../parts/live-text.tsx'
import { usePlaceTitle } from '../parts/place-title.ts'
import { Segments } from '../parts/segments.tsx'
import { pending } from '../parts/states.tsx'
import { PRESETS, type Preset } from '../scene/camera-rig.ts'
import { guidedPreset } from '../scene/guide.ts'
import { onFrame } from '../time/frame-loop.ts'
import { isoUtc, readableUtc, tdbOfUtc } from '../time/mission-time.ts'
import { createViewTime, type ViewTime } from '../time/view-time.ts'
import { About } from './about.tsx'
import { Elements } from './elements.tsx'
import { Hint } from './hint.tsx'
import type { MissionSearch } from './mission-search.ts'
import { NextList } from './next-list.tsx'
import { ScenePanel } from './scene-panel.tsx'
import { Spine } from './spine.tsx'
import { TimeBar } from './time-bar.tsx'

const route = getRouteApi('/')
const GUIDED = 'guided'

/** The place. */
export function MissionPlace(): JSX.Element {
  const { t } = useTranslation()
  const { view, element } = route.useSearch()
  const navigate = route.useNavigate()
  const mission = useMission()
  const scene = useScene()
  const viewTime = useViewTime(scene.data, mission.data)
  usePlaceTitle(t('place.mission'))
  const guided = useGuidedPreset(scene.data, viewTime)
  const preset = view ?? guided
  const setView = useCallback(
    (next: Preset | undefined) =>
      void navigate({
        search: ({ view: _, ...s }: MissionSearch) => ({ ...s, ...(next === undefined ? {} : { view: next }) }),
        replace: true,
      }),
    [navigate],
  )
  const follow = useCallback(
    (next: string | undefined) => {
      const flies = scene.data?.tracks.some((k) => k.element === next) ?? false
      void navigate({
        search: ({ element: _, ...s }: MissionSearch) => ({
          ...s,
          ...(next === undefined ? {} : { element: next }),
          ...(flies ? { view: 'spacecraft' as const } : {}),
        }),
        replace: true,
      })
    },
    [navigate, scene.data],
  )
  return (
    <main id="content" className="mission-place">
      <h1 className="visually-hidden">{t('mission.heading')}</h1>
      <section className="stage" data-theme="dark" aria-label={t('scene.label')}>
        <ScenePanel viewTime={viewTime} preset={preset} followed={element} onFollow={follow} />
        <LiveText
          className="stage-note"
          hz={4}
          read={(now_ms) => {
            const at = viewTime.now(now_ms)
            if (at === undefined || scene.data === undefined || at >= scene.data.start_tdb_s) return ''
            return t('scene.before', { utc: readableUtc(scene.data.start_tdb_s) })
          }}
        />
        <Segments
          label={t('scene.views')}
          className="views"
          value={view ?? GUIDED}
          options={[
            { value: GUIDED, text: t('scene.guided'), title: t('scene.guidedHelp') },
            ...PRESETS.map((p) => ({ value: p, text: t(`scene.view.${p}`) })),
          ]}
          onChange={(value) => setView(value === GUIDED ? undefined : value)}
        />
        <div className="stage-left">
          <Spine />
          <Hint />
        </div>
      </section>
      <div className="side">
        {pending(mission)}
        {mission.data !== undefined && <About mission={mission.data} scene={scene.data} viewTime={viewTime} />}
        <NextList viewTime={viewTime} />
        {mission.data !== undefined && <Elements mission={mission.data} followed={element} onFollow={follow} />}
      </div>
      <TimeBar phases={mission.data?.phases ?? []} scene={scene.data} viewTime={viewTime} />
    </main>
  )
}

/** The view that tells most of the mission at the moment looked at. */
function useGuidedPreset(scene: SceneView | undefined, viewTime: ViewTime): Preset {
  const [preset, setPreset] = useState<Preset>('earth-moon')
  useEffect(
    () =>
      onFrame((now_ms) => {
        const at = viewTime.now(now_ms)
        if (scene !== undefined && at !== undefined) setPreset(guidedPreset(scene, at))
      }, 2),
    [scene, viewTime],
  )
  return preset
}

/** The view's time, bound to the `t` of the URL in both directions. */
function useViewTime(scene: SceneView | undefined, view: MissionView | undefined): ViewTime {
  const { t } = route.useSearch()
  const navigate = route.useNavigate()
  const mission = useMissionClock()
  const limits = useRef<{ start_s: number; end_s: number }>(undefined)
  const begins = view?.phases[0]?.begins
  limits.current =
    scene === undefined
      ? undefined
      : { start_s: (begins && tdbOfUtc(begins)) || scene.start_tdb_s, end_s: scene.end_tdb_s }
  const viewTime = useMemo(() => createViewTime(mission, () => limits.current), [mission])
  const written = useRef<string>(undefined)
  useEffect(() => {
    if (t === written.current) return
    written.current = t
    const at = t === undefined ? undefined : tdbOfUtc(t)
    if (at === undefined) viewTime.goLive()
    else viewTime.goTo(at)
  }, [t, viewTime])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const write = () => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        const at = viewTime.mode === 'free' ? viewTime.now(performance.now()) : undefined
        const next = at === undefined ? undefined : isoUtc(at)
        if (next === written.current) return
        written.current = next
        void navigate({
          search: ({ t: _, ...s }: MissionSearch) => ({ ...s, ...(next === undefined ? {} : { t: next }) }),
          replace: true,
        })
      }, 200)
    }
    const stop = viewTime.subscribe(write)
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [viewTime, navigate])
  return viewTime
}
