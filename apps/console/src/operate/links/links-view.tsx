/** Links in Operate: the pass now and the next ones, links and volumes, the relay path with custody, outages and recovery. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import '../../styles/operate-links.css'
import { useMe } from '../../account/people.ts'
import { pending } from '../../parts/states.tsx'
import type { OperateViewProps } from '../operate-search.ts'
import { CustodyPanel } from './custody.tsx'
import { Files } from './files.tsx'
import { LinkTable } from './link-table.tsx'
import { useCustody, useStanding } from './links.ts'
import { Outages } from './outages.tsx'
import { PassCard, PassTable } from './pass-table.tsx'
import { RelayPath } from './relay-path.tsx'
import { Volumes } from './volumes.tsx'

/** The view. */
export function LinksView({ search, change }: OperateViewProps): JSX.Element {
  const { t } = useTranslation('operate-links')
  const me = useMe()
  const standing = useStanding()
  const simulated = standing.data?.mode === 'simulated'
  const custody = useCustody(simulated || standing.data?.links.some(({ files }) => files === true) === true)
  const now = standing.data
  if (now === undefined) return <>{pending(standing)}</>
  return (
    <article className="links-view">
      <header className="links-head">
        <h2>{t('heading')}</h2>
        <p className="quiet">{t(`mode.${now.mode}`)}</p>
      </header>
      <div className="links-now">
        <PassCard standing={now} />
        <Volumes standing={now} />
      </div>
      {now.links.length > 0 && <LinkTable links={now.links} />}
      {custody.data !== undefined && (
        <>
          <RelayPath custody={custody.data} chosen={search.item} />
          <CustodyPanel custody={custody.data} chosen={search.item} onChoose={(item) => change({ item })} />
        </>
      )}
      <div className="links-two">
        <PassTable passes={now.next} />
        {simulated && <Outages standing={now} custody={custody.data} me={me.data} />}
      </div>
      {custody.data !== undefined && <Files custody={custody.data} />}
    </article>
  )
}
