/** What one may say of a module now; what one may not stands beside with the rule, the fact and what would help. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me } from '../../account/people.ts'
import { failureOf } from '../../api.ts'
import { Failed } from '../../parts/states.tsx'
import { ReasonDialog } from '../reason-dialog.tsx'
import { RefusalCard } from '../refusal-card.tsx'
import { type Action, type Deployment, type Refusal, useSay } from './deployments.ts'

/** Acts that go on record with a reason. */
const REASONED: ReadonlySet<Action> = new Set(['no-go', 'hold', 'abort', 'object'])
/** What cannot be taken back, or moves something, is asked about once more. */
const CONFIRMED: ReadonlySet<Action> = new Set(['go', 'no-objection', 'retry', ...REASONED])
const FIRST: ReadonlySet<Action> = new Set(['go', 'no-objection', 'resume', 'withdraw'])

/** The buttons, and what is not possible folded below them. */
export function Say({ deployment, me }: { readonly deployment: Deployment; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('operate-deployment')
  const say = useSay(deployment.element)
  const [asking, setAsking] = useState<Action>()
  const may = deployment.rights.filter((r) => r.refusal === undefined).map((r) => r.action)
  const mayNot = deployment.rights.flatMap((r) => (r.refusal === undefined ? [] : [[r.action, r.refusal] as const]))
  const acting = holds(me, 'operator', 'officer')
  const choose = (action: Action) => {
    say.reset()
    if (CONFIRMED.has(action)) setAsking(action)
    else say.mutate({ action })
  }
  return (
    <section className="card say" aria-labelledby="say-heading">
      <h3 id="say-heading">{t('say.heading')}</h3>
      {!acting && <p className="quiet">{t('say.roles')}</p>}
      {acting && may.length === 0 && <p className="quiet">{t('say.nothing')}</p>}
      {acting && (
        <div className="form-buttons">
          {may.map((action) => (
            <button
              key={action}
              type="button"
              className={FIRST.has(action) ? 'button primary' : 'button'}
              disabled={say.isPending}
              onClick={() => choose(action)}
            >
              {t(`act.${action}`)}
            </button>
          ))}
        </div>
      )}
      {say.data?.refusal !== undefined && <Told refusal={say.data.refusal} />}
      {asking === undefined && say.error !== null && <Failed failure={failureOf(say.error)} />}
      {mayNot.length > 0 && (
        <details className="may-not">
          <summary>{t('say.mayNot', { count: mayNot.length })}</summary>
          <ul>
            {mayNot.map(([action, refusal]) => (
              <li key={action}>
                <strong>{t(`act.${action}`)}</strong>
                <RefusalCard refusal={{ ...refusal, source: refusal.source.title }} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {asking !== undefined && (
        <ReasonDialog
          name={`deployment.${deployment.element}.${asking}`}
          heading={t(`ask.${asking as 'go'}`, { name: deployment.name })}
          label={REASONED.has(asking) ? t('say.why') : undefined}
          confirm={t(`act.${asking}`)}
          act={say}
          onConfirm={(why, sent) =>
            say.mutate(
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
          <p>{t(`means.${asking as 'go'}`)}</p>
        </ReasonDialog>
      )}
    </section>
  )
}

function Told({ refusal }: { readonly refusal: Refusal }): JSX.Element {
  return (
    <div role="alert">
      <RefusalCard refusal={{ ...refusal, source: refusal.source.title }} />
    </div>
  )
}
