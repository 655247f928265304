/** The fields of a condition; of one that is made of others, theirs below. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { useMission } from '../../api.ts'
import { useLive } from '../../live/live-context.tsx'
import { ChoiceField, TextField } from '../../parts/field.tsx'
import { keyed } from '../../parts/keyed.ts'
import { newCondition } from './draft.ts'
import { NumberField } from './number-field.tsx'
import type { Condition } from './steps.ts'

const KINDS: readonly Condition['kind'][] = ['parameter', 'window', 'phase', 'time', 'all', 'any', 'not']
const SIGNS = ['>=', '>', '==', '!=', '<', '<='] as const
const WINDOWS = ['contact', 'station', 'relay', 'lit'] as const

type FieldsProps = {
  readonly condition: Condition
  readonly onChange: (condition: Condition) => void
}

/** The fields. */
export function ConditionFields({ condition: c, onChange }: FieldsProps): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  return (
    <div className="condition-fields">
      <ChoiceField
        label={t('condition.kind')}
        value={c.kind}
        onChange={(kind) => onChange(newCondition(kind as Condition['kind']))}
        options={(KINDS.includes(c.kind) ? KINDS : [...KINDS, c.kind]).map((k) => [k, t(`condition.kinds.${k}`)])}
      />
      {c.kind === 'parameter' && <ParameterFields condition={c} onChange={onChange} />}
      {c.kind === 'window' && (
        <>
          <ChoiceField
            label={t('condition.window')}
            value={c.window}
            onChange={(window) => onChange({ ...c, window })}
            options={[...new Set([...WINDOWS, c.window])].map((w) => [
              w,
              t(`windows.${w as 'contact'}`, { defaultValue: w }),
            ])}
          />
          <NumberField
            label={t('condition.staysOpen')}
            unit="s"
            value={c.remaining_s}
            onChange={(remaining_s) => onChange(without({ ...c, remaining_s }))}
          />
        </>
      )}
      {c.kind === 'phase' && (
        <TextField
          label={t('condition.phases')}
          help={t('condition.phasesHelp')}
          value={c.in.join(', ')}
          onChange={(text) => onChange({ ...c, in: text.split(/[,\s]+/).filter((p) => p !== '') })}
        />
      )}
      {c.kind === 'time' && (
        <>
          <TextField
            label={t('condition.from')}
            placeholder="2029-09-20T06:00:00Z"
            value={c.from ?? ''}
            onChange={(from) => onChange(without({ ...c, from: from === '' ? undefined : from }))}
          />
          <TextField
            label={t('condition.until')}
            placeholder="2029-09-20T12:00:00Z"
            value={c.until ?? ''}
            onChange={(until) => onChange(without({ ...c, until: until === '' ? undefined : until }))}
          />
        </>
      )}
      {c.kind === 'not' && <ConditionFields condition={c.of} onChange={(of) => onChange({ ...c, of })} />}
      {(c.kind === 'all' || c.kind === 'any') && (
        <div className="condition-parts">
          {keyed(c.of, () => 'part').map(([key, part], i) => (
            <div key={key} className="condition-part">
              <ConditionFields condition={part} onChange={(next) => onChange({ ...c, of: c.of.with(i, next) })} />
              {c.of.length > 1 && (
                <button type="button" className="button" onClick={() => onChange({ ...c, of: c.of.toSpliced(i, 1) })}>
                  {t('condition.remove')}
                </button>
              )}
            </div>
          ))}
          <button type="button" className="button" onClick={() => onChange({ ...c, of: [...c.of, newCondition()] })}>
            {t('condition.add')}
          </button>
        </div>
      )}
    </div>
  )
}

function ParameterFields({
  condition: c,
  onChange,
}: {
  readonly condition: Extract<Condition, { kind: 'parameter' }>
  readonly onChange: (condition: Condition) => void
}): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  const elements = useMission().data?.elements ?? []
  const known = useLive((s) => s.parameters)
  const names = Object.keys(known).flatMap((k) =>
    k.startsWith(`${c.element}/`) ? [k.slice(c.element.length + 1)] : [],
  )
  const options: (readonly [string, string])[] = elements.map((e) => [e.id, e.name])
  return (
    <>
      <ChoiceField
        label={t('condition.element')}
        value={c.element}
        onChange={(element) => onChange({ ...c, element })}
        options={
          c.element === '' || !elements.some((e) => e.id === c.element)
            ? [[c.element, c.element || '—'], ...options]
            : options
        }
      />
      {names.length > 0 ? (
        <ChoiceField
          label={t('condition.name')}
          value={c.name}
          onChange={(name) => onChange({ ...c, name })}
          options={[...new Set([c.name, ...names.sort()])].map((n) => [n, n === '' ? '—' : n])}
        />
      ) : (
        <TextField label={t('condition.name')} value={c.name} onChange={(name) => onChange({ ...c, name })} />
      )}
      <ChoiceField
        label={t('condition.is')}
        value={c.is}
        onChange={(is) => onChange({ ...c, is: is as typeof c.is })}
        options={SIGNS.map((s) => [s, t(`signs.${s}`)])}
      />
      <TextField
        label={t('condition.value')}
        unit={known[`${c.element}/${c.name}`]?.sample.unit ?? ''}
        value={String(c.value)}
        onChange={(text) => onChange({ ...c, value: typedValue(text) })}
      />
      <NumberField
        label={t('condition.age')}
        help={t('condition.ageHelp')}
        unit="s"
        value={c.age_s}
        onChange={(age_s) => onChange(without({ ...c, age_s }))}
      />
    </>
  )
}

/** A number where the text is one as people write it whole, a truth value, or text. */
function typedValue(text: string): number | string | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return text.trim() !== '' && String(Number(text)) === text.trim() ? Number(text) : text
}

/** Without what was cleared. */
function without<T extends object>(c: T): T {
  return Object.fromEntries(Object.entries(c).filter(([, value]) => value !== undefined)) as T
}
