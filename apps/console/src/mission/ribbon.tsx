/** The ribbon: the mission's phases in order, burns above them, the live moment, and the moment looked at. */
import type { SceneView } from '@magpie/api/mission-views'
import { type JSX, type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useMissionClock } from '../api.ts'
import { launchTime } from '../live/clock.ts'
import { useLiveStore } from '../live/live-context.tsx'
import { withUnit } from '../parts/numbers.ts'
import { useSaid } from '../parts/said.tsx'
import { onFrame } from '../time/frame-loop.ts'
import { isoUtc, missionElapsed, readableUtc, span } from '../time/mission-time.ts'
import type { ViewTime } from '../time/view-time.ts'
import { phaseAt, type RibbonPhase, toFraction, toTime } from './ribbon-scale.ts'

type RibbonProps = {
  readonly phases: readonly RibbonPhase[]
  readonly manoeuvres: SceneView['manoeuvres']
  readonly viewTime: ViewTime
}

/** A slider over the whole mission. Arrow keys go a hundredth, page keys a phase, Home and End to the ends. */
export function Ribbon({ phases, manoeuvres, viewTime }: RibbonProps): JSX.Element {
  const { t, i18n } = useTranslation()
  const said = useSaid()
  const track = useRef<HTMLDivElement>(null)
  const handle = useRef<HTMLDivElement>(null)
  const live = useRef<HTMLDivElement>(null)
  const mission = useMissionClock()
  const store = useLiveStore()
  useEffect(() => {
    const stopMoving = onFrame((now_ms) => {
      put(handle.current, phases, viewTime.now(now_ms))
      put(live.current, phases, mission(now_ms))
    })
    const stopSaying = onFrame((now_ms) => {
      const at = viewTime.now(now_ms)
      if (at === undefined || handle.current === null || track.current === null) return
      const { clock } = store.snapshot()
      const met = clock === undefined ? '' : missionElapsed(at - launchTime(clock))
      const phase = phaseAt(phases, at)
      handle.current.setAttribute('aria-valuenow', (100 * toFraction(phases, at)).toFixed(1))
      handle.current.setAttribute(
        'aria-valuetext',
        t('time.at', { utc: readableUtc(at), met, phase: said(phase?.name ?? '') }),
      )
      for (const element of track.current.querySelectorAll<HTMLElement>('[data-phase]'))
        element.dataset['now'] = element.dataset['phase'] === phase?.id ? 'yes' : 'no'
    }, 2)
    return () => {
      stopMoving()
      stopSaying()
    }
  }, [phases, viewTime, mission, store, t, said])

  const goToPointer = (event: PointerEvent<HTMLDivElement>) => {
    const box = track.current!.getBoundingClientRect()
    const at = toTime(phases, (event.clientX - box.left) / box.width)
    if (at !== undefined) viewTime.goTo(at)
  }
  const key = (event: KeyboardEvent) => {
    const now = viewTime.now(performance.now())
    if (now === undefined) return
    const at = keyTime(event.key, phases, now)
    if (at === undefined) return
    event.preventDefault()
    viewTime.goTo(at)
  }
  return (
    <div
      ref={track}
      className="ribbon"
      onPointerDown={(event) => {
        if (event.button !== 0 || (event.target as HTMLElement).closest('button') !== null) return
        event.currentTarget.setPointerCapture(event.pointerId)
        goToPointer(event)
        handle.current?.focus({ preventScroll: true })
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) goToPointer(event)
      }}
    >
      <div className="ribbon-burns">
        {manoeuvres.map((m) => (
          <button
            key={`${m.name}-${m.tdb_s}`}
            type="button"
            className="burn-tick"
            style={{ left: `${100 * toFraction(phases, m.tdb_s)}%` }}
            title={t('time.manoeuvre', {
              name: said(m.name),
              deltaV: withUnit(m.deltaV_m_s, 'm/s', i18n.language, 1),
              duration: span(m.duration_s),
              utc: readableUtc(m.tdb_s),
            })}
            aria-label={`${said(m.name)}, ${withUnit(m.deltaV_m_s, 'm/s', i18n.language, 1)}, ${readableUtc(m.tdb_s)} UTC`}
            onClick={() => viewTime.goTo(m.tdb_s)}
          />
        ))}
      </div>
      <ol className="ribbon-phases">
        {phases.map((p) => (
          <li
            key={p.id}
            data-phase={p.id}
            style={{ width: `${100 * p.width}%` }}
            title={`${said(p.name)}: ${readableUtc(p.start_s)} UTC, ${span(p.end_s - p.start_s)}`}
          >
            <span className="phase-name">{said(p.name)}</span>
            <span className="phase-date figure">{phaseDate(p)}</span>
          </li>
        ))}
      </ol>
      <div ref={live} className="ribbon-live" aria-hidden="true" hidden>
        <i>{t('time.live')}</i>
      </div>
      <div
        ref={handle}
        className="ribbon-handle"
        role="slider"
        tabIndex={0}
        aria-label={t('time.ribbon')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={0}
        onKeyDown={key}
      />
    </div>
  )
}

const LONG_S = 60 * 86_400

/** The day a phase begins: with the year where it lasts for months, with the hour where it does not. */
function phaseDate(p: RibbonPhase): string {
  const iso = isoUtc(p.start_s)
  return p.end_s - p.start_s > LONG_S ? iso.slice(0, 10) : iso.slice(5, 16).replace('T', ' ')
}

/** Puts a mark of the ribbon at a time, or hides it. */
function put(element: HTMLElement | null, phases: readonly RibbonPhase[], at: number | undefined): void {
  if (element === null) return
  element.hidden = at === undefined
  if (at !== undefined) element.style.setProperty('--at', toFraction(phases, at).toFixed(5))
}

/** Where a key takes the moment. */
function keyTime(key: string, phases: readonly RibbonPhase[], now: number): number | undefined {
  const fraction = toFraction(phases, now)
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return toTime(phases, fraction - 0.01)
    case 'ArrowRight':
    case 'ArrowUp':
      return toTime(phases, fraction + 0.01)
    case 'PageUp':
      return phases.find((p) => p.start_s > now + 1)?.start_s
    case 'PageDown':
      return phases.findLast((p) => p.start_s < now - 1)?.start_s
    case 'Home':
      return phases[0]?.start_s
    case 'End':
      return phases.at(-1)?.end_s
    default:
      return undefined
  }
}
