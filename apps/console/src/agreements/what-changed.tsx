/** A version beside another one: the fields that differ, and the text line by line. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { locale } from '../i18n/agreements/en.ts'
import { ChoiceField } from '../parts/field.tsx'
import { keyed } from '../parts/keyed.ts'
import { pending } from '../parts/states.tsx'
import { type AgreedGrant, type AgreementContent, type AgreementView, useAgreementVersion } from './agreements.ts'
import { differencesOf, paragraphsOf } from './differences.ts'
import { dayOf, GrantSentence } from './words.tsx'

/** The last version against the one in force, or the one before it, or any other. */
export function WhatChanged({ agreement }: { readonly agreement: AgreementView }): JSX.Element | null {
  const { t } = useTranslation('agreements')
  const { id, version, versions, inForce, content } = agreement
  const standing = inForce?.version
  const first = standing !== undefined && standing !== version ? standing : version - 1
  const [chosen, setChosen] = useState(first)
  const other = useAgreementVersion(id, chosen < 1 ? undefined : chosen)
  if (version < 2) return null
  return (
    <section className="card" aria-labelledby="changed-heading">
      <h2 id="changed-heading">{t('versions.heading')}</h2>
      <ChoiceField
        label={t('versions.compare', { version })}
        value={String(chosen)}
        onChange={(value) => setChosen(Number(value))}
        options={versions.slice(0, -1).map(({ at }, i) => {
          const number = i + 1
          const key = number === standing ? 'versions.optionInForce' : 'versions.option'
          return [String(number), t(key, { number, day: dayOf(at) })] as const
        })}
      />
      {pending(other)}
      {other.data !== undefined && (
        <ContentDifference
          before={other.data.content}
          after={content}
          names={[t('versions.before', { version: chosen }), t('versions.before', { version })]}
        />
      )}
    </section>
  )
}

/** Fields of the contract that have a name for people; others are shown as they are called. */
const FIELD_NAMES: ReadonlySet<string> = new Set(Object.keys(locale.path))

/** How two contents differ. */
export function ContentDifference(props: {
  readonly before: AgreementContent | Record<string, unknown>
  readonly after: AgreementContent | Record<string, unknown>
  readonly names: readonly [string, string]
}): JSX.Element {
  const { before, after, names } = props
  const { t } = useTranslation('agreements')
  const [{ text: oldText, ...oldFields }, { text: newText, ...newFields }] = [before, after]
  const fields = differencesOf(oldFields, newFields)
  const nameOf = (key: string) => (FIELD_NAMES.has(key) ? t(`path.${key as 'title'}`) : key)
  const texts = oldText === newText ? [] : paragraphsOf(String(oldText ?? ''), String(newText ?? ''))
  if (fields.length + texts.length === 0) return <p className="quiet">{t('versions.same')}</p>
  return (
    <>
      {fields.length > 0 && (
        <div className="scroll">
          <table className="grid differences">
            <thead>
              <tr>
                <th scope="col">{t('versions.field')}</th>
                <th scope="col">{names[0]}</th>
                <th scope="col">{names[1]}</th>
              </tr>
            </thead>
            <tbody>
              {fields.map((d) => (
                <tr key={d.path.join('/')}>
                  <th scope="row">{d.path.map(nameOf).join(' › ')}</th>
                  <td>{d.before !== undefined && <del>{d.before}</del>}</td>
                  <td>{d.after !== undefined && <Added path={d.path} text={d.after} after={after} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {texts.length > 0 && (
        <>
          <h3>{t('versions.text')}</h3>
          <div className="text-difference">
            {keyed(texts, (p) => `${p.kind} ${p.text}`).map(([key, p]) => (
              <TextLine key={key} kind={p.kind} text={p.text} />
            ))}
          </div>
        </>
      )}
    </>
  )
}

/** What is new; a grant that is new as a whole in its sentence. */
function Added(props: {
  readonly path: readonly string[]
  readonly text: string
  readonly after: AgreementContent | Record<string, unknown>
}): JSX.Element {
  const { path: at, text, after } = props
  const grants = 'grants' in after ? (after.grants as readonly AgreedGrant[]) : []
  const grant = at[0] === 'grants' && at.length === 2 ? grants.find((g) => g.id === at[1]) : undefined
  return <ins>{grant === undefined ? text : <GrantSentence grant={grant} />}</ins>
}

function TextLine({ kind, text }: { readonly kind: 'same' | 'gone' | 'new'; readonly text: string }): JSX.Element {
  const { t } = useTranslation('agreements')
  if (kind === 'same') return <p>{text === '' ? '\u00a0' : text}</p>
  const word = <span className="visually-hidden">{t(`versions.${kind}`)}: </span>
  return (
    <p className={kind}>
      {kind === 'gone' ? (
        <del>
          {word}
          {text}
        </del>
      ) : (
        <ins>
          {word}
          {text}
        </ins>
      )}
    </p>
  )
}
