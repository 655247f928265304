/** Flight rules: whether each holds now, which commands it holds back, who set it aside, and who may. */

import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds } from '../../account/people.ts'
import { ChoiceField, TextField } from '../../parts/field.tsx'
import { keyed } from '../../parts/keyed.ts'
import { PartyTag, usePalette } from '../../parts/party.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Empty, pending } from '../../parts/states.tsx'
import { readableIso } from '../../time/mission-time.ts'
import { ConditionWords } from '../condition-words.tsx'
import { Filters } from '../filters.tsx'
import { PersonName } from '../person-name.tsx'
import { ReasonDialog } from '../reason-dialog.tsx'
import { useElementNames } from '../values-table.tsx'
import {
  callLog,
  type LogTabProps,
  RULE_MARK,
  type RuleState,
  type RuleView,
  ruleState,
  useLogAct,
  useRules,
  useWaiting,
} from './log-desk.ts'

const STATES = Object.keys(RULE_MARK) as RuleState[]

/** The list. */
export function Rules({ search, change, me }: LogTabProps): JSX.Element {
  const { t } = useTranslation('operate-log')
  const lookOf = usePalette()
  const query = useRules()
  const at = query.data?.at ?? ''
  const rules = query.data?.rules
  const words = (search.find ?? '').toLowerCase()
  const shown = rules?.filter(
    (r) =>
      (search.state === undefined || ruleState(r, at) === search.state) &&
      (search.party === undefined || r.rule.owner === search.party) &&
      (words === '' || `${r.rule.id} ${r.rule.title}`.toLowerCase().includes(words)),
  )
  const owners = [
    ...new Set([...(rules ?? []).map((r) => r.rule.owner), ...(search.party === undefined ? [] : [search.party])]),
  ]
  return (
    <section aria-label={t('tab.rules')}>
      {holds(me, 'operator', 'officer') && (
        <p>
          <Link className="button" to="/operate" search={{ view: 'log', tab: 'rules', item: 'new' }}>
            {t('rule.new')}
          </Link>
        </p>
      )}
      <Filters
        search={search}
        change={change}
        states={STATES.map((s) => [s, t(`ruleState.${s}`)])}
        parties={owners.map((p) => [p, lookOf(p).name])}
        partyLabel={t('filter.owner', { ns: 'operate' })}
      />
      {pending(query)}
      {shown?.length === 0 && (
        <Empty>{rules?.length === 0 ? t('rule.none') : t('filter.none', { ns: 'operate' })}</Empty>
      )}
      <ul className="rule-rows">
        {shown?.map((r) => (
          <li key={r.rule.id}>
            <RuleCard view={r} at={at} me={me} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function RuleCard({ view, at, me }: { readonly view: RuleView; readonly at: string; readonly me: LogTabProps['me'] }) {
  const { t } = useTranslation('operate-log')
  const { rule, waivers } = view
  const nameOf = useElementNames()
  const held = (useWaiting().data?.queue ?? []).filter((c) => c.holds.some((h) => h.by === rule.id))
  const state = ruleState(view, at)
  const [doing, setDoing] = useState<'waive' | 'end'>()
  const acts = holds(me, 'operator', 'officer')
  return (
    <article className="rule-card" data-state={state} data-rule={rule.id}>
      <div className="rule-head">
        <StateMark {...RULE_MARK[state]} />
        <h3>{rule.title}</h3>
        <span className="figure quiet">{rule.id}</span>
        <PartyTag party={rule.owner} short />
        <span className={`rule-state tone-${RULE_MARK[state].tone}`}>{t(`ruleState.${state}`)}</span>
      </div>
      <p>
        {t('rule.requires')} <ConditionWords condition={rule.require} />
      </p>
      <p className="quiet">
        {t('rule.applies', {
          elements: rule.elements?.map((e) => nameOf(e).name).join(', ') ?? t('rule.allElements'),
          commands: rule.commands?.join(', ') ?? t('rule.allCommands'),
        })}
        {rule.significance !== undefined && ` ${t('rule.fromLevel', { level: t(`level.${rule.significance}`) })}`}
        {rule.holdsSafing && ` ${t('rule.holdsSafing')}`}
        {rule.effect === 'warn' && ` ${t('rule.warns')}`}
      </p>
      <p className="quiet">
        {t('rule.source')}{' '}
        <em>{[rule.source.title, rule.source.publisher, rule.source.date].filter(Boolean).join(', ')}</em> ·{' '}
        {rule.waivableBy.length === 0 ? (
          t('rule.nobodyWaives')
        ) : (
          <>
            {t('rule.waivableBy')}{' '}
            {rule.waivableBy.map((p) => (
              <PartyTag key={p} party={p} short />
            ))}
          </>
        )}
      </p>
      {held.length > 0 && (
        <p className="tone-warning">
          {t('rule.holdsBack')}{' '}
          {held.map((c) => (
            <Link key={c.id} to="/operate" search={{ view: 'commands', item: c.id }} className="held-command">
              {c.id} {c.command}
            </Link>
          ))}
        </p>
      )}
      {waivers.length > 0 && (
        <ul className="waivers">
          {keyed(waivers, (w) => `${w.command} ${w.until} ${w.why}`).map(([key, w]) => (
            <li key={key}>
              {t('rule.waived')} {w.command !== undefined && <span className="figure">{w.command}</span>}{' '}
              {w.until !== undefined && (
                <span className="figure">
                  {t(w.until > at ? 'rule.until' : 'rule.wasUntil', { at: readableIso(w.until) })}
                </span>
              )}{' '}
              <PersonName person={w.person} /> <PartyTag party={w.by} short />: {w.why}
            </li>
          ))}
        </ul>
      )}
      {acts && (
        <div className="form-buttons">
          {me.party !== undefined && rule.waivableBy.includes(me.party) && (
            <button type="button" className="button" onClick={() => setDoing('waive')}>
              {t('rule.waive')}
            </button>
          )}
          {rule.owner === me.party && (
            <>
              <Link className="button" to="/operate" search={{ view: 'log', tab: 'rules', item: `new:${rule.id}` }}>
                {t('rule.change')}
              </Link>
              <button type="button" className="button" onClick={() => setDoing('end')}>
                {t('rule.end')}
              </button>
            </>
          )}
        </div>
      )}
      {doing === 'waive' && (
        <WaiveDialog
          rule={rule}
          held={held.map((c) => [c.id, `${c.id} ${c.command}`])}
          onClose={() => setDoing(undefined)}
        />
      )}
      {doing === 'end' && <EndDialog rule={rule} onClose={() => setDoing(undefined)} />}
    </article>
  )
}

function WaiveDialog(props: {
  readonly rule: RuleView['rule']
  readonly held: readonly (readonly [string, string])[]
  readonly onClose: () => void
}): JSX.Element {
  const { t } = useTranslation('operate-log')
  const { rule, held, onClose } = props
  const [command, setCommand] = useState(held[0]?.[0] ?? '')
  const [until, setUntil] = useState('')
  const act = useLogAct((why: string) =>
    callLog('waiveRule', {
      ...{ rule: rule.id, why },
      ...(command === '' ? {} : { command }),
      ...(until === '' ? {} : { until: utcOf(until) }),
    }),
  )
  return (
    <ReasonDialog
      name={`waive.${rule.id}`}
      heading={t('waive.heading', { title: rule.title })}
      label={t('waive.why')}
      confirm={t('rule.waive')}
      ready={command !== '' || until !== ''}
      act={act}
      onConfirm={(why, sent) =>
        act.mutate(why, {
          onSuccess: () => {
            sent()
            onClose()
          },
        })
      }
      onClose={onClose}
    >
      <p>{t('waive.help')}</p>
      <ChoiceField
        label={t('waive.command')}
        value={command}
        onChange={setCommand}
        options={[['', t('waive.anyCommand')], ...held]}
      />
      <TextField
        label={t('waive.until')}
        placeholder="2029-09-20 06:00"
        value={until}
        onChange={setUntil}
        help={t('waive.untilHelp')}
      />
    </ReasonDialog>
  )
}

function EndDialog({ rule, onClose }: { readonly rule: RuleView['rule']; readonly onClose: () => void }): JSX.Element {
  const { t } = useTranslation('operate-log')
  const act = useLogAct((why: string) => callLog('endRule', { rule: rule.id, why }))
  return (
    <ReasonDialog
      name={`end.${rule.id}`}
      heading={t('end.heading', { title: rule.title })}
      label={t('waive.why')}
      confirm={t('rule.end')}
      act={act}
      onConfirm={(why, sent) =>
        act.mutate(why, {
          onSuccess: () => {
            sent()
            onClose()
          },
        })
      }
      onClose={onClose}
    >
      <p>{t('end.help')}</p>
    </ReasonDialog>
  )
}

/** UTC as it is typed, `2029-09-20 06:00`, as the contract has it; what is no time goes as it is, and is refused. */
export function utcOf(typed: string): string {
  const found = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?Z?$/.exec(typed.trim())
  return found === null ? typed.trim() : `${found[1]}T${found[2]}${found[3] ?? ':00'}Z`
}
