/** What waits on board for its time: the schedule as the element reported it, and commands of the desk with a time of their own. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { PartyTag } from '../../parts/party.tsx'
import { Empty } from '../../parts/states.tsx'
import { useRights } from '../commands/commands.ts'
import { Instant, StateOf } from '../commands/marks.tsx'
import { RefusalCard } from '../refusal-card.tsx'
import { CommandButton } from './command-button.tsx'
import type { Craft } from './spacecraft.ts'
import { Age } from './value-line.tsx'

/** Both lists. */
export function Schedule({ craft }: { readonly craft: Craft }): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const { reported, commands } = craft.schedule
  return (
    <div className="craft-two">
      <section className="card" aria-labelledby="reported-heading">
        <h3 id="reported-heading">{t('schedule.reported')}</h3>
        {reported === undefined ? <Empty>{t('schedule.none')}</Empty> : <Reported craft={craft} reported={reported} />}
      </section>
      <section className="card" aria-labelledby="timed-heading">
        <h3 id="timed-heading">{t('schedule.commands')}</h3>
        <p className="quiet">{t('schedule.commandsHelp')}</p>
        {commands.length === 0 && <Empty>{t('schedule.noCommands')}</Empty>}
        <ul className="rows">
          {commands.map((c) => (
            <li key={c.id}>
              <span>
                <Link to="/operate" search={{ view: 'commands', item: c.id }}>
                  {c.id}
                </Link>{' '}
                <code>{c.command}</code> <PartyTag party={c.party} short />
              </span>
              <span>
                {t('schedule.at')} <Instant at={c.execute} /> · {t(c.onBoard ? 'schedule.onBoard' : 'schedule.notYet')}{' '}
                <StateOf state={c.state as 'queued'} />
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

type ReportedProps = { readonly craft: Craft; readonly reported: NonNullable<Craft['schedule']['reported']> }

function Reported({ craft, reported: r }: ReportedProps): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const rights = useRights(true).data
  if (r.held !== undefined) return <RefusalCard refusal={r.held} />
  return (
    <>
      <dl className="craft-facts">
        <dt>{t('schedule.state')}</dt>
        <dd>
          {r.enabled === undefined
            ? t('unheard')
            : t(`schedule.is.${r.enabled as 'ENABLED'}`, { defaultValue: r.enabled })}
        </dd>
        <dt>{t('schedule.waiting')}</dt>
        <dd className="figure">{r.waiting ?? t('unheard')}</dd>
        <dt>{t('schedule.listed')}</dt>
        <dd>{r.listedAt === undefined ? t('schedule.never') : <Age at={r.listedAt} />}</dd>
      </dl>
      {r.entries.length > 0 && (
        <ol className="rows">
          {r.entries.map((e) => (
            <li key={`${e.at} ${e.count}`}>
              <Instant at={e.at} />
              <span>
                {t('schedule.count', { count: e.count })}{' '}
                {e.command !== undefined && (
                  <Link to="/operate" search={{ view: 'commands', item: e.command }}>
                    {e.command}
                  </Link>
                )}
              </span>
            </li>
          ))}
        </ol>
      )}
      {rights !== undefined && (
        <div className="form-buttons">
          <CommandButton
            at={rights.at}
            rights={rights.rights}
            element={craft.element}
            command="schedule_list"
            given={{}}
          >
            {t('schedule.ask')}
          </CommandButton>
        </div>
      )}
    </>
  )
}
