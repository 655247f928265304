/** Alarms as a list: those that stand first, newest first; who acknowledged each with which words, and a way to. */
import { alarmOperations } from '@magpie/api/alarm-operations'
import { type JSX, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, useMe } from '../../account/people.ts'
import { callerOf, failureOf } from '../../api.ts'
import { readableTime } from '../../archive/sizes.ts'
import { useLive } from '../../live/live-context.tsx'
import { type Alarm, type LiveState, parameterKey } from '../../live/live-state.ts'
import { TextField } from '../../parts/field.tsx'
import { telemetryValue, unitSymbol } from '../../parts/numbers.ts'
import { PartySwatch, PartyTag } from '../../parts/party.tsx'
import { ALARM_MARK, StateMark } from '../../parts/state-mark.tsx'
import { Empty, Failed } from '../../parts/states.tsx'
import { ReportAnomaly } from '../report-anomaly.tsx'
import { useElementNames } from '../values-table.tsx'

const call = callerOf(alarmOperations)

/** The alarms that want somebody: they stand, or nobody said that they saw them. */
export function waitingAlarms({ alarms }: LiveState): number {
  return Object.values(alarms).filter((a) => a.acknowledged === undefined).length
}

type ListProps = {
  readonly item: string | undefined
  readonly onItem: (item: string | undefined) => void
  readonly onPlot: (key: string) => void
}

/** The list. */
export function AlarmList({ item, onItem, onPlot }: ListProps): JSX.Element {
  const { t } = useTranslation('operate-watch')
  const alarms = useLive((s) => s.alarms)
  const sorted = useMemo(() => [...Object.values(alarms)].sort(byUrgency), [alarms])
  if (sorted.length === 0) return <Empty>{t('alarm.none')}</Empty>
  return (
    <ul className="alarm-list" aria-label={t('alarm.heading')}>
      {sorted.map((alarm) => {
        const key = parameterKey(alarm.element, alarm.parameter)
        return (
          <AlarmRow
            key={key}
            alarm={alarm}
            open={item === key}
            onOpen={(open) => onItem(open ? key : undefined)}
            onPlot={() => onPlot(key)}
          />
        )
      })}
    </ul>
  )
}

/** What stands before what returned, then the newest. */
function byUrgency(a: Alarm, b: Alarm): number {
  const rank = (one: Alarm) => (one.state === 'standing' ? 0 : 1)
  return rank(a) - rank(b) || b.since.localeCompare(a.since)
}

type RowProps = {
  readonly alarm: Alarm
  readonly open: boolean
  readonly onOpen: (open: boolean) => void
  readonly onPlot: () => void
}

function AlarmRow({ alarm, open, onOpen, onPlot }: RowProps): JSX.Element {
  const { t, i18n } = useTranslation(['operate-watch', 'translation'])
  const nameOf = useElementNames()
  const me = useMe().data
  const { element, parameter, level, state, value, unit, since, times, acknowledged } = alarm
  const { mark, tone } = ALARM_MARK[level]
  const { name, look } = nameOf(element)
  return (
    <li className="alarm-row" data-state={state} data-level={level}>
      <div className="alarm-line">
        <StateMark mark={mark} tone={tone} />
        <span>
          <strong>{t(`telemetry.alarm.${level}`, { ns: 'translation' })}</strong>{' '}
          <button type="button" className="alarm-name parameter-name" title={t('alarm.plot')} onClick={onPlot}>
            {parameter}
          </button>
          <small>
            <PartySwatch look={look} /> {name}
          </small>
        </span>
        <span className="figure alarm-value">
          {telemetryValue(value, i18n.language)} {typeof value === 'number' && unitSymbol(unit)}
          <small>{limitText(t, alarm)}</small>
        </span>
        <span className="figure quiet alarm-since">
          {readableTime(since)} UTC
          <small>
            {t(`alarm.state.${state === 'over' ? 'returned' : state}`)}
            {times > 1 && ` · ${t('alarm.times', { count: times })}`}
          </small>
        </span>
        {acknowledged === undefined && holds(me, 'operator', 'officer') && (
          <button type="button" className="button" aria-expanded={open} onClick={() => onOpen(!open)}>
            {t('alarm.acknowledge')}
          </button>
        )}
      </div>
      {acknowledged !== undefined && (
        <p className="alarm-seen">
          {t('alarm.seen', { person: acknowledged.person, at: readableTime(acknowledged.at) })}{' '}
          <PartyTag party={acknowledged.party} short />: {acknowledged.note}
        </p>
      )}
      {open && acknowledged === undefined && <Acknowledge alarm={alarm} onDone={() => onOpen(false)} />}
      {(open || acknowledged !== undefined) && <ReportAnomaly parameter={parameterKey(element, parameter)} />}
    </li>
  )
}

type Texts = ReturnType<typeof useTranslation<['operate-watch', 'translation']>>['t']

function limitText(t: Texts, { limit, unit }: Alarm): string {
  if (limit === undefined) return ''
  if (limit.kind === 'label') return t('alarm.limit', { limit: limit.label })
  if (limit.kind === 'condition') return t('alarm.limit', { limit: limit.criteria })
  const { least, greatest } = limit
  const symbol = unitSymbol(unit)
  const ends = [
    ...(least === undefined ? [] : [`≥ ${least} ${symbol}`]),
    ...(greatest === undefined ? [] : [`≤ ${greatest} ${symbol}`]),
  ].join(', ')
  return t(limit.form === 'outside' ? 'alarm.limit' : 'alarm.inside', { limit: ends })
}

function Acknowledge({ alarm, onDone }: { readonly alarm: Alarm; readonly onDone: () => void }): JSX.Element {
  const { t } = useTranslation('operate-watch')
  const [note, setNote] = useState('')
  const [error, setError] = useState<Error>()
  const send = async () => {
    const { element, parameter, since } = alarm
    try {
      await call('alarmAcknowledge', { element, parameter, since, note: note.trim() })
      onDone()
    } catch (cause) {
      setError(cause as Error)
    }
  }
  return (
    <form
      className="alarm-form"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <TextField label={t('alarm.note')} help={t('alarm.noteHelp')} value={note} onChange={setNote} />
      <button type="submit" className="button primary" disabled={note.trim() === ''}>
        {t('alarm.send')}
      </button>
      {error !== undefined && <Failed failure={failureOf(error)} />}
    </form>
  )
}
