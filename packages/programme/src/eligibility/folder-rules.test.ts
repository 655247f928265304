import { readFileSync } from 'node:fs'
import { checkMissionFolder } from '@magpie/mission/mission-check'
import { describe, expect, it } from 'vitest'
import { PROGRAMME_SCHEMAS } from '../programme-files.ts'
import { eligibilityFolderRules } from './folder-rules.ts'

const NAMES = ['facts', 'instruments', 'call'] as const
const schemas = Object.fromEntries(NAMES.map((name) => [`${name}.json`, PROGRAMME_SCHEMAS[name]]))
const text = (name: string) =>
  readFileSync(new URL(`../../../../missions/change-8/${name}.json`, import.meta.url), 'utf8')

/** The problems of the reference mission with one text replaced by another in one file. */
function problems(name: (typeof NAMES)[number], from: string, to: string) {
  const files = NAMES.map((n) => ({ path: `${n}.json`, text: n === name ? text(n).replace(from, to) : text(n) }))
  return checkMissionFolder(files, schemas, eligibilityFolderRules).problems.map((p) => [p.file, p.field, p.message])
}

describe('the files that eligibility reads', () => {
  it('name what is there in the reference mission', () => expect(problems('facts', '', '')).toEqual([]))

  it.each<[string, (typeof NAMES)[number], string, string, string, RegExp]>([
    [
      'a fact about nothing',
      'facts',
      '"instrument": "artemis-accords"',
      '"instrument": "artemis-acords"',
      '/facts/0/instrument',
      /did you mean "artemis-accords"/,
    ],
    [
      'two facts of one name',
      'facts',
      '"artemis-accords-ca"',
      '"artemis-accords-au"',
      '/facts/1/id',
      /used by another/,
    ],
    [
      'a clause that was renamed',
      'instruments',
      '"w1",\n',
      '"w9",\n',
      '/instruments/7/rules/0/cites/0',
      /no clause "w1" here: did you mean "w9"/,
    ],
    [
      'a membership of nothing',
      'instruments',
      '"instrument": "prc-owned"',
      '"instrument": "somebody"',
      '/instruments/7/rules/0/when',
      /no instrument "somebody"/,
    ],
    [
      'a parameter that is not there',
      'instruments',
      '"parameter": "lead-time"',
      '"parameter": "delay"',
      '/instruments/7/rules/3/when',
      /no parameter "delay"/,
    ],
    ['a field outside its list', 'call', '"field": "level"', '"field": "part.usml"', '/rules/0/when', /inside "some"/],
    [
      'a rule that is no rule',
      'call',
      '"effect": "bars"',
      '"effect": "blocks"',
      '/rules/0/effect',
      /give one of "bars"/,
    ],
  ])('tell %s by file and field', (_, name, from, to, field, message) => {
    const found = problems(name, from, to)
    expect(found.map(([file, at]) => [file, at])).toEqual([[`${name}.json`, field]])
    expect(found[0]![2]).toMatch(message)
  })
})
