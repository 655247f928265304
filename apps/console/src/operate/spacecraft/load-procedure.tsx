/** The same load as a procedure: each step of one party, with the go of another before it runs. */
import { procedureActs } from '@magpie/api/procedure-operations'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { callerOf, failureOf, useMission } from '../../api.ts'
import { ChoiceField } from '../../parts/field.tsx'
import { Failed } from '../../parts/states.tsx'
import type { OperateViewProps } from '../operate-search.ts'
import { callSpacecraft, useRehearsalAct } from './spacecraft.ts'

const start = callerOf({ startProcedure: procedureActs.startProcedure })

type ProcedureProps = {
  readonly element: string
  readonly owner: string
  readonly sha256: string
  readonly change: OperateViewProps['change']
}

/** The choice of the second party, and the start. */
export function LoadProcedure({ element, owner, sha256, change }: ProcedureProps): JSX.Element | null {
  const { t } = useTranslation('operate-spacecraft')
  const mission = useMission().data
  const owners = new Set(mission?.elements.map((e) => e.owner))
  const others = mission?.parties.filter((p) => p.id !== owner && owners.has(p.id)) ?? []
  const [chosen, setChosen] = useState('')
  const second = chosen === '' ? (others[0]?.id ?? '') : chosen
  const act = useRehearsalAct(
    async () => {
      const { procedure } = await callSpacecraft('loadProcedure', { element, sha256, second })
      return start('startProcedure', { procedure })
    },
    (run) => change({ view: 'procedures', item: run.run, element: undefined, tab: undefined }),
  )
  if (others.length === 0) return null
  return (
    <details className="load-procedure">
      <summary>{t('procedure.heading')}</summary>
      <p className="quiet">{t('procedure.help')}</p>
      <div className="form inline">
        <ChoiceField
          label={t('procedure.second')}
          value={second}
          onChange={setChosen}
          options={others.map((p) => [p.id, p.name] as const)}
        />
        <button type="button" className="button" disabled={act.isPending} onClick={() => act.mutate(undefined)}>
          {t('procedure.start')}
        </button>
      </div>
      {act.error !== null && <Failed failure={failureOf(act.error)} />}
    </details>
  )
}
