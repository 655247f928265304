/** Who reviews what: the assignment tried and recorded, its floor, loads and coverage, changed by hand, or why there is none. */
import type { OutputOf } from '@magpie/api/operation'
import type { reviewReads } from '@magpie/api/review-operations'
import { useMutation } from '@tanstack/react-query'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../api.ts'
import { SaidText } from '../parts/said.tsx'
import { StateMark } from '../parts/state-mark.tsx'
import { Empty, Failed } from '../parts/states.tsx'
import type { CallView } from '../programme/programme.ts'
import { CoverageTable } from './coverage-table.tsx'
import { coverageOf, loadHistogram } from './desk-figures.ts'
import { callReview, type ReviewDesk, useReviewAct } from './review.ts'

type TabProps = { readonly call: CallView; readonly desk: ReviewDesk }
type Found = OutputOf<typeof reviewReads.assignReviewers>

/** The part. */
export function AssignmentTab({ call, desk }: TabProps): JSX.Element {
  const { t } = useTranslation('review')
  const id = call.call.id
  const tried = useMutation({ mutationFn: () => callReview('assignReviewers', { call: id, locked: [], try: true }) })
  const record = useReviewAct(
    () => callReview('assignReviewers', { call: id, locked: [], try: false }),
    () => tried.reset(),
  )
  const accepted = desk.reviewers.filter((r) => r.state === 'accepted').map((r) => r.profile.id)
  const error = record.error ?? tried.error
  const running = tried.isPending || record.isPending
  if (desk.stage === undefined) return <Empty>{t('assign.closed')}</Empty>
  return (
    <>
      <section className="card" aria-labelledby="assign">
        <h2 id="assign">{t('assign.heading')}</h2>
        <p className="quiet">{t('assign.help')}</p>
        {accepted.length === 0 && <p>{t('assign.nobody')}</p>}
        <div className="form-buttons">
          <button
            type="button"
            className="button"
            disabled={running || accepted.length === 0}
            onClick={() => tried.mutate()}
          >
            {t('assign.try')}
          </button>
          <button
            type="button"
            className="button primary"
            disabled={running || accepted.length === 0}
            onClick={() => record.mutate(undefined)}
          >
            {t(tried.data === undefined ? 'assign.run' : 'assign.record')}
          </button>
          <span role="status" className="quiet">
            {running ? t('assign.running') : ''}
          </span>
        </div>
        {error !== null && <NoAssignment error={error} />}
        {tried.data !== undefined && (
          <div className="tried">
            <h3>{t('assign.tried')}</h3>
            <RunFigures found={tried.data} />
            <Histogram reviewers={accepted} pairs={tried.data.pairs} />
          </div>
        )}
      </section>
      <Current call={call} desk={desk} accepted={accepted} />
      <History desk={desk} />
    </>
  )
}

/** Why there is none: the shortage in the centre's words. */
function NoAssignment({ error }: { readonly error: Error }): JSX.Element {
  const { t } = useTranslation('review')
  const failure = failureOf(error)
  if (failure.kind !== 'refused') return <Failed failure={failure} />
  return (
    <div className="failed" role="alert">
      <strong>{t('assign.shortage')}</strong>
      <p>
        <SaidText text={failure.message} />
      </p>
    </div>
  )
}

function RunFigures({ found }: { readonly found: Found }): JSX.Element {
  const { t } = useTranslation('review')
  const { run, pairs, loads, totalBound } = found
  return (
    <dl className="tiles">
      <div>
        <dt>{t('assign.floor')}</dt>
        <dd className="figure">{run.floor}</dd>
        <dd className="note">{t('assign.floorHelp', { bound: run.floorBound })}</dd>
      </div>
      <div>
        <dt>{t('assign.total')}</dt>
        <dd className="figure">{run.total}</dd>
        <dd className="note">{t('assign.totalHelp', { bound: totalBound })}</dd>
      </div>
      <div>
        <dt>{t('assign.loads')}</dt>
        <dd className="figure">
          {loads[0]}–{loads[1]}
        </dd>
        <dd className="note">{t('assign.loadsHelp')}</dd>
      </div>
      <div>
        <dt>{t('assign.pairs')}</dt>
        <dd className="figure">{pairs.length}</dd>
        <dd className="note">
          <StateMark mark={run.proved ? 'check' : 'ring'} tone={run.proved ? 'nominal' : 'watch'} />{' '}
          {t(run.proved ? 'assign.proved' : 'assign.notProved')}
        </dd>
      </div>
    </dl>
  )
}

type Pairs = readonly { readonly reviewer: string; readonly paper: string }[]

function Histogram({
  reviewers,
  pairs,
}: {
  readonly reviewers: readonly string[]
  readonly pairs: Pairs
}): JSX.Element {
  const { t } = useTranslation('review')
  const counts = loadHistogram(reviewers, pairs)
  const most = Math.max(1, ...counts)
  return (
    <figure className="histogram">
      <figcaption className="quiet">{t('assign.histogram')}</figcaption>
      <ol>
        {counts.map((count, load) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the load
          <li key={load}>
            <svg
              viewBox="0 0 10 40"
              preserveAspectRatio="none"
              role="img"
              aria-label={t('assign.bar', { count, load })}
            >
              <rect x="0" width="10" y={40 - (40 * count) / most} height={(40 * count) / most} />
            </svg>
            <span className="figure" aria-hidden="true">
              {load}
            </span>
          </li>
        ))}
      </ol>
    </figure>
  )
}

function Current({ call, desk, accepted }: TabProps & { readonly accepted: readonly string[] }): JSX.Element {
  const { t } = useTranslation('review')
  const needs = call.call.review!.reviewsPerProposal
  const pairs = desk.reviewers.flatMap((r) => r.assigned.map((paper) => ({ reviewer: r.profile.id, paper })))
  const open = desk.papers.filter((p) => p.open)
  const short = coverageOf(
    open.map((p) => p.paper),
    pairs,
    needs,
  ).filter((c) => c.missing > 0).length
  return (
    <section className="card" aria-labelledby="coverage">
      <h2 id="coverage">{t('assign.coverage')}</h2>
      {open.length === 0 && <p className="quiet">{t('desk.noPapers')}</p>}
      {open.length > 0 && (
        <p>
          <StateMark mark={short === 0 ? 'check' : 'triangle'} tone={short === 0 ? 'nominal' : 'warning'} />{' '}
          {short === 0 ? t('assign.covered', { needs }) : t('assign.short', { count: short })}
        </p>
      )}
      {pairs.length > 0 && <Histogram reviewers={accepted} pairs={pairs} />}
      {open.length > 0 && (
        <CoverageTable key={JSON.stringify(pairs)} call={call} desk={desk} pairs={pairs} accepted={accepted} />
      )}
    </section>
  )
}

function History({ desk }: { readonly desk: ReviewDesk }): JSX.Element | null {
  const { t } = useTranslation('review')
  if (desk.assignments.length === 0) return null
  return (
    <section className="card" aria-labelledby="history">
      <h2 id="history">{t('assign.history', { count: desk.assignments.length })}</h2>
      <ol className="rows history">
        {desk.assignments.map((a) => (
          <li key={a.at}>
            <span>
              <span className="figure">{a.at.slice(0, 16).replace('T', ' ')} UTC</span> · {a.stage} ·{' '}
              {a.run === undefined
                ? t('assign.hand', { reason: a.reason })
                : t('assign.solver', { solver: a.run.solver })}
              {a.run !== undefined && (
                <>
                  {' · '}
                  {t('assign.floor')} <span className="figure">{a.run.floor}</span>
                  <small className="figure hash quiet">
                    {t('assign.inputs')} {a.run.inputs}
                  </small>
                </>
              )}
            </span>
            <span className="figure">{a.pairs.length}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
