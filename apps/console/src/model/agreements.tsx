/** The agreements that touch an element, each with its parties and the grants over that element. */
import type { Grant } from '@magpie/mission/agreement'
import type { JSX } from 'react'
import { PartyTag, usePalette } from '../parts/party.tsx'
import { Empty } from '../parts/states.tsx'
import type { ModelData } from './model-data.ts'
import { agreementsOf } from './model-view.ts'
import { useModelText } from './texts.ts'

/** The list. */
export function Agreements({ model, id }: { readonly model: ModelData; readonly id: string }): JSX.Element {
  const { t } = useModelText()
  const agreements = agreementsOf(model.agreements, id)
  if (agreements.length === 0) return <Empty>{t('sheet.noAgreements')}</Empty>
  return (
    <ul className="agreements">
      {agreements.map((agreement) => {
        const grants = agreement.grants.filter((g) => g.element === id)
        return (
          <li key={agreement.id}>
            <details open={agreements.length < 4}>
              <summary>
                <span>{agreement.title}</span>
                <small className="quiet">
                  {agreement.signedOn === undefined
                    ? t('sheet.unsigned')
                    : t('sheet.signed', { day: agreement.signedOn })}
                </small>
              </summary>
              <p className="agreement-parties">
                {agreement.parties.map((party) => (
                  <PartyTag key={party} party={party} short />
                ))}
              </p>
              <ul className="grants">
                {grants.map((grant) => (
                  <li key={grant.id}>
                    <GrantLine grant={grant} model={model} />
                  </li>
                ))}
                {grants.length === 0 && <li className="quiet">{t('sheet.noGrants')}</li>}
              </ul>
            </details>
          </li>
        )
      })}
    </ul>
  )
}

function GrantLine({ grant, model }: { readonly grant: Grant; readonly model: ModelData }): JSX.Element {
  const { t } = useModelText()
  const lookOf = usePalette()
  const actions = grant.actions.map((a) => (a === '*' ? t('grant.any') : a)).join(', ')
  const bounds = [
    ...Object.entries(grant.arguments).map(([name, { min, max }]) => t('grant.range', { name, min, max })),
    ...(grant.phases.length === 0 ? [] : [t('grant.phases', { phases: grant.phases.join(', ') })]),
    ...(grant.from === undefined && grant.until === undefined ? [] : [`${grant.from ?? ''} – ${grant.until ?? ''}`]),
    ...(grant.approvals === 0 ? [] : [t('grant.approvals', { count: grant.approvals })]),
  ]
  return (
    <>
      {t(`grant.${grant.covers ?? 'commands'}`, {
        grantor: lookOf(grant.grantor).short,
        grantee: lookOf(grant.grantee).short,
        element: model.elements.find((e) => e.id === grant.element)?.name ?? grant.element,
        actions,
      })}
      {bounds.length > 0 && <small className="quiet"> · {bounds.join(' · ')}</small>}
    </>
  )
}
