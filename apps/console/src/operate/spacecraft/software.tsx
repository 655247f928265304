/** The software on board: what runs, what lies ready, what ran before; a file sent up, checked, run, taken back, each step as told. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { PartyTag } from '../../parts/party.tsx'
import { type Mark, StateMark, type Tone } from '../../parts/state-mark.tsx'
import { Empty } from '../../parts/states.tsx'
import { readableIso } from '../../time/mission-time.ts'
import { Acts } from '../commands/acts.tsx'
import { type CommandView, useRecent, useRights } from '../commands/commands.ts'
import { Instant, StateOf, Why } from '../commands/marks.tsx'
import type { OperateViewProps } from '../operate-search.ts'
import { PersonName } from '../person-name.tsx'
import { RefusalCard } from '../refusal-card.tsx'
import { CommandButton } from './command-button.tsx'
import { LoadProcedure } from './load-procedure.tsx'
import { SendFile } from './send-file.tsx'
import type { Craft, Software as SoftwareView } from './spacecraft.ts'
import { Age } from './value-line.tsx'

type SoftwareProps = { readonly craft: Craft; readonly change: OperateViewProps['change'] }

/** The page. */
export function Software({ craft, change }: SoftwareProps): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const { software } = craft
  if (software === undefined) return <Empty>{t('software.none')}</Empty>
  return (
    <>
      <div className="craft-two">
        <OnBoard craft={craft} software={software} />
        <Steps craft={craft} software={software} change={change} />
      </div>
      <div className="craft-two">
        <Sent software={software} />
        <UnderWay element={craft.element} />
      </div>
    </>
  )
}

type PartProps = { readonly craft: Craft; readonly software: SoftwareView }

function OnBoard({ craft, software: s }: PartProps): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const rights = useRights(true).data
  return (
    <section className="card" aria-labelledby="on-board-heading">
      <h3 id="on-board-heading">{t('software.onBoard')}</h3>
      {s.held !== undefined && <RefusalCard refusal={s.held} />}
      {s.held === undefined && s.reportedAt === undefined && <Empty>{t('software.unreported')}</Empty>}
      {s.reportedAt !== undefined && (
        <>
          <dl className="craft-facts">
            <Slot label={t('software.running')} hash={s.running} software={s} />
            <Slot label={t('software.ready')} hash={s.ready} software={s} />
            <Slot label={t('software.previous')} hash={s.previous} software={s} />
          </dl>
          <p className="quiet">
            {t('software.told')} <Age at={s.reportedAt} />
          </p>
        </>
      )}
      {rights !== undefined && (
        <div className="form-buttons">
          <CommandButton at={rights.at} rights={rights.rights} element={craft.element} command="load_report" given={{}}>
            {t('software.ask')}
          </CommandButton>
          {(s.previous ?? '') !== '' && (
            <CommandButton
              at={rights.at}
              rights={rights.rights}
              element={craft.element}
              command="load_revert"
              given={{}}
            >
              {t('software.revert')}
            </CommandButton>
          )}
        </div>
      )}
    </section>
  )
}

function Slot(props: {
  readonly label: string
  readonly hash: string | undefined
  readonly software: SoftwareView
}): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const { label, hash = '', software } = props
  const file = software.files.find((f) => f.sha256 === hash)
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {hash === '' ? (
          <span className="quiet">{t('software.nothing')}</span>
        ) : (
          <>
            <strong>{file?.name ?? t('software.unknown')}</strong>
            <code className="hash">SHA-256 {hash}</code>
          </>
        )}
      </dd>
    </>
  )
}

const STEPS = ['sent', 'arrived', 'checked', 'running'] as const
type StepState = 'done' | 'now' | 'waiting' | 'failed'
const STEP_LOOK = {
  done: { mark: 'check', tone: 'nominal' },
  now: { mark: 'half', tone: 'active' },
  waiting: { mark: 'ring', tone: 'quiet' },
  failed: { mark: 'cross', tone: 'critical' },
} as const satisfies Record<StepState, { mark: Mark; tone: Tone }>

/** The file that the steps are about: what was sent last, as long as it does not run. */
function candidateOf({ files }: SoftwareView): SoftwareView['files'][number] | undefined {
  return files[0]
}

/** How far it is, by what telemetry tells and nothing else. */
function stepOf(s: SoftwareView): number {
  const file = candidateOf(s)
  if (file === undefined) return 0
  if (file.stands === 'running') return 4
  if (s.ready === file.sha256) return s.state === 'CHECKED' ? 3 : 2
  return 1
}

function Steps({ craft, software: s, change }: PartProps & SoftwareProps): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const rights = useRights(true).data
  const file = candidateOf(s)
  const step = stepOf(s)
  const other = (s.ready ?? '') !== '' && file !== undefined && s.ready !== file.sha256
  const failed = s.outcome !== undefined && s.outcome !== 'DONE' && s.outcome !== 'NONE'
  const given = { hash: file?.sha256 ?? s.ready ?? '' }
  const buttons = rights && { at: rights.at, rights: rights.rights, element: craft.element, given }
  return (
    <section className="card" aria-labelledby="steps-heading">
      <h3 id="steps-heading">{t('software.steps')}</h3>
      <ol className="load-steps">
        {STEPS.map((name, i) => {
          const look: StepState = i < step ? 'done' : i === step && file !== undefined ? 'now' : 'waiting'
          return (
            <li key={name} data-state={look} aria-current={look === 'now' ? 'step' : undefined}>
              <StateMark {...STEP_LOOK[look]} />
              <span>{t(`software.step.${name}`)}</span>
              <span className="visually-hidden">{t(`software.stepIs.${look}`)}</span>
            </li>
          )
        })}
      </ol>
      {file !== undefined && (
        <p>
          <strong>{file.name}</strong> <code className="hash">SHA-256 {file.sha256}</code>
        </p>
      )}
      {other && (
        <p className="craft-note">
          <StateMark mark="triangle" tone="warning" /> {t('software.other')} <code className="hash">{s.ready}</code>
        </p>
      )}
      {failed && (
        <p className="craft-note">
          <StateMark mark="cross" tone="critical" />{' '}
          {t(`software.outcome.${s.outcome as 'DIFFERS'}`, { defaultValue: s.outcome })}
        </p>
      )}
      {buttons !== undefined && (
        <div className="form-buttons">
          <CommandButton {...buttons} command="load_check" primary={step === 2} disabled={given.hash === ''}>
            {t('software.check')}
          </CommandButton>
          <CommandButton {...buttons} command="load_commit" primary={step === 3} disabled={given.hash === ''}>
            {t('software.commit')}
          </CommandButton>
          <CommandButton
            {...buttons}
            given={{ hash: s.ready ?? '' }}
            command="load_discard"
            disabled={(s.ready ?? '') === ''}
          >
            {t('software.discard')}
          </CommandButton>
        </div>
      )}
      <SendFile craft={craft} software={s} />
      {file !== undefined && s.send === undefined && (
        <LoadProcedure element={craft.element} owner={craft.owner} sha256={file.sha256} change={change} />
      )}
    </section>
  )
}

const STANDS = {
  'on-the-way': { mark: 'half', tone: 'active' },
  ready: { mark: 'dot-ring', tone: 'active' },
  running: { mark: 'check', tone: 'nominal' },
  previous: { mark: 'turn', tone: 'quiet' },
  unnamed: { mark: 'ring', tone: 'quiet' },
} as const satisfies Record<SoftwareView['files'][number]['stands'], { mark: Mark; tone: Tone }>

function Sent({ software }: { readonly software: SoftwareView }): JSX.Element {
  const { t, i18n } = useTranslation('operate-spacecraft')
  return (
    <section className="card" aria-labelledby="sent-heading">
      <h3 id="sent-heading">{t('software.sent')}</h3>
      {software.files.length === 0 && <Empty>{t('software.noFiles')}</Empty>}
      <ul className="load-files">
        {software.files.map((f) => (
          <li key={`${f.at} ${f.sha256}`}>
            <p>
              <strong>{f.name}</strong>{' '}
              <span className="figure">
                {new Intl.NumberFormat(i18n.language).format(f.octets)} {t('octets')}
              </span>{' '}
              <span className="craft-level">
                <StateMark {...STANDS[f.stands]} /> {t(`software.stands.${f.stands}`)}
              </span>
            </p>
            <code className="hash">SHA-256 {f.sha256}</code>
            <p className="quiet">
              <PartyTag party={f.party} short /> <PersonName person={f.person} /> ·{' '}
              <time className="figure" dateTime={f.at}>
                {readableIso(f.at)} UTC
              </time>
              {f.why !== '' && <> · {f.why}</>}
            </p>
          </li>
        ))}
      </ul>
      {software.files.length > 0 && (
        <p className="quiet">
          <Link to="/operate" search={{ view: 'links' }}>
            {t('software.way')}
          </Link>
        </p>
      )}
    </section>
  )
}

/** Commands about software, as the desk has them: who waits for whom, what was refused and why. */
function UnderWay({ element }: { readonly element: string }): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const recent = useRecent(true)
  const all = recent.data?.commands.filter((c) => c.element === element && c.command.startsWith('load_')) ?? []
  return (
    <section className="card" aria-labelledby="under-way-heading">
      <h3 id="under-way-heading">{t('software.commands')}</h3>
      {all.length === 0 && <Empty>{t('software.noCommands')}</Empty>}
      <ol className="load-commands">
        {all.slice(0, 12).map((c) => (
          <OneCommand key={c.id} command={c} />
        ))}
      </ol>
    </section>
  )
}

function OneCommand({ command: c }: { readonly command: CommandView }): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const told = c.refusal !== undefined && ['awaiting', 'refused', 'revoked'].includes(c.state)
  return (
    <li>
      <p>
        <Link to="/operate" search={{ view: 'commands', item: c.id }}>
          {c.id}
        </Link>{' '}
        <code>{c.command}</code> <StateOf state={c.state} />
      </p>
      <p className="quiet">
        <PartyTag party={c.party} short /> <PersonName person={c.person} /> ·{' '}
        <Instant at={c.history.at(-1)?.at ?? c.expires} />
      </p>
      {told && (
        <details open={c.state === 'refused'}>
          <summary>{t(c.state === 'awaiting' ? 'software.awaits' : 'software.why')}</summary>
          <Why refusal={c.refusal!} person={c.person} />
        </details>
      )}
      <Acts command={c} />
    </li>
  )
}
