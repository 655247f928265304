/** One anomaly report: what was seen, what it is linked to, all that was done, and what one may do now. */
import { Link } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMission } from '../../api.ts'
import { CheckField, ChoiceField } from '../../parts/field.tsx'
import { keyed } from '../../parts/keyed.ts'
import { PartyTag } from '../../parts/party.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Empty, pending } from '../../parts/states.tsx'
import { readableIso } from '../../time/mission-time.ts'
import { PersonName } from '../person-name.tsx'
import { ReasonDialog } from '../reason-dialog.tsx'
import { useElementNames } from '../values-table.tsx'
import { EMPTY_LINK, LinkFields, linksOf, type TypedLink } from './link-fields.tsx'
import {
  ANOMALY_MARK,
  type Anomaly,
  type AnomalyAction,
  type AnomalyLink,
  anomalyActs,
  callLog,
  type LogTabProps,
  useAnomalies,
  useLogAct,
} from './log-desk.ts'

const DISPOSITIONS = ['use-as-is', 'work-around', 'repair', 'procedure-changed', 'not-an-anomaly', 'lost'] as const
type Disposition = (typeof DISPOSITIONS)[number]
type Entry = Anomaly['history'][number]

/** The page. */
export function AnomalyPage({ search, me }: LogTabProps): JSX.Element {
  const { t } = useTranslation('operate-log')
  const query = useAnomalies()
  const anomaly = query.data?.anomalies.find((a) => a.id === search.item)
  return (
    <article className="anomaly-page">
      <p>
        <Link to="/operate" search={{ view: 'log', tab: 'anomalies' }}>
          {t('anomaly.back')}
        </Link>
      </p>
      {pending(query)}
      {query.data !== undefined && anomaly === undefined && <Empty>{t('anomaly.unknown', { id: search.item })}</Empty>}
      {anomaly !== undefined && <Report anomaly={anomaly} me={me} />}
    </article>
  )
}

function Report({ anomaly, me }: { readonly anomaly: Anomaly; readonly me: LogTabProps['me'] }): JSX.Element {
  const { t } = useTranslation('operate-log')
  const nameOf = useElementNames()
  const { id, owner, opener, state, report, disposition, history } = anomaly
  const [doing, setDoing] = useState<AnomalyAction>()
  return (
    <>
      <header className="run-head">
        <h3 className="anomaly-title">
          {report.title} <span className="figure quiet">{id}</span>
        </h3>
        <p role="status" className={`tone-${ANOMALY_MARK[state].tone}`}>
          <StateMark {...ANOMALY_MARK[state]} /> {t(`anomalyState.${state}`)} · {t(`severity.${report.severity}`)}
        </p>
        <dl className="pairs">
          <dt>{t('anomalyField.element')}</dt>
          <dd>{nameOf(report.element).name}</dd>
          <dt>{t('anomaly.owner')}</dt>
          <dd>
            <PartyTag party={owner} />
          </dd>
          <dt>{t('anomaly.opener')}</dt>
          <dd>
            <PartyTag party={opener} />
          </dd>
          <dt>{t('anomaly.sharedWith')}</dt>
          <dd>
            {report.shareWith.length === 0
              ? t('anomaly.nobody')
              : report.shareWith.map((p) => <PartyTag key={p} party={p} />)}
          </dd>
          {disposition !== undefined && (
            <>
              <dt>{t('anomaly.disposition')}</dt>
              <dd>
                {t(`disposition.${disposition.kind as Disposition}`)}: {disposition.rationale}
              </dd>
            </>
          )}
        </dl>
      </header>
      {report.text !== '' && <p className="anomaly-text">{report.text}</p>}
      {report.links.length > 0 && (
        <section aria-labelledby="anomaly-links">
          <h4 id="anomaly-links">{t('link.heading')}</h4>
          <ul className="bullets">
            {keyed(report.links, (l) => JSON.stringify(l)).map(([key, link]) => (
              <li key={key}>
                <LinkWords link={link} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className="form-buttons">
        {anomalyActs(anomaly, me.party).map((action) => (
          <button key={action} type="button" className="button" onClick={() => setDoing(action)}>
            {t(`anomalyAct.${action}`)}
          </button>
        ))}
      </div>
      {doing !== undefined && (
        <ActOn key={doing} anomaly={anomaly} action={doing} me={me} onClose={() => setDoing(undefined)} />
      )}
      <section aria-labelledby="anomaly-history">
        <h4 id="anomaly-history">{t('anomaly.history')}</h4>
        <ol className="told">
          {keyed([...history].reverse(), (h) => `${h.at} ${h.act.action}`).map(([key, entry]) => (
            <li key={key}>
              <time className="figure quiet">{readableIso(entry.at)} UTC</time> <PersonName person={entry.person} />{' '}
              <PartyTag party={entry.party} short /> {t(`anomalyDid.${entry.act.action}`)}
              <Words entry={entry} />
            </li>
          ))}
        </ol>
      </section>
    </>
  )
}

/** What an entry says beside that it was done. */
function Words({ entry: { act } }: { readonly entry: Entry }): JSX.Element | null {
  const { t } = useTranslation('operate-log')
  switch (act.action) {
    case 'open':
      return null
    case 'link':
      return (
        <>
          {': '}
          {keyed(act.links, (l) => JSON.stringify(l)).map(([key, link], i) => (
            <span key={key}>
              {i > 0 && ', '}
              <LinkWords link={link} />
            </span>
          ))}
        </>
      )
    case 'share':
      return <>: {act.with.join(', ')}</>
    case 'dispose':
      return (
        <>
          : {t(`disposition.${act.disposition}`)}. {act.rationale}
        </>
      )
    default:
      return act.note === '' ? null : <>: {act.note}</>
  }
}

/** A link, as a link where there is a page of what it names. */
function LinkWords({ link }: { readonly link: AnomalyLink }): JSX.Element {
  const { t } = useTranslation('operate-log')
  const nameOf = useElementNames()
  switch (link.kind) {
    case 'telemetry':
      return (
        <>
          <Link to="/operate" search={{ element: link.element, parameter: `${link.element}/${link.name}` }}>
            <span className="parameter-name">{link.name}</span>, {nameOf(link.element).name}
          </Link>{' '}
          <span className="figure quiet">
            {link.from !== '' && t('link.fromAt', { at: readableIso(link.from) })}{' '}
            {link.until !== undefined && t('link.untilAt', { at: readableIso(link.until) })}
          </span>
        </>
      )
    case 'command':
      return (
        <Link to="/operate" search={{ view: 'commands', item: link.command }}>
          {t('link.kinds.command')} {link.command}
        </Link>
      )
    case 'run':
      return (
        <Link to="/operate" search={{ view: 'procedures', item: link.run }}>
          {t('link.kinds.run')} {link.run}
        </Link>
      )
    case 'note':
      return <>{link.text}</>
  }
}

const NOTED: ReadonlySet<AnomalyAction> = new Set(['investigate', 'dispose', 'reopen', 'withdraw'])

function ActOn(props: {
  readonly anomaly: Anomaly
  readonly action: AnomalyAction
  readonly me: LogTabProps['me']
  readonly onClose: () => void
}): JSX.Element {
  const { anomaly, action, me, onClose } = props
  const { t } = useTranslation('operate-log')
  const parties = useMission().data?.parties ?? []
  const [disposition, setDisposition] = useState<Disposition>('work-around')
  const [shared, setShared] = useState<readonly string[]>([])
  const [links, setLinks] = useState<readonly TypedLink[]>([EMPTY_LINK])
  const act = useLogAct((note: string) =>
    callLog('actOnAnomaly', {
      ...{ anomaly: anomaly.id, action, note },
      ...(action === 'dispose' ? { disposition } : {}),
      ...(action === 'share' ? { with: [...shared] } : {}),
      ...(action === 'link' ? { links: linksOf(links) } : {}),
    }),
  )
  const seen = new Set([anomaly.owner, anomaly.opener, me.party, ...anomaly.report.shareWith])
  const ready = (action !== 'share' || shared.length > 0) && (action !== 'link' || linksOf(links).length > 0)
  return (
    <ReasonDialog
      name={`anomaly.${anomaly.id}.${action}`}
      heading={t(`anomalyAct.${action}`)}
      label={action === 'link' || action === 'share' ? undefined : t(`noteOf.${action}`)}
      confirm={t(`anomalyAct.${action}`)}
      required={NOTED.has(action)}
      ready={ready}
      act={act}
      onConfirm={(note, sent) =>
        act.mutate(note, {
          onSuccess: () => {
            sent()
            onClose()
          },
        })
      }
      onClose={onClose}
    >
      {action === 'dispose' && (
        <ChoiceField
          label={t('anomaly.disposition')}
          value={disposition}
          onChange={(d) => setDisposition(d as Disposition)}
          options={DISPOSITIONS.map((d) => [d, t(`disposition.${d}`)])}
        />
      )}
      {action === 'share' && (
        <fieldset className="checks">
          <legend>{t('anomalyField.share')}</legend>
          {parties
            .filter((p) => !seen.has(p.id))
            .map((p) => (
              <CheckField
                key={p.id}
                label={p.name}
                value={shared.includes(p.id)}
                onChange={(yes) => setShared(yes ? [...shared, p.id] : shared.filter((id) => id !== p.id))}
              />
            ))}
        </fieldset>
      )}
      {action === 'link' && <LinkFields links={links} onChange={setLinks} />}
    </ReasonDialog>
  )
}
