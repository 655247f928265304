/**
 * The bars of an item on the line of years. Each can be chosen: by the pointer, or by keyboard, where the bar that holds is
 * reached by Tab and those before it by the arrow keys.
 */
import { type JSX, type KeyboardEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Item, Statement } from './roadmap-operations.ts'
import { LAST_YEAR, positionOf, TICKS, yearOf } from './roadmap-scale.ts'

const HEIGHT_PX = 30

type BarsProps = {
  readonly item: Item
  /** Where the day up to which knowledge counts stands, per cent. */
  readonly now: number
  readonly chosen: string | undefined
  readonly onChoose: (statement: string) => void
}

/** The bars. */
export function Bars({ item, now, chosen, onChoose }: BarsProps): JSX.Element {
  const { t } = useTranslation('desk')
  const group = useRef<HTMLDivElement>(null)
  const before = item.history.slice(0, -1)
  const drawn = item.history.flatMap((s) => {
    const at = spanOf(s)
    return at === undefined ? [] : [{ statement: s, at }]
  })
  const tabStop = drawn.some((d) => d.statement.id === chosen) ? chosen : drawn.at(-1)?.statement.id
  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const bars = [...(group.current?.querySelectorAll('button') ?? [])]
    bars[bars.indexOf(document.activeElement as HTMLButtonElement) + step]?.focus()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups fields of a form; these are marks of a chart
    <div
      className="bars"
      role="group"
      aria-label={t('roadmap.bars', { item: item.title })}
      ref={group}
      onKeyDown={move}
    >
      <svg width="100%" height={HEIGHT_PX} aria-hidden="true">
        {TICKS.map((year) => (
          <line
            key={year}
            className="tick"
            x1={`${positionOf(year)}%`}
            x2={`${positionOf(year)}%`}
            y1="0"
            y2={HEIGHT_PX}
          />
        ))}
        <line className="now" x1={`${now}%`} x2={`${now}%`} y1="0" y2={HEIGHT_PX} />
        {before.map((s, i, all) => (
          <Bar key={s.id} statement={s} y={3 + (8 * i) / Math.max(1, all.length)} height={2.5} className="before" />
        ))}
        <Bar
          statement={item.current}
          y={14}
          height={11}
          className={item.current.status === 'done' ? 'done' : 'planned'}
        />
      </svg>
      {drawn.map(({ statement: s, at }) => (
        <button
          key={s.id}
          type="button"
          className={s.id === item.current.id ? 'bar current' : 'bar earlier'}
          style={{ left: `${at.from}%`, width: `${at.width}%` }}
          tabIndex={s.id === tabStop ? 0 : -1}
          aria-pressed={s.id === chosen}
          title={`${s.says} · ${t('roadmap.since', { day: s.knownFrom })}`}
          onClick={() => onChoose(s.id)}
        >
          <span className="visually-hidden">
            {t(s.id === item.current.id ? 'roadmap.barNow' : 'roadmap.barBefore', { says: s.says, day: s.knownFrom })}
          </span>
        </button>
      ))}
    </div>
  )
}

/** From the earliest to the latest day that a statement allows, per cent; to the edge where it says "not before". */
function spanOf({ planned }: Statement): { readonly from: number; readonly width: number } | undefined {
  if (planned === undefined) return undefined
  const from = positionOf(yearOf(planned.earliest))
  const to = positionOf(planned.latest === undefined ? LAST_YEAR : yearOf(planned.latest))
  return { from, width: Math.max(0.6, to - from) }
}

function Bar(props: {
  readonly statement: Statement
  readonly y: number
  readonly height: number
  readonly className: string
}): JSX.Element | null {
  const { statement, y, height, className } = props
  const at = spanOf(statement)
  if (at === undefined) return null
  return (
    <rect
      className={statement.planned?.latest === undefined ? `${className} open` : className}
      x={`${at.from}%`}
      y={y}
      width={`${at.width}%`}
      height={height}
      rx="2"
    />
  )
}
