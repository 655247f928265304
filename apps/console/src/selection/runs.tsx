/** Runs on record: what a selection was made of and what came out, with the digest and whose it is. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import * as z from 'zod'
import { failureOf } from '../api.ts'
import { withUnit } from '../parts/numbers.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { Failed } from '../parts/states.tsx'
import type { CallView } from '../programme/programme.ts'
import { nextId } from './motion.ts'
import { callSelection, type Inputs, type SelectionView, type StudyView, useSelectionAct } from './selection.ts'
import type { Looked } from './wishes.ts'

const result = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('optimum'), proposals: z.array(z.string()), score: z.number() }),
  z.object({ kind: z.literal('conflict'), sentences: z.array(z.string()) }),
])

/** What came out of a run. */
export function resultOf(run: SelectionView['runs'][number]): z.infer<typeof result> {
  return result.parse(run.result)
}

type RunsProps = {
  readonly call: CallView
  readonly view: SelectionView
  readonly study: StudyView
  readonly inputs: Inputs
  /** The study is of the wishes as they stand. */
  readonly ready: boolean
  readonly looked: Looked | undefined
  readonly onLook: (looked: Looked) => void
}

/** The card. */
export function Runs({ call, view, inputs, ready, onLook }: RunsProps): JSX.Element {
  const { t, i18n } = useTranslation('selection')
  const id = call.call.id
  const record = useSelectionAct(() =>
    callSelection('selectionRun', { call: id, run: nextId(id, 'run', view.runs), inputs }),
  )
  return (
    <section className="card" aria-labelledby="runs">
      <h2 id="runs">{t('runs.heading', { count: view.runs.length })}</h2>
      <p className="quiet">{t('runs.help')}</p>
      <div className="form-buttons">
        <button
          type="button"
          className="button primary"
          disabled={!ready || record.isPending}
          onClick={() => record.mutate(undefined)}
        >
          {t('runs.record')}
        </button>
        <span role="status">
          {record.data !== undefined && (
            <>
              <StateMark mark="check" tone="nominal" /> {t('runs.recorded', { run: record.data.receipt.subject })}
            </>
          )}
        </span>
      </div>
      {record.error !== null && <Failed failure={failureOf(record.error)} />}
      <ol className="rows runs">
        {[...view.runs].reverse().map((run) => {
          const made = resultOf(run)
          return (
            <li key={run.id}>
              <span>
                <b className="figure">{run.id}</b>{' '}
                <span className="figure quiet">{run.at.slice(0, 16).replace('T', ' ')} UTC</span> ·{' '}
                {made.kind === 'optimum'
                  ? t('runs.optimum', {
                      count: made.proposals.length,
                      score: withUnit(made.score, '', i18n.language, 2),
                    })
                  : t('runs.conflict')}
                <small className="quiet">{t('study.from', { from: run.scoresFrom })}</small>
                <small className="quiet figure hash">
                  {t('runs.digest')} {run.digest}
                </small>
              </span>
              {made.kind === 'optimum' && (
                <button
                  type="button"
                  className="button"
                  onClick={() =>
                    onLook({
                      kind: 'run',
                      proposals: made.proposals,
                      text: t('study.showing.run', { run: run.id }),
                    })
                  }
                >
                  {t('runs.show')}
                </button>
              )}
            </li>
          )
        })}
      </ol>
    </section>
  )
}
