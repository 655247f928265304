/** The fields of one step; of a command, made from the dictionary. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { useMission } from '../../api.ts'
import { AreaField, ChoiceField, TextField } from '../../parts/field.tsx'
import { unitSymbol } from '../../parts/numbers.ts'
import { ConditionFields } from './condition-fields.tsx'
import { NumberField } from './number-field.tsx'
import { useCommands } from './runs.ts'
import type { Right, Step } from './steps.ts'

type FieldsProps<S extends Step> = {
  readonly step: S
  readonly problem: (field: string) => string | undefined
  readonly onChange: (step: Step) => void
}

type Send = Extract<Step, { kind: 'send' }>
type Argument = Right['arguments'][number]

/** The fields. */
export function StepFields({ step, problem, onChange }: FieldsProps<Step>): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  const parties = useMission().data?.parties ?? []
  return (
    <div className="form step-fields">
      <TextField
        label={t('field.id')}
        value={step.id}
        onChange={(id) => onChange({ ...step, id })}
        problem={problem('id')}
      />
      <ChoiceField
        label={t('field.party')}
        value={step.party}
        onChange={(party) => onChange({ ...step, party })}
        options={parties.map((p) => [p.id, p.name])}
        problem={problem('party')}
      />
      {step.kind === 'send' && <SendFields step={step} problem={problem} onChange={onChange} />}
      {step.kind === 'wait' && (
        <NumberField
          label={t('field.for')}
          unit="s"
          value={step.for_s}
          onChange={(for_s) => onChange({ ...step, for_s: for_s! })}
          problem={problem('for_s')}
        />
      )}
      {step.kind === 'ask' && (
        <AreaField
          label={t('field.question')}
          rows={2}
          value={step.question}
          onChange={(question) => onChange({ ...step, question })}
          problem={problem('question')}
        />
      )}
      {step.kind === 'manual' && (
        <AreaField
          label={t('field.text')}
          rows={2}
          value={step.text}
          onChange={(text) => onChange({ ...step, text })}
          problem={problem('text')}
        />
      )}
      {step.kind === 'await' && (
        <>
          <ConditionFields condition={step.until} onChange={(until) => onChange({ ...step, until })} />
          <NumberField
            label={t('field.timeout')}
            unit="s"
            value={step.timeout_s}
            onChange={(timeout_s) => onChange({ ...step, timeout_s: timeout_s! })}
            problem={problem('timeout_s')}
          />
        </>
      )}
      {(step.kind === 'check' || step.kind === 'if') && (
        <ConditionFields condition={step.that} onChange={(that) => onChange({ ...step, that })} />
      )}
      {step.kind === 'repeat' && (
        <NumberField
          label={t('field.atMost')}
          value={step.atMost}
          onChange={(atMost) => onChange({ ...step, atMost: atMost! })}
          problem={problem('atMost')}
        />
      )}
      {'onFailure' in step && (
        <ChoiceField
          label={t('field.onFailure')}
          value={step.onFailure}
          onChange={(onFailure) => onChange({ ...step, onFailure: onFailure as 'hold' })}
          options={(['hold', 'continue', 'abort'] as const).map((o) => [o, t(`onFailure.${o}`)])}
        />
      )}
      <AreaField
        label={t('field.note')}
        rows={2}
        value={step.note}
        onChange={(note) => onChange({ ...step, note })}
        problem={problem('note')}
      />
    </div>
  )
}

function SendFields({ step, problem, onChange }: FieldsProps<Send>): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  const rights = useCommands().data?.rights ?? []
  const names = useMission().data?.elements ?? []
  const elements = [...new Set(rights.map((r) => r.element))]
  const right = rights.find((r) => r.element === step.element && r.command === step.command)
  const nameOf = (id: string) => names.find((e) => e.id === id)?.name ?? id
  const withNone = (value: string, list: readonly (readonly [string, string])[]) =>
    list.some(([id]) => id === value) ? list : [[value, value === '' ? '—' : value] as const, ...list]
  return (
    <>
      <ChoiceField
        label={t('field.element')}
        value={step.element}
        onChange={(element) => onChange({ ...step, element, command: '', arguments: {} })}
        options={withNone(
          step.element,
          elements.map((e) => [e, nameOf(e)]),
        )}
        problem={problem('element')}
      />
      <ChoiceField
        label={t('field.command')}
        value={step.command}
        onChange={(command) => {
          const chosen = rights.find((r) => r.element === step.element && r.command === command)
          onChange({ ...step, command, arguments: startOf(chosen) })
        }}
        options={withNone(
          step.command,
          rights.filter((r) => r.element === step.element).map((r) => [r.command, r.command]),
        )}
        help={right?.description}
        problem={problem('command')}
      />
      {right?.arguments.map((a) => (
        <ArgumentInput
          key={a.name}
          argument={a}
          value={step.arguments[a.name]}
          onChange={(value) => onChange({ ...step, arguments: { ...step.arguments, [a.name]: value } })}
        />
      ))}
      <ChoiceField
        label={t('field.until')}
        value={step.until}
        onChange={(until) => onChange({ ...step, until: until as Send['until'] })}
        options={(['queued', 'released', 'accepted', 'completed'] as const).map((u) => [u, t(`until.${u}`)])}
      />
      <NumberField
        label={t('field.timeout')}
        unit="s"
        value={step.timeout_s}
        onChange={(timeout_s) => onChange({ ...step, timeout_s: timeout_s! })}
        problem={problem('timeout_s')}
      />
      <NumberField
        label={t('field.retries')}
        value={step.retries}
        onChange={(retries) => onChange({ ...step, retries: retries! })}
        problem={problem('retries')}
      />
      <NumberField
        label={t('field.executeAfter')}
        help={t('field.executeAfterHelp')}
        unit="s"
        value={step.executeAfter_s}
        onChange={(executeAfter_s) => {
          const { executeAfter_s: _, ...rest } = step
          onChange(executeAfter_s === undefined ? rest : { ...rest, executeAfter_s })
        }}
        problem={problem('executeAfter_s')}
      />
    </>
  )
}

function ArgumentInput(props: {
  readonly argument: Argument
  readonly value: Send['arguments'][string] | undefined
  readonly onChange: (value: Send['arguments'][string]) => void
}): JSX.Element {
  const { argument, value, onChange } = props
  const { name, unit, allowed, labels, kind, description } = argument
  const help = [description, allowed].filter((text) => text !== '').join(' · ')
  if (labels !== undefined || kind === 'boolean') {
    const options = labels ?? ['true', 'false']
    return (
      <ChoiceField
        label={name}
        help={help}
        value={String(value ?? '')}
        onChange={(text) => onChange(kind === 'boolean' ? text === 'true' : text)}
        options={['', ...options].map((o) => [o, o === '' ? '—' : o])}
      />
    )
  }
  if (kind === 'integer' || kind === 'float')
    return (
      <NumberField
        label={name}
        help={help}
        unit={unitSymbol(unit)}
        value={typeof value === 'number' ? value : undefined}
        onChange={(n) => onChange(n ?? Number.NaN)}
      />
    )
  return <TextField label={name} help={help} unit={unitSymbol(unit)} value={String(value ?? '')} onChange={onChange} />
}

/** What the dictionary begins with. */
function startOf(right: Right | undefined): Send['arguments'] {
  const given = right?.arguments.flatMap(({ name, initial, kind }): [string, Send['arguments'][string]][] => {
    if (initial === undefined) return []
    if (kind === 'boolean') return [[name, initial === 'true']]
    return [[name, kind === 'integer' || kind === 'float' ? Number(initial) : initial]]
  })
  return Object.fromEntries(given ?? [])
}
