/** Proposals in a small call, and a run as a centre would record it, for the tests of selection. */
import { unwrap } from '@magpie/core/result'
import { evaluatePortfolio } from '../../portfolio.ts'
import { portfolioProgram } from '../../portfolio-model.ts'
import { searchProgram } from '../../study/search.ts'
import { runInputs } from '../decision-intents.ts'
import { deskProblem, submittedTo } from '../decision-problem.ts'
import type { Desk } from '../record.ts'
import { Bench, content, stamp } from './sample.ts'

/** An element of a proposal that weighs this. */
export function element(id: string, mass: number) {
  const parameters = [{ name: 'mass', value: mass, unit: 'kg', maturity: 'new', asOf: '2030-11' }]
  return { ...{ id, name: id, kind: 'instrument' }, parameters }
}

/** A desk with proposals: `p-1` of alpha with two elements, `p-2` of beta, `p-3` of alpha; two of them fit together. */
export function proposedDesk(): Bench {
  const bench = Bench.opened()
  const proposals = [
    ['1', 'alpha', [element('e-1a', 20), element('e-1b', 10)]],
    ['2', 'beta', [element('e-2', 25)]],
    ['3', 'alpha', [element('e-3', 35)]],
  ] as const
  for (const [n, lead, elements] of proposals) {
    const letter = `l-${n}`
    const body = content(lead, { mass_kg: 20 })
    unwrap(bench.do('letter-submitted', { call: 'south-pole', letter, content: body }, stamp(lead, ['proposer'])))
    const answer = { letter, answer: 'invited', reason: 'a fit' }
    unwrap(bench.do('letter-answered', answer, stamp('agency', ['officer'])))
    const proposal = { title: `Proposal ${n}`, lead, level: 'system', elements, cost: 1 }
    unwrap(bench.do('proposal-submitted', { letter, proposal: `p-${n}`, content: proposal }, stamp(lead, ['proposer'])))
  }
  return bench
}

export const SCORES = { 'p-1': 50, 'p-2': 60, 'p-3': 70 }

/** What a centre would ask to record: the optimum of the desk's proposals, or that there is none. */
export function runOf(desk: Desk, run: string, changes: Record<string, unknown> = {}) {
  const scores = Object.fromEntries(submittedTo(desk, 'south-pole').map((p, i) => [p.id, 50 + 10 * i]))
  const inputs = runInputs.parse({ scores, scoresFrom: 'a test', ...changes })
  const problem = deskProblem(desk, desk.calls.get('south-pole')!, inputs)
  const base = { call: 'south-pole', run, inputs, digest: '0'.repeat(64) }
  const none = { ...base, result: { kind: 'conflict', sentences: ['nothing'] } }
  if (!problem.ok) return none
  const { found } = searchProgram(portfolioProgram(problem.value), { most: 1, step: 0, nodes: 1e6 })
  if (found[0] === undefined) return none
  const ids = problem.value.candidates.filter((_, i) => found[0]!.x[i] === 1).map((c) => c.id)
  const { score, proposals } = evaluatePortfolio(problem.value, ids)
  return { ...base, result: { kind: 'optimum', proposals: [...proposals], score, bound: score, solver: 'a test' } }
}
