/**
 * Every sentence that a centre makes for people, by code, with the values in it: who shows a sentence in another language finds
 * both here. The English text stays in each answer, for who reads English and as what is signed and kept.
 */
import { sentenceReader } from '@magpie/core/sentence'
import { MISSION_SENTENCES, MISSION_WORDS } from '@magpie/mission/sentences'
import { OPERATIONS_SENTENCES, OPERATIONS_WORDS } from '@magpie/operations/sentences'
import { PROGRAMME_SENTENCES, PROGRAMME_WORDS } from '@magpie/programme/sentences'
import { REHEARSAL_SENTENCES, REHEARSAL_WORDS } from '@magpie/rehearsal/sentences'
import { CENTRE_SENTENCES, CENTRE_WORDS } from './centre-sentences.ts'

/** English by code. A code is one sentence's, whichever package makes it. */
export const SENTENCES = {
  ...MISSION_SENTENCES,
  ...PROGRAMME_SENTENCES,
  ...OPERATIONS_SENTENCES,
  ...REHEARSAL_SENTENCES,
  ...CENTRE_SENTENCES,
} as const

/** The words that stand in sentences, by their kind. */
export const SENTENCE_WORDS = {
  ...MISSION_WORDS,
  ...PROGRAMME_WORDS,
  ...OPERATIONS_WORDS,
  ...REHEARSAL_WORDS,
  ...CENTRE_WORDS,
} as const

/** Code and values of a sentence of a centre; undefined where it is none, such as what a person wrote. */
export const readSentence = sentenceReader(SENTENCES, SENTENCE_WORDS)
