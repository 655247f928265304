/** A procedure before it runs: its steps as forms, what stands in the way of each, saved as a file, and started. */
import { Link } from '@tanstack/react-router'
import { type JSX, useDeferredValue, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me } from '../../account/people.ts'
import { failureOf, useMission } from '../../api.ts'
import { AreaField, TextField } from '../../parts/field.tsx'
import { identifierFrom } from '../../parts/form-problems.ts'
import { StateMark } from '../../parts/state-mark.tsx'
import { Failed } from '../../parts/states.tsx'
import { download } from '../../programme/receipt.ts'
import { ActsFor } from '../acts-for.tsx'
import { ABORT_KINDS, type DraftProblem, keepDraft, newProcedure, readDraft } from './draft.ts'
import { FINDING_MARK } from './finding-mark.ts'
import { useFindings, useStart } from './runs.ts'
import { Findings, StepEditors } from './step-editors.tsx'
import { type Finding, flatSteps, type Procedure } from './steps.ts'

type PrepareProps = {
  readonly me: Me
  readonly draft: Procedure | undefined
  readonly onDraft: (draft: Procedure | undefined) => void
  readonly onStarted: (run: string) => void
}

/** How long nothing is typed before the centre is asked, ms. */
const PAUSE_MS = 600
const SEVERITIES = ['error', 'refusal', 'people', 'note'] as const

/** The page. */
export function PreparePage({ me, draft: given, onDraft, onStarted }: PrepareProps): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  const mission = useMission().data?.id ?? ''
  const draft = useMemo(() => given ?? newProcedure(mission), [given, mission])
  const put = (next: Procedure) => {
    keepDraft(next)
    onDraft(next)
  }
  const read = useMemo(() => readDraft(draft), [draft])
  const procedure = useSettled('procedure' in read ? read.procedure : undefined)
  const checked = useFindings(procedure)
  const start = useStart((run) => {
    keepDraft(undefined)
    onDraft(undefined)
    onStarted(run.run)
  })
  const problems = 'problems' in read ? read.problems : []
  const findings = checked.data?.findings ?? []
  const context = { procedure: draft, party: me.party ?? '', findings, problems }
  const names = new Set([...flatSteps(draft.steps).map((s) => s.step.id), ...draft.abort.map((s) => s.id)])
  const whole = findings.filter((f) => !names.has(f.step))
  const runnable = problems.length === 0 && checked.data?.runnable === true && !checked.isPlaceholderData
  const named = (title: string) =>
    draft.id === '' || draft.id === 'new-procedure' || draft.id === identifierFrom(draft.title)
      ? { title, id: identifierFrom(title) || 'new-procedure' }
      : { title }
  return (
    <article className="prepare-page">
      <p>
        <Link to="/operate" search={{ view: 'procedures' }}>
          {t('run.back')}
        </Link>
      </p>
      <header className="run-head">
        <h2>{draft.title === '' ? t('edit.untitled') : draft.title}</h2>
        <ActsFor me={me} />
      </header>
      <section className="card" aria-labelledby="way-heading">
        <h3 id="way-heading">{t('check.heading')}</h3>
        <Summary findings={findings} problems={problems} asking={checked.isFetching} />
        <Findings findings={whole} problems={problems.filter((p) => p.step === undefined || !names.has(p.step))} />
        {checked.error !== null && <Failed failure={failureOf(checked.error)} retry={() => void checked.refetch()} />}
        {start.error !== null && <Failed failure={failureOf(start.error)} />}
        <div className="form-buttons">
          {holds(me, 'operator') ? (
            <button
              type="button"
              className="button primary"
              disabled={!runnable || start.isPending}
              onClick={() => 'procedure' in read && start.mutate(read.procedure)}
            >
              {t('check.start')}
            </button>
          ) : (
            <p className="quiet">{t('check.operatorOnly')}</p>
          )}
          <button
            type="button"
            className="button"
            onClick={() => download(`${draft.id}.json`, `${JSON.stringify(draft, undefined, 2)}\n`)}
          >
            {t('edit.save')}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => {
              keepDraft(undefined)
              onDraft(undefined)
            }}
          >
            {t('edit.discard')}
          </button>
        </div>
      </section>
      <section className="form card" aria-label={t('edit.about')}>
        <TextField
          wide
          label={t('field.title')}
          value={draft.title}
          onChange={(title) => put({ ...draft, ...named(title) })}
          problem={problemAt(problems, 'title')}
        />
        <TextField
          label={t('field.id')}
          value={draft.id}
          onChange={(id) => put({ ...draft, id })}
          problem={problemAt(problems, 'id')}
        />
        <AreaField
          label={t('field.purpose')}
          rows={2}
          value={draft.purpose}
          onChange={(purpose) => put({ ...draft, purpose })}
          problem={problemAt(problems, 'purpose')}
        />
      </section>
      <section aria-labelledby="edit-steps">
        <h3 id="edit-steps">{t('run.steps')}</h3>
        <StepEditors
          context={context}
          steps={draft.steps}
          label={t('edit.addStep')}
          onChange={(steps) => put({ ...draft, steps: [...steps] })}
        />
        <h3 className="abort-heading">{t('list.abort')}</h3>
        <p className="quiet">{t('list.abortHelp')}</p>
        <StepEditors
          context={context}
          steps={draft.abort}
          kinds={ABORT_KINDS}
          label={t('edit.addAbort')}
          onChange={(abort) => put({ ...draft, abort: abort as Procedure['abort'] })}
        />
      </section>
    </article>
  )
}

/** How much stands in the way, by how bad it is. */
function Summary(props: {
  readonly findings: readonly Finding[]
  readonly problems: readonly DraftProblem[]
  readonly asking: boolean
}): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  const { findings, problems, asking } = props
  const count = (severity: Finding['severity']) =>
    findings.filter((f) => f.severity === severity).length + (severity === 'error' ? problems.length : 0)
  const found = SEVERITIES.filter((s) => count(s) > 0)
  return (
    <p role="status" className="check-summary">
      {found.length === 0 && (
        <span>
          {asking ? (
            t('check.asking')
          ) : (
            <>
              <StateMark mark="check" tone="nominal" /> {t('check.clear')}
            </>
          )}
        </span>
      )}
      {found.map((s) => (
        <span key={s}>
          <StateMark {...FINDING_MARK[s]} /> {t(`check.count.${s}`, { count: count(s) })}
        </span>
      ))}
    </p>
  )
}

function problemAt(problems: readonly DraftProblem[], field: string): string | undefined {
  return problems.find((p) => p.step === undefined && p.field === field)?.message
}

/** A value once it has not changed for a while. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  const newest = useDeferredValue(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(newest), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [newest])
  return settled
}
