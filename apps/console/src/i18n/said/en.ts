/** English texts of what a centre says: those of the contract, with values as these files name them. */
import { SENTENCE_WORDS, SENTENCES } from '@magpie/api/sentences'

type Words = { readonly [Kind in keyof typeof SENTENCE_WORDS]: { readonly [W in Word<Kind>]: string } }
type Word<Kind extends keyof typeof SENTENCE_WORDS> = (typeof SENTENCE_WORDS)[Kind][number]

export const locale = {
  join: '; ',
  say: Object.fromEntries(
    Object.entries(SENTENCES).map(([code, text]) => [code, text.replaceAll(/\{(\w+)[^}]*\}/g, '{{$1}}')]),
  ) as { readonly [Code in keyof typeof SENTENCES]: string },
  word: Object.fromEntries(
    Object.entries(SENTENCE_WORDS).map(([kind, words]) => [kind, Object.fromEntries(words.map((w) => [w, w]))]),
  ) as Words,
}
