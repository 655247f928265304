/** How eligibility and the roadmap look in a terminal: proofs as trees, with rule, version, fact and source at each node. */
import type { OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'

type Members = OutputOf<Operations['eligibilityMembers']>
type Verdict = OutputOf<Operations['eligibilityCheck']>
type Changes = OutputOf<Operations['eligibilityChanges']>
type Roadmap = OutputOf<Operations['roadmap']>
type RuleProof = Verdict['proof'][number]

const say = (line = '') => console.log(line)

/** Who is in, with since when and by whose word. */
export function printMembers(m: Members): void {
  const of = m.asOf === m.knownOn ? m.asOf : `${m.asOf}, as known on ${m.knownOn}`
  const bounds = m.atLeast === m.count && m.atMost === m.count ? '' : ` (${m.atLeast} to ${m.atMost} by other sources)`
  say(`${m.name} on ${of}: ${m.count}${bounds}, of them ${m.states} States`)
  const width = Math.max(0, ...m.members.map((s) => s.name.length))
  for (const s of m.members)
    say(`  ${s.name.padEnd(width)}  ${s.since}  ${sourceOf(s)}${s.disputed ? '  CONFLICT' : ''}`)
  printDoubts('open, since sources disagree or dates are not known closely', m.open)
  printDoubts('counted out, though a weaker source says in', m.disputedOut)
  if (m.gaps !== undefined) say(`gaps: ${m.gaps}`)
}

function printDoubts(title: string, list: Members['open']): void {
  if (list.length === 0) return
  say(`${title}:`)
  for (const s of list) {
    say(`  ${s.name}`)
    for (const word of s.says) say(`    ${word}`)
  }
}

/** The verdict, what decided it as a tree, then the other rules by a line each. */
export function printVerdict(v: Verdict): void {
  const known = v.asOf === v.knownOn ? '' : `, as known on ${v.knownOn}`
  say(`${v.subject} on ${v.asOf}${known}: ${v.verdict.toUpperCase()}`)
  say(v.reason)
  for (const { rule, evidence } of v.needs) for (const what of evidence) say(`needed for ${rule}: ${what}`)
  for (const c of v.conflicts) say(`CONFLICT of sources about ${c.about} (in ${c.rules.join(', ')})`)
  const counts = SHOWN.flatMap((outcome) => v.proof.filter((p) => p.outcome === outcome))
  for (const p of counts) printProof(p)
  const others = v.proof.filter((p) => !counts.includes(p))
  if (others.length > 0) say()
  for (const p of others) say(`${p.outcome.padEnd(8)} ${p.rule} v${p.version}  ${p.title}`)
  for (const r of v.notAsked) say(`not asked ${r.rule} v${r.version}  ${r.title} (give ${GIVE[r.about[0]!]})`)
  say()
  say(v.notice)
}

/** What is shown whole, the decisive first. */
const SHOWN = ['bars', 'open', 'asks', 'excepted', 'overrides', 'noted'] as const

const GIVE = {
  participation: 'party, funding and kind',
  letter: 'level, mass and time of receipt',
  parts: 'a parts list',
} as const

function printProof(p: RuleProof): void {
  say()
  say(`${p.outcome.toUpperCase()}  ${p.rule} v${p.version}  ${p.title}`)
  say(`  "${p.text}"`)
  say(`  ${[p.instrument, p.citation].filter((part) => part !== '').join(', ')}; ${sourceOf(p)}`)
  for (const line of treeOf(p.when)) say(`  ${line}`)
  for (const o of p.overriddenBy) say(`  exception ${o.rule} v${o.version}: ${MARK[o.applies]} ${o.title}`)
}

const MARK = { true: 'yes', false: 'no', open: 'open' } as const

/** The lines of a tree, with rules that join a node to those below it. */
function treeOf(nodes: RuleProof['when']): string[] {
  const lines: string[] = []
  nodes.forEach((node, i) => {
    const { depth } = node
    const stem = Array.from({ length: depth }, (_, level) => stemAt(nodes, i, level + 1)).join('')
    const below = `${stem.replaceAll('├─ ', '│  ').replaceAll('└─ ', '   ')}     `
    lines.push(`${stem}${MARK[node.holds]}: ${node.condition}${node.conflict === undefined ? '' : '  CONFLICT'}`)
    for (const e of node.evidence)
      lines.push(`${below}${e.says}${e.fact === undefined ? '' : ` [${e.fact}]`} (${e.source})`)
  })
  return lines
}

/** What stands before a node at one level: a branch at its own, a line or nothing further out. */
function stemAt(nodes: RuleProof['when'], i: number, level: number): string {
  const own = nodes[i]!.depth === level
  const next = nodes.slice(i + 1).find((n) => n.depth <= level)
  const more = next !== undefined && next.depth === level
  if (own) return more ? '├─ ' : '└─ '
  return more ? '│  ' : '   '
}

/** Flips first, then letters of which a rule came to something else, then the facts. */
export function printChanges(c: Changes): void {
  say(`${c.from} to ${c.to}: ${c.flips.length} of ${c.judged} verdicts flip`)
  for (const f of c.flips) {
    say(`  ${f.letter}  ${f.title}: ${f.from} -> ${f.to}`)
    say(`    before: ${f.reasonBefore}`)
    say(`    after:  ${f.reasonAfter}`)
    for (const r of f.rules) say(`    ${r.rule}: ${r.from} -> ${r.to}`)
  }
  for (const m of c.moved) {
    say(`  ${m.letter}  stays ${m.to}: ${m.rules.map((r) => `${r.rule} ${r.from} -> ${r.to}`).join(', ')}`)
  }
  if (c.facts.length > 0) say(`facts that tell otherwise: ${c.facts.length}`)
  for (const f of c.facts) {
    const why = f.because.map((e) => `${e.fact ?? ''} (${e.source})`).join(', ')
    say(`  ${f.instrument}  ${f.name}: ${f.from} -> ${f.to}  ${why}`)
  }
  say(c.notice)
}

/** Lanes with what each item said on the day, how it slipped, and who is in what. */
export function printRoadmap(r: Roadmap): void {
  say(`as known on ${r.knownOn}`)
  for (const lane of r.lanes) {
    say(`\n${lane.title}`)
    for (const item of lane.items) printItem(item)
  }
  say()
  for (const m of r.memberships) {
    const last = m.steps.at(-1)
    const names = [...(last?.joined ?? []), ...(last?.left ?? [])].map((x) => x.name).join(', ')
    say(`${m.name}: ${m.count}${last === undefined ? '' : `, last changed ${last.on} (${names})`}`)
  }
}

function printItem({ title, current, history, slips, conflict }: Roadmap['lanes'][number]['items'][number]): void {
  const slipped = slips.at(-1)
  const moved = slipped === undefined ? '' : `, ${signed(slipped.total_days)} days since first said`
  say(`  ${title}: ${current.says} (${current.status}${moved})${conflict ? '  CONFLICT' : ''}`)
  say(`    said ${current.knownFrom}: ${sourceOf(current)}`)
  for (const past of history.slice(0, -1).reverse()) say(`    ${past.knownFrom}: ${past.says}`)
  for (const reading of new Set(history.flatMap((s) => s.reading ?? []))) say(`    assumed: ${reading}`)
}

function signed(days: number): string {
  return days > 0 ? `+${days}` : String(days)
}

function sourceOf({ source, assumed }: { source: string; assumed: boolean }): string {
  return assumed && !/^(unverified|assumed)/.test(source) ? `${source} [assumed]` : source
}
