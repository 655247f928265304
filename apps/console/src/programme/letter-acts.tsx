/** What the lead of a letter may do with it: write it anew, propose on it, withdraw, split, merge. */
import { Link } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../parts/field.tsx'
import { identifierFrom } from '../parts/form-problems.ts'
import { Folded, useAct } from './act-form.tsx'
import { callProgramme, type LetterView } from './programme.ts'

/** The acts. */
export function LetterActs({ letter }: { readonly letter: LetterView }): JSX.Element | null {
  const { t } = useTranslation('desk')
  if (letter.state !== 'submitted' && letter.state !== 'withdrawn') return null
  return (
    <div className="letter-acts">
      <Link className="button" to="/programme" search={{ view: 'letter', letter: letter.id, call: letter.call }}>
        {t('letters.newVersion')}
      </Link>
      {letter.answer?.answer === 'invited' && letter.state === 'submitted' && (
        <Link
          className="button primary"
          to="/programme"
          search={{ view: 'proposal', letter: letter.id, call: letter.call }}
        >
          {t('letters.propose')}
        </Link>
      )}
      {letter.state === 'submitted' && (
        <>
          <Withdraw letter={letter} />
          <Split letter={letter} />
          <Merge letter={letter} />
        </>
      )}
    </div>
  )
}

function Withdraw({ letter }: { readonly letter: LetterView }): JSX.Element {
  const { t } = useTranslation('desk')
  const [reason, setReason] = useState('')
  const act = useAct(() => callProgramme('withdrawLetter', { letter: letter.id, reason }))
  return (
    <Folded title={t('letters.withdraw')} act={act}>
      <TextField label={t('form.reason')} value={reason} onChange={setReason} required />
    </Folded>
  )
}

function Split({ letter }: { readonly letter: LetterView }): JSX.Element {
  const { t } = useTranslation('desk')
  const { content } = letter.versions.at(-1)!
  const half = content.mass_kg === undefined ? '' : String(content.mass_kg / 2)
  const [parts, setParts] = useState([1, 2].map((n) => ({ title: `${content.title} ${n}`, mass: half })))
  const act = useAct(() =>
    callProgramme('splitLetter', {
      letter: letter.id,
      into: parts.map(({ title, mass }, i) => ({
        letter: `${letter.id.slice(0, 60)}-${i + 1}`,
        content: withMass({ ...content, title }, mass),
      })),
    }),
  )
  return (
    <Folded title={t('letters.split')} act={act}>
      <p className="quiet">{t('letters.splitHelp')}</p>
      {parts.map((part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part has no other name
        <div className="row-fields" key={i}>
          <TextField
            label={t('letter.title')}
            value={part.title}
            onChange={(title) => setParts(parts.map((p, k) => (k === i ? { ...p, title } : p)))}
          />
          <TextField
            label={t('letter.mass')}
            unit="kg"
            numeric
            value={part.mass}
            onChange={(mass) => setParts(parts.map((p, k) => (k === i ? { ...p, mass } : p)))}
          />
        </div>
      ))}
      <button
        type="button"
        className="button"
        onClick={() => setParts([...parts, { title: `${content.title} ${parts.length + 1}`, mass: '' }])}
      >
        {t('letters.splitMore')}
      </button>
    </Folded>
  )
}

function Merge({ letter }: { readonly letter: LetterView }): JSX.Element {
  const { t } = useTranslation('desk')
  const { content } = letter.versions.at(-1)!
  const [other, setOther] = useState('')
  const [title, setTitle] = useState(content.title)
  const [mass, setMass] = useState(content.mass_kg === undefined ? '' : String(content.mass_kg))
  const act = useAct(() =>
    callProgramme('offerMerge', {
      letters: [letter.id, other.trim()],
      merged: `${identifierFrom(title).slice(0, 50)}-${Date.now().toString(36)}`,
      content: withMass({ ...content, title }, mass),
    }),
  )
  return (
    <Folded title={t('letters.merge')} act={act}>
      <p className="quiet">{t('letters.mergeHelp')}</p>
      <TextField label={t('letters.mergeOther')} value={other} onChange={setOther} required />
      <TextField label={t('letter.title')} value={title} onChange={setTitle} required />
      <TextField label={t('letter.mass')} unit="kg" numeric value={mass} onChange={setMass} />
    </Folded>
  )
}

function withMass(content: LetterView['versions'][number]['content'], mass: string) {
  const { mass_kg: _, ...rest } = content
  return mass.trim() === '' ? rest : { ...rest, mass_kg: Number(mass) }
}
