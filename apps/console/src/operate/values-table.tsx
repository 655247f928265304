/** Live values by element: alarm by shape and colour, value with unit, trend, and when it came in. */
import { Fragment, type JSX, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useMission } from '../api.ts'
import { useLive } from '../live/live-context.tsx'
import { type LiveState, parameterKey } from '../live/live-state.ts'
import { keyed } from '../parts/keyed.ts'
import { unitSymbol } from '../parts/numbers.ts'
import { PartySwatch, usePalette } from '../parts/party.tsx'
import { ALARM_MARK, StateMark } from '../parts/state-mark.tsx'
import { Empty } from '../parts/states.tsx'
import { HeldRow, useHeldBack } from './held-back.tsx'
import { Sparkline } from './sparkline.tsx'
import { useValueWords, type ValueWords } from './value-words.ts'

type TableProps = {
  readonly element: string | undefined
  readonly parameter: string | undefined
  readonly onElement: (element: string | undefined) => void
  readonly onParameter: (parameter: string) => void
}

/** The table with its choice of element. It renders again when parameters appear; a row when its value changes. */
export function ValuesTable({ element, parameter, onElement, onParameter }: TableProps): JSX.Element {
  const { t } = useTranslation()
  const names = useLive(useMemo(parameterNames, []))
  const alarms = useLive(countAlarms)
  const groups = useMemo(() => byElement(names), [names])
  const nameOf = useElementNames()
  const held = useHeldBack()
  const words = useValueWords()
  const shown = [...groups].filter(([id]) => element === undefined || id === element)
  return (
    <section className="panel values-panel" aria-labelledby="values-heading">
      <div className="panel-head">
        <h2 id="values-heading">{t('telemetry.heading')}</h2>
        {alarms > 0 && (
          <span className="alarm-count">
            <StateMark mark="triangle" tone="warning" />
            {t('telemetry.alarms', { count: alarms })}
          </span>
        )}
        <label className="choice">
          <span>{t('telemetry.element')}</span>
          <select value={element ?? ''} onChange={(event) => onElement(event.target.value || undefined)}>
            <option value="">{t('telemetry.all')}</option>
            {[...new Set([...groups.keys(), ...(element === undefined ? [] : [element])])].map((id) => (
              <option key={id} value={id}>
                {nameOf(id).name}
              </option>
            ))}
          </select>
        </label>
      </div>
      {shown.length === 0 ? (
        <Empty>{t(element === undefined ? 'telemetry.empty' : 'telemetry.emptyElement')}</Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="scroll" tabIndex={0} aria-label={t('telemetry.table')}>
          <table className="values">
            <thead>
              <tr>
                <th scope="col">{t('telemetry.parameter')}</th>
                <th scope="col" className="right">
                  {t('telemetry.value')}
                </th>
                <th scope="col" className="trend">
                  {t('telemetry.trend')}
                </th>
                <th scope="col" className="right received">
                  {t('telemetry.age')}
                </th>
              </tr>
            </thead>
            {shown.map(([id, parameters]) => {
              const { name, look } = nameOf(id)
              return (
                <tbody key={id}>
                  <tr className="group">
                    <th scope="rowgroup" colSpan={4}>
                      <PartySwatch look={look} />
                      {name}
                    </th>
                  </tr>
                  {parameters.map((p) => (
                    <ValueRow
                      key={p}
                      id={parameterKey(id, p)}
                      name={p}
                      chosen={parameter === parameterKey(id, p)}
                      words={words}
                      onChoose={onParameter}
                    />
                  ))}
                  {held.get(id)?.map((item) => (
                    <HeldRow key={item.parameter} item={item} />
                  ))}
                </tbody>
              )
            })}
          </table>
        </section>
      )}
    </section>
  )
}

type RowProps = {
  readonly id: string
  readonly name: string
  readonly chosen: boolean
  readonly words: ValueWords
  readonly onChoose: (parameter: string) => void
}

function ValueRow({ id, name, chosen, words, onChoose }: RowProps): JSX.Element | null {
  const { t } = useTranslation()
  const parameter = useLive((s) => s.parameters[id])
  if (parameter === undefined) return null
  const { sample, recent } = parameter
  const { mark, tone } = ALARM_MARK[sample.alarm]
  return (
    <tr className="value-row" data-alarm={sample.alarm} data-chosen={chosen ? 'yes' : 'no'}>
      <th scope="row">
        <button type="button" aria-pressed={chosen} title={t('telemetry.show', { name })} onClick={() => onChoose(id)}>
          <StateMark mark={mark} tone={tone} />
          <span className="visually-hidden">{t(`telemetry.alarm.${sample.alarm}`)}, </span>
          <span className="parameter-name">{breakable(name)}</span>
        </button>
      </th>
      <td className="right figure" title={typeof sample.value === 'string' ? sample.value : undefined}>
        <span className="value">{words(id, sample.value)}</span>
        {typeof sample.value === 'number' && <span className="unit">{unitSymbol(sample.unit)}</span>}
      </td>
      <td className="trend">
        <Sparkline values={recent.values} tone={tone} />
      </td>
      <td className="right figure received quiet">{sample.receivedAt.slice(11, 19)}</td>
    </tr>
  )
}

/** The name with a place to break after each underscore. */
function breakable(name: string): JSX.Element[] {
  return keyed(name.split(/(?<=_)/), (part) => part).map(([key, part]) => (
    <Fragment key={key}>
      {part}
      <wbr />
    </Fragment>
  ))
}

/** A selector that keeps its answer while no parameter appears. */
function parameterNames(): (s: LiveState) => readonly string[] {
  let known: readonly string[] = []
  return (s) => {
    const keys = Object.keys(s.parameters)
    if (keys.length !== known.length || keys.some((k, i) => k !== known[i])) known = keys
    return known
  }
}

function countAlarms(s: LiveState): number {
  let count = 0
  for (const p of Object.values(s.parameters))
    if (p.sample.alarm === 'warning' || p.sample.alarm === 'critical') count++
  return count
}

function byElement(keys: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const key of [...keys].sort()) {
    const cut = key.indexOf('/')
    const element = key.slice(0, cut)
    const list = groups.get(element) ?? []
    list.push(key.slice(cut + 1))
    groups.set(element, list)
  }
  return groups
}

/** Name and owner's look of an element. */
export function useElementNames() {
  const mission = useMission().data
  const lookOf = usePalette()
  return (id: string) => {
    const element = mission?.elements.find((e) => e.id === id)
    return { name: element?.name ?? id, look: lookOf(element?.owner ?? '') }
  }
}
