/**
 * One parameter of words over time, such as a mode or a switch: a band a state with its changes and gaps, how long each state
 * held, what is read at the cursor, and all of it as a table.
 */
import type { OutputOf } from '@magpie/api/operation'
import type { telemetryStates } from '@magpie/api/telemetry-operations'
import { useQuery } from '@tanstack/react-query'
import { type CSSProperties, type JSX, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actingParty } from '../acting.ts'
import { DESK } from '../api.ts'
import { RefusalCard } from '../operate/refusal-card.tsx'
import { ALARM_MARK, StateMark } from '../parts/state-mark.tsx'
import { Empty, pending } from '../parts/states.tsx'
import { bandAt, type StateBands, type StateLook, StatePlot } from '../plots/state-plot.tsx'
import { type CatalogueParameter, callArchive } from './archive.ts'
import type { OverTime } from './over-time.ts'
import { readableTime, stretchText } from './sizes.ts'
import { useInstantWords } from './use-cursor.ts'

type Line = OutputOf<typeof telemetryStates>
type Level = keyof typeof ALARM_MARK

/** Rows of the table; who wants more zooms in. */
const MOST_ROWS = 300
/** Colours that states are told apart by, of the theme; those that are near to the levels' own come last. */
const COLOURS = ['--party-0', '--party-1', '--party-2', '--party-4', '--party-6', '--party-5', '--party-3']
/** The shapes of the levels, as letters. */
const SIGNS = { nominal: '', watch: '○', warning: '▲', critical: '■' } as const

/** The timeline, once it was asked for. */
export function StateTimeline({ element, parameter, asked, span, onZoom }: OverTime): JSX.Element {
  const query = useQuery({
    queryKey: [DESK, 'states', actingParty(), asked],
    queryFn: () => callArchive('telemetryStates', asked),
    staleTime: 15_000,
    placeholderData: (before: Line | undefined) => before,
  })
  if (query.data === undefined) return <>{pending(query)}</>
  return <Drawn {...{ element, parameter, asked, span, onZoom }} line={query.data} />
}

function Drawn({ element, parameter, line, span, onZoom }: OverTime & { readonly line: Line }): JSX.Element {
  const { t } = useTranslation('archive')
  const { t: shared } = useTranslation()
  const shown = useMemo(() => span ?? ([secondsOf(line.from), secondsOf(line.to)] as const), [span, line])
  const drawn = useMemo(() => bandsOf(line, parameter), [line, parameter])
  const [at_s, setAt] = useState<number>()
  const instant = useInstantWords()
  // Found anew in what is drawn now: another line may have come since the cursor was put there.
  const at = at_s === undefined ? undefined : bandAt(drawn, at_s, (shown[1] - shown[0]) / 200)
  const about = { name: parameter.name, element: element.name, samples: line.samples, count: line.changes }
  const reading = at_s === undefined ? undefined : `${instant(at_s)} · ${stateAt(at)}`
  return (
    <figure className="archive-plot">
      <figcaption>
        <strong className="parameter-name">{parameter.name}</strong> <span className="quiet">{element.name}</span>
        <span className="figure quiet">
          {t('plot.samples', { count: line.samples })} · {t('states.changes', { count: line.changes })}
        </span>
      </figcaption>
      <p className="figure plot-reading">{reading}</p>
      {line.held !== undefined && <RefusalCard refusal={line.held} />}
      {line.samples === 0 ? (
        <Empty>{t('plot.empty')}</Empty>
      ) : (
        <>
          <div className="archive-state-box">
            <StatePlot
              drawn={drawn}
              span={shown}
              group="archive"
              label={t('states.label', about)}
              at={at}
              reading={reading}
              onCursor={setAt}
              onZoom={onZoom}
            />
          </div>
          <Legend line={line} looks={drawn.states} />
          <AsTable line={line} />
        </>
      )}
    </figure>
  )

  function stateAt(band: number | undefined): string {
    const stretch = band === undefined ? undefined : line.stretches[band]
    if (stretch === undefined) return t('plot.gapHere')
    const words = stretch.parts.map(({ state }) => line.states[state]!.value).join(', ')
    const since = { from: readableTime(stretch.from), to: readableTime(stretch.to), for: lasted(stretch) }
    if (stretch.distinct > 1) return t('states.several', { ...since, words, count: stretch.changes })
    const level = levelOf(line.states[stretch.parts[0]!.state]!.level)
    const held = t('states.held', { ...since, words })
    return level === undefined || level === 'nominal' ? held : `${held} · ${shared(`telemetry.alarm.${level}`)}`
  }
}

/** Each state with how long it held. */
function Legend({ line, looks }: { readonly line: Line; readonly looks: readonly StateLook[] }): JSX.Element {
  const { t, i18n } = useTranslation('archive')
  const whole_s = line.states.reduce((sum, { held_s }) => sum + held_s, 0)
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 1 })
  return (
    <ul className="state-legend" aria-label={t('states.legend')}>
      {line.states.slice(0, 12).map(({ value, level, held_s }, i) => (
        <li key={`${value} ${level}`}>
          <span className="state-swatch" style={{ '--state': `var(${looks[i]!.colour})` } as CSSProperties} />
          <LevelMark level={level} />
          <span className="parameter-name">{String(value)}</span>{' '}
          <span className="figure quiet">
            {stretchText(held_s)}
            {whole_s > 0 && ` · ${percent.format(held_s / whole_s)}`}
          </span>
        </li>
      ))}
      {line.states.length > 12 && <li className="quiet">{t('states.more', { count: line.states.length - 12 })}</li>}
      {line.gaps.length > 0 && (
        <li>
          <span className="state-swatch state-gap" />
          <span className="quiet">{t('states.gaps', { count: line.gaps.length })}</span>
        </li>
      )}
    </ul>
  )
}

function LevelMark({ level }: { readonly level: string | undefined }): JSX.Element | undefined {
  const { t: shared } = useTranslation()
  const known = levelOf(level)
  if (known === undefined || known === 'nominal') return undefined
  return (
    <>
      <StateMark {...ALARM_MARK[known]} />
      <span className="visually-hidden">{shared(`telemetry.alarm.${known}`)}</span>
    </>
  )
}

type Row = { readonly from: string; readonly to: string; readonly words: string; readonly level: Level | undefined }

/** The same as rows: what held from when until when, and the gaps between. */
function AsTable({ line }: { readonly line: Line }): JSX.Element {
  const { t } = useTranslation('archive')
  const [open, setOpen] = useState(false)
  return (
    <details className="state-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('states.table', { count: line.stretches.length })}</summary>
      {open && <Rows line={line} />}
    </details>
  )
}

function Rows({ line }: { readonly line: Line }): JSX.Element {
  const { t } = useTranslation('archive')
  const { t: shared } = useTranslation()
  const rows: Row[] = [
    ...line.stretches.map(({ from, to, parts, distinct, changes }) => {
      const words = parts.map(({ state }) => line.states[state]!.value).join(', ')
      const level = distinct > 1 ? undefined : levelOf(line.states[parts[0]!.state]!.level)
      return { from, to, words: distinct > 1 ? t('states.among', { words, count: changes }) : words, level }
    }),
    ...line.gaps.map(({ from, to, missing }) => ({
      ...{ from, to, level: undefined },
      words: missing > 0 ? t('states.missing', { count: missing }) : t('states.silent'),
    })),
  ].sort((a, b) => (a.from < b.from ? -1 : 1))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="scroll" tabIndex={0} aria-label={t('states.rows')}>
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">{t('states.from')}</th>
            <th scope="col">{t('states.to')}</th>
            <th scope="col" className="number">
              {t('states.lasted')}
            </th>
            <th scope="col">{t('table.value')}</th>
            <th scope="col">{t('table.level')}</th>
          </tr>
        </thead>
        <tbody className="figure">
          {rows.slice(0, MOST_ROWS).map(({ from, to, words, level }) => (
            <tr key={`${from} ${to} ${words}`}>
              <td>{readableTime(from)}</td>
              <td>{readableTime(to)}</td>
              <td className="number">{lasted({ from, to })}</td>
              <td>{words}</td>
              <td>
                {level !== undefined && (
                  <span className="archive-level">
                    <StateMark {...ALARM_MARK[level]} /> {shared(`telemetry.alarm.${level}`)}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && <p className="quiet">{t('states.first', { count: MOST_ROWS })}</p>}
    </section>
  )
}

function bandsOf({ states, stretches, gaps }: Line, { labels = [] }: CatalogueParameter): StateBands {
  // The colour of a word is its own whatever stretch is shown: by the dictionary's order, else by when it came first.
  const known = new Map(labels.map((label, i) => [label, i]))
  const others = [...new Set(states.map(({ value }) => String(value)).filter((word) => !known.has(word)))]
  return {
    states: states.map(({ value, level }) => {
      const word = String(value)
      const grade = levelOf(level) ?? 'nominal'
      const place = known.get(word) ?? known.size + others.indexOf(word)
      return {
        ...{ word, sign: SIGNS[grade] },
        colour: grade === 'nominal' ? COLOURS[place % COLOURS.length]! : `--${grade}`,
      }
    }),
    bands: stretches.map(({ from, to, parts }) => {
      const whole_s = parts.reduce((sum, { held_s }) => sum + held_s, 0)
      const share = (held_s: number) => (whole_s > 0 ? held_s / whole_s : 1 / parts.length)
      return {
        ...{ from_s: secondsOf(from), to_s: secondsOf(to) },
        parts: parts.map(({ state, held_s }) => ({ state, share: share(held_s) })),
      }
    }),
    gaps: gaps.map(({ from, to }) => ({ from_s: secondsOf(from), to_s: secondsOf(to) })),
  }
}

function levelOf(level: string | undefined): Level | undefined {
  return level !== undefined && level in ALARM_MARK ? (level as Level) : undefined
}

function secondsOf(iso: string): number {
  return Date.parse(iso) / 1000
}

function lasted({ from, to }: { readonly from: string; readonly to: string }): string {
  return stretchText(Math.max(0, secondsOf(to) - secondsOf(from)))
}
