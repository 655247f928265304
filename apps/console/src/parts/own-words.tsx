/**
 * What a mission's dictionary or its people wrote, in their own words: it stays in its language, which is marked where it is
 * not the reader's, so that a screen reader says it rightly and nobody takes it for a text that was left out.
 */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'

/** The words. */
export function OwnWords({ text }: { readonly text: string }): JSX.Element {
  const { t, i18n } = useTranslation('operate')
  const language = languageOf(text)
  if (language === i18n.language) return <>{text}</>
  return (
    <span lang={language} title={t('ownWords')}>
      {text}
    </span>
  )
}

/** By the script: Chinese where it has Han characters, else English, in which dictionaries are written. */
function languageOf(text: string): string {
  return /\p{Script=Han}/u.test(text) ? 'zh' : 'en'
}
