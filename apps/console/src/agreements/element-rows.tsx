/** The elements that an agreement brings, as they are typed: whose they are, what carries them, and their figures. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { ChoiceField, TextField } from '../parts/field.tsx'
import { identifierFrom } from '../parts/form-problems.ts'
import { useCalls } from '../programme/programme.ts'
import { ELEMENT_KINDS, MATURITIES } from '../programme/typed-proposal.ts'
import { useProposalsOf } from './agreements.ts'
import {
  ELEMENT_FIGURES,
  elementsOfProposal,
  NEW_ELEMENT,
  type TypedAgreement,
  type TypedElement,
} from './typed-agreement.ts'
import { usePartyName } from './words.tsx'

type RowsProps = {
  readonly typed: TypedAgreement
  readonly at: (field: string) => string | undefined
  readonly onChange: (typed: TypedAgreement) => void
}

/** The rows. Of an agreement on a proposal they may stay empty: its elements are brought as proposed. */
export function ElementRows({ typed, at, onChange }: RowsProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const call = useCalls().data?.calls.find((c) => c.call.id === typed.call)?.call
  const proposals = useProposalsOf(typed.call).data?.proposals ?? []
  const proposal = proposals.find((p) => p.id === typed.proposal)?.versions.at(-1)?.content
  const { elements } = typed
  const set = (next: readonly TypedElement[]) => onChange({ ...typed, elements: next })
  const fresh = { ...NEW_ELEMENT, host: typed.level === 'mission' ? '' : (call?.host ?? '') }
  return (
    <fieldset className="card form">
      <legend>
        <h2>{t('write.elements')}</h2>
      </legend>
      {typed.proposal !== '' && elements.length === 0 && <p className="quiet">{t('write.fromProposal')}</p>}
      {elements.map((element, i) => (
        <ElementRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name, and rows are not sorted
          key={i}
          element={element}
          typed={typed}
          at={(field) => at(`/elements/${i}${field}`)}
          onChange={(next) => set(elements.map((e, k) => (k === i ? next : e)))}
          onRemove={() => set(elements.filter((_, k) => k !== i))}
        />
      ))}
      <div className="form-buttons">
        <button type="button" className="button" onClick={() => set([...elements, fresh])}>
          {t('write.addElement')}
        </button>
        {proposal !== undefined && elements.length === 0 && (
          <button
            type="button"
            className="button"
            onClick={() => set(elementsOfProposal(proposal, typed.level === 'mission' ? undefined : call?.host))}
          >
            {t('write.takeElements')}
          </button>
        )}
      </div>
    </fieldset>
  )
}

type RowProps = {
  readonly element: TypedElement
  readonly typed: TypedAgreement
  readonly at: (field: string) => string | undefined
  readonly onChange: (element: TypedElement) => void
  readonly onRemove: () => void
}

function ElementRow({ element, typed, at, onChange, onRemove }: RowProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const { t: desk } = useTranslation('desk')
  const nameOf = usePartyName()
  const put = (part: Partial<TypedElement>) => onChange({ ...element, ...part })
  const follows = element.id === '' || element.id === identifierFrom(element.name)
  const sent = ELEMENT_FIGURES.filter(([figure]) => (element.figures[figure] ?? '').trim() !== '').map(([f]) => f)
  const owners = [...new Set([...typed.parties, element.owner])].filter((p) => p !== '')
  return (
    <div className="row-fields element-fields">
      <TextField
        label={t('write.elementName')}
        value={element.name}
        onChange={(name) =>
          put({ name, ...(element.was === undefined && follows ? { id: identifierFrom(name) } : {}) })
        }
        problem={at('/name')}
      />
      <TextField label={t('write.id')} value={element.id} onChange={(id) => put({ id })} problem={at('/id')} />
      <ChoiceField
        label={desk('proposal.elementKind')}
        value={element.kind}
        onChange={(kind) => put({ kind })}
        options={ELEMENT_KINDS.map((k) => [k, desk(`elementKind.${k}`)])}
      />
      <ChoiceField
        label={t('write.owner')}
        value={element.owner}
        onChange={(owner) => put({ owner })}
        options={[['', ''], ...owners.map((p) => [p, nameOf(p)] as const)]}
        problem={at('/owner')}
      />
      <TextField
        label={t('write.host')}
        value={element.host}
        onChange={(host) => put({ host })}
        problem={at('/host')}
      />
      <ChoiceField
        label={t('write.maturity')}
        help={desk('proposal.maturityHelp')}
        value={element.maturity}
        onChange={(maturity) => put({ maturity })}
        options={MATURITIES.map((m) => [m, desk(`maturity.${m}`)])}
      />
      {ELEMENT_FIGURES.map(([figure, unit]) => (
        <TextField
          key={figure}
          label={t(`parameter.${figure}`)}
          unit={unit}
          numeric
          value={element.figures[figure] ?? ''}
          onChange={(value) => put({ figures: { ...element.figures, [figure]: value } })}
          problem={sent.includes(figure) ? at(`/parameters/${sent.indexOf(figure)}/value`) : undefined}
        />
      ))}
      <button type="button" className="button" onClick={onRemove}>
        {desk('form.remove')}
      </button>
    </div>
  )
}
