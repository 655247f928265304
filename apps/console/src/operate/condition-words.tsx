/** A condition of a procedure or a flight rule in words, with what is seen of each value now. */
import type { OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { Fragment, type JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { useLive } from '../live/live-context.tsx'
import { parameterKey } from '../live/live-state.ts'
import { keyed } from '../parts/keyed.ts'
import { telemetryValue, unitSymbol } from '../parts/numbers.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { readableIso, span } from '../time/mission-time.ts'
import { useElementNames } from './values-table.tsx'

type Condition = OutputOf<Operations['flightRules']>['rules'][number]['rule']['require']

type Parameter = Extract<Condition, { kind: 'parameter' }>

const SIGNS: Readonly<Record<Parameter['is'], string>> = {
  '==': '=',
  '!=': '≠',
  '<': '<',
  '<=': '≤',
  '>': '>',
  '>=': '≥',
}

type WordsProps = {
  readonly condition: Condition
  /** How long windows stay open, s, where it is known. */
  readonly windows?: readonly { readonly window: string; readonly remaining_s?: number | undefined }[]
}

/** The words. */
export function ConditionWords({ condition: c, windows = [] }: WordsProps): JSX.Element {
  const { t } = useTranslation('operate')
  switch (c.kind) {
    case 'all':
    case 'any':
      return <Together parts={c.of} word={t(`condition.${c.kind}`)} windows={windows} />
    case 'not':
      return (
        <>
          {t('condition.not')} (<ConditionWords condition={c.of} windows={windows} />)
        </>
      )
    case 'parameter':
      return <ParameterWords condition={c} />
    case 'phase':
      return <PhaseWords phases={c.in} />
    case 'window':
      return <WindowWords condition={c} windows={windows} />
    case 'time':
      return (
        <span className="figure">
          {c.from !== undefined && t('condition.from', { at: readableIso(c.from) })}
          {c.from !== undefined && c.until !== undefined && ' '}
          {c.until !== undefined && t('condition.until', { at: readableIso(c.until) })}
        </span>
      )
    case 'command':
      return <>{t('condition.command', { command: c.command, state: c.state })}</>
  }
}

function Together({
  parts,
  word,
  windows,
}: {
  readonly parts: readonly Condition[]
  readonly word: string
  readonly windows: NonNullable<WordsProps['windows']>
}): JSX.Element {
  return (
    <>
      {keyed(parts, (p) => JSON.stringify(p)).map(([key, part], i) => (
        <Fragment key={key}>
          {i > 0 && ` ${word} `}
          <ConditionWords condition={part} windows={windows} />
        </Fragment>
      ))}
    </>
  )
}

/** `battery_charge of Lander ≥ 40 %`, and what it is now. */
function ParameterWords({ condition }: { readonly condition: Parameter }): JSX.Element {
  const { t, i18n } = useTranslation('operate')
  const { element, name, is, value } = condition
  const sample = useLive((s) => s.parameters[parameterKey(element, name)]?.sample)
  const nameOf = useElementNames()
  const unit = sample === undefined || typeof sample.value !== 'number' ? '' : unitSymbol(sample.unit)
  const met = sample === undefined ? undefined : compare(sample.value, is, value)
  const shown = (v: typeof value) => `${telemetryValue(v, i18n.language)}${unit === '' ? '' : `\u202f${unit}`}`
  return (
    <span className="condition-leaf">
      <span className="parameter-name">{name}</span> {t('condition.of', { element: nameOf(element).name })}{' '}
      <span className="figure">
        {SIGNS[is]} {shown(value)}
      </span>{' '}
      <span className="condition-now" data-met={met === undefined ? 'unknown' : met ? 'yes' : 'no'}>
        <Met met={met} />
        {sample === undefined ? (
          t('condition.unheard')
        ) : (
          <>
            {t('condition.now')} <span className="figure">{shown(sample.value)}</span>
          </>
        )}
      </span>
    </span>
  )
}

function PhaseWords({ phases }: { readonly phases: readonly string[] }): JSX.Element {
  const { t } = useTranslation('operate')
  const phase = useLive((s) => s.clock?.message.phase)
  return (
    <span className="condition-leaf">
      {t('condition.phase', { phases: phases.join(' / ') })}{' '}
      {phase !== undefined && (
        <span className="condition-now" data-met={phases.includes(phase) ? 'yes' : 'no'}>
          <Met met={phases.includes(phase)} />
          {t('condition.now')} {phase}
        </span>
      )}
    </span>
  )
}

function WindowWords({
  condition,
  windows,
}: {
  readonly condition: Extract<Condition, { kind: 'window' }>
  readonly windows: NonNullable<WordsProps['windows']>
}): JSX.Element {
  const { t } = useTranslation('operate')
  const { window, remaining_s } = condition
  const known = windows.find((w) => w.window === window)
  const left_s = known?.remaining_s
  const met = left_s === undefined ? undefined : left_s > (remaining_s ?? 0)
  const named = t(`condition.windows.${window as 'contact'}`, { defaultValue: window })
  return (
    <span className="condition-leaf">
      {remaining_s === undefined
        ? t('condition.open', { window: named })
        : t('condition.openFor', { window: named, span: span(remaining_s) })}{' '}
      {known !== undefined && (
        <span className="condition-now" data-met={met === undefined ? 'unknown' : met ? 'yes' : 'no'}>
          <Met met={met} />
          {left_s === undefined && t('condition.unheard')}
          {left_s === 0 && t('condition.closed')}
          {left_s !== undefined && left_s > 0 && t('condition.left', { span: span(left_s) })}
        </span>
      )}
    </span>
  )
}

/** Whether it holds now, by shape and word. */
export function Met({ met }: { readonly met: boolean | undefined }): JSX.Element {
  const { t } = useTranslation('operate')
  const mark = met === undefined ? 'ring' : met ? 'circle' : 'square'
  const tone = met === undefined ? 'quiet' : met ? 'nominal' : 'warning'
  return (
    <>
      <StateMark mark={mark} tone={tone} />
      <span className="visually-hidden">
        {t(met === undefined ? 'condition.unknown' : met ? 'condition.holds' : 'condition.fails')},{' '}
      </span>
    </>
  )
}

/** As the centre compares: numbers by size, all else by its text; an order of texts cannot be told. */
function compare(a: Parameter['value'], is: Parameter['is'], b: Parameter['value']): boolean | undefined {
  if (is === '==') return String(a) === String(b)
  if (is === '!=') return String(a) !== String(b)
  if (typeof a !== 'number' || typeof b !== 'number') return undefined
  if (is === '<') return a < b
  if (is === '<=') return a <= b
  return is === '>' ? a > b : a >= b
}
