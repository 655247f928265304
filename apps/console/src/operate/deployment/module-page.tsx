/** One module: what may be done about it, its gates with fact and source, steps with attempts and commands, and the record. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../../account/people.ts'
import { keyed } from '../../parts/keyed.ts'
import { PartyTag } from '../../parts/party.tsx'
import { SaidText } from '../../parts/said.tsx'
import { DEPLOYMENT_MARK, GATE_MARK, STEP_MARK, StateMark } from '../../parts/state-mark.tsx'
import { Empty, pending } from '../../parts/states.tsx'
import { readableIso } from '../../time/mission-time.ts'
import { ActsFor } from '../acts-for.tsx'
import { PersonName } from '../person-name.tsx'
import { RefusalCard } from '../refusal-card.tsx'
import { type Shown, useDeployment } from './deployments.ts'
import { Say } from './say.tsx'

/** The page. */
export function ModulePage({ module, me }: { readonly module: string; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('operate-deployment')
  const query = useDeployment(module)
  return (
    <article className="deployment-view module-page">
      <p>
        <Link to="/operate" search={{ view: 'deployment' }}>
          {t('back')}
        </Link>
      </p>
      {pending(query)}
      {query.data !== undefined && <Body shown={query.data} me={me} />}
    </article>
  )
}

function Body({ shown, me }: { readonly shown: Shown; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('operate-deployment')
  const { t: shared } = useTranslation()
  const mark = DEPLOYMENT_MARK[shown.state]
  return (
    <>
      <header className="deployment-head">
        <h2>{shown.name}</h2>
        <p className={`tone-${mark.tone}`} role="status">
          <StateMark {...mark} /> <strong>{shared(`deployment.state.${shown.state}`)}</strong>
          {shown.why !== undefined && shown.why !== '' && (
            <span>
              : <SaidText text={shown.why} />
            </span>
          )}
        </p>
        <ul className="says">
          {(['owner', 'host', 'lead'] as const).map((role) => (
            <li key={role}>
              <span className="quiet">{t(`role.${role}`)}</span>{' '}
              <PartyTag party={role === 'owner' ? shown.party : shown[role]} short />
              {role !== 'lead' && <Seat shown={shown} role={role} />}
            </li>
          ))}
        </ul>
        <ActsFor me={me} />
      </header>
      <Holds shown={shown} />
      <Say deployment={shown} me={me} />
      <Gates shown={shown} />
      <Steps shown={shown} />
      <History shown={shown} />
    </>
  )
}

/** Who speaks for a party: a person, or in a rehearsal nobody real as long as nobody took the seat. */
function Seat({ shown, role }: { readonly shown: Shown; readonly role: 'owner' | 'host' }): JSX.Element {
  const { t } = useTranslation('operate-deployment')
  const seat = shown.people?.seats[role]
  return seat === undefined ? (
    <small className="quiet">{t('seat.free')}</small>
  ) : (
    <small>
      <PersonName person={seat.person} />, {t('seat.since')} <time className="figure">{readableIso(seat.at)} UTC</time>
    </small>
  )
}

function Holds({ shown }: { readonly shown: Shown }): JSX.Element | null {
  const { t } = useTranslation('operate-deployment')
  const { holds = [], objection, noGo } = shown.people ?? {}
  const all = [
    ...holds.map((h) => ['hold', h] as const),
    ...(objection === undefined ? [] : [['objection', objection] as const]),
    ...(noGo === undefined ? [] : [['no-go', noGo] as const]),
  ]
  if (all.length === 0) return null
  return (
    <ul className="standing-holds">
      {all.map(([kind, h]) => (
        <li key={`${kind} ${h.party}`}>
          <StateMark mark="bars" tone="warning" /> <strong>{t(`holds.${kind}`)}</strong>{' '}
          <PartyTag party={h.party} short /> {h.madeUp ? <span>{h.person}</span> : <PersonName person={h.person} />},{' '}
          <time className="figure">{readableIso(h.at)} UTC</time>: {h.why}
        </li>
      ))}
    </ul>
  )
}

function Gates({ shown }: { readonly shown: Shown }): JSX.Element {
  const { t } = useTranslation('operate-deployment')
  const { t: shared } = useTranslation()
  return (
    <section aria-labelledby="gates-heading">
      <h3 id="gates-heading">{shared('deployment.gates')}</h3>
      <p className="quiet">{t('gates.help')}</p>
      <div className="wide-table">
        <table className="facts">
          <thead>
            <tr>
              <th scope="col">{t('gates.gate')}</th>
              <th scope="col">{t('gates.fact')}</th>
              <th scope="col">{t('gates.source')}</th>
              <th scope="col">{t('gates.since')}</th>
            </tr>
          </thead>
          <tbody>
            {keyed(shown.gates, (g) => g.id).map(([key, g]) => (
              <tr key={key} data-state={g.state}>
                <th scope="row">
                  <StateMark {...GATE_MARK[g.state]} /> {t(`gate.${g.id as 'landed'}`)}
                  <small className="quiet">{t(`gateState.${g.state}`)}</small>
                </th>
                <td>
                  {g.detail === '' ? (
                    <span className="quiet">{t('gates.heldBack')}</span>
                  ) : (
                    <SaidText text={g.detail} />
                  )}
                </td>
                <td className="quiet">{g.source !== undefined && <SaidText text={g.source} />}</td>
                <td>{g.at === undefined ? '' : <time className="figure">{readableIso(g.at)} UTC</time>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Steps({ shown }: { readonly shown: Shown }): JSX.Element {
  const { t } = useTranslation('operate-deployment')
  const { t: shared } = useTranslation()
  return (
    <section aria-labelledby="steps-heading">
      <h3 id="steps-heading">{shared('deployment.steps')}</h3>
      <ol className="module-steps">
        {keyed(shown.steps, (s) => s.name).map(([key, s]) => (
          <li key={key} data-state={s.state}>
            <p>
              <StateMark {...STEP_MARK[s.state]} /> <strong>{s.name}</strong> {t(`stepState.${s.state}`)}
              {s.attempts !== undefined && s.attempts > 0 && (
                <span className="quiet">
                  {t('steps.attempts', { done: s.attempts, allowed: s.allowed ?? s.attempts })}
                </span>
              )}
              {s.at !== undefined && <time className="figure quiet">{readableIso(s.at)} UTC</time>}
            </p>
            <Commands commands={s.commands ?? []} />
          </li>
        ))}
        {(shown.aborts ?? []).length > 0 && (
          <li>
            <p>
              <StateMark mark="cross" tone="critical" /> <strong>{t('steps.abort')}</strong>
            </p>
            <Commands commands={shown.aborts ?? []} />
          </li>
        )}
      </ol>
    </section>
  )
}

type Sent = NonNullable<Shown['steps'][number]['commands']>

function Commands({ commands }: { readonly commands: Sent }): JSX.Element | null {
  const { t } = useTranslation('operate-deployment')
  if (commands.length === 0) return null
  return (
    <ul className="sent-commands">
      {commands.map((c) => (
        <li key={c.id}>
          <span className="figure">
            {c.element}/{c.command}
          </span>{' '}
          <span className="quiet">{t('steps.sent', { attempt: c.attempt })}</span>{' '}
          <time className="figure quiet">{readableIso(c.at)} UTC</time>{' '}
          <span>{t(`command.${c.state as 'queued'}`, c.state)}</span>
        </li>
      ))}
    </ul>
  )
}

function History({ shown }: { readonly shown: Shown }): JSX.Element {
  const { t } = useTranslation('operate-deployment')
  return (
    <section aria-labelledby="history-heading">
      <h3 id="history-heading">{t('history')}</h3>
      {shown.history.length === 0 && <Empty>{t('noHistory')}</Empty>}
      <ol className="module-history">
        {keyed(shown.history, (h) => `${h.at} ${h.text}`).map(([key, h]) => (
          <li key={key}>
            <time className="figure quiet">{readableIso(h.at)} UTC</time> <PartyTag party={h.party} short />{' '}
            <SaidText text={h.text} />
            {h.refusal !== undefined && <RefusalCard refusal={{ ...h.refusal, source: h.refusal.source.title }} />}
          </li>
        ))}
      </ol>
    </section>
  )
}
