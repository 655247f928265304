/** Exchanges in Operate: a board of requests by state, the services there are, and one service whole. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import '../../styles/operate-exchanges.css'
import { type Me, useMe } from '../../account/people.ts'
import { usePalette } from '../../parts/party.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Empty, pending } from '../../parts/states.tsx'
import { lacks, Needs } from '../../programme/signed-out.tsx'
import { readableIso } from '../../time/mission-time.ts'
import { ActsFor } from '../acts-for.tsx'
import { useFollowCommandDesk } from '../desk.ts'
import { Filters } from '../filters.tsx'
import type { OperateViewProps } from '../operate-search.ts'
import {
  COLUMNS,
  EXCHANGE_MARK,
  type Exchange,
  type Service,
  STATES,
  type State,
  standingAmount,
  useExchanges,
  useFollowExchanges,
} from './exchanges.ts'
import { ServicePage } from './service-page.tsx'
import { Way } from './way.tsx'

/** Who may read the desk. */
const READERS = ['operator', 'officer', 'signatory'] as const

/** The view, as the URL says. */
export function ExchangesView(props: OperateViewProps): JSX.Element {
  const { t } = useTranslation('operate-exchanges')
  const me = useMe()
  useFollowCommandDesk()
  useFollowExchanges()
  if (me.data === undefined) return <>{pending(me)}</>
  const { item } = props.search
  const head = (
    <header className="exchange-head">
      <h2>{t('heading')}</h2>
      <p className="quiet">{t('help')}</p>
    </header>
  )
  if (lacks(me.data, READERS))
    return (
      <article className="exchanges-view">
        {head}
        <Needs me={me.data} roles={READERS} />
      </article>
    )
  if (item !== undefined) return <ServicePage key={item} service={item} me={me.data} />
  return (
    <article className="exchanges-view">
      {head}
      <ActsFor me={me.data} />
      <Board {...props} me={me.data} />
    </article>
  )
}

function Board({ search, change, me }: OperateViewProps & { readonly me: Me }): JSX.Element {
  const { t } = useTranslation('operate-exchanges')
  const lookOf = usePalette()
  const query = useExchanges()
  if (query.data === undefined) return <>{pending(query)}</>
  const { services, exchanges } = query.data
  const byId = new Map(services.map((s) => [s.id, s]))
  const words = (search.find ?? '').toLowerCase()
  const fits = (e: Exchange) => {
    const s = byId.get(e.service)
    return (
      s !== undefined &&
      (search.state === undefined || e.state === search.state) &&
      (search.party === undefined || s.provider === search.party || s.client === search.party) &&
      (words === '' || `${e.service} ${e.kind} ${e.from} ${e.to}`.toLowerCase().includes(words))
    )
  }
  const shown = exchanges.filter(fits)
  const parties = [...new Set(services.flatMap((s) => [s.provider, s.client]))]
  return (
    <>
      <Filters
        search={search}
        change={change}
        states={STATES.map((state) => [state, t(`state.${state}`)])}
        parties={parties.map((p) => [p, lookOf(p).name])}
        partyLabel={t('filter.party', { ns: 'operate' })}
      />
      <div className="exchange-board">
        {COLUMNS.map(([column, states]) => {
          const here = shown.filter((e) => (states as readonly string[]).includes(e.state))
          return (
            <section key={column} aria-labelledby={`column-${column}`}>
              <h3 id={`column-${column}`}>
                {t(`column.${column}`)} <span className="figure quiet">{here.length}</span>
              </h3>
              {here.length === 0 && <p className="quiet none">{t('nothing')}</p>}
              <ul>
                {here.map((e) => (
                  <Card key={`${e.service} ${e.request}`} exchange={e} service={byId.get(e.service)!} />
                ))}
              </ul>
            </section>
          )
        })}
      </div>
      <section aria-labelledby="services-heading">
        <h3 id="services-heading">{t('services')}</h3>
        {services.length === 0 && <Empty>{t('noServices')}</Empty>}
        <ul className="services">
          {services.map((s) => (
            <ServiceRow key={s.id} service={s} me={me} />
          ))}
        </ul>
      </section>
    </>
  )
}

function Card({ exchange: e, service }: { readonly exchange: Exchange; readonly service: Service }): JSX.Element {
  const { t } = useTranslation('operate-exchanges')
  const state = e.state as State
  const last = e.reached.at(-1)
  return (
    <li className="exchange-card">
      <p>
        <StateMark {...EXCHANGE_MARK[state]} /> {t(`state.${state}`)}
      </p>
      <h4>
        <Link to="/operate" search={{ view: 'exchanges', item: e.service }}>
          {t(`kind.${e.kind as 'relay'}`, e.kind)} <span className="figure quiet">#{e.request}</span>
        </Link>
      </h4>
      <Way service={service} />
      <p className="quiet">
        {standingAmount(e) !== '' && <span className="figure">{standingAmount(e)} · </span>}
        {t('packets', { count: e.packets.length })}
      </p>
      {last !== undefined && <time className="figure quiet">{readableIso(last.at)} UTC</time>}
    </li>
  )
}

function ServiceRow({ service: s, me }: { readonly service: Service; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('operate-exchanges')
  const may = s.rights.filter((r) => r.refusal === undefined)
  const yours = s.provider === me.party || s.client === me.party
  return (
    <li data-yours={yours ? 'yes' : 'no'}>
      <h4>
        <Link to="/operate" search={{ view: 'exchanges', item: s.id }}>
          {t(`kind.${s.kind as 'relay'}`, s.kind)} <span className="quiet">{s.id}</span>
        </Link>
        {s.assumed && <span className="assumed-mark">{t('assumed')}</span>}
      </h4>
      <Way service={s} />
      <p className="quiet">
        {yours && may.length > 0 && (
          <strong className="may-now">{t('mayNow', { acts: may.map((r) => t(`act.${r.action}`)).join(', ') })}</strong>
        )}
        {s.item !== undefined && <span>{t('itemAt', { item: s.item.id, element: s.item.holder })}</span>}
      </p>
    </li>
  )
}
