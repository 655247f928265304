/** One value of a spacecraft: its level by shape and word, value and unit, where it lies within its limits, how old it is. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { useMission } from '../../api.ts'
import { missionTime } from '../../live/clock.ts'
import { useLiveStore } from '../../live/live-context.tsx'
import { parameterKey } from '../../live/live-state.ts'
import { LiveText } from '../../parts/live-text.tsx'
import { telemetryValue, unitSymbol } from '../../parts/numbers.ts'
import { ALARM_MARK, StateMark } from '../../parts/state-mark.tsx'
import { readableIso, span, tdbOfUtc } from '../../time/mission-time.ts'
import { hasBand, LimitBand } from './limit-band.tsx'
import { type SpacecraftValue, useNow } from './spacecraft.ts'

type LineProps = { readonly element: string; readonly value: SpacecraftValue }

/** The row. */
export function ValueLine({ element, value: asked }: LineProps): JSX.Element {
  const { t } = useTranslation(['operate-spacecraft', 'translation'])
  const v = useNow(element, asked)
  const name = useValueName()(v)
  const level = v.level ?? 'nominal'
  return (
    <li
      className="craft-value"
      data-level={v.value === undefined ? 'unheard' : level}
      data-band={hasBand(v) ? 'yes' : 'no'}
    >
      <Link
        className="craft-name"
        to="/operate"
        search={{ element, parameter: parameterKey(element, v.parameter) }}
        title={t('watch', { name: v.parameter })}
      >
        {v.value === undefined ? <StateMark mark="ring" tone="quiet" /> : <StateMark {...ALARM_MARK[level]} />}
        <span className="visually-hidden">
          {v.value === undefined ? t('unheard') : t(`telemetry.alarm.${level}`, { ns: 'translation' })},{' '}
        </span>
        <span>{name}</span>
      </Link>
      <Figure value={v} />
      <LimitBand value={v} />
      <Age at={v.generatedAt} />
    </li>
  )
}

/** Value and unit; a dash before it was heard. */
export function Figure({ value: v }: { readonly value: SpacecraftValue }): JSX.Element {
  const { t, i18n } = useTranslation('operate-spacecraft')
  if (v.value === undefined) return <span className="craft-figure quiet">{t('unheard')}</span>
  if (typeof v.value !== 'number') return <span className="craft-figure figure">{wordOf(v)}</span>
  // Elements count it in seconds, which no dictionary of theirs says.
  if (v.parameter === 'uptime') return <span className="craft-figure figure">{span(v.value)}</span>
  return (
    <span className="craft-figure figure">
      {telemetryValue(v.value, i18n.language)}
      {v.unit !== '' && <span className="unit">{unitSymbol(v.unit)}</span>}
    </span>
  )
}

/** A label as it is; what is true or false in the dictionary's words. */
function wordOf({ value, words }: SpacecraftValue): string {
  if (typeof value !== 'boolean' || words === undefined) return String(value)
  return value ? words.one : words.zero
}

/** How long ago it was made on board, by the mission's clock; the instant itself on hover. */
export function Age({ at }: { readonly at: string | undefined }): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const store = useLiveStore()
  if (at === undefined) return <span className="craft-age quiet" />
  const made_s = tdbOfUtc(at) ?? Number.NaN
  const read = (now_ms: number) => {
    const { clock } = store.snapshot()
    if (clock === undefined) return readableIso(at)
    return t('ago', { span: span(Math.max(0, missionTime(clock, now_ms) - made_s)) })
  }
  return (
    <time className="craft-age figure quiet" dateTime={at} title={t('made', { at: readableIso(at) })}>
      <LiveText read={read} hz={1} />
    </time>
  )
}

/** The name by which people know a parameter: its own where there is none, an element's where it is told of one. */
export function useValueName(): (v: Pick<SpacecraftValue, 'parameter'>) => string {
  const { t } = useTranslation('operate-spacecraft')
  const mission = useMission().data
  return ({ parameter }) => {
    const [, what, of = ''] = /^(power|recorder)_(.+)$/.exec(parameter) ?? []
    const element = mission?.elements.find((e) => e.id.replaceAll('-', '_') === of)
    if (element !== undefined) return t(`of.${what as 'power'}`, { name: element.name })
    return t(`name.${parameter as 'battery_charge'}`, { defaultValue: parameter.replaceAll('_', ' ') })
  }
}
