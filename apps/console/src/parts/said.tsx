/** What a centre says, in the reader's language: by the codes of its sentences; what has no text here is said as it came. */
import type { Said, SaidValue } from '@magpie/core/sentence'
import { type JSX, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { saidBy } from '../i18n/i18n.ts'

/** Says a sentence of a centre in the language chosen. */
type Sayer = (text: string) => string

/** How to say what a centre says. */
export function useSaid(): Sayer {
  const { t, i18n } = useTranslation('said')
  return useMemo(() => {
    // Codes come from the contract, which may be newer than a language's texts.
    const say = t as unknown as (key: string, values: Record<string, string>) => string
    const inWords = ({ code, values }: Said, otherwise: string): string =>
      i18n.exists(`say.${code}`, { ns: 'said', lng: i18n.language })
        ? say(`say.${code}`, Object.fromEntries(Object.entries(values).map(([name, v]) => [name, valueInWords(v)])))
        : otherwise
    const valueInWords = ({ text, word, parts }: SaidValue): string => {
      if (word !== undefined) return say(`word.${word}.${text}`, { defaultValue: text })
      if (parts === undefined) return text
      return parts.map((part) => (typeof part === 'string' ? part : inWords(part, text))).join(say('join', {}))
    }
    const one = (text: string): string | undefined => {
      const said = saidBy(text)
      return said === undefined ? undefined : inWords(said, text)
    }
    return (text) => {
      const whole = one(text)
      if (whole !== undefined || !text.includes('; ')) return whole ?? text
      // Between what people wrote the semicolon stays theirs.
      const parts = text.split('; ').map((part) => [part, one(part)] as const)
      const joined = (i: number) => (parts[i - 1]![1] ?? parts[i]![1]) !== undefined
      return parts
        .map(([part, said], i) => `${i === 0 ? '' : joined(i) ? say('join', {}) : '; '}${said ?? part}`)
        .join('')
    }
  }, [t, i18n])
}

/** A sentence of a centre, or several between "; ". */
export function SaidText({ text }: { readonly text: string }): JSX.Element {
  return <>{useSaid()(text)}</>
}
