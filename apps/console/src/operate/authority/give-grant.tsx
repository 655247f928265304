/** The form of a grant: to whom, which commands of which element, within which bounds; the sentence that it reads; the act. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../account/people.ts'
import { ActDialog } from '../../agreements/act-dialog.tsx'
import { GrantSentence, usePartyName } from '../../agreements/words.tsx'
import { useMission } from '../../api.ts'
import { CheckField, ChoiceField, TextField } from '../../parts/field.tsx'
import { identifierFrom } from '../../parts/form-problems.ts'
import { unitSymbol } from '../../parts/numbers.ts'
import { useSaid } from '../../parts/said.tsx'
import { useParties } from '../../programme/programme.ts'
import { type CommandRight, useDeskAct } from '../commands/commands.ts'
import { Significance } from '../commands/marks.tsx'
import { useElementNames } from '../values-table.tsx'
import { OpenKey } from './open-key.tsx'
import { boundable, grantOf, limitsOf, NEW_GRANT, problemsOf, type TypedGrant } from './typed-grant.ts'
import { useGrantActs } from './use-grant-acts.ts'
import { useKeptGrant } from './use-kept-grant.ts'

type GiveProps = {
  readonly party: string
  readonly rights: readonly CommandRight[]
  readonly element: string | undefined
  readonly onClose: () => void
}

/** The form. What is typed is kept until it is given or cleared. */
export function GiveGrant({ party, rights, element, onClose }: GiveProps): JSX.Element {
  const { t } = useTranslation('operate-authority')
  const mission = useMission().data
  const said = useSaid()
  const [typed, put] = useKeptGrant(party, { ...NEW_GRANT, element: element ?? '' })
  const [confirming, setConfirming] = useState(false)
  const [tried, setTried] = useState(false)
  const nameOf = useElementNames()
  const partyOf = usePartyName()
  const known = useParties().data?.parties
  const owned = [...new Set(rights.map((r) => r.element))]
  const own = owned.filter((id) => mission?.elements.find((e) => e.id === id)?.owner === party)
  const owners = new Set(mission?.elements.map((e) => e.owner))
  const parties = [...new Map([...(mission?.parties ?? []), ...(known ?? [])].map((p) => [p.id, p.name]))]
    .filter(([id]) => id !== party)
    .sort(([a, first], [b, second]) => Number(owners.has(b)) - Number(owners.has(a)) || first.localeCompare(second))
  const problems = problemsOf(typed, rights)
  const told = (field: string) => {
    const problem = problems.get(field)
    return problem === undefined || (problem === 'missing' && !tried) ? undefined : t(`give.problem.${problem}`)
  }
  const change = (part: Partial<TypedGrant>) => {
    const next = { ...typed, ...part }
    const follows = typed.id === '' || typed.id === nameFor(typed)
    put(follows ? { ...next, id: nameFor(next) } : next)
  }
  return (
    <>
      <form
        className="card give-grant"
        aria-labelledby="give-heading"
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (problems.size === 0) setConfirming(true)
        }}
      >
        <div className="panel-head">
          <h2 id="give-heading">{t('give.heading')}</h2>
          <button type="button" className="button" onClick={onClose}>
            {t('give.close')}
          </button>
        </div>
        <div className="form">
          <ChoiceField
            label={t('give.grantee')}
            value={typed.grantee}
            onChange={(grantee) => change({ grantee })}
            options={[['', ''], ...parties]}
            problem={told('grantee')}
          />
          <ChoiceField
            label={t('give.element')}
            help={t('give.elementHelp')}
            value={typed.element}
            onChange={(id) => change({ element: id, actions: [], ranges: {} })}
            options={[
              ['', ''],
              ...own.map((id) => [id, nameOf(id).name] as const),
              ...owned
                .filter((id) => !own.includes(id))
                .map((id) => [id, t('give.passedOn', { name: nameOf(id).name })] as const),
            ]}
            problem={told('element')}
          />
          <ChoiceField
            label={t('give.covers')}
            value={typed.covers}
            onChange={(covers) => change({ covers: covers as TypedGrant['covers'] })}
            options={(['commands', 'consent', 'both'] as const).map((c) => [c, t(`give.coversOf.${c}`)])}
          />
        </div>
        <Actions typed={typed} rights={rights} problem={told('actions')} onChange={change} />
        <Bounds typed={typed} rights={rights} told={told} onChange={change} />
        <div className="form">
          <TextField
            label={t('give.from')}
            help={t('give.instant')}
            value={typed.from}
            onChange={(from) => change({ from })}
            problem={told('from')}
          />
          <TextField
            label={t('give.until')}
            help={t('give.untilHelp')}
            value={typed.until}
            onChange={(until) => change({ until })}
            problem={told('until')}
          />
          <TextField
            label={t('give.approvals')}
            help={t('give.approvalsHelp')}
            numeric
            value={typed.approvals}
            onChange={(approvals) => change({ approvals })}
            problem={told('approvals')}
          />
          <TextField label={t('give.id')} value={typed.id} onChange={(id) => put({ ...typed, id })} />
          <TextField label={t('give.note')} value={typed.note} onChange={(note) => change({ note })} />
        </div>
        {(mission?.phases.length ?? 0) > 0 && (
          <fieldset className="checks">
            <legend>{t('give.phases')}</legend>
            {mission!.phases.map((p) => (
              <CheckField
                key={p.id}
                label={said(p.name)}
                value={typed.phases.includes(p.id)}
                onChange={(on) =>
                  change({ phases: on ? [...typed.phases, p.id] : typed.phases.filter((id) => id !== p.id) })
                }
              />
            ))}
          </fieldset>
        )}
        <div className="checks">
          <CheckField
            label={t('give.revocable')}
            value={typed.revocable}
            onChange={(revocable) => change({ revocable })}
          />
          <CheckField label={t('give.onward')} value={typed.onward} onChange={(onward) => change({ onward })} />
        </div>
        {problems.size === 0 && (
          <section className="check-card" aria-label={t('give.reads')}>
            <GrantSentence grant={asGrant(typed, rights, party)} />
          </section>
        )}
        <div className="form-buttons">
          <button type="submit" className="button primary">
            {t('give.give')}
          </button>
          <button type="button" className="button" onClick={() => put(NEW_GRANT)}>
            {t('give.clear')}
          </button>
        </div>
      </form>
      {confirming && (
        <Confirm
          typed={typed}
          rights={rights}
          party={party}
          grantee={partyOf(typed.grantee)}
          onClose={() => setConfirming(false)}
          onGiven={() => {
            put(NEW_GRANT)
            onClose()
          }}
        />
      )}
    </>
  )
}

function nameFor({ element, grantee, actions }: TypedGrant): string {
  return identifierFrom([element, grantee, actions.length === 1 ? actions[0] : ''].filter((w) => w !== '').join(' '))
}

function asGrant(typed: TypedGrant, rights: readonly CommandRight[], party: string) {
  return { ...grantOf(typed, rights), grantor: party, agreement: `desk-${typed.id}` }
}

type PartProps = {
  readonly typed: TypedGrant
  readonly rights: readonly CommandRight[]
  readonly onChange: (part: Partial<TypedGrant>) => void
}

function Actions({
  typed,
  rights,
  problem,
  onChange,
}: PartProps & { readonly problem: string | undefined }): JSX.Element {
  const { t } = useTranslation('operate-authority')
  const { actions, any, element } = typed
  return (
    <fieldset className="checks give-actions">
      <legend>{t('give.actions')}</legend>
      {element === '' && <p className="quiet">{t('give.chooseElement')}</p>}
      {element !== '' && <CheckField label={t('give.any')} value={any} onChange={(on) => onChange({ any: on })} />}
      {!any &&
        rights
          .filter((r) => r.element === element)
          .map(({ command, significance }) => (
            <CheckField
              key={command}
              label={
                <>
                  <code>{command}</code> <Significance level={significance} />
                </>
              }
              value={actions.includes(command)}
              onChange={(on) =>
                onChange({ actions: on ? [...actions, command] : actions.filter((a) => a !== command) })
              }
            />
          ))}
      {problem !== undefined && (
        <p className="field-problem" role="status">
          {problem}
        </p>
      )}
    </fieldset>
  )
}

function Bounds(props: PartProps & { readonly told: (field: string) => string | undefined }): JSX.Element | null {
  const { typed, rights, told, onChange } = props
  const { t } = useTranslation('operate-authority')
  const takes = boundable(typed, rights)
  if (takes.length === 0) return null
  const put = (name: string, part: Partial<TypedGrant['ranges'][string]>) => {
    const before = typed.ranges[name] ?? { min: '', max: '' }
    onChange({ ranges: { ...typed.ranges, [name]: { ...before, ...part } } })
  }
  return (
    <fieldset className="give-bounds">
      <legend>{t('give.bounds')}</legend>
      {takes.map((a) => {
        const { min, max } = limitsOf(a)
        const unit = unitSymbol(a.unit)
        const allowed =
          min === undefined || max === undefined ? a.allowed : `${min} – ${max}${unit === '' ? '' : `\u202f${unit}`}`
        return (
          <div className="row-fields" key={a.name}>
            <TextField
              label={t('give.least', { name: a.name })}
              help={t('give.allowed', { allowed })}
              numeric
              {...(unit === '' ? {} : { unit })}
              value={typed.ranges[a.name]?.min ?? ''}
              onChange={(text) => put(a.name, { min: text })}
              problem={told(`range ${a.name}`)}
            />
            <TextField
              label={t('give.most', { name: a.name })}
              numeric
              {...(unit === '' ? {} : { unit })}
              value={typed.ranges[a.name]?.max ?? ''}
              onChange={(text) => put(a.name, { max: text })}
            />
          </div>
        )
      })}
    </fieldset>
  )
}

type ConfirmProps = {
  readonly typed: TypedGrant
  readonly rights: readonly CommandRight[]
  readonly party: string
  readonly grantee: string
  readonly onClose: () => void
  readonly onGiven: () => void
}

function Confirm({ typed, rights, party, grantee, onClose, onGiven }: ConfirmProps): JSX.Element {
  const { t } = useTranslation('operate-authority')
  const me = useMe().data
  const name = me?.memberships.find((m) => m.party === me.party)?.name ?? party
  const { missing, give } = useGrantActs()
  const act = useDeskAct(() => give(grantOf(typed, rights)), onGiven)
  return (
    <ActDialog
      heading={t('give.confirmHeading', { grantee })}
      confirm={t('give.give')}
      ready={missing === 'none'}
      act={act}
      onConfirm={() => act.mutate(undefined)}
      onClose={onClose}
    >
      <p>{t('give.who', { person: me?.person?.name ?? '', party: name })}</p>
      <div className="signed-what">
        <GrantSentence grant={asGrant(typed, rights, party)} />
      </div>
      <p className="quiet">{t(typed.revocable ? 'give.meansRevocable' : 'give.meansFixed')}</p>
      {missing !== 'none' && <OpenKey missing={missing} />}
    </ActDialog>
  )
}
