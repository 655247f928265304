/** What everyone sees of a selection: the decision once it is announced, and a lead its own outcomes with their reasons. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../account/people.ts'
import { PartyTag } from '../parts/party.tsx'
import { StateMark } from '../parts/state-mark.tsx'
import { Outcomes } from './decisions.tsx'
import { LedgerPlaces } from './ledger-places.tsx'
import type { SelectionView } from './selection.ts'
import { useLevelName } from './words.ts'

/** The section. */
export function Announced({ view, me }: { readonly view: SelectionView; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('selection')
  const level = useLevelName()
  return (
    <section className="card" aria-labelledby="announced">
      <h2 id="announced">{t('announced.heading')}</h2>
      {view.decisions.length === 0 && <p>{t('announced.none')}</p>}
      {view.decisions.map((d) => (
        <article key={d.id} className="decision" aria-label={d.id}>
          <p>
            <StateMark mark="check" tone="nominal" /> <b>{t('announced.selected', { count: d.selected.length })}</b>{' '}
            <span className="quiet">{t('announced.on', { day: d.at.slice(0, 10), by: d.by })}</span>
          </p>
          <ul className="announced-list">
            {d.selected.map((id) => {
              const found = view.proposals.find((p) => p.id === id)
              return (
                <li key={id}>
                  <b>{found?.title ?? id}</b>{' '}
                  {found !== undefined && (
                    <span className="quiet">
                      <PartyTag party={found.lead} /> · {level(found.level)}
                    </span>
                  )}
                </li>
              )
            })}
          </ul>
          {d.outcomes.length > 0 && me.party !== undefined && (
            <>
              <h3>{t('announced.yours')}</h3>
              <Outcomes decision={d} view={view} />
            </>
          )}
          <LedgerPlaces places={d.ledger} />
        </article>
      ))}
    </section>
  )
}
