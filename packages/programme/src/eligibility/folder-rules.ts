/** Rules between the files of a mission folder that eligibility reads: what facts and rules name must be there. */
import type { CheckedFolder, CrossCheck, Finding } from '@magpie/mission/mission-check'
import { nearestName } from '@magpie/mission/mission-check'
import type { CallFile } from '../call-file.ts'
import type { FactsFile } from '../facts-file.ts'
import type { InstrumentsFile } from '../instruments-file.ts'
import type { Condition, EligibilityRule } from '../rule.ts'

/** For `magpie mission check`. */
export const eligibilityFolderRules: readonly CrossCheck[] = [factsNameWhatIsThere, rulesNameWhatIsThere]

const FACTS = 'facts.json'
const INSTRUMENTS = 'instruments.json'
const CALL = 'call.json'

function factsNameWhatIsThere(folder: CheckedFolder): Finding[] {
  const facts = (folder.get(FACTS) as FactsFile | undefined)?.facts ?? []
  const instruments = instrumentsOf(folder)?.map((i) => i.id)
  const ids = facts.map((f) => f.id)
  return facts.flatMap((fact, i) => [
    ...unknown(fact.instrument, instruments, 'instrument', FACTS, `/facts/${i}/instrument`),
    ...(fact.supersedes === undefined ? [] : unknown(fact.supersedes, ids, 'fact', FACTS, `/facts/${i}/supersedes`)),
    ...(ids.indexOf(fact.id) === i ? [] : [doubled(fact.id, `/facts/${i}/id`)]),
  ])
}

function doubled(id: string, field: string): Finding {
  return { file: FACTS, field, rule: 'unique', message: `"${id}" is used by another fact already: give another` }
}

function rulesNameWhatIsThere(folder: CheckedFolder): Finding[] {
  const instruments = instrumentsOf(folder)
  const known = instruments?.map((i) => i.id)
  const ofInstruments = (instruments ?? []).flatMap((instrument, i) =>
    instrument.rules.flatMap((rule, j) => {
      const clauses = instrument.clauses.map((c) => c.id)
      return ruleFindings(rule, known, clauses, INSTRUMENTS, `/instruments/${i}/rules/${j}`)
    }),
  )
  const rules = (folder.get(CALL) as CallFile | undefined)?.rules ?? []
  return [...ofInstruments, ...rules.flatMap((rule, i) => ruleFindings(rule, known, [], CALL, `/rules/${i}`))]
}

function ruleFindings(
  rule: EligibilityRule,
  instruments: readonly string[] | undefined,
  clauses: readonly string[],
  file: string,
  at: string,
): Finding[] {
  const parameters = rule.parameters.map((p) => p.id)
  const named = namesIn(rule.when)
  return [
    ...rule.cites.flatMap((id, i) => unknown(id, clauses, 'clause', file, `${at}/cites/${i}`)),
    ...named.instruments.flatMap((id) => unknown(id, instruments, 'instrument', file, `${at}/when`)),
    ...named.parameters.flatMap((id) => unknown(id, parameters, 'parameter', file, `${at}/when`)),
  ]
}

type Names = { readonly instruments: readonly string[]; readonly parameters: readonly string[] }

function namesIn(c: Condition): Names {
  const parameter = (value: unknown): Names => ({
    instruments: [],
    parameters: typeof value === 'object' && value !== null ? [(value as { parameter: string }).parameter] : [],
  })
  switch (c.op) {
    case 'all':
    case 'any': {
      const all = c.of.map(namesIn)
      return { instruments: all.flatMap((n) => n.instruments), parameters: all.flatMap((n) => n.parameters) }
    }
    case 'not':
      return namesIn(c.of)
    case 'some':
      return namesIn(c.where)
    case 'member':
      return { instruments: [c.instrument], parameters: [] }
    case 'paper':
      return parameter(c.lead_days)
    case 'at-most':
    case 'more-than':
      return parameter(c.value)
    default:
      return { instruments: [], parameters: [] }
  }
}

/** Undefined where the instruments could not be read: that file is told already. */
function instrumentsOf(folder: CheckedFolder): InstrumentsFile['instruments'] | undefined {
  return (folder.get(INSTRUMENTS) as InstrumentsFile | undefined)?.instruments
}

function unknown(
  name: string,
  known: readonly string[] | undefined,
  called: string,
  file: string,
  field: string,
): Finding[] {
  if (known === undefined || known.includes(name)) return []
  const near = nearestName(name, known)
  const hint = near === undefined ? 'define it, or take it out' : `did you mean "${near}"?`
  return [{ file, field, rule: `${called}-exists`, message: `there is no ${called} "${name}" here: ${hint}` }]
}
