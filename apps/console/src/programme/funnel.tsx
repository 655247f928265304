/** The funnel: how many there were at each step of the recorded Chang'e-8 call, beside this call as it stands. */
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import * as z from 'zod'
import { failureOf } from '../api.ts'
import { ColumnHeads } from '../parts/column-heads.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { type CallView, callProgramme, useProposals } from './programme.ts'

const count = z.number()
const recorded = z.object({
  call: z.object({ title: z.string() }),
  funnel: z.object({
    letters: count,
    lettersInTime: count,
    lettersEligible: count,
    proposals: count,
    proposalsSelected: count,
    projects: count,
    countriesAndRegions: count,
    internationalOrganisations: count,
  }),
})

const STEPS = ['letters', 'lettersInTime', 'lettersEligible', 'proposals', 'proposalsSelected', 'projects'] as const

/** The section. */
export function Funnel({ call }: { readonly call: CallView }): JSX.Element {
  const { t } = useTranslation('desk')
  const stage = useQuery({
    queryKey: ['stage', 'programme'],
    queryFn: async () => recorded.parse((await callProgramme('stageOutput', { stage: 'programme' })).output),
  })
  const proposals = useProposals(call.call.id).data?.proposals.length
  const here = { letters: call.received, proposals }
  const failure = stage.error === null ? undefined : failureOf(stage.error)
  const most = stage.data?.funnel.letters ?? 1
  return (
    <section className="card" aria-labelledby="funnel">
      <h2 id="funnel">{t('funnel.heading')}</h2>
      {stage.isPending && <Loading />}
      {failure?.kind === 'not-found' && <p className="quiet">{t('funnel.notYet')}</p>}
      {failure !== undefined && failure.kind !== 'not-found' && (
        <Failed failure={failure} retry={() => void stage.refetch()} />
      )}
      {stage.data !== undefined && (
        <div className="scroll">
          <table className="grid funnel">
            <ColumnHeads texts={[t('funnel.step'), stage.data.call.title]} numbers={[t('funnel.here')]} />
            <tbody>
              {STEPS.map((step) => (
                <tr key={step}>
                  <th scope="row">{t(`funnel.${step}`)}</th>
                  <td>
                    <span className="funnel-bar">
                      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                        <rect width={(100 * stage.data.funnel[step]) / most} height="8" />
                      </svg>
                      <b className="figure">{stage.data.funnel[step]}</b>
                    </span>
                  </td>
                  <td className="number figure">{step in here ? (here[step as keyof typeof here] ?? '–') : '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {stage.data !== undefined && (
        <p className="quiet">
          {t('funnel.from', {
            states: stage.data.funnel.countriesAndRegions,
            organisations: stage.data.funnel.internationalOrganisations,
          })}
        </p>
      )}
    </section>
  )
}
