/** A new anomaly report: of an element, begun from an alarm, a command or a run where the URL names one. */
import { Link } from '@tanstack/react-router'
import { type FormEvent, type JSX, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf, useMission } from '../../api.ts'
import { useLive } from '../../live/live-context.tsx'
import { AreaField, CheckField, ChoiceField, TextField } from '../../parts/field.tsx'
import { problemsByField } from '../../parts/form-problems.ts'
import { Failed } from '../../parts/states.tsx'
import type { OperateSearch } from '../operate-search.ts'
import { useKeptForm } from '../use-kept-form.ts'
import { EMPTY_LINK, LinkFields, linksOf, type TypedLink } from './link-fields.tsx'
import { callLog, type LogTabProps, useLogAct } from './log-desk.ts'

type Typed = {
  readonly title: string
  readonly element: string
  readonly severity: string
  readonly text: string
  readonly links: readonly TypedLink[]
  readonly shareWith: readonly string[]
}

const SEVERITIES = ['minor', 'major', 'critical'] as const
/** What is linked of an alarm begins so long before it is reported, ms of the mission's time. */
const BEFORE_MS = 3_600_000

/** The form. */
export function AnomalyForm({ search, change, me }: LogTabProps): JSX.Element {
  const { t } = useTranslation('operate-log')
  const mission = useMission().data
  const utc = useLive((s) => s.clock?.message.utc)
  // The time of the report is when the form was opened.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the clock runs on while one types
  const initial = useMemo(() => begunFrom(search, utc), [search.item, search.parameter, search.element])
  const name = [search.item, search.parameter].filter((part) => part !== undefined).join('.')
  const [typed, put, forget] = useKeptForm<Typed>(`anomaly.${name}`, initial)
  const act = useLogAct(
    () =>
      callLog('openAnomaly', {
        ...{ title: typed.title, element: typed.element, text: typed.text },
        severity: typed.severity as (typeof SEVERITIES)[number],
        ...{ links: linksOf(typed.links), shareWith: [...typed.shareWith] },
      }),
    ({ id }) => {
      forget()
      change({ item: id, parameter: undefined, element: undefined })
    },
  )
  const failure = act.error === null ? undefined : failureOf(act.error)
  const at = problemsByField(failure, '')
  const owner = mission?.elements.find((e) => e.id === typed.element)?.owner
  const submit = (event: FormEvent) => {
    event.preventDefault()
    act.mutate(undefined)
  }
  return (
    <form className="form card" onSubmit={submit} aria-label={t('anomaly.new')}>
      <TextField
        label={t('anomalyField.title')}
        required
        value={typed.title}
        onChange={(title) => put({ title })}
        problem={at('/title')}
      />
      <ChoiceField
        label={t('anomalyField.element')}
        value={typed.element}
        onChange={(element) => put({ element })}
        options={[['', '—'], ...(mission?.elements ?? []).map((e) => [e.id, e.name] as const)]}
        help={t('anomalyField.elementHelp')}
        problem={at('/element')}
      />
      <ChoiceField
        label={t('anomalyField.severity')}
        value={typed.severity}
        onChange={(severity) => put({ severity })}
        options={SEVERITIES.map((s) => [s, t(`severity.${s}`)])}
      />
      <AreaField
        label={t('anomalyField.text')}
        value={typed.text}
        onChange={(text) => put({ text })}
        problem={at('/text')}
      />
      <LinkFields links={typed.links} onChange={(links) => put({ links })} />
      <fieldset className="checks">
        <legend>{t('anomalyField.share')}</legend>
        {(mission?.parties ?? [])
          .filter((p) => p.id !== me.party && p.id !== owner)
          .map((p) => (
            <CheckField
              key={p.id}
              label={p.name}
              value={typed.shareWith.includes(p.id)}
              onChange={(yes) =>
                put({ shareWith: yes ? [...typed.shareWith, p.id] : typed.shareWith.filter((id) => id !== p.id) })
              }
            />
          ))}
      </fieldset>
      {failure !== undefined && <Failed failure={failure} />}
      <div className="form-buttons">
        <button
          type="submit"
          className="button primary"
          disabled={act.isPending || typed.element === '' || typed.title.trim() === ''}
        >
          {t('anomaly.open')}
        </button>
        <Link className="button" to="/operate" search={{ view: 'log', tab: 'anomalies' }}>
          {t('ruleField.back')}
        </Link>
      </div>
    </form>
  )
}

/** What the URL says that it is about: `new:c12` a command, `new:r3` a run, `parameter` an alarm. */
function begunFrom({ item, parameter, element }: OperateSearch, utc: string | undefined): Typed {
  const links: TypedLink[] = []
  const id = item?.slice('new:'.length) ?? ''
  if (/^c\d+$/.test(id)) links.push({ ...EMPTY_LINK, kind: 'command', id })
  if (/^r\d+$/.test(id)) links.push({ ...EMPTY_LINK, kind: 'run', id })
  const cut = parameter?.indexOf('/') ?? -1
  const of =
    parameter === undefined || cut < 0
      ? undefined
      : { element: parameter.slice(0, cut), name: parameter.slice(cut + 1) }
  if (of !== undefined) {
    const now_ms = Date.parse(utc ?? '')
    const from = Number.isNaN(now_ms) ? '' : new Date(now_ms - BEFORE_MS).toISOString().slice(0, 16).replace('T', ' ')
    links.push({ ...EMPTY_LINK, ...of, from })
  }
  return {
    ...{ title: of === undefined ? '' : of.name, element: of?.element ?? element ?? '' },
    ...{ severity: 'minor', text: '', links, shareWith: [] },
  }
}
