/** What every part of the commands' view shows alike: a command's state, its level, a verdict, its arguments, an instant. */
import type { CommandRight, CommandView } from '@magpie/api/command-views'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { unitSymbol } from '../../parts/numbers.ts'
import { SaidText } from '../../parts/said.tsx'
import { type Mark, StateMark, type Tone } from '../../parts/state-mark.tsx'
import { usePersonName } from '../person-name.tsx'
import { RefusalCard } from '../refusal-card.tsx'

type Look = { readonly mark: Mark; readonly tone: Tone }

const STATES: Readonly<Record<CommandView['state'], Look>> = {
  drafted: { mark: 'ring', tone: 'quiet' },
  submitted: { mark: 'ring', tone: 'quiet' },
  checked: { mark: 'ring', tone: 'quiet' },
  awaiting: { mark: 'diamond', tone: 'watch' },
  queued: { mark: 'dot-ring', tone: 'active' },
  held: { mark: 'bars', tone: 'warning' },
  released: { mark: 'half', tone: 'active' },
  accepted: { mark: 'half', tone: 'active' },
  started: { mark: 'half', tone: 'active' },
  progressing: { mark: 'half', tone: 'active' },
  completed: { mark: 'check', tone: 'nominal' },
  failed: { mark: 'cross', tone: 'critical' },
  'timed-out': { mark: 'triangle', tone: 'warning' },
  refused: { mark: 'square', tone: 'critical' },
  withdrawn: { mark: 'ring', tone: 'quiet' },
  expired: { mark: 'ring', tone: 'quiet' },
  revoked: { mark: 'square', tone: 'critical' },
}

/** A state by shape and word. */
export function StateOf({ state }: { readonly state: CommandView['state'] }): JSX.Element {
  const { t } = useTranslation('operate-commands')
  return (
    <span className="command-state" data-state={state}>
      <StateMark {...STATES[state]} />
      {t(`state.${state}`)}
    </span>
  )
}

const VERDICTS = {
  may: { mark: 'circle', tone: 'nominal' },
  'may-with-people': { mark: 'diamond', tone: 'watch' },
  'may-not': { mark: 'bars', tone: 'quiet' },
} as const satisfies Record<CommandRight['verdict'], Look>

/** Whether one may, by shape and word. */
export function VerdictOf({ verdict }: { readonly verdict: CommandRight['verdict'] }): JSX.Element {
  const { t } = useTranslation('operate-commands')
  return (
    <span className="command-verdict">
      <StateMark {...VERDICTS[verdict]} />
      {t(`verdict.${verdict}`)}
    </span>
  )
}

const LEVELS: Readonly<Record<string, Look>> = {
  watch: { mark: 'ring', tone: 'watch' },
  warning: { mark: 'triangle', tone: 'warning' },
  distress: { mark: 'triangle', tone: 'warning' },
  critical: { mark: 'square', tone: 'critical' },
  severe: { mark: 'square', tone: 'critical' },
}
type Level = 'watch' | 'warning' | 'distress' | 'critical' | 'severe'

/** The consequence level with its reason; nothing where there is none. */
export function Significance(props: { readonly level: string; readonly reason?: string }): JSX.Element | null {
  const { t } = useTranslation('operate-commands')
  const look = LEVELS[props.level]
  if (look === undefined) return null
  return (
    <span className="significance">
      <StateMark {...look} />
      {t(`level.${props.level as Level}`)}
      {props.reason !== undefined && props.reason !== '' && (
        <span className="quiet">
          : <SaidText text={props.reason} />
        </span>
      )}
    </span>
  )
}

/** The arguments in one line, with their units where the dictionary is known. */
export function Arguments(props: {
  readonly values: CommandView['arguments']
  readonly takes: CommandRight['arguments'] | undefined
}): JSX.Element {
  const entries = Object.entries(props.values)
  return (
    <span className="command-arguments figure">
      {entries.map(([name, value]) => {
        const unit = unitSymbol(props.takes?.find((a) => a.name === name)?.unit ?? '')
        return (
          <span key={name}>
            <span className="quiet">{name}</span> {String(value)}
            {unit === '' ? '' : `\u202f${unit}`}
          </span>
        )
      })}
    </span>
  )
}

/** An instant of the mission as `2029-01-20 06:00:00 UTC`. */
export function instant(at: string): string {
  return `${at.slice(0, 19).replace('T', ' ')} UTC`
}

/** The same as an element. */
export function Instant({ at }: { readonly at: string }): JSX.Element {
  return (
    <time className="figure" dateTime={at}>
      {instant(at)}
    </time>
  )
}

/** Why not: rule, fact, source, remedy. The rules know people by their identifiers: the sender goes by name. */
export function Why(props: {
  readonly refusal: NonNullable<CommandView['refusal']>
  readonly person?: string | undefined
}): JSX.Element {
  const { refusal, person } = props
  const name = usePersonName(person)
  const fact = person === undefined ? refusal.fact : refusal.fact.replaceAll(person, name)
  const { title, publisher, date } = refusal.source
  const source = [title, publisher, date].filter((part) => part !== undefined && part !== '').join(', ')
  return <RefusalCard refusal={{ ...refusal, fact, source }} />
}
