/** The call as the public sees it. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../account/people.ts'
import { CallHistory } from '../calls/call-changes.tsx'
import { Offered } from '../calls/hand-over.tsx'
import { Marked } from '../parts/assumed.tsx'
import { withUnit } from '../parts/numbers.ts'
import { PartyTag } from '../parts/party.tsx'
import { DeadlineCard } from './deadline-card.tsx'
import { Funnel } from './funnel.tsx'
import { type CallView, markOf } from './programme.ts'
import { Questions } from './questions.tsx'
import { SourceNote } from './source-note.tsx'

/** The page. */
export function CallPage({ call, me }: { readonly call: CallView; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('desk')
  const { call: file } = call
  return (
    <article className="call-page">
      <header className="desk-head">
        <p className="quiet">
          <PartyTag party={call.owner} /> · {t(`call.state.${call.state}`)} ·{' '}
          {t('call.published', { day: file.publishedOn })}
        </p>
        <h1>{file.title}</h1>
        {file.provenance.kind === 'assumed' && <SourceNote from={file.provenance} />}
        <p className="form-buttons">
          <Link className="button primary" to="/programme" search={{ view: 'join', call: file.id }}>
            {t('programme.view.join')}
          </Link>
          <Link className="button" to="/programme" search={{ view: 'letter', call: file.id }}>
            {t('programme.view.letter')}
          </Link>
          <a className="button" href={`/api/programme/calls/${file.id}`} download={`${file.id}.json`}>
            {t('call.export')}
          </a>
        </p>
      </header>
      <Offered call={call} me={me} />
      <div className="call-dates">
        <DeadlineCard title={t('call.letters')} deadline={call.letters} />
        {call.proposals !== undefined && <DeadlineCard title={t('call.proposals')} deadline={call.proposals} />}
      </div>
      <section className="card" aria-labelledby="levels">
        <h2 id="levels">{t('call.levels')}</h2>
        <dl className="pairs wide">
          {file.levels.map(({ level, meaning }) => (
            <div key={level}>
              <dt>{t(`level.${level}`)}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        {file.priorities.length > 0 && (
          <>
            <h3>{t('call.priorities')}</h3>
            <ul className="bullets">
              {file.priorities.map((p) => (
                <li key={p}>{p}</li>
              ))}
            </ul>
          </>
        )}
      </section>
      <Envelope call={call} />
      <Criteria call={call} />
      <Funnel call={call} />
      <Questions call={call} me={me} />
      <CallHistory call={call} />
    </article>
  )
}

function Envelope({ call }: { readonly call: CallView }): JSX.Element {
  const { t, i18n } = useTranslation('desk')
  const { envelope, moduleMass, partyCap } = call.call
  const levels = (list: readonly ('mission' | 'system' | 'unit')[]) => list.map((l) => t(`level.${l}`)).join(', ')
  const rows = [
    ...envelope.map((e) => ({ name: t(`resource.${e.resource}`), limit: e.limit, levels: levels(e.levels) })),
    { name: t('call.moduleMass'), limit: moduleMass.limit, levels: levels(moduleMass.levels) },
  ]
  return (
    <section className="card" aria-labelledby="envelope">
      <h2 id="envelope">{t('call.envelope')}</h2>
      <div className="scroll">
        <table className="grid">
          <thead>
            <tr>
              <th scope="col">{t('call.resource')}</th>
              <th scope="col" className="number">
                {t('call.limit')}
              </th>
              <th scope="col">{t('call.forLevels')}</th>
              <th scope="col">{t('call.source')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, limit, levels: of }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="number figure">
                  <Marked mark={markOf(limit.provenance)} text={withUnit(limit.value, limit.unit, i18n.language, 3)} />
                </td>
                <td>{of}</td>
                <td>
                  <SourceNote from={limit.provenance} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {call.call.viewKeepOuts.length > 0 && (
        <>
          <h3>{t('call.views')}</h3>
          <ul className="bullets">
            {call.call.viewKeepOuts.map((v) => (
              <li key={v.id}>
                {v.name}:{' '}
                <span className="figure">
                  {t('call.viewCone', { azimuth: v.azimuth_deg, elevation: v.elevation_deg, half: v.halfAngle_deg })}
                </span>{' '}
                <span className="quiet">{levels(v.levels)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {partyCap !== undefined && <p>{t('call.partyCap', { count: partyCap.most })}</p>}
    </section>
  )
}

function Criteria({ call }: { readonly call: CallView }): JSX.Element {
  const { t, i18n } = useTranslation('desk')
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent' })
  const { criteria } = call.call
  return (
    <section className="card" aria-labelledby="criteria">
      <h2 id="criteria">{t('call.criteria')}</h2>
      <ul className="criteria">
        {criteria.map((c) => (
          <li key={c.id}>
            <span>
              {c.name}
              {c.levels !== undefined && (
                <small className="quiet"> {c.levels.map((l) => t(`level.${l}`)).join(', ')}</small>
              )}
            </span>
            <meter min={0} max={1} value={c.weight} aria-label={c.name}>
              {percent.format(c.weight)}
            </meter>
            <span className="figure">
              <Marked mark={markOf(c.provenance)} text={percent.format(c.weight)} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
