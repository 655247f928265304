/** What waits: for whoever looks, and in the queue in its order, each with what it waits for; and what became of the others. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, useMe } from '../../account/people.ts'
import { PartyTag } from '../../parts/party.tsx'
import { useSaid } from '../../parts/said.tsx'
import { Empty } from '../../parts/states.tsx'
import { PersonName, usePersonName } from '../person-name.tsx'
import { useElementNames } from '../values-table.tsx'
import { Acts, useWaitsForMe } from './acts.tsx'
import { type CommandRight, type CommandView, callDesk, useDeskAct } from './commands.ts'
import { Arguments, instant, StateOf } from './marks.tsx'

type ListProps = {
  readonly rights: readonly CommandRight[]
  readonly open: string | undefined
  readonly onOpen: (id: string) => void
}

/** What waits for the person who looks; nothing is shown where nothing does. */
export function WaitsForYou(props: ListProps & { readonly queue: readonly CommandView[] }): JSX.Element | null {
  const { t } = useTranslation('operate-commands')
  const waitsForMe = useWaitsForMe()
  const mine = props.queue.filter(waitsForMe)
  if (mine.length === 0) return null
  return (
    <section className="card commands-waiting" aria-labelledby="waiting-heading">
      <h2 id="waiting-heading">{t('waiting.heading')}</h2>
      <ul className="command-list">
        {mine.map((c) => (
          <li key={c.id}>
            <Row command={c} {...props} />
            <Acts command={c} only={['approve', 'decline', 'acknowledge']} />
          </li>
        ))}
      </ul>
    </section>
  )
}

type QueueProps = ListProps & { readonly queue: readonly CommandView[]; readonly lead: string }

/** The queue. Who leads puts one before another. */
export function Queue(props: QueueProps): JSX.Element {
  const { queue, lead } = props
  const { t } = useTranslation('operate-commands')
  const me = useMe().data
  const orders = me?.party === lead && holds(me, 'operator')
  const order = useDeskAct((given: { id: string; before?: string }) => callDesk('orderCommand', given))
  const move = (i: number, by: number) => {
    // Before the one above, or behind the one below.
    const before = by < 0 ? queue[i - 1]?.id : queue[i + 2]?.id
    order.mutate({ id: queue[i]!.id, ...(before === undefined ? {} : { before }) })
  }
  return (
    <section className="card commands-queue" aria-labelledby="queue-heading">
      <div className="panel-head">
        <h2 id="queue-heading">{t('queue.heading')}</h2>
        <span className="quiet">{t('queue.lead')}</span> <PartyTag party={lead} short />
      </div>
      {queue.length === 0 ? (
        <Empty>{t('queue.empty')}</Empty>
      ) : (
        <ol className="command-list">
          {queue.map((c, i) => (
            <li key={c.id}>
              <Row command={c} {...props} />
              <div className="queue-acts">
                <Acts command={c} only={['hold', 'let-go', 'withdraw', 'take-back']} />
                {orders && (
                  <span className="form-buttons">
                    <button
                      type="button"
                      className="button"
                      aria-label={t('queue.upOf', { id: c.id })}
                      disabled={i === 0 || order.isPending}
                      onClick={() => move(i, -1)}
                    >
                      ↑
                    </button>
                    <button
                      type="button"
                      className="button"
                      aria-label={t('queue.downOf', { id: c.id })}
                      disabled={i === queue.length - 1 || order.isPending}
                      onClick={() => move(i, 1)}
                    >
                      ↓
                    </button>
                  </span>
                )}
              </div>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

/** What left, ended or was refused, newest first. */
export function Recent(props: ListProps & { readonly commands: readonly CommandView[] }): JSX.Element {
  const { t } = useTranslation('operate-commands')
  const left = props.commands.filter((c) => !['awaiting', 'queued', 'held'].includes(c.state))
  return (
    <section className="card commands-recent" aria-labelledby="recent-heading">
      <h2 id="recent-heading">{t('recent.heading')}</h2>
      {left.length === 0 ? (
        <Empty>{t('recent.empty')}</Empty>
      ) : (
        <ol className="command-list">
          {left.map((c) => (
            <li key={c.id}>
              <Row command={c} {...props} />
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

type RowProps = ListProps & { readonly command: CommandView }

function Row({ command: c, rights, open, onOpen }: RowProps): JSX.Element {
  const { t } = useTranslation('operate-commands')
  const nameOf = useElementNames()
  const takes = rights.find((r) => r.element === c.element && r.command === c.command)?.arguments
  return (
    <button
      type="button"
      className="command-row"
      aria-pressed={c.id === open}
      aria-label={t('row.open', { id: c.id, command: c.command, element: nameOf(c.element).name })}
      onClick={() => onOpen(c.id)}
    >
      <span className="command-head">
        <span className="figure quiet">{c.id}</span>
        <strong>{c.command}</strong>
        <span className="quiet">{nameOf(c.element).name}</span>
        <StateOf state={c.state} />
      </span>
      <span className="command-by">
        <PartyTag party={c.party} short /> <PersonName person={c.person} />
      </span>
      <Arguments values={c.arguments} takes={takes} />
      <WaitsFor command={c} />
    </button>
  )
}

/** What one that waits waits for, in a line. */
export function WaitsFor({ command: c }: { readonly command: CommandView }): JSX.Element | null {
  const { t } = useTranslation('operate-commands')
  const said = useSaid()
  const sender = usePersonName(c.person)
  // The rules know people by their identifiers.
  const fact = c.refusal?.fact.replaceAll(c.person, sender)
  const told = ['awaiting', 'refused', 'revoked'].includes(c.state) && fact !== undefined
  const lines = [
    ...(told ? [said(fact)] : []),
    ...c.holds.map((h) => `${t(`hold.${h.kind}`, { by: h.by })}: ${said(h.why)}`),
    ...(c.way === undefined
      ? []
      : [
          c.way.until === undefined
            ? t(`way.${c.way.waits}`)
            : t(`way.${c.way.waits as 'pass'}Until`, { until: instant(c.way.until) }),
        ]),
  ]
  if (lines.length === 0) return null
  return <span className="command-waits quiet">{lines.join(' · ')}</span>
}
