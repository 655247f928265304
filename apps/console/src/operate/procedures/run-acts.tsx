/** What a person may do to a run where it stands: join, answer, hold, go on, skip, try again, abort. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../../account/people.ts'
import { failureOf } from '../../api.ts'
import { Failed } from '../../parts/states.tsx'
import { ReasonDialog } from '../reason-dialog.tsx'
import { useActOnRun } from './runs.ts'
import { flatSteps, isOver, partiesOf, type Run, type RunAction, type Step } from './steps.ts'

/** Acts that go on record with a reason. */
const REASONED: ReadonlySet<RunAction> = new Set(['no-go', 'hold', 'skip', 'abort'])
const FIRST: ReadonlySet<RunAction> = new Set(['go', 'done', 'join', 'resume'])

/** The buttons. */
export function RunActs({ run, me }: { readonly run: Run; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  const act = useActOnRun(run.run)
  const [asking, setAsking] = useState<RunAction>()
  const choose = (action: RunAction) => {
    act.reset()
    if (REASONED.has(action)) setAsking(action)
    else act.mutate({ action })
  }
  return (
    <>
      <div className="form-buttons">
        {actsNow(run, me).map((action) => (
          <button
            key={action}
            type="button"
            className={FIRST.has(action) ? 'button primary' : 'button'}
            disabled={act.isPending}
            onClick={() => choose(action)}
          >
            {t(`act.${action}`)}
          </button>
        ))}
      </div>
      {asking === undefined && act.error !== null && <Failed failure={failureOf(act.error)} />}
      {asking !== undefined && (
        <ReasonDialog
          name={`run.${run.run}.${asking}`}
          heading={t(`reason.${asking as 'hold'}`, { title: run.procedure.title })}
          label={t('reason.why')}
          confirm={t(`act.${asking}`)}
          act={act}
          onConfirm={(why, sent) =>
            act.mutate(
              { action: asking, why },
              {
                onSuccess: () => {
                  sent()
                  setAsking(undefined)
                },
              },
            )
          }
          onClose={() => setAsking(undefined)}
        >
          {asking === 'abort' && <p>{t('reason.abortHelp', { count: run.procedure.abort.length })}</p>}
        </ReasonDialog>
      )}
    </>
  )
}

/** What may be done now, what answers a question first. */
export function actsNow(run: Run, me: Pick<Me, 'party' | 'person'>): RunAction[] {
  const { status, part } = run.state
  if (isOver(run) || me.party === undefined) return []
  const all: Step[] = [...flatSteps(run.procedure.steps).map((s) => s.step), ...run.procedure.abort]
  const step = all.find((s) => s.id === run.step)
  const yours = step?.party === me.party
  return [
    ...(status === 'asking' && yours ? ANSWERS[step?.kind === 'ask' ? 'ask' : 'manual'] : []),
    ...(mayJoin(run, me) ? (['join'] as const) : []),
    ...(status === 'held' ? heldActs(yours || step === undefined) : (['hold'] as const)),
    ...(part === 'main' ? (['abort'] as const) : []),
  ]
}

const ANSWERS: Readonly<Record<'ask' | 'manual', readonly RunAction[]>> = {
  ask: ['go', 'no-go'],
  manual: ['done', 'no-go'],
}

function heldActs(yours: boolean): readonly RunAction[] {
  return yours ? ['resume', 'retry', 'skip'] : ['resume']
}

function mayJoin({ procedure, begun, state }: Run, { party, person }: Pick<Me, 'party' | 'person'>): boolean {
  const ofIt = partiesOf(procedure).includes(party!) || begun.party === party
  return ofIt && state.crew[party!] !== person?.id
}
