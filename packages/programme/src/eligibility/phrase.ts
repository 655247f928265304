/**
 * What a proof says, as a code with its values, so that a reader's page can say it in the reader's language; English is
 * made here of the same two. Names of parties, parts and instruments, quotations and sources stay as they are written.
 */

/** English by code; `{name}` stands for a value. */
const ENGLISH = {
  all: 'all of',
  any: 'any of',
  not: 'not',
  is: '{field} is {value}',
  'at-most': '{field} is at most {value}',
  'more-than': '{field} is more than {value}',
  'one-of': '{field} is one of {values}',
  includes: '{field} include one of {values}',
  'starts-with': '{field} begins with {values}',
  given: '{field} applies',
  some: 'some of the {list}',
  member: '{who} is {as} {instrument}',
  paper: '{paper} on file',
  'paper-ahead': '{paper} on file, {days} before the activity begins',
  licensed: 'licensed under the {regime} for {state}',
  subject: '{subject}',
  level: 'level {level}',
  'in-time': 'in time: received {received}, deadline {deadline}',
  'in-grace': "in the call's grace, {after_s} s after the deadline: received {received}, deadline {deadline}",
  late: 'late by {after_s} s and refused: received {received}, deadline {deadline}',
  'not-received': 'nothing received yet',
  'no-mass': 'no mass given',
  mass: 'mass {value} {unit}',
  'no-funding': 'funding not declared',
  'no-prime-funding': 'funding of the prime not declared',
  'funded-by': 'funded by {funder}',
  mode: 'participation {mode}',
  'host-of': 'the host is of {state}',
  supply: 'commercial supply items only',
  'not-supply': 'not declared as commercial supply only',
  'no-visits': 'no visits declared',
  visits: '{visits}',
  'party-of': '{party}: of {state}',
  'party-in': '{party}: {state}',
  'party-international': '{party}: an international organisation',
  'party-kind': '{party}: {kind}',
  'party-several': '{party}: an organisation of several States',
  'party-unknown': '{party}: not described',
  'all-home': 'every party is of {state}',
  declared: 'declared in the letter',
  'part-says': '{part}: {what} {value}',
  'part-none': '{part}: {what} none',
  'no-licence': 'no {regime} licence for {state}',
  licence: '{regime} licence {number} of {on}',
  'no-parts': 'no parts list',
  'part-untold': '{part}: ECCN or share not given',
  share: '9x515 parts are {share} % of the value',
  'recipient-mode': '{recipient} takes part {mode}',
  'recipient-apart': '{recipient} takes part without the host',
  'recipient-money': '{recipient}: money of {funder}',
  'prime-money': '{recipient}: money of {funder}, by the prime',
  'not-given': '{what} is not given',
  'not-given-of': '{what}: not given',
  'none-declared': 'no {list} declared',
  'none-there': 'there are no {list}',
  'looked-at': '{list} looked at: {count}',
  'looked-at-shown': '{list} looked at: {count}, of them shown {shown}',
  parameter: '{parameter}: {value} {unit}, {range}',
  'no-fact': 'no fact known by {day} says so of {subject}',
  fact: '{fact}',
  'paper-of': '{paper} of {on}',
  'no-paper': 'no {paper} on file',
  'begins-not-given': 'the day the activity begins is not given',
  'days-ahead': '{days} days before the activity begins on {begins}',
  'need-level': 'the level of cooperation',
  'need-receipt': 'the time of receipt',
  'need-mass': 'the mass',
  'need-funding': 'where the money comes from',
  'need-mode': 'whether it is bilateral or multilateral',
  'need-countries': 'the country of each party',
  'need-country': 'the country of {party}',
  'need-who': 'who {party} is',
  'need-part': '{what} of {part}',
  'need-part-share': 'the ECCN and the share of value of {part}',
  'need-parts': 'a parts list with origin and classification',
  'need-list': 'a list of {list} with origin and classification',
  'need-recipient-mode': 'how {recipient} takes part with the host',
  'need-begins': 'the day the activity begins',
  'need-lead-time': 'which lead time the law asked for on that day',
  'need-source': 'which source is right about {name}',
  'need-instrument': 'what "{instrument}" is: no such instrument is known',
  nothing: '',
} as const
export type PhraseCode = keyof typeof ENGLISH

/** A statement, condition or need; `what` may be another phrase within it. */
export type Phrase = {
  readonly code: PhraseCode
  readonly values: Readonly<Record<string, string | number | Phrase>>
}

/** A phrase of a code and its values. */
export function phrase(code: PhraseCode, values: Phrase['values'] = {}): Phrase {
  return { code, values }
}

/** The phrase in English. */
export function inEnglish({ code, values }: Phrase): string {
  return ENGLISH[code].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : typeof value === 'object' ? inEnglish(value) : String(value)
  })
}
