/** The call's own rules of eligibility: the common ones by a few fields, any other as data. */
import { type JSX, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { AreaField, ChoiceField, TextField } from '../parts/field.tsx'
import { RowList } from '../parts/row-list.tsx'
import { LevelChecks } from './level-checks.tsx'
import type { CallFieldsProps } from './typed-call.ts'
import { NO_RULE, RULE_KINDS, type RuleKind, type TypedRule } from './typed-rule.ts'

/** The kinds whose condition names something: countries, an instrument, a paper. */
const NAMES: readonly RuleKind[] = ['states', 'member', 'paper']
const INSTRUMENTS = ['artemis-accords', 'ilrs', 'outer-space-treaty', 'liability-convention', 'registration-convention']

/** The fields. */
export function RuleFields({ typed, at, put }: CallFieldsProps): JSX.Element {
  const { t } = useTranslation('calls')
  return (
    <fieldset className="card form">
      <legend>
        <h2>{t('rules.heading')}</h2>
      </legend>
      <RowList
        help={t('rules.help')}
        rows={typed.rules}
        empty={NO_RULE}
        add={t('rules.add')}
        onChange={(rules) => put({ rules })}
      >
        {(row, change, i) => <OneRule rule={row} change={change} at={(field) => at(`/rules/${i}${field}`)} />}
      </RowList>
      {at('/rules') !== undefined && <p className="field-problem">{at('/rules')}</p>}
    </fieldset>
  )
}

function OneRule(props: {
  readonly rule: TypedRule
  readonly change: (part: Partial<TypedRule>) => void
  readonly at: (field: string) => string | undefined
}): JSX.Element {
  const { rule, change, at } = props
  const { t } = useTranslation('calls')
  const list = useId()
  return (
    <>
      <ChoiceField
        label={t('rules.kind')}
        value={rule.kind}
        onChange={(kind) => change({ kind: kind as RuleKind })}
        options={RULE_KINDS.map((k) => [k, t(`rules.kinds.${k}`)])}
      />
      <ChoiceField
        label={t('rules.effect')}
        value={rule.effect}
        onChange={(effect) => change({ effect })}
        problem={at('/effect')}
        options={(['bars', 'asks', 'excepts', 'notes'] as const).map((e) => [e, t(`rules.effects.${e}`)])}
      />
      <TextField
        label={t('rules.title')}
        value={rule.title}
        onChange={(title) => change({ title })}
        problem={at('/title') ?? at('/id')}
      />
      {NAMES.includes(rule.kind) && (
        <>
          <TextField
            label={t(`rules.names.${rule.kind as 'states' | 'member' | 'paper'}`)}
            value={rule.names}
            onChange={(names) => change({ names })}
            {...(rule.kind === 'member' ? { list } : {})}
            problem={rule.names === '' ? at('/when') : undefined}
          />
          <datalist id={list}>
            {INSTRUMENTS.map((id) => (
              <option key={id} value={id} />
            ))}
          </datalist>
        </>
      )}
      {(rule.kind === 'mass' || rule.kind === 'paper') && (
        <TextField
          label={t(rule.kind === 'mass' ? 'rules.mass' : 'rules.days')}
          unit={rule.kind === 'mass' ? 'kg' : t('rules.dayUnit')}
          numeric
          value={rule.amount}
          onChange={(amount) => change({ amount })}
          problem={rule.kind === 'mass' ? at('/when') : undefined}
        />
      )}
      {(rule.kind === 'mass' || rule.kind === 'level') && (
        <LevelChecks label={t('rules.levels')} value={rule.levels} onChange={(levels) => change({ levels })} />
      )}
      <AreaField
        label={t('rules.text')}
        rows={2}
        value={rule.text}
        onChange={(text) => change({ text })}
        problem={at('/text')}
      />
      {rule.kind === 'data' && (
        <AreaField
          label={t('rules.data')}
          help={t('rules.dataHelp')}
          rows={5}
          value={rule.data}
          onChange={(data) => change({ data })}
          problem={at('/when')}
        />
      )}
    </>
  )
}
