/** Who was in which instrument: a count over time as steps, and each step with who joined and who left. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { ColumnHeads } from '../parts/column-heads.tsx'
import type { Roadmap } from './roadmap-operations.ts'
import { yearOf } from './roadmap-scale.ts'

type Membership = Roadmap['memberships'][number]
const WIDTH = 320
const HEIGHT = 70

/** The section. */
export function Memberships(props: {
  readonly memberships: readonly Membership[]
  readonly knownOn: string
}): JSX.Element {
  const { t } = useTranslation('desk')
  return (
    <section aria-labelledby="memberships">
      <h2 id="memberships">{t('roadmap.memberships', { day: props.knownOn })}</h2>
      <div className="memberships">
        {props.memberships.map((m) => (
          <article key={m.instrument} className="card">
            <h3>{m.name}</h3>
            <p className="big figure">{m.count}</p>
            <p className="quiet">
              {m.atLeast === m.atMost
                ? t('roadmap.undisputed')
                : t('roadmap.between', { least: m.atLeast, most: m.atMost })}
            </p>
            <Steps membership={m} until={props.knownOn} />
            {m.gaps !== undefined && <p className="quiet">{m.gaps}</p>}
            <details>
              <summary>{t('roadmap.steps', { count: m.steps.length })}</summary>
              <div className="scroll step-list">
                <table className="grid">
                  <ColumnHeads
                    texts={[t('roadmap.day'), t('roadmap.joined'), t('roadmap.left')]}
                    numbers={[t('roadmap.count')]}
                  />
                  <tbody>
                    {[...m.steps].reverse().map((s) => (
                      <tr key={s.on}>
                        <td className="figure">{s.on}</td>
                        <td>{names(s.joined)}</td>
                        <td>{names(s.left)}</td>
                        <td className="number figure">{s.count}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </details>
          </article>
        ))}
      </div>
    </section>
  )
}

function names(list: Membership['steps'][number]['joined']): string {
  return list.map((m) => `${m.name}${m.disputed ? ' (?)' : ''}`).join(', ')
}

/** The count as a line of steps, from the first step to the day up to which knowledge counts. */
function Steps({ membership, until }: { readonly membership: Membership; readonly until: string }): JSX.Element | null {
  const { t } = useTranslation('desk')
  const { steps } = membership
  const first = steps[0]
  if (first === undefined) return null
  const from = yearOf(first.on)
  const span = Math.max(0.1, yearOf(until) - from)
  const most = Math.max(...steps.map((s) => s.count), 1)
  const x = (on: string) => (WIDTH * (yearOf(on) - from)) / span
  const y = (count: number) => HEIGHT - (HEIGHT * count) / most
  const path = steps.map((s) => `H${x(s.on).toFixed(1)}V${y(s.count).toFixed(1)}`).join('')
  return (
    <>
      <svg
        className="steps"
        viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`}
        role="img"
        aria-label={t('roadmap.stepsLabel', { name: membership.name, from: first.on, until, count: membership.count })}
      >
        <path d={`M0 ${HEIGHT}${path}H${WIDTH}`} />
      </svg>
      <p className="steps-ends figure">
        <span>{first.on}</span>
        <span>{until}</span>
      </p>
    </>
  )
}
