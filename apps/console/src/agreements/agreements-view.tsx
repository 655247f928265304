/** The view of agreements: the list, one agreement, one interface document, or one that is being written. */
import { getRouteApi } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import '../styles/agreements.css'
import type { Me } from '../account/people.ts'
import { lacks, Needs } from '../programme/signed-out.tsx'
import { AgreementList } from './agreement-list.tsx'
import { AgreementPage } from './agreement-page.tsx'
import { InterfacePage } from './interface-page.tsx'
import { WriteAgreement } from './write-agreement.tsx'
import { WriteInterface } from './write-interface.tsx'

const route = getRouteApi('/programme')

/** The view, as the URL says. */
export function AgreementsView({ me }: { readonly me: Me }): JSX.Element {
  const { t } = useTranslation('agreements')
  const { agreement, interface: document, write } = route.useSearch()
  if (lacks(me, []))
    return (
      <article>
        <header className="desk-head">
          <h1>{t('heading')}</h1>
          <p className="quiet">{t('help')}</p>
        </header>
        <Needs me={me} roles={[]} />
      </article>
    )
  if (write === 'interface' && agreement !== undefined) return <WriteInterface me={me} agreement={agreement} />
  if (write === 'memorandum' || write === 'integration-agreement')
    return <WriteAgreement key={`${write} ${agreement}`} me={me} kind={write} agreement={agreement} />
  if (document !== undefined) return <InterfacePage key={document} me={me} id={document} />
  if (agreement !== undefined) return <AgreementPage key={agreement} me={me} id={agreement} />
  return <AgreementList me={me} />
}
