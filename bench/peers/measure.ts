/** Measures one row: ours and a peer in turns, in warm programs, with a cold run of each in a program of its own. */
import { join } from 'node:path'
import { compare, type Difference, type Shape } from './compare.ts'
import { type Launch, Program, type Spent } from './protocol.ts'
import type { Part } from './tool.ts'

/** A work: what is done once an epoch, or once in all (`windows`). */
export type Row = { readonly name: string; readonly title: string; readonly shape: Shape; readonly epochs: number }

/** CPU seconds of one epoch, or of a whole search. */
export type Cost = { readonly median: number; readonly least: number; readonly most: number; readonly cold: number }

/** A peer beside ours; `ratio` is their CPU time over ours, of runs that followed each other. */
export type Comparison = {
  readonly peer: string
  readonly rounds: number
  readonly cost: Cost
  readonly ratio: Omit<Cost, 'cold'>
  readonly coldRatio: number
  readonly difference: Difference
  /** Whether the values agree as far as they must. */
  readonly agrees: boolean
}

/** A peer that broke off, and what was said of it. */
export type Broken = { readonly peer: string; readonly reason: string }

export type Measured = {
  readonly row: Row
  readonly ours: Cost
  readonly peers: readonly Comparison[]
  readonly broken: readonly Broken[]
}

/** A program both ways: warm and running, and how to start another. */
export type Runner = { readonly launch: Launch; readonly warm: Program } & Part

const COMPARED_EPOCHS = 1000
/** Runs before those that count, and CPU seconds that all rounds of a slow work may take. */
const WARM_UPS = 2
const PATIENCE_S = 20

/** Measures a row in so many rounds at most; `folder` is for what the programs write. */
export async function measureRow(
  row: Row,
  ours: Runner,
  peers: readonly Runner[],
  most: number,
  folder: string,
): Promise<Measured> {
  const cold = await runCold(row, ours, folder)
  for (let i = 0; i < WARM_UPS; i++) await ours.warm.run(row.name, ours.epochs)
  // One run counts even where there is no peer.
  const all = [costOf(row, await ours.warm.run(row.name, ours.epochs))]
  const comparisons: Comparison[] = []
  const broken: Broken[] = []
  for (const peer of peers) {
    try {
      comparisons.push(await inTurns(row, ours, cold, peer, { most, folder, all }))
    } catch (cause) {
      broken.push({ peer: peer.warm.title, reason: cause instanceof Error ? cause.message : String(cause) })
    }
  }
  return { row, ours: { ...spread(all), cold: cold.cost }, peers: comparisons, broken }
}

type Cold = Awaited<ReturnType<typeof runCold>>
type Settings = {
  readonly most: number
  readonly folder: string
  /** Gets our costs of all rounds. */
  readonly all: number[]
}

async function inTurns(row: Row, ours: Runner, cold: Cold, peer: Runner, settings: Settings): Promise<Comparison> {
  const coldPeer = await runCold(row, peer, settings.folder)
  const rounds = Math.max(1, Math.min(settings.most, Math.floor(PATIENCE_S / coldPeer.spent_s) - WARM_UPS))
  for (let i = 0; i < WARM_UPS && rounds > 1; i++) await peer.warm.run(row.name, peer.epochs)
  const [mine, theirs]: [number[], number[]] = [[], []]
  for (let i = 0; i < rounds; i++) {
    mine.push(costOf(row, await ours.warm.run(row.name, ours.epochs)))
    theirs.push(costOf(row, await peer.warm.run(row.name, peer.epochs)))
  }
  settings.all.push(...mine)
  const difference = compare(row.shape, cold.values, coldPeer.values)
  return {
    peer: peer.warm.title,
    rounds,
    cost: { ...spread(theirs), cold: coldPeer.cost },
    ratio: spread(theirs.map((cost, i) => cost / mine[i]!)),
    coldRatio: coldPeer.cost / cold.cost,
    difference,
    agrees: difference.kind === 'apart' && difference.most <= peer.within,
  }
}

/** The first run of a fresh program, and its values. A search that is timed gives its values at once. */
async function runCold(row: Row, { launch, epochs }: Runner, folder: string) {
  const program = await Program.start(launch)
  const path = join(folder, 'values.f64')
  const first = row.shape === 'windows' ? undefined : await program.run(row.name, epochs)
  const second = await program.values(row.name, Math.min(epochs, COMPARED_EPOCHS), path)
  program.stop()
  const spent = first ?? second
  return { cost: costOf(row, spent), spent_s: spent.cpu_s, values: second.values }
}

function costOf(row: Row, { cpu_s, count }: Spent): number {
  return row.shape === 'windows' ? cpu_s : cpu_s / count
}

function spread(values: readonly number[]): Omit<Cost, 'cold'> {
  const sorted = [...values].sort((a, b) => a - b)
  return { median: sorted[sorted.length >> 1]!, least: sorted[0]!, most: sorted.at(-1)! }
}
