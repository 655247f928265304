/** A verdict in the reader's language: phrases by code, rules by id; what has no text here is said in its own words. */
import { useTranslation } from 'react-i18next'
import type { Verdict } from './programme.ts'

type Line = Verdict['proof'][number]['when'][number]
type Phrase = Line['phrase']

/** How to say the parts of a verdict. */
export type VerdictWords = {
  phrase(of: Phrase, otherwise: string): string
  condition(line: Line): string
  title(rule: { readonly rule: string; readonly title: string }): string
  instrument(name: string): string
  /** Publications as they are titled; what the question itself says, in words. */
  source(of: string): string
  /** One sentence: the rules that bar, or what they ask for. */
  reason(verdict: Verdict): string
  /** What is missing: the phrases that the proof has, and the evidence that rules name. */
  needs(verdict: Verdict): string[]
}

/** The words of the language chosen. */
export function useVerdictWords(): VerdictWords {
  const { t, i18n } = useTranslation('verdicts')
  // Codes come from the centre, which may be newer than this page.
  const say = t as unknown as (key: string, values?: Record<string, unknown>) => string
  const text = (key: string, otherwise: string, values?: Record<string, unknown>): string =>
    i18n.exists(key, { ns: 'verdicts' }) ? say(key, values) : otherwise
  const word = (name: string, value: string | number | Phrase): string => {
    if (typeof value === 'object') return phrase(value, '')
    const range = /^(?:by (\S+)|between (\S+) and (\S+))$/.exec(String(value))
    if (range !== null && (name === 'range' || name === 'from'))
      return range[1] === undefined
        ? t('say.between', { first: range[2]!, last: range[3]! })
        : t('say.by', { day: range[1] })
    return text(`word.${name}.${String(value).replaceAll('.', '_')}`, String(value))
  }
  const phrase = ({ code, values }: Phrase, otherwise: string): string =>
    text(
      `phrase.${code}`,
      otherwise,
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, word(name, value)])),
    )
  const title = ({ rule, title: own }: { readonly rule: string; readonly title: string }) => text(`rule.${rule}`, own)
  return {
    phrase,
    title,
    condition: (line) => `${line.item === undefined ? '' : `${line.item}: `}${phrase(line.phrase, line.condition)}`,
    source: (of) => text(`source.${of.replaceAll(' ', '-')}`, of),
    instrument: (name) => (name === "the call's own rules" ? t('say.byCall') : name),
    reason({ verdict, proof, conflicts, reason }) {
      const named = proof.filter((r) => DECIDES[verdict].includes(r.outcome)).map(title)
      if (conflicts.length > 0 && reason.includes('whichever')) return t('say.settled')
      return verdict === 'eligible'
        ? t('say.eligible', { count: proof.length })
        : t(`say.${verdict}`, { rules: named.join('; ') })
    },
    needs({ needs, proof }) {
      const own = new Map(
        proof.flatMap((r) => r.when.flatMap((l) => (l.needs ? [[l.needs, l.needsPhrase] as const] : []))),
      )
      return needs.flatMap(({ rule, evidence }) =>
        evidence.map((e) => {
          const said = own.get(e)
          return said === undefined ? text(`evidence.${rule}`, e) : phrase(said, e)
        }),
      )
    },
  }
}

const DECIDES = {
  eligible: [],
  ineligible: ['bars'],
  'needs-evidence': ['open', 'asks'],
} as const satisfies Record<Verdict['verdict'], readonly Verdict['proof'][number]['outcome'][]> as Record<
  Verdict['verdict'],
  readonly string[]
>
