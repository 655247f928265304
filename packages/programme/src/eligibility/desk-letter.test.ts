import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { letterContent } from '../desk/letter-content.ts'
import { judgeEligibility } from '../eligibility.ts'
import { PROGRAMME_SCHEMAS } from '../programme-files.ts'
import { participationOfLetter } from './desk-letter.ts'
import { contextOf, type EligibilityFiles } from './question.ts'

const files = Object.fromEntries(
  Object.entries(PROGRAMME_SCHEMAS).map(([name, schema]) => [
    name,
    schema.parse(
      JSON.parse(readFileSync(new URL(`../../../../missions/change-8/${name}.json`, import.meta.url), 'utf8')),
    ),
  ]),
) as unknown as EligibilityFiles
const typed = {
  title: 'A camera',
  lead: 'nssa',
  level: 'unit',
  team: [{ party: 'egsa', part: 'optics' }],
  mass_kg: 5,
  funding: ['nssa'],
  mode: 'multilateral',
  declaresForeignParty: true,
}

function judge(change: object) {
  const { participation, unread } = participationOfLetter('letter-new', letterContent.parse({ ...typed, ...change }))
  const context = contextOf(files, { held: '2023-12-20', known: '2023-12-20' })
  const { verdict, proof } = judgeEligibility(participation, undefined, context, new Set(['participation', 'parts']))
  return { verdict, unread, barring: proof.filter((p) => p.outcome === 'bars').map((p) => p.rule) }
}

describe('a letter from the desk', () => {
  it.each<[string, object, string, string[]]>([
    ['with nothing controlled', {}, 'eligible', []],
    [
      'with a part on the Munitions List',
      { parts: [{ name: 'gyro', origin: 'US', classification: 'ITAR XV(e); none' }] },
      'ineligible',
      ['itar-126-1'],
    ],
    [
      'with a part classified in full',
      { parts: [{ name: 'gyro', origin: 'US', classification: 'ITAR XV(e); EAR99' }] },
      'ineligible',
      ['itar-126-1'],
    ],
    ['with NASA money, bilateral', { funding: ['NASA'], mode: 'bilateral' }, 'ineligible', ['r-wolf-1']],
    [
      'with NASA money that reaches a sub-recipient, bilateral',
      { funding: ['NASA'], subRecipients: [{ name: 'a laboratory', mode: 'bilateral' }] },
      'ineligible',
      ['r-wolf-2'],
    ],
    [
      'with NASA money, bilateral, and the authorisation on file',
      {
        ...{ funding: ['NASA'], mode: 'bilateral' },
        papers: [{ kind: 'specific-authorisation', on: '2023-09-01', state: 'US', title: 'Public law' }],
      },
      'eligible',
      [],
    ],
    ['with a part of the US that is not classified', { parts: [{ name: 'gyro', origin: 'US' }] }, 'needs-evidence', []],
  ])('%s', (_, change, verdict, barring) => {
    const judged = judge(change)
    expect([judged.verdict, judged.barring]).toEqual([verdict, barring])
  })
  it('asks about a classification that it cannot read', () => {
    const { verdict, unread } = judge({ parts: [{ name: 'gyro', origin: 'US', classification: 'harmless' }] })
    expect([verdict, unread]).toEqual(['needs-evidence', [{ name: 'gyro', classification: 'harmless' }]])
  })
})
