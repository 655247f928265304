/** The stretch of time that is looked at: two fields that take UTC or mission elapsed time, and common stretches. */
import { type JSX, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { launchTime } from '../live/clock.ts'
import { useLive } from '../live/live-context.tsx'
import { TextField } from '../parts/field.tsx'
import { isoUtc, missionElapsed, tdbOfUtc } from '../time/mission-time.ts'
import { readableTime } from './sizes.ts'

type Span = { readonly from: string | undefined; readonly to: string | undefined }
type SpanProps = Span & {
  /** The newest that there is, UTC. */
  readonly last: string | undefined
  readonly onSpan: (span: Span) => void
}

const HOUR_S = 3600

/** The fields. */
export function SpanFields({ from, to, last, onSpan }: SpanProps): JSX.Element {
  const { t } = useTranslation('archive')
  const launch_s = useLive((s) => (s.clock === undefined ? undefined : launchTime(s.clock)))
  const back = (duration_s: number) => {
    const end = last === undefined ? undefined : Date.parse(last)
    if (end !== undefined) onSpan({ from: new Date(end - 1000 * duration_s).toISOString(), to: undefined })
  }
  const wider = () => {
    if (from === undefined && to === undefined) return
    const end = Date.parse(to ?? last ?? '')
    const start = Date.parse(from ?? '')
    const width = (Number.isNaN(end) || Number.isNaN(start) ? HOUR_S * 1000 : end - start) / 2
    const iso = (ms: number) => (Number.isNaN(ms) ? undefined : new Date(ms).toISOString())
    onSpan({ from: iso(start - width), to: to === undefined ? undefined : iso(end + width) })
  }
  return (
    <div className="archive-span">
      <Instant
        label={t('span.from')}
        open={t('span.begins')}
        value={from}
        launch_s={launch_s}
        onValue={(v) => onSpan({ from: v, to })}
      />
      <Instant
        label={t('span.to')}
        open={t('span.ends')}
        value={to}
        launch_s={launch_s}
        onValue={(v) => onSpan({ from, to: v })}
      />
      <fieldset className="archive-quick">
        <legend className="visually-hidden">{t('span.quick')}</legend>
        <button type="button" className="button" onClick={() => back(HOUR_S)}>
          {t('span.hour')}
        </button>
        <button type="button" className="button" onClick={() => back(24 * HOUR_S)}>
          {t('span.day')}
        </button>
        <button type="button" className="button" onClick={() => onSpan({ from: undefined, to: undefined })}>
          {t('span.all')}
        </button>
        <button type="button" className="button" disabled={from === undefined} onClick={wider}>
          {t('span.out')}
        </button>
      </fieldset>
    </div>
  )
}

type InstantProps = {
  readonly label: string
  readonly open: string
  readonly value: string | undefined
  readonly launch_s: number | undefined
  readonly onValue: (value: string | undefined) => void
}

function Instant({ label, open, value, launch_s, onValue }: InstantProps): JSX.Element {
  const { t } = useTranslation('archive')
  const shown = value === undefined ? '' : readableTime(value)
  const [typed, setTyped] = useState(shown)
  useEffect(() => setTyped(shown), [shown])
  const read = typed.trim() === '' ? undefined : instantOf(typed, launch_s)
  const wrong = typed.trim() !== '' && read === undefined
  const at_s = value === undefined ? undefined : tdbOfUtc(value)
  const elapsed = at_s === undefined || launch_s === undefined ? t('span.help') : missionElapsed(at_s - launch_s)
  const take = () => {
    if (!wrong && typed !== shown) onValue(read)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        take()
      }}
      onBlur={take}
    >
      <TextField
        label={label}
        value={typed}
        placeholder={open}
        help={elapsed}
        problem={wrong ? t('span.wrong') : undefined}
        onChange={setTyped}
      />
    </form>
  )
}

/** UTC of what a person typed: a date with or without a time, or `T+12d 06:30` past the launch. */
export function instantOf(text: string, launch_s: number | undefined): string | undefined {
  const met = /^t?\s*([+\-−])\s*(?:(\d+)\s*d)?\s*(?:(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/i.exec(text.trim())
  if (met !== null) {
    if (launch_s === undefined) return undefined
    const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] = met
    const past = Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
    return isoUtc(launch_s + (sign === '+' ? past : -past), 3)
  }
  const utc = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?)?Z?$/.exec(text.trim())
  if (utc === null) return undefined
  const iso = `${utc[1]}T${utc[2] ?? '00:00'}${utc[3] ?? ':00'}Z`
  return Number.isNaN(Date.parse(iso)) ? undefined : iso
}
