/**
 * What export control says of the parts that a letter declares, for the regulatory file of the elements that came of it: ITAR,
 * EAR, MTCR, and what of parts the call itself rules. A reading of the rules in the data; no legal advice.
 */

import type { Desk } from '../desk/record.ts'
import { lastVersion } from '../desk/record.ts'
import { judgeEligibility } from '../eligibility.ts'
import type { FactsFile } from '../facts-file.ts'
import type { InstrumentsFile } from '../instruments-file.ts'
import type { ExportRuling } from '../interface/regulatory.ts'
import type { EligibilityRule } from '../rule.ts'
import { participationOfLetter } from './desk-letter.ts'
import { type Matter, mattersOf } from './matters.ts'

/** The data that rules are read from. */
export type RulingFiles = { readonly facts: FactsFile; readonly instruments: InstrumentsFile }

const MATTERS: ReadonlySet<Matter> = new Set<Matter>(['participation', 'parts'])
/** Outcomes that speak of the parts at hand: what passes is counted in the reason. */
const TELLING: ReadonlySet<string> = new Set(['bars', 'asks', 'open', 'overrides', 'excepted', 'noted'])

/** Judges the letter behind a proposal on a day; undefined where the desk has no such proposal. */
export function exportRulingOf(
  files: RulingFiles,
  desk: Desk,
  proposal: string,
  day: string,
): ExportRuling | undefined {
  const letter = desk.letters.get(desk.proposals.get(proposal)?.letter ?? '')
  const call = letter === undefined ? undefined : desk.calls.get(letter.call)?.call
  if (letter === undefined || call === undefined) return undefined
  const { participation, unread } = participationOfLetter(letter.id, lastVersion(letter).content)
  const judged = judgeEligibility(
    participation,
    undefined,
    {
      hostState: call.hostState,
      parties: desk.parties,
      facts: files.facts.facts,
      // Of a law that rules on parts all rules count, since its exceptions may name none; of others only who is in them.
      instruments: files.instruments.instruments.map((i) => (i.rules.some(isOfParts) ? i : { ...i, rules: [] })),
      rules: call.rules.filter(isOfParts),
      asOf: { held: day, known: day },
    },
    MATTERS,
  )
  const items = participation.parts?.items ?? []
  const listed = items.length === 0 ? 'no part is declared' : `${items.length} parts are declared`
  const unclear = unread.map((p) => `; the classification of ${p.name} cannot be read`).join('')
  return {
    verdict: judged.verdict,
    reason: `${listed}: ${judged.reason}${unclear}`,
    rules: judged.proof
      .filter((p) => TELLING.has(p.outcome))
      .map(({ rule, version, title, instrument, citation, source, outcome }) => ({
        ...{ rule, version, title, instrument, outcome },
        source: citation === '' ? source : `${citation}; ${source}`,
      })),
    from: `letter ${letter.id}, version ${letter.versions.length}`,
    held: day,
  }
}

function isOfParts(rule: EligibilityRule): boolean {
  return mattersOf(rule.when).includes('parts')
}
