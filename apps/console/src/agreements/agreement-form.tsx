/** The fields of an agreement: what it is and between whom, its text, where it stands, what it brings, and its data. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../account/people.ts'
import { AreaField, CheckField, ChoiceField, TextField } from '../parts/field.tsx'
import { identifierFrom } from '../parts/form-problems.ts'
import { useCalls, useParties } from '../programme/programme.ts'
import { useAgreements, useProposalsOf } from './agreements.ts'
import { ElementRows } from './element-rows.tsx'
import { GrantRows } from './grant-rows.tsx'
import { REGULATORY_ITEMS, SHARED, type TypedAgreement } from './typed-agreement.ts'

type AgreementFormProps = {
  readonly typed: TypedAgreement
  readonly at: (field: string) => string | undefined
  readonly onChange: (typed: TypedAgreement) => void
}

/** The form. What is empty and not yet typed is told in the list below it, not in red at its field. */
export function AgreementForm(props: AgreementFormProps & { readonly me: Me; readonly isNew: boolean }): JSX.Element {
  const { me, typed, isNew, at: told, onChange } = props
  const { t } = useTranslation('agreements')
  const at = (field: string) => (isEmptyAt(typed, field) ? undefined : told(field))
  const put = (part: Partial<TypedAgreement>) => onChange({ ...typed, ...part })
  const follows = typed.id === '' || typed.id === identifierFrom(typed.title)
  const rest = { typed, at, onChange }
  return (
    <form className="letter-form" onSubmit={(event) => event.preventDefault()}>
      <fieldset className="card form">
        <legend>
          <h2>{t('write.what')}</h2>
        </legend>
        <TextField
          label={t('write.title')}
          wide
          value={typed.title}
          onChange={(title) => put({ title, ...(isNew && follows ? { id: identifierFrom(title) } : {}) })}
          problem={at('/title')}
        />
        {isNew && (
          <TextField
            label={t('write.id')}
            help={t('write.idHelp')}
            value={typed.id}
            onChange={(id) => put({ id })}
            problem={at('/agreement')}
          />
        )}
        <TextField
          label={t('write.until')}
          help={t('write.untilHelp')}
          type="date"
          value={typed.until}
          onChange={(until) => put({ until })}
          problem={at('/until')}
        />
        <AreaField
          label={t('write.text')}
          help={t('write.textHelp')}
          rows={10}
          value={typed.text}
          onChange={(text) => put({ text })}
          problem={at('/text')}
        />
      </fieldset>
      <Parties {...rest} mine={me.party!} />
      {typed.kind === 'integration-agreement' && (
        <>
          <Frame {...rest} />
          <ElementRows {...rest} />
          <GrantRows {...rest} />
        </>
      )}
      <Policy {...rest} />
      {typed.kind === 'integration-agreement' && <Conditions {...rest} />}
    </form>
  )
}

/** Fields of the request that are empty as typed: nobody is told off for what they have not come to. */
function isEmptyAt(typed: TypedAgreement, field: string): boolean {
  if (field === '/title') return typed.title === ''
  if (field === '/agreement') return typed.id === ''
  const [, list, row, name] = field.split('/')
  if (list !== 'elements' && list !== 'grants') return false
  const at = typed[list][Number(row)] as Readonly<Record<string, unknown>> | undefined
  return name !== undefined && at?.[name] === ''
}

function Parties({ typed, at, onChange, mine }: AgreementFormProps & { readonly mine: string }): JSX.Element {
  const { t } = useTranslation('agreements')
  const { t: desk } = useTranslation('desk')
  const known = useParties().data?.parties ?? []
  const set = (parties: readonly string[]) => onChange({ ...typed, parties })
  // Rows that are empty are not sent, and those after them move up.
  const sent = (i: number) => typed.parties.slice(0, i).filter((p) => p !== '').length
  return (
    <fieldset className="card form">
      <legend>
        <h2>{t('write.parties')}</h2>
      </legend>
      {typed.parties.map((party, i) => {
        const own = party === mine
        const options = known.filter((p) => p.id === party || !typed.parties.includes(p.id))
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name, and rows are not sorted
          <div className="party-row" key={i}>
            <ChoiceField
              label={own ? `${t('write.party')}: ${t('write.ours')}` : t('write.party')}
              value={party}
              onChange={(value) => set(typed.parties.map((p, k) => (k === i ? value : p)))}
              options={[['', ''], ...options.map((p) => [p.id, p.name] as const)]}
              problem={party === '' ? undefined : at(`/parties/${sent(i)}`)}
            />
            {!own && typed.parties.length > 2 && (
              <button type="button" className="button" onClick={() => set(typed.parties.filter((_, k) => k !== i))}>
                {desk('form.remove')}
              </button>
            )}
          </div>
        )
      })}
      <div className="form-buttons">
        <button type="button" className="button" onClick={() => set([...typed.parties, ''])}>
          {t('write.addParty')}
        </button>
        {at('/parties') !== undefined && !typed.parties.includes('') && (
          <p className="field-problem" role="status">
            {at('/parties')}
          </p>
        )}
      </div>
    </fieldset>
  )
}

const LEVELS = ['mission', 'system', 'unit'] as const

function Frame({ typed, at, onChange }: AgreementFormProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const { t: desk } = useTranslation('desk')
  const put = (part: Partial<TypedAgreement>) => onChange({ ...typed, ...part })
  const memoranda = (useAgreements().data?.agreements ?? []).filter((a) => a.content.kind === 'memorandum')
  const calls = useCalls().data?.calls ?? []
  const proposals = useProposalsOf(typed.call).data?.proposals ?? []
  const none = ['', t('write.none')] as const
  const take = (id: string) => {
    const content = proposals.find((p) => p.id === id)?.versions.at(-1)?.content
    if (content === undefined) return put({ proposal: id })
    // What the proposal says is not typed again: its level, its title, its parties and the owner of the call.
    const owner = calls.find((c) => c.call.id === typed.call)?.owner ?? ''
    const parties = [...typed.parties, owner, content.lead, ...content.team.map((row) => row.party)]
    const { level } = content
    const named = typed.title === '' ? { title: content.title, id: identifierFrom(content.title) } : {}
    put({ proposal: id, level, parties: [...new Set(parties.filter((p) => p !== ''))], ...named })
  }
  return (
    <fieldset className="card form">
      <legend>
        <h2>{t('write.frame')}</h2>
      </legend>
      <ChoiceField
        label={t('write.memorandumField')}
        value={typed.memorandum}
        onChange={(memorandum) => put({ memorandum })}
        options={[none, ...memoranda.map((m) => [m.id, m.content.title] as const)]}
        problem={at('/memorandum')}
      />
      <ChoiceField
        label={t('write.call')}
        help={t('write.callHelp')}
        value={typed.call}
        onChange={(call) => put({ call, proposal: '' })}
        options={[none, ...calls.map((c) => [c.call.id, c.call.title] as const)]}
        problem={at('/call')}
      />
      {typed.call !== '' && (
        <ChoiceField
          label={t('write.proposal')}
          help={t('write.proposalHelp')}
          value={typed.proposal}
          onChange={take}
          options={[none, ...proposals.map((p) => [p.id, p.versions.at(-1)!.content.title] as const)]}
          problem={at('/proposal')}
        />
      )}
      <ChoiceField
        label={desk('letter.level')}
        value={typed.level}
        onChange={(level) => put({ level })}
        options={LEVELS.map((l) => [l, desk(`level.${l}`)])}
        problem={at('/level')}
      />
      {at('/project') !== undefined && (
        <p className="field-problem" role="status">
          {at('/project')}
        </p>
      )}
    </fieldset>
  )
}

function Policy({ typed, at, onChange }: AgreementFormProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const { t: desk } = useTranslation('desk')
  const known = useParties().data?.parties ?? []
  const put = (part: Partial<TypedAgreement>) => onChange({ ...typed, ...part })
  const { policy, embargo, licence, sharing } = typed
  return (
    <fieldset className="card form">
      <legend>
        <h2>{t('write.policy')}</h2>
      </legend>
      <CheckField label={t('write.hasPolicy')} value={policy} onChange={(on) => put({ policy: on })} />
      {policy && (
        <>
          <TextField
            label={t('write.embargo')}
            unit={t('write.days')}
            numeric
            value={embargo}
            onChange={(value) => put({ embargo: value })}
            problem={embargo === '' ? undefined : at('/dataPolicy/embargo_days')}
          />
          <TextField
            label={t('write.licence')}
            value={licence}
            onChange={(value) => put({ licence: value })}
            problem={at('/dataPolicy/licence')}
          />
          {sharing.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name, and rows are not sorted
            <div className="row-fields wide" key={i}>
              <ChoiceField
                label={t('write.party')}
                value={row.party}
                onChange={(party) => put({ sharing: sharing.map((s, k) => (k === i ? { ...s, party } : s)) })}
                options={[['', ''], ...known.map((p) => [p.id, p.name] as const)]}
                problem={row.party === '' ? undefined : at(`/dataPolicy/sharing/${i}/party`)}
              />
              <ChoiceField
                label={t('write.shares')}
                value={row.what}
                onChange={(what) => put({ sharing: sharing.map((s, k) => (k === i ? { ...s, what } : s)) })}
                options={SHARED.map((s) => [s, t(`write.share.${s}`)])}
              />
              <button
                type="button"
                className="button"
                onClick={() => put({ sharing: sharing.filter((_, k) => k !== i) })}
              >
                {desk('form.remove')}
              </button>
            </div>
          ))}
          <div className="form-buttons">
            <button
              type="button"
              className="button"
              onClick={() => put({ sharing: [...sharing, { party: '', what: 'science' }] })}
            >
              {t('write.addSharing')}
            </button>
          </div>
        </>
      )}
    </fieldset>
  )
}

function Conditions({ typed, onChange }: AgreementFormProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const put = (part: Partial<TypedAgreement>) => onChange({ ...typed, ...part })
  const { regulatoryBlocks: blocks } = typed
  return (
    <fieldset className="card form">
      <legend>
        <h2>{t('write.conditions')}</h2>
      </legend>
      <CheckField
        label={t('write.interfacesFirst')}
        value={typed.interfacesFirst}
        onChange={(interfacesFirst) => put({ interfacesFirst })}
      />
      <fieldset className="checks">
        <legend>{t('write.blocks')}</legend>
        {REGULATORY_ITEMS.map((item) => (
          <CheckField
            key={item}
            label={t(`regulatory.item.${item}`)}
            value={blocks.includes(item)}
            onChange={(on) => put({ regulatoryBlocks: on ? [...blocks, item] : blocks.filter((b) => b !== item) })}
          />
        ))}
      </fieldset>
    </fieldset>
  )
}
