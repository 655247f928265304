/** One service between two parties' elements: what was agreed, what may be said, each exchange with its packets, custody. */
import { Link } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../../account/people.ts'
import { TextField } from '../../parts/field.tsx'
import { keyed } from '../../parts/keyed.ts'
import { PartyTag } from '../../parts/party.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Empty, pending } from '../../parts/states.tsx'
import { readableIso, span } from '../../time/mission-time.ts'
import { ActsFor } from '../acts-for.tsx'
import { PersonName } from '../person-name.tsx'
import { ReasonDialog } from '../reason-dialog.tsx'
import { RefusalCard } from '../refusal-card.tsx'
import { SayCard } from '../say-card.tsx'
import {
  type Action,
  amountOf,
  EXCHANGE_MARK,
  type Exchange,
  type Service,
  type Shown,
  type State,
  useSayOf,
  useService,
} from './exchanges.ts'
import { Way } from './way.tsx'

/** The page. */
export function ServicePage({ service, me }: { readonly service: string; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('operate-exchanges')
  const query = useService(service)
  const shown = query.data
  return (
    <article className="exchanges-view service-page">
      <p>
        <Link to="/operate" search={{ view: 'exchanges' }}>
          {t('back')}
        </Link>
      </p>
      {pending(query)}
      {shown !== undefined && (
        <>
          <header className="exchange-head">
            <h2>
              {t(`kind.${shown.service.kind as 'relay'}`, shown.service.kind)}{' '}
              <span className="quiet">{shown.service.id}</span>
            </h2>
            <Way service={shown.service} />
            <ActsFor me={me} />
          </header>
          <Say service={shown.service} me={me} />
          <Agreed service={shown.service} />
          <section aria-labelledby="exchanges-heading">
            <h3 id="exchanges-heading">{t('exchanges')}</h3>
            {shown.exchanges.length === 0 && <Empty>{t('noneSeen')}</Empty>}
            {shown.exchanges.map((e) => (
              <One key={e.request} exchange={e} />
            ))}
          </section>
          <History history={shown.history} />
        </>
      )}
    </article>
  )
}

/** What was agreed: on what it rests, who opens, standing orders, who sees it from when on, and what is handed over. */
function Agreed({ service: s }: { readonly service: Service }): JSX.Element {
  const { t } = useTranslation('operate-exchanges')
  return (
    <section aria-labelledby="agreed-heading">
      <h3 id="agreed-heading">{t('agreed.heading')}</h3>
      <dl className="agreed">
        <dt>{t('agreed.agreement')}</dt>
        <dd>{s.agreement ?? t('agreed.none')}</dd>
        <dt>{t('agreed.opens')}</dt>
        <dd>{t(`agreed.opensBy.${s.opens}`)}</dd>
        <dt>{t('agreed.standing')}</dt>
        <dd>
          {s.standing.length === 0
            ? t('agreed.noStanding')
            : s.standing.map((o) => t(`step.${o as 'consent'}`)).join(', ')}
        </dd>
        <dt>{t('agreed.seen')}</dt>
        <dd>
          <ul>
            <li>{t('agreed.owners')}</li>
            {s.visibility.map((v) => (
              <li key={`${v.to} ${v.from}`}>
                {v.to === 'lead' || v.to === 'public' ? t(`agreed.${v.to}`) : <PartyTag party={v.to} short />}{' '}
                {t('agreed.from', { state: t(`state.${v.from as State}`) })}
                {v.delay_s > 0 && ` ${t('agreed.later', { span: span(v.delay_s) })}`}
              </li>
            ))}
          </ul>
        </dd>
        {s.item !== undefined && (
          <>
            <dt>{t('agreed.item')}</dt>
            <dd>
              {s.item.id}, <span className="figure">{s.item.mass_kg} kg</span>
              {s.item.assumed && ` (${t('assumed')})`}; {t('custody', { element: s.item.holder })}
              {s.item.since !== undefined && (
                <>
                  {' '}
                  {t('custodySince')} <time className="figure">{readableIso(s.item.since)} UTC</time>
                </>
              )}
            </dd>
          </>
        )}
        <dt>{t('agreed.origin')}</dt>
        <dd className="quiet">{s.why}</dd>
      </dl>
    </section>
  )
}

const NEEDS_AMOUNT: ReadonlySet<Action> = new Set(['ask', 'offer'])
const FIRST: ReadonlySet<Action> = new Set(['ask', 'offer', 'consent', 'start', 'confirm'])
/** Said without more than the confirmation. */
const REASONED: ReadonlySet<Action> = new Set(['decline', 'stop'])

function Say({ service: s, me }: { readonly service: Service; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('operate-exchanges')
  const say = useSayOf(s.id)
  const [asking, setAsking] = useState<Action>()
  const [amount, setAmount] = useState(s.amount > 0 ? String(s.amount) : '')
  const [minutes, setMinutes] = useState('60')
  const send = (action: Action, why: string, sent: () => void) => {
    const given = NEEDS_AMOUNT.has(action) && Number(amount) > 0 ? { amount: Number(amount) } : {}
    const lasts = action === 'start' && Number(minutes) > 0 ? { duration_s: 60 * Number(minutes) } : {}
    say.mutate(
      { action, why, ...given, ...lasts },
      {
        onSuccess: () => {
          sent()
          setAsking(undefined)
        },
      },
    )
  }
  return (
    <SayCard
      me={me}
      rights={s.rights}
      first={FIRST}
      say={say}
      asking={asking !== undefined}
      answer={say.data}
      words={{
        ...{ heading: t('say.heading'), roles: t('say.roles'), nothing: t('say.nothing') },
        mayNot: (count) => t('say.mayNot', { count }),
        act: (action) => t(`act.${action}`),
        onRecord: t('say.onRecord'),
      }}
      onChoose={(action) => {
        say.reset()
        setAsking(action)
      }}
    >
      {asking !== undefined && (
        <ReasonDialog
          name={`exchange.${s.id}.${asking}`}
          heading={t(`ask.${asking}`, { from: s.from, to: s.to })}
          label={REASONED.has(asking) ? t('say.why') : undefined}
          required={false}
          confirm={t(`act.${asking}`)}
          act={say}
          onConfirm={(why, sent) => send(asking, why, sent)}
          onClose={() => setAsking(undefined)}
        >
          <p>{t('say.means')}</p>
          {NEEDS_AMOUNT.has(asking) && s.unit !== '' && (
            <TextField label={t('say.amount')} value={amount} onChange={setAmount} unit={s.unit} numeric />
          )}
          {asking === 'start' && (
            <TextField label={t('say.duration')} value={minutes} onChange={setMinutes} unit="min" numeric />
          )}
        </ReasonDialog>
      )}
    </SayCard>
  )
}

/** One exchange: its states with their times, its packets, and the commands sent for it. */
function One({ exchange: e }: { readonly exchange: Exchange }): JSX.Element {
  const { t } = useTranslation('operate-exchanges')
  const state = e.state as State
  return (
    <article className="card one-exchange" aria-label={t('one', { request: e.request })}>
      <h4>
        <StateMark {...EXCHANGE_MARK[state]} /> {t(`state.${state}`)} <span className="figure quiet">#{e.request}</span>
      </h4>
      <dl className="amounts">
        {(['asked', 'offered', 'given'] as const).map((what) => (
          <div key={what}>
            <dt>{t(`amount.${what}`)}</dt>
            <dd className="figure">{amountOf(e[what], e.unit) || t('amount.none')}</dd>
          </div>
        ))}
      </dl>
      <ol className="course">
        {keyed(e.reached, (r) => r.state).map(([key, r]) => (
          <li key={key}>
            <StateMark {...EXCHANGE_MARK[r.state as State]} /> {t(`state.${r.state as State}`)}{' '}
            <time className="figure quiet">{readableIso(r.at)} UTC</time>
          </li>
        ))}
      </ol>
      <details>
        <summary>{t('packets', { count: e.packets.length })}</summary>
        <ul className="packet-list">
          {keyed(e.packets, (p) => `${p.at} ${p.element} ${p.step}`).map(([key, p]) => (
            <li key={key}>
              <time className="figure quiet">{readableIso(p.at)} UTC</time> <span className="figure">{p.element}</span>{' '}
              {t(`step.${p.step as 'offer'}`, p.step)}{' '}
              <span className="figure quiet">{amountOf(p.amount, e.unit)}</span>
            </li>
          ))}
        </ul>
      </details>
      {e.commands.length > 0 && (
        <ul className="packet-list" aria-label={t('commands')}>
          {e.commands.map((c) => (
            <li key={c.id}>
              <span className="figure">
                {c.element}/{c.command}
              </span>{' '}
              {t(`command.${c.state as 'queued'}`, c.state)}
            </li>
          ))}
        </ul>
      )}
    </article>
  )
}

function History({ history }: { readonly history: Shown['history'] }): JSX.Element | null {
  const { t } = useTranslation('operate-exchanges')
  if (history.length === 0) return null
  return (
    <section aria-labelledby="acts-heading">
      <h3 id="acts-heading">{t('history')}</h3>
      <ol className="exchange-history">
        {keyed(history, (h) => `${h.at} ${h.action}`).map(([key, h]) => (
          <li key={key}>
            <time className="figure quiet">{readableIso(h.at)} UTC</time> <PersonName person={h.person} />{' '}
            <PartyTag party={h.party} short />: {t(`act.${h.action as Action}`)}
            {h.why !== '' && `, ${h.why}`}
            {h.refusal !== undefined && <RefusalCard refusal={{ ...h.refusal, source: h.refusal.source.title }} />}
          </li>
        ))}
      </ol>
    </section>
  )
}
