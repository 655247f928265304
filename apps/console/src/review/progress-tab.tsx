/** What is in and what is late of the open stage, by reviewer and by proposal. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { StateMark } from '../parts/state-mark.tsx'
import { Empty } from '../parts/states.tsx'
import type { CallView } from '../programme/programme.ts'
import { progressOfAll } from './desk-figures.ts'
import type { ReviewDesk } from './review.ts'

type TabProps = { readonly call: CallView; readonly desk: ReviewDesk }

/** The part: of the open stage, or of the last one that was closed. */
export function ProgressTab({ call, desk }: TabProps): JSX.Element {
  const { t } = useTranslation('review')
  const rules = call.call.review!
  const stage = desk.stage ?? rules.stages.at(-1)!.id
  const closes = rules.stages.find((s) => s.id === stage)?.closes
  const late = closes !== undefined && Date.parse(closes) < Date.now()
  const all = progressOfAll(desk.reviewers, stage)
  const done = all.reduce((sum, r) => sum + r.in.length, 0)
  const whole = done + all.reduce((sum, r) => sum + r.missing.length, 0)
  if (whole === 0) return <Empty>{t('progress.none')}</Empty>
  return (
    <>
      <section className="card" aria-labelledby="progress">
        <h2 id="progress">{t('progress.heading', { done, all: whole })}</h2>
        <meter className="wide-meter" min={0} max={whole} value={done} aria-labelledby="progress" />
        <div className="scroll">
          <table className="grid">
            <thead>
              <tr>
                <th scope="col">{t('progress.reviewer')}</th>
                <th scope="col" className="number">
                  {t('progress.done')}
                </th>
                <th scope="col">{t('progress.missing')}</th>
              </tr>
            </thead>
            <tbody>
              {all.map((r) => (
                <tr key={r.id}>
                  <th scope="row">{r.name}</th>
                  <td className="number figure">
                    {r.in.length} / {r.in.length + r.missing.length}
                  </td>
                  <td>
                    {r.missing.length === 0 ? (
                      <>
                        <StateMark mark="check" tone="nominal" /> {t('progress.complete')}
                      </>
                    ) : (
                      <>
                        <StateMark mark={late ? 'square' : 'ring'} tone={late ? 'critical' : 'warning'} />{' '}
                        {t(late ? 'progress.late' : 'progress.due')}:{' '}
                        <span className="figure wrap">{r.missing.join(', ')}</span>
                      </>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <ByPaper call={call} desk={desk} stage={stage} />
    </>
  )
}

function ByPaper({ call, desk, stage }: TabProps & { readonly stage: string }): JSX.Element {
  const { t } = useTranslation('review')
  const open = desk.papers.filter((p) => p.open || desk.stage === undefined)
  return (
    <section className="card" aria-labelledby="by-paper">
      <h2 id="by-paper">{t('progress.papers')}</h2>
      <ol className="paper-list">
        {open.map((p) => {
          const given = desk.reviewers.filter((r) => r.assigned.includes(p.paper))
          const done = given.filter((r) => r.submitted.includes(`${stage} ${p.paper}`)).length
          return (
            <li key={p.paper}>
              <span className="paper-title">
                <small className="figure quiet">{p.paper}</small> {p.title}
              </span>
              <span>
                <StateMark
                  mark={done === given.length && done > 0 ? 'check' : 'ring'}
                  tone={done === given.length && done > 0 ? 'nominal' : 'warning'}
                />{' '}
                <span className="figure">
                  {done} / {given.length}
                </span>
              </span>
              <Link className="button" to="/programme" search={{ view: 'reviews', call: call.call.id, paper: p.paper }}>
                {t('progress.read')}
              </Link>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
