/** The Pareto front of two objectives: a chart whose points are chosen by mouse or keyboard, and the same in a table. */
import type { UseQueryResult } from '@tanstack/react-query'
import { type JSX, type KeyboardEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../api.ts'
import { ColumnHeads } from '../parts/column-heads.tsx'
import { ChoiceField } from '../parts/field.tsx'
import { withUnit } from '../parts/numbers.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { axisOver, placeOn } from './chart-scale.ts'
import type { StudyView } from './selection.ts'
import type { Looked } from './wishes.ts'
import { useObjectiveName } from './words.ts'

type Front = NonNullable<StudyView['pareto']>
type CardProps = {
  readonly study: UseQueryResult<StudyView>
  readonly limits: StudyView['instance']['limits']
  /** Two objectives with a comma between. */
  readonly objectives: string
  readonly onObjectives: (objectives: string) => void
  readonly looked: Looked | undefined
  readonly onLook: (looked: Looked) => void
}

/** The card. */
export function ParetoCard({ study, limits, objectives, onObjectives, looked, onLook }: CardProps): JSX.Element {
  const { t } = useTranslation('selection')
  const name = useObjectiveName()
  const known = ['score', 'proposals', 'parties', 'states', ...limits.map((l) => `free:${l.id}`)]
  const [first = 'score', second = 'free:mass'] = objectives.split(',')
  const choose = (one: string, two: string) => {
    if (one !== two) onObjectives(`${one},${two}`)
  }
  const options = (other: string) => known.filter((o) => o !== other).map((o) => [o, name(o)] as const)
  const front = study.data?.pareto
  return (
    <section className="card" aria-labelledby="pareto">
      <h2 id="pareto">{t('pareto.heading')}</h2>
      <p className="quiet">{t('pareto.help')}</p>
      <div className="form">
        <ChoiceField
          label={t('pareto.first')}
          value={first}
          onChange={(one) => choose(one, second)}
          options={options(second)}
        />
        <ChoiceField
          label={t('pareto.second')}
          value={second}
          onChange={(two) => choose(first, two)}
          options={options(first)}
        />
      </div>
      {study.isPending && <Loading />}
      {study.error !== null && <Failed failure={failureOf(study.error)} retry={() => void study.refetch()} />}
      {front !== undefined && front.points.length > 0 && (
        <FrontView front={front} limits={limits} looked={looked} onLook={onLook} />
      )}
    </section>
  )
}

type ViewProps = Pick<CardProps, 'limits' | 'looked' | 'onLook'> & { readonly front: Front }

/** Chart and table beside each other. */
function FrontView({ front, limits, looked, onLook }: ViewProps): JSX.Element {
  const { t, i18n } = useTranslation('selection')
  const name = useObjectiveName()
  const value = (objective: string, v: number) =>
    withUnit(v, limits.find((l) => `free:${l.id}` === objective)?.unit ?? '', i18n.language, 1)
  const texts = front.points.map((p, i) =>
    t('pareto.point', {
      ...{ number: i + 1, count: p.proposals.length },
      ...{ first: name(front.first), a: value(front.first, p.first) },
      ...{ second: name(front.second), b: value(front.second, p.second) },
    }),
  )
  const chosen =
    looked?.kind === 'point' ? front.points.findIndex((p) => p.proposals.join() === looked.proposals.join()) : -1
  const look = (i: number) => onLook({ kind: 'point', proposals: front.points[i]!.proposals, text: texts[i]! })
  return (
    <div className="front">
      <FrontChart {...{ front, texts, chosen, look }} />
      <div className="scroll">
        <table className="grid front-table">
          <caption className="visually-hidden">{t('pareto.table')}</caption>
          <ColumnHeads
            texts={[t('pareto.number')]}
            numbers={[name(front.first), name(front.second), t('pareto.proposals')]}
          />
          <tbody>
            {front.points.map((p, i) => (
              <tr key={texts[i]} data-chosen={i === chosen ? 'yes' : undefined}>
                <th scope="row">
                  <button type="button" className="button" aria-pressed={i === chosen} onClick={() => look(i)}>
                    {t('pareto.number')} {i + 1}
                  </button>
                </th>
                <td className="number figure">{value(front.first, p.first)}</td>
                <td className="number figure">{value(front.second, p.second)}</td>
                <td className="number figure">{p.proposals.length}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {!front.whole && <p className="quiet">{t('pareto.part', { count: front.points.length })}</p>}
      </div>
    </div>
  )
}

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT] = [480, 300, 56, 40, 14, 18]

function FrontChart(props: {
  readonly front: Front
  readonly texts: readonly string[]
  readonly chosen: number
  readonly look: (point: number) => void
}): JSX.Element {
  const { front, texts, chosen, look } = props
  const { t, i18n } = useTranslation('selection')
  const name = useObjectiveName()
  const marks = useRef<(SVGGElement | null)[]>([])
  const [across, up] = [axisOver(front.points.map((p) => p.second)), axisOver(front.points.map((p) => p.first))]
  const x = (v: number) => LEFT + placeOn(across, v) * (WIDTH - LEFT - RIGHT)
  const y = (v: number) => HEIGHT - BOTTOM - placeOn(up, v) * (HEIGHT - BOTTOM - TOP)
  const text = (v: number) => withUnit(v, '', i18n.language, 2)
  const onKey = (event: KeyboardEvent, i: number) => {
    const to = { ArrowRight: i + 1, ArrowDown: i + 1, ArrowLeft: i - 1, ArrowUp: i - 1, Home: 0 }[event.key]
    const target = event.key === 'End' ? front.points.length - 1 : to
    if (event.key === 'Enter' || event.key === ' ') look(i)
    else if (target === undefined || front.points[target] === undefined) return
    else {
      marks.current[target]?.focus()
      look(target)
    }
    event.preventDefault()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons within a drawing
    <svg
      className="front-chart"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="group"
      aria-label={t('pareto.chart', { first: name(front.first), second: name(front.second) })}
    >
      <g className="axes">
        {across.ticks.map((v) => (
          <g key={v}>
            <line x1={x(v)} x2={x(v)} y1={TOP} y2={HEIGHT - BOTTOM} />
            <text x={x(v)} y={HEIGHT - BOTTOM + 15} textAnchor="middle">
              {text(v)}
            </text>
          </g>
        ))}
        {up.ticks.map((v) => (
          <g key={v}>
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(v)} y2={y(v)} />
            <text x={LEFT - 6} y={y(v) + 3} textAnchor="end">
              {text(v)}
            </text>
          </g>
        ))}
        <text x={(LEFT + WIDTH - RIGHT) / 2} y={HEIGHT - 6} textAnchor="middle" className="axis-name">
          {name(front.second)}
        </text>
        <text
          transform={`translate(12 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)`}
          textAnchor="middle"
          className="axis-name"
        >
          {name(front.first)}
        </text>
        <path className="front-line" d={stairs(front.points.map((p) => [x(p.second), y(p.first)]))} />
      </g>
      {front.points.map((p, i) => (
        // biome-ignore lint/a11y/useSemanticElements: a point of a drawing; the table beside has buttons
        <g
          // biome-ignore lint/suspicious/noArrayIndexKey: who stands on a point stays there when the front changes
          key={i}
          ref={(mark) => {
            marks.current[i] = mark
          }}
          className="front-point"
          role="button"
          tabIndex={i === Math.max(0, chosen) ? 0 : -1}
          aria-pressed={i === chosen}
          aria-label={texts[i]}
          onClick={() => look(i)}
          onKeyDown={(event) => onKey(event, i)}
          data-chosen={i === chosen ? 'yes' : undefined}
        >
          <circle className="hit" cx={x(p.second)} cy={y(p.first)} r="12" />
          <circle className="dot" cx={x(p.second)} cy={y(p.first)} r={i === chosen ? 7 : 5} />
        </g>
      ))}
    </svg>
  )
}

/** Steps from point to point: nothing is known to be possible beyond them. */
function stairs(points: readonly (readonly [number, number])[]): string {
  return points.map(([px, py], i) => (i === 0 ? `M${px} ${py}` : `V${py}H${px}`)).join('')
}
