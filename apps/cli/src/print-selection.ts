/** The selection workbench in a terminal: who is in and at what price, what is near, what trades against what, what cannot be. */
import type { OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import Table from 'cli-table3'

type Study = OutputOf<Operations['select']>
type Selection = OutputOf<Operations['selection']>

const say = (line = '') => console.log(line)
const plain = { head: [], border: [], compact: true }
const figure = (v: number) => String(Number(v.toFixed(4)))

/** A study. */
export function printStudy(study: Study): void {
  say(study.subject)
  if (study.conflict !== undefined) printConflict(study.conflict)
  else printOptimum(study)
  printProposals(study)
  printAlternatives(study)
  printFront(study)
  if (study.growth !== undefined) {
    const { scenarios, infeasible, optimumHolds, note } = study.growth
    say(
      `${scenarios} growth scenarios: today's best still fits in ${optimumHolds}; in ${infeasible} nothing fits (${note})`,
    )
  }
  say(study.note)
}

function printConflict(sentences: readonly string[]): void {
  say('NOTHING FITS. These cannot all be; without any one of them something would:')
  for (const sentence of sentences) say(`  ${sentence}`)
}

function printOptimum({ optimum, proposals }: Study): void {
  const { score, proved, bound, solver, usage } = optimum!
  const proof = proved ? `proven best by ${solver}` : `at most ${figure(bound)} by ${solver}`
  say(`${optimum!.proposals.length} of ${proposals.length} proposals, score ${figure(score)}, ${proof}`)
  for (const u of usage)
    say(
      `  ${u.id.padEnd(8)} ${figure(u.used)} of ${figure(u.limit)} ${u.unit}`
        .trimEnd()
        .concat(`, ${figure(u.free)} free`),
    )
}

function printProposals({ proposals, optimum }: Study): void {
  const resources = Object.keys(proposals[0]?.demands ?? {}).slice(0, 6)
  const priced = proposals.some((p) => p.price !== undefined)
  const grown = proposals.some((p) => p.share !== undefined)
  const head = ['', 'proposal', 'lead', 'level', 'score', ...resources]
  if (priced) head.push('price of forcing', 'joins', 'leaves')
  if (grown) head.push('in scenarios')
  const table = new Table({
    head,
    style: plain,
    colAligns: head.map((_, i) => (i > 3 && i < 6 + resources.length ? 'right' : 'left')),
  })
  const sorted = [...proposals].sort((a, b) => Number(b.in) - Number(a.in) || b.score - a.score)
  for (const p of sorted) {
    const name = p.title === p.id ? p.id : `${p.id} ${p.title}`
    const demands = resources.map((r) => figure(p.demands[r] ?? 0))
    const price = priced ? [priceOf(p), list(p.joins), list(p.leaves)] : []
    const share = grown ? [shareOf(p)] : []
    table.push([p.in ? 'IN' : '', cut(name), p.lead, p.level, figure(p.score), ...demands, ...price, ...share])
  }
  say(table.toString())
  if (priced && optimum !== undefined) say('price: the score lost if it is out that is in, or in that is out')
}

function priceOf({ price, in: inside }: Study['proposals'][number]): string {
  if (price === undefined) return ''
  if (price === null) return inside ? 'cannot be out' : 'cannot be in'
  return figure(price)
}

function shareOf({ share = 0, standing = 'never' }: Study['proposals'][number]): string {
  // Never 100 % where it is not always so.
  const percent = standing === 'sometimes' ? Math.min(99.5, Math.max(0.5, share * 100)) : share * 100
  return `${figure(Number(percent.toFixed(1)))} % ${standing}`
}

function printAlternatives({ alternatives }: Study): void {
  if (alternatives === undefined) return
  const { list: near, whole, atLeast } = alternatives
  say(
    `${near.length} alternatives worth ${figure(atLeast)} or more${whole ? ', no others' : '; there are more: raise --most'}`,
  )
  for (const a of near)
    say(`  ${figure(a.score)}  -${figure(a.less)}  in: ${list(a.joins) || 'none'}  out: ${list(a.leaves) || 'none'}`)
}

function printFront({ pareto }: Study): void {
  if (pareto === undefined) return
  const { first, second, points, whole } = pareto
  say(
    `${points.length} points that no portfolio betters in both ${first} and ${second}${whole ? '' : '; there are more: raise --most'}`,
  )
  for (const p of points) say(`  ${figure(p.first).padStart(9)} ${figure(p.second).padStart(9)}  ${list(p.proposals)}`)
}

/** Runs, decisions and projects of a call. */
export function printSelection({ call, runs, decisions, projects }: Selection): void {
  say(call)
  for (const r of runs)
    say(`run ${r.id} at ${r.at} by ${r.person}: scores from ${r.scoresFrom}; ${JSON.stringify(r.result)}`)
  for (const d of decisions) {
    say(`decision ${d.id}, ${d.state}: selected ${list(d.selected)}`)
    if (d.loss !== undefined)
      say(`  worth ${figure(d.score!)}, ${figure(d.loss)} less than the optimum; ${d.departure ?? ''}`)
    for (const v of d.votes ?? []) say(`  ${v.person} voted ${v.vote}: ${v.reason}`)
    for (const o of d.outcomes) say(`  ${o.proposal} ${o.outcome}: ${o.reason}`)
  }
  for (const p of projects)
    say(
      `project ${p.id} (${p.state}), ${p.name}, ${figure(p.mass_kg)} kg, of ${list(p.from.map((f) => f.proposal))}${p.awaited.length === 0 ? '' : `; awaits ${list(p.awaited)}`}`,
    )
}

function list(names: readonly string[] | undefined): string {
  return (names ?? []).join(' ')
}

function cut(text: string): string {
  return text.length <= 44 ? text : `${text.slice(0, 43)}…`
}
