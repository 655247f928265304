/** The reference mission's letters, judged; for tests, which read its files. */
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { partiesFile } from '@magpie/mission/party'
import { callFile } from '../../call-file.ts'
import { judgeReceipt } from '../../deadline.ts'
import { type EligibilityVerdict, judgeEligibility } from '../../eligibility.ts'
import { factsFile } from '../../facts-file.ts'
import { instrumentsFile } from '../../instruments-file.ts'
import { type Letter, lettersFile } from '../../letters-file.ts'
import type { EligibilityContext } from '../participation.ts'

/** The files by name, and how a letter of theirs is judged on a day. */
export function referenceLetters(mission: (name: string) => unknown) {
  const call = callFile.parse(mission('call.json'))
  const { facts } = factsFile.parse(mission('facts.json'))
  const { instruments } = instrumentsFile.parse(mission('instruments.json'))
  const { letters } = lettersFile.parse(mission('letters.json'))
  const parties = new Map(partiesFile.parse(mission('parties.json')).parties.map((p) => [p.id, p]))
  const letterOf = (id: string) => letters.find((l) => l.id === id)!
  const judge = (
    letter: Letter,
    change: Partial<EligibilityContext> & { readonly day?: string } = {},
  ): EligibilityVerdict => {
    const { day = '2023-12-20', ...rest } = change
    const receipt = unwrap(judgeReceipt(call.letters, call.letters.revisions[0]!, letter.receivedAt, NAIF0012))
    const base = { hostState: 'CN', parties, facts, instruments, rules: call.rules, asOf: { held: day, known: day } }
    return judgeEligibility(letter, receipt, { ...base, ...rest })
  }
  return { call, facts, instruments, letters, parties, letterOf, judge, NASA: letterOf('letter-43') }
}

/** What a rule came to. */
export const outcome = (v: EligibilityVerdict, rule: string) => v.proof.find((p) => p.rule === rule)?.outcome

/** A letter that does not say something. */
export const without = <K extends keyof Letter>(letter: Letter, key: K): Letter => {
  const { [key]: _, ...rest } = letter
  return rest as Letter
}

export const MADE_UP = { kind: 'assumed', reason: 'a test' } as const
export const own = { funding: [{ funder: 'own funds', provenance: MADE_UP }] }
export const certified = (on: string, begins?: string) => ({
  papers: [{ kind: 'wolf-certification', on, provenance: MADE_UP }],
  ...(begins === undefined ? {} : { begins }),
})
