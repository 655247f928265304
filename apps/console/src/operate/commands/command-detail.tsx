/** One command with its whole life: states with times and who, verifiers, approvals, holds, and why it stands where it does. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { keyed } from '../../parts/keyed.ts'
import { PartyTag } from '../../parts/party.tsx'
import { SaidText } from '../../parts/said.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { pending } from '../../parts/states.tsx'
import { PersonName } from '../person-name.tsx'
import { ReportAnomaly } from '../report-anomaly.tsx'
import { useElementNames } from '../values-table.tsx'
import { Acts } from './acts.tsx'
import { type CommandRight, type CommandView, useCommand } from './commands.ts'
import { Arguments, Instant, Significance, StateOf, Why } from './marks.tsx'
import { WaitsFor } from './queue.tsx'

type DetailProps = {
  readonly id: string
  readonly rights: readonly CommandRight[]
  readonly onClose: () => void
  readonly onAgain: (command: CommandView) => void
}

/** The page of one. */
export function CommandDetail({ id, rights, onClose, onAgain }: DetailProps): JSX.Element {
  const { t } = useTranslation('operate-commands')
  const query = useCommand(id)
  return (
    <section className="card command-detail" aria-label={t('detail.heading', { id })}>
      <div className="panel-head">
        <h2>
          <span className="figure">{id}</span>
        </h2>
        <button type="button" className="button" onClick={onClose}>
          {t('detail.close')}
        </button>
      </div>
      {pending(query)}
      {query.data !== undefined && <Told command={query.data} rights={rights} onAgain={onAgain} />}
    </section>
  )
}

type ToldProps = {
  readonly command: CommandView
  readonly rights: readonly CommandRight[]
  readonly onAgain: (command: CommandView) => void
}

function Told({ command: c, rights, onAgain }: ToldProps): JSX.Element {
  const { t } = useTranslation('operate-commands')
  const nameOf = useElementNames()
  const right = rights.find((r) => r.element === c.element && r.command === c.command)
  const waits = ['awaiting', 'queued', 'held'].includes(c.state)
  return (
    <>
      <p className="command-head">
        <strong>{c.command}</strong> <span className="quiet">{nameOf(c.element).name}</span> <StateOf state={c.state} />
      </p>
      <Arguments values={c.arguments} takes={right?.arguments} />
      <Significance level={c.significance} reason={c.reason} />
      {waits && <WaitsFor command={c} />}
      {c.refusal !== undefined && <Why refusal={c.refusal} person={c.person} />}
      <Acts command={c} />
      {!waits && (
        <div className="form-buttons">
          {right !== undefined && (
            <button type="button" className="button" onClick={() => onAgain(c)}>
              {t('detail.again')}
            </button>
          )}
          <ReportAnomaly id={c.id} />
        </div>
      )}
      <dl className="command-facts">
        <dt>{t('detail.sender')}</dt>
        <dd>
          <PartyTag party={c.party} /> <PersonName person={c.person} />
          {c.signedByKey !== undefined && (
            <small className="quiet">
              {t('detail.signed')} <code>{c.signedByKey}</code>
            </small>
          )}
        </dd>
        {c.purpose !== '' && (
          <>
            <dt>{t('compose.purpose')}</dt>
            <dd>{c.purpose}</dd>
          </>
        )}
        <dt>{t('compose.priority')}</dt>
        <dd className="figure">{c.priority}</dd>
        {c.execute !== undefined && (
          <>
            <dt>{t('compose.execute')}</dt>
            <dd>
              <Instant at={c.execute} />
            </dd>
          </>
        )}
        <dt>{t('compose.expires')}</dt>
        <dd>
          <Instant at={c.expires} />
        </dd>
        {c.acknowledged.length > 0 && (
          <>
            <dt>{t('detail.acknowledged')}</dt>
            <dd>{c.acknowledged.join(', ')}</dd>
          </>
        )}
      </dl>
      {c.approvals.length > 0 && (
        <section aria-labelledby="approvals-heading">
          <h3 id="approvals-heading">{t('detail.approvals')}</h3>
          <ul className="rows">
            {c.approvals.map((a) => (
              <li key={`${a.party} ${a.person}`}>
                <span>
                  <PartyTag party={a.party} /> <PersonName person={a.person} />
                </span>
                <Instant at={a.at} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {c.verifiers.length > 0 && <Verifiers command={c} />}
      <Life command={c} />
    </>
  )
}

const SEEN = {
  pending: { mark: 'ring', tone: 'quiet' },
  passed: { mark: 'check', tone: 'nominal' },
  failed: { mark: 'cross', tone: 'critical' },
  'timed-out': { mark: 'triangle', tone: 'warning' },
} as const
type Seen = keyof typeof SEEN

function Verifiers({ command }: { readonly command: CommandView }): JSX.Element {
  const { t } = useTranslation('operate-commands')
  return (
    <section aria-labelledby="verifiers-heading">
      <h3 id="verifiers-heading">{t('detail.verifiers')}</h3>
      <ul className="rows">
        {keyed(command.verifiers, (v) => v.stage).map(([key, v]) => (
          <li key={key}>
            <span>
              <StateMark {...SEEN[v.state as Seen]} /> {t(`stage.${v.stage as 'accepted'}`)},{' '}
              {t(`seen.${v.state as Seen}`)}
            </span>
            {v.until !== '' && (
              <span className="quiet">
                {t('detail.until')} <Instant at={v.until} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Life({ command }: { readonly command: CommandView }): JSX.Element {
  const { t } = useTranslation('operate-commands')
  return (
    <section aria-labelledby="life-heading">
      <h3 id="life-heading">{t('detail.life')}</h3>
      <ol className="command-life">
        {keyed(command.history, (h) => `${h.at} ${h.action}`).map(([key, h]) => (
          <li key={key}>
            <span>
              <StateOf state={h.state} /> <span className="quiet">{t(`did.${h.action}`)}</span>
            </span>
            <span className="quiet">
              <Instant at={h.at} /> · <By step={h} />
            </span>
            {h.why !== undefined && h.why !== '' && (
              <span>
                <SaidText text={h.why} />
              </span>
            )}
            {h.refusal !== undefined && (
              <details>
                <summary>{t('detail.why')}</summary>
                <Why refusal={h.refusal} person={command.person} />
              </details>
            )}
          </li>
        ))}
      </ol>
      <p className="quiet">{t('detail.ledger', { count: command.history.length })}</p>
    </section>
  )
}

/** People by name; what the clock, rules and reports do is no person's. */
function By({ step }: { readonly step: CommandView['history'][number] }): JSX.Element {
  const { t } = useTranslation('operate-commands')
  const people = ['sender', 'approver', 'controller'].includes(step.by)
  if (!people) return <>{t(`by.${step.by as 'clock'}`)}</>
  return (
    <>
      <PartyTag party={step.party} short /> <PersonName person={step.person} />
    </>
  )
}
