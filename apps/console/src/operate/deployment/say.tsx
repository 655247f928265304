/** What one may say of a module now, each act asked about as it needs. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../../account/people.ts'
import { ReasonDialog } from '../reason-dialog.tsx'
import { SayCard } from '../say-card.tsx'
import { type Action, type Deployment, useSay } from './deployments.ts'

/** Acts that go on record with a reason. */
const REASONED: ReadonlySet<Action> = new Set(['no-go', 'hold', 'abort', 'object'])
/** What cannot be taken back, or moves something, is asked about once more. */
const CONFIRMED: ReadonlySet<Action> = new Set(['go', 'no-objection', 'retry', ...REASONED])
const FIRST: ReadonlySet<Action> = new Set(['go', 'no-objection', 'resume', 'withdraw'])

/** The card of the module. */
export function Say({ deployment, me }: { readonly deployment: Deployment; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('operate-deployment')
  const say = useSay(deployment.element)
  const [asking, setAsking] = useState<Action>()
  const choose = (action: Action) => {
    say.reset()
    if (CONFIRMED.has(action)) setAsking(action)
    else say.mutate({ action })
  }
  return (
    <SayCard
      me={me}
      rights={deployment.rights}
      first={FIRST}
      say={say}
      asking={asking !== undefined}
      answer={say.data}
      words={{
        ...{ heading: t('say.heading'), roles: t('say.roles'), nothing: t('say.nothing') },
        mayNot: (count) => t('say.mayNot', { count }),
        act: (action) => t(`act.${action}`),
      }}
      onChoose={choose}
    >
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
    </SayCard>
  )
}
