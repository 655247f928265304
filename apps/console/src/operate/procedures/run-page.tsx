/** A run: where it stands, who is asked for what, every step with what became of it, and what a person may do now. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me } from '../../account/people.ts'
import { useMissionClock } from '../../api.ts'
import { keyed } from '../../parts/keyed.ts'
import { LiveText } from '../../parts/live-text.tsx'
import { PartyTag } from '../../parts/party.tsx'
import { SaidText } from '../../parts/said.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { pending } from '../../parts/states.tsx'
import { readableIso, span, tdbOfUtc } from '../../time/mission-time.ts'
import { ActsFor } from '../acts-for.tsx'
import { Why } from '../commands/marks.tsx'
import { Met } from '../condition-words.tsx'
import { PersonName } from '../person-name.tsx'
import { ReportAnomaly } from '../report-anomaly.tsx'
import { RunActs } from './run-acts.tsx'
import { useRun } from './runs.ts'
import { StepList } from './step-list.tsx'
import { StepWords } from './step-words.tsx'
import {
  flatSteps,
  isOver,
  type Outcome,
  partiesOf,
  RUN_MARK,
  type Run,
  STEP_MARK,
  type Step,
  stepState,
} from './steps.ts'

/** The page of one run. */
export function RunPage({ run: id, me }: { readonly run: string; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  const query = useRun(id)
  const run = query.data
  return (
    <article className="run-page">
      <p>
        <Link to="/operate" search={{ view: 'procedures' }}>
          {t('run.back')}
        </Link>
      </p>
      {pending(query)}
      {run !== undefined && <RunBody run={run} me={me} />}
    </article>
  )
}

function RunBody({ run, me }: { readonly run: Run; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  const { procedure, state, begun } = run
  const mark = RUN_MARK[state.status]
  return (
    <>
      <header className="run-head">
        <h2 id="run-heading">
          {procedure.title} <span className="figure quiet">{run.run}</span>
        </h2>
        <p className={`run-status tone-${mark.tone}`} role="status">
          <StateMark {...mark} /> {t(`status.${state.status}`)}
          {state.why !== '' && (
            <span className="run-why">
              : <SaidText text={state.why} />
            </span>
          )}
        </p>
        <p className="quiet">
          {t('run.begun')} <time className="figure">{readableIso(begun.at)} UTC</time>,{' '}
          <PersonName person={begun.person} /> <PartyTag party={begun.party} short /> ·{' '}
          <span className="figure">{procedure.id}</span> {t('run.version', { version: procedure.version })}
        </p>
        {procedure.purpose !== '' && <p className="run-purpose">{procedure.purpose}</p>}
        <ActsFor me={me} />
      </header>
      {!isOver(run) && (
        <section className="card run-now" aria-labelledby="run-now">
          <h3 id="run-now">{t('run.now')}</h3>
          <StandsAt run={run} me={me} />
          {holds(me, 'operator') ? <RunActs run={run} me={me} /> : <p className="quiet">{t('run.operatorOnly')}</p>}
        </section>
      )}
      <Crew run={run} me={me} />
      {state.status !== 'done' && (
        <p>
          <ReportAnomaly id={run.run} />
        </p>
      )}
      <section aria-labelledby="run-steps">
        <h3 id="run-steps">{t('run.steps')}</h3>
        <StepList
          procedure={procedure}
          windows={run.windows}
          current={isOver(run) ? undefined : run.step}
          markOf={(step) => {
            const at = stepState(run, step.id)
            return { ...STEP_MARK[at], word: t(`step.${at}`) }
          }}
          beside={(step) => <ConditionNow run={run} step={step} />}
          below={(step) => <StepRecord run={run} step={step} />}
        />
      </section>
      {run.told.length > 0 && (
        <section aria-labelledby="run-told">
          <h3 id="run-told">{t('run.told')}</h3>
          <ol className="told">
            {keyed([...run.told].reverse(), (told) => `${told.at} ${told.party} ${told.text}`).map(([key, told]) => (
              <li key={key}>
                <time className="figure quiet">{readableIso(told.at)} UTC</time> <PartyTag party={told.party} short />{' '}
                <SaidText text={told.text} />
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  )
}

/** The step at hand: whose it is, what it waits for, since when and for how long. */
function StandsAt({ run, me }: { readonly run: Run; readonly me: Me }): JSX.Element | null {
  const { t } = useTranslation('operate-procedures')
  const clock = useMissionClock()
  const all = [...flatSteps(run.procedure.steps).map((s) => s.step), ...run.procedure.abort]
  const step: Step | undefined = all.find((s) => s.id === run.step)
  if (step === undefined) return null
  const since = tdbOfUtc(run.since)
  const due = run.due === undefined ? undefined : tdbOfUtc(run.due)
  const asked = run.state.status === 'asking'
  return (
    <div className="stands-at" data-yours={step.party === me.party ? 'yes' : 'no'}>
      <p className="stands-step">
        <strong>{step.id}</strong> <PartyTag party={step.party} />
        {asked && <span>{t(step.party === me.party ? 'run.asksYou' : 'run.asksThem')}</span>}
      </p>
      <p className="stands-words">
        <StepWords step={step} windows={run.windows} />
      </p>
      <p className="quiet">
        {since !== undefined && (
          <LiveText
            className="figure"
            hz={2}
            read={(now_ms) => {
              const now = clock(now_ms)
              return now === undefined ? '' : t('run.since', { span: span(now - since) })
            }}
          />
        )}
        {due !== undefined && run.state.status !== 'held' && (
          <LiveText
            className="figure"
            hz={2}
            read={(now_ms) => {
              const now = clock(now_ms)
              const key = step.kind === 'wait' ? 'run.ends' : 'run.givesUp'
              return now === undefined || now > due ? '' : ` · ${t(key, { span: span(due - now) })}`
            }}
          />
        )}
      </p>
      {run.command !== undefined && <CommandLine command={run.command} />}
      {run.nonce !== undefined && run.command === undefined && (
        <p className="quiet">
          {t('run.nonce')} <span className="figure">{run.nonce}</span>
        </p>
      )}
    </div>
  )
}

/** A command that a step sent: where it stands, and why it does not go on. */
function CommandLine({ command }: { readonly command: NonNullable<Run['command']> }): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  return (
    <div className="sent-command">
      <Link to="/operate" search={{ view: 'commands', item: command.id }}>
        {t('run.command', { id: command.id })}
      </Link>{' '}
      <span>{t(`command.${command.state}`)}</span>
      {command.refusal !== undefined && <Why refusal={command.refusal} />}
    </div>
  )
}

function ConditionNow({ run, step }: { readonly run: Run; readonly step: Step }): JSX.Element | null {
  const { t } = useTranslation('operate-procedures')
  const found = run.conditions.find((c) => c.step === step.id)
  if (found === undefined || isOver(run)) return null
  return (
    <span className="condition-whole">
      <Met met={found.holds} />
      <span aria-hidden="true">
        {t(found.holds === undefined ? 'met.unknown' : found.holds ? 'met.yes' : 'met.no')}
      </span>
    </span>
  )
}

/** What became of a step, every time that it was come to. */
function StepRecord({ run, step }: { readonly run: Run; readonly step: Step }): JSX.Element | null {
  const outcomes = run.outcomes.filter((o) => o.step === step.id)
  if (outcomes.length === 0) return null
  return (
    <ul className="step-record">
      {keyed(outcomes, (o) => `${o.at} ${o.outcome}`).map(([key, o]) => (
        <li key={key}>
          <OutcomeLine outcome={o} />
        </li>
      ))}
    </ul>
  )
}

function OutcomeLine({ outcome: o }: { readonly outcome: Outcome }): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  return (
    <>
      <time className="figure quiet">{readableIso(o.at)} UTC</time> {t(`step.${o.outcome}`)}
      {o.person !== undefined && (
        <>
          {' '}
          <PersonName person={o.person} />
        </>
      )}
      {o.party !== undefined && (
        <>
          {' '}
          <PartyTag party={o.party} short />
        </>
      )}
      {o.why !== undefined && o.why !== '' && (
        <span>
          : <SaidText text={o.why} />
        </span>
      )}
      {o.command !== undefined && <CommandLine command={o.command} />}
    </>
  )
}

/** The parties of the run, and who acts for each. */
function Crew({ run, me }: { readonly run: Run; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  return (
    <section className="crew" aria-label={t('run.crew')}>
      <ul>
        {[...new Set([run.begun.party, ...partiesOf(run.procedure)])].map((party) => {
          const person = run.state.crew[party]
          return (
            <li key={party}>
              <StateMark
                mark={person === undefined ? 'ring' : 'circle'}
                tone={person === undefined ? 'quiet' : 'nominal'}
              />
              <PartyTag party={party} />
              {person === undefined ? (
                <span className="quiet">{t('run.nobody')}</span>
              ) : (
                <span>
                  <PersonName person={person} />
                  {person === me.person?.id && ` (${t('run.you')})`}
                </span>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
