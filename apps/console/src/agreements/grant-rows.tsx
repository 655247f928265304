/** Grants as they are typed, each with the sentence that it reads: who may command what, within which bounds. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { CheckField, ChoiceField, TextField } from '../parts/field.tsx'
import { identifierFrom } from '../parts/form-problems.ts'
import type { AgreedGrant } from './agreements.ts'
import {
  COVERS,
  grantOf,
  isReadable,
  NEW_GRANT,
  type TypedAgreement,
  type TypedGrant,
  type TypedRange,
} from './typed-agreement.ts'
import { GrantSentence, useElementName, usePartyName } from './words.tsx'

type RowsProps = {
  readonly typed: TypedAgreement
  readonly at: (field: string) => string | undefined
  readonly onChange: (typed: TypedAgreement) => void
}

/** The rows. */
export function GrantRows({ typed, at, onChange }: RowsProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const { grants } = typed
  const set = (next: readonly TypedGrant[]) => onChange({ ...typed, grants: next })
  return (
    <fieldset className="card form">
      <legend>
        <h2>{t('write.grants')}</h2>
      </legend>
      <p className="quiet">{t('write.grantsHelp')}</p>
      {grants.map((grant, i) => (
        <GrantRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name, and rows are not sorted
          key={i}
          grant={grant}
          typed={typed}
          at={(field) => at(`/grants/${i}${field}`)}
          onChange={(next) => set(grants.map((g, k) => (k === i ? next : g)))}
          onRemove={() => set(grants.filter((_, k) => k !== i))}
        />
      ))}
      <div className="form-buttons">
        <button type="button" className="button" onClick={() => set([...grants, NEW_GRANT])}>
          {t('write.addGrant')}
        </button>
      </div>
    </fieldset>
  )
}

type RowProps = {
  readonly grant: TypedGrant
  readonly typed: TypedAgreement
  readonly at: (field: string) => string | undefined
  readonly onChange: (grant: TypedGrant) => void
  readonly onRemove: () => void
}

function GrantRow({ grant, typed, at, onChange, onRemove }: RowProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const { t: desk } = useTranslation('desk')
  const nameOf = usePartyName()
  const elementOf = useElementName()
  const put = (part: Partial<TypedGrant>) => onChange({ ...grant, ...part })
  const parties = [['', ''], ...typed.parties.filter((p) => p !== '').map((p) => [p, nameOf(p)] as const)] as const
  const known = typed.elements.flatMap((e) => [e.id, e.host])
  const elements = [...new Set([...known, grant.element])].filter((e) => e !== '')
  const typedName = (id: string) => typed.elements.find((e) => e.id === id)?.name || undefined
  const elementName = (id: string) => typedName(id) ?? elementOf(id)
  const follows = grant.id === '' || grant.id === nameFor(grant)
  const putNamed = (part: Partial<TypedGrant>) => {
    const next = { ...grant, ...part }
    onChange(follows ? { ...next, id: nameFor(next) } : next)
  }
  return (
    <div className="grant-row wide">
      <div className="row-fields">
        <ChoiceField
          label={t('write.grantor')}
          value={grant.grantor}
          onChange={(grantor) => put({ grantor })}
          options={parties}
          problem={at('/grantor')}
        />
        <ChoiceField
          label={t('write.grantee')}
          value={grant.grantee}
          onChange={(grantee) => putNamed({ grantee })}
          options={parties}
          problem={at('/grantee')}
        />
        <ChoiceField
          label={t('write.element')}
          value={grant.element}
          onChange={(element) => putNamed({ element })}
          options={[['', ''], ...elements.map((e) => [e, elementName(e)] as const)]}
          problem={at('/element')}
        />
        <TextField
          label={t('write.actions')}
          help={t('write.actionsHelp')}
          value={grant.actions}
          onChange={(actions) => put({ actions })}
          problem={at('/actions')}
        />
        <ChoiceField
          label={t('write.covers')}
          value={grant.covers}
          onChange={(covers) => put({ covers })}
          options={COVERS.map((c) => [c, t(`write.coversOf.${c}`)])}
        />
        <TextField
          label={t('write.from')}
          help={t('write.instantHelp')}
          value={grant.from}
          onChange={(from) => put({ from })}
          problem={at('/from')}
        />
        <TextField
          label={t('write.untilInstant')}
          value={grant.until}
          onChange={(until) => put({ until })}
          problem={at('/until')}
        />
        <TextField
          label={t('write.phases')}
          help={t('write.phasesHelp')}
          value={grant.phases}
          onChange={(phases) => put({ phases })}
          problem={at('/phases')}
        />
        <TextField
          label={t('write.approvals')}
          numeric
          value={grant.approvals}
          onChange={(approvals) => put({ approvals })}
          problem={at('/approvals')}
        />
        <TextField label={t('write.grantId')} value={grant.id} onChange={(id) => put({ id })} problem={at('/id')} />
      </div>
      <Ranges grant={grant} at={at} onChange={(ranges) => put({ ranges })} />
      <div className="checks">
        <CheckField label={t('write.revocable')} value={grant.revocable} onChange={(revocable) => put({ revocable })} />
        <CheckField label={t('write.onward')} value={grant.onward} onChange={(onward) => put({ onward })} />
        <button type="button" className="button" onClick={onRemove}>
          {desk('form.remove')}
        </button>
      </div>
      {isReadable(grant) && (
        <div className="reads">
          <span className="quiet">{t('write.reads')}</span>
          <GrantSentence grant={grantOf(grant) as unknown as AgreedGrant} named={typedName} />
        </div>
      )}
    </div>
  )
}

/** The identifier that a grant has until another one is typed. */
function nameFor({ element, grantee }: TypedGrant): string {
  return identifierFrom(`${element} ${grantee}`)
}

function Ranges(props: {
  readonly grant: TypedGrant
  readonly at: (field: string) => string | undefined
  readonly onChange: (ranges: readonly TypedRange[]) => void
}): JSX.Element {
  const { grant, at, onChange } = props
  const { t } = useTranslation('agreements')
  const { t: desk } = useTranslation('desk')
  const { ranges } = grant
  const put = (i: number, part: Partial<TypedRange>) =>
    onChange(ranges.map((r, k) => (k === i ? { ...r, ...part } : r)))
  return (
    <>
      {ranges.map((range, i) => {
        const under = `/arguments/${range.name.trim()}`
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name, and rows are not sorted
          <div className="row-fields" key={i}>
            <TextField
              label={t('write.rangeName')}
              value={range.name}
              onChange={(name) => put(i, { name })}
              problem={range.name === '' ? undefined : at(under)}
            />
            <TextField
              label={t('write.rangeMin')}
              numeric
              value={range.min}
              onChange={(min) => put(i, { min })}
              problem={range.min === '' ? undefined : at(`${under}/min`)}
            />
            <TextField
              label={t('write.rangeMax')}
              numeric
              value={range.max}
              onChange={(max) => put(i, { max })}
              problem={range.max === '' ? undefined : at(`${under}/max`)}
            />
            <button type="button" className="button" onClick={() => onChange(ranges.filter((_, k) => k !== i))}>
              {desk('form.remove')}
            </button>
          </div>
        )
      })}
      <div className="form-buttons">
        <button type="button" className="button" onClick={() => onChange([...ranges, { name: '', min: '', max: '' }])}>
          {t('write.addRange')}
        </button>
      </div>
    </>
  )
}
