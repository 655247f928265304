/** A flight rule as it is written: to what it applies, what must hold, who may set it aside, and where it is written. */

import { Link } from '@tanstack/react-router'
import { type FormEvent, type JSX, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf, useMission } from '../../api.ts'
import { CheckField, ChoiceField, TextField } from '../../parts/field.tsx'
import { identifierFrom, problemsByField } from '../../parts/form-problems.ts'
import { Failed, Loading } from '../../parts/states.tsx'
import { ConditionFields } from '../procedures/condition-fields.tsx'
import { newCondition } from '../procedures/draft.ts'
import { useKeptForm } from '../use-kept-form.ts'
import { callLog, type LogTabProps, type RuleView, useLogAct, useRules } from './log-desk.ts'

const LEVELS = ['none', 'watch', 'warning', 'distress', 'critical', 'severe'] as const
type Rule = RuleView['rule']

type Typed = {
  readonly id: string
  readonly title: string
  readonly elements: readonly string[]
  readonly commands: string
  readonly significance: string
  readonly effect: string
  readonly holdsSafing: boolean
  readonly require: Rule['require']
  readonly waivableBy: readonly string[]
  readonly source: string
  readonly publisher: string
  readonly url: string
}

/** The form, of a new rule or of one that stands. */
export function RuleForm(props: LogTabProps): JSX.Element {
  const changed = props.search.item?.slice('new:'.length)
  const query = useRules()
  const before = query.data?.rules.find((r) => r.rule.id === changed)?.rule
  if (changed !== undefined && changed !== '' && before === undefined && query.isPending) return <Loading />
  return <Fields {...props} before={before} />
}

function Fields({ me, change, before }: LogTabProps & { readonly before: Rule | undefined }): JSX.Element {
  const { t } = useTranslation('operate-log')
  const mission = useMission().data
  const initial = useMemo(() => typedOf(before), [before])
  const [typed, put, forget] = useKeptForm<Typed>(`rule.${before?.id ?? 'new'}`, initial)
  const act = useLogAct(
    () => callLog('setRule', { rule: ruleOf(typed, me.party!) }),
    () => {
      forget()
      change({ item: undefined })
    },
  )
  const failure = act.error === null ? undefined : failureOf(act.error)
  const at = problemsByField(failure, '/rule')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    act.mutate(undefined)
  }
  const flipped = (list: readonly string[], id: string, yes: boolean) =>
    yes ? [...list, id] : list.filter((other) => other !== id)
  return (
    <form className="form card" onSubmit={submit} aria-label={t(before === undefined ? 'rule.new' : 'rule.change')}>
      <TextField
        label={t('ruleField.title')}
        required
        value={typed.title}
        onChange={(title) =>
          put({
            title,
            ...(before === undefined && typed.id === identifierFrom(typed.title) ? { id: identifierFrom(title) } : {}),
          })
        }
        problem={at('/title')}
      />
      <TextField
        label={t('ruleField.id')}
        required
        value={typed.id}
        onChange={(id) => put({ id })}
        problem={at('/id')}
        {...(before === undefined ? {} : { help: t('ruleField.idHelp') })}
      />
      <fieldset className="checks">
        <legend>{t('ruleField.elements')}</legend>
        {(mission?.elements ?? []).map((e) => (
          <CheckField
            key={e.id}
            label={e.name}
            value={typed.elements.includes(e.id)}
            onChange={(yes) => put({ elements: flipped(typed.elements, e.id, yes) })}
          />
        ))}
      </fieldset>
      <TextField
        label={t('ruleField.commands')}
        help={t('ruleField.commandsHelp')}
        value={typed.commands}
        onChange={(commands) => put({ commands })}
        problem={at('/commands')}
      />
      <ChoiceField
        label={t('ruleField.significance')}
        value={typed.significance}
        onChange={(significance) => put({ significance })}
        options={[['', t('ruleField.anyLevel')], ...LEVELS.map((l) => [l, t(`level.${l}`)] as const)]}
      />
      <ChoiceField
        label={t('ruleField.effect')}
        value={typed.effect}
        onChange={(effect) => put({ effect })}
        options={[
          ['hold', t('ruleField.hold')],
          ['warn', t('ruleField.warn')],
        ]}
      />
      <CheckField
        label={t('ruleField.safing')}
        value={typed.holdsSafing}
        onChange={(holdsSafing) => put({ holdsSafing })}
      />
      <h3 className="wide-heading">{t('ruleField.require')}</h3>
      <ConditionFields condition={typed.require} onChange={(require) => put({ require })} />
      <fieldset className="checks">
        <legend>{t('ruleField.waivableBy')}</legend>
        {(mission?.parties ?? []).map((p) => (
          <CheckField
            key={p.id}
            label={p.name}
            value={typed.waivableBy.includes(p.id)}
            onChange={(yes) => put({ waivableBy: flipped(typed.waivableBy, p.id, yes) })}
          />
        ))}
      </fieldset>
      <TextField
        label={t('ruleField.source')}
        help={t('ruleField.sourceHelp')}
        required
        value={typed.source}
        onChange={(source) => put({ source })}
        problem={at('/source/title')}
      />
      <TextField
        label={t('ruleField.publisher')}
        value={typed.publisher}
        onChange={(publisher) => put({ publisher })}
      />
      <TextField label={t('ruleField.url')} value={typed.url} onChange={(url) => put({ url })} />
      {failure !== undefined && <Failed failure={failure} />}
      <div className="form-buttons">
        <button type="submit" className="button primary" disabled={act.isPending}>
          {t('ruleField.set')}
        </button>
        <Link className="button" to="/operate" search={{ view: 'log', tab: 'rules' }}>
          {t('ruleField.back')}
        </Link>
      </div>
    </form>
  )
}

function typedOf(rule: Rule | undefined): Typed {
  return {
    ...{ id: rule?.id ?? '', title: rule?.title ?? '', elements: rule?.elements ?? [] },
    ...{ commands: rule?.commands?.join(', ') ?? '', significance: rule?.significance ?? '' },
    ...{ effect: rule?.effect ?? 'hold', holdsSafing: rule?.holdsSafing ?? false },
    ...{ require: rule?.require ?? newCondition(), waivableBy: rule?.waivableBy ?? [] },
    ...{ source: rule?.source.title ?? '', publisher: rule?.source.publisher ?? '', url: rule?.source.url ?? '' },
  }
}

function ruleOf(typed: Typed, owner: string): Rule {
  const { id, title, elements, significance, effect, holdsSafing, require, waivableBy, source, publisher, url } = typed
  const commands = typed.commands.split(/[,\s]+/).filter((c) => c !== '')
  return {
    ...{ id, title, owner, holdsSafing, require, waivableBy: [...waivableBy] },
    ...(elements.length === 0 ? {} : { elements: [...elements] }),
    ...(commands.length === 0 ? {} : { commands }),
    ...(significance === '' ? {} : { significance: significance as NonNullable<Rule['significance']> }),
    ...(effect === 'warn' ? { effect } : {}),
    source: { title: source, ...(publisher === '' ? {} : { publisher }), ...(url === '' ? {} : { url }) },
  }
}
