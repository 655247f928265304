/** What a person may do to a run where it stands: join, answer, hold, go on, skip, try again, abort. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../../account/people.ts'
import { failureOf } from '../../api.ts'
import { Failed } from '../../parts/states.tsx'
import { ReasonDialog } from '../reason-dialog.tsx'
import { actsNow } from './acts-now.ts'
import { useActOnRun } from './runs.ts'
import type { Run, RunAction } from './steps.ts'

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
