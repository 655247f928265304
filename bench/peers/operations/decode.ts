/** Decoding alone, Magpie and Yamcs on the same packets and the same dictionary: what a packet costs, and that values agree. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ok, type Result } from '../../../packages/core/src/result.ts'
import { Program } from '../protocol.ts'
import { runTool, type Skipped } from '../tool.ts'

const DICTIONARY = fileURLToPath(new URL('../../decode.xml', import.meta.url))

/** Relative. Single-precision values are the same in both; polynomials may be summed in another order. */
const AGREES = 1e-12
/** Packets whose values are compared, and so many before any are timed: the compiler of either has settled by then. */
const COMPARED = 2000
const WARM_ROUNDS = 3

/** Decoders that take packets in turns; CPU seconds a packet. */
export type Decoders = {
  ours(packets: number): Promise<number>
  /** Undefined where Yamcs cannot be had. */
  readonly yamcs: ((packets: number) => Promise<number>) | undefined
  stop(): void
}

/** Starts both on a file of packets and compares their values. */
export async function startDecoders(jars: Result<string, Skipped>, folder: string, file: string): Promise<Decoders> {
  const script = fileURLToPath(new URL('decode-ours.ts', import.meta.url))
  const ours = await Program.start({ command: process.execPath, arguments: [script, DICTIONARY, file] })
  const launch = jars.ok ? await yamcsDecoder(jars.value, folder, file) : jars
  const yamcs = launch.ok ? await Program.start(launch.value) : undefined
  const programs = yamcs === undefined ? [ours] : [ours, yamcs]
  const values: Float64Array[] = []
  for (const program of programs)
    values.push((await program.values('decode', COMPARED, join(folder, 'decoded'))).values)
  if (values.length === 2) agree(values[0]!, values[1]!)
  const timed = (program: Program) => async (packets: number) => {
    for (let i = 0; i < WARM_ROUNDS; i++) await program.run('decode', packets)
    const { cpu_s, count } = await program.run('decode', packets)
    if (count !== 28 * packets) throw new Error(`${program.title} made ${count} values of ${packets} packets`)
    return cpu_s / packets
  }
  return {
    ours: timed(ours),
    yamcs: yamcs === undefined ? undefined : timed(yamcs),
    stop: () => {
      for (const program of programs) program.stop()
    },
  }
}

async function yamcsDecoder(
  jars: string,
  folder: string,
  file: string,
): Promise<Result<{ readonly command: string; readonly arguments: readonly string[] }, Skipped>> {
  const classes = join(folder, 'classes')
  await mkdir(classes, { recursive: true })
  const source = fileURLToPath(new URL('YamcsDecode.java', import.meta.url))
  const built = await runTool('javac', ['-nowarn', '-cp', join(jars, '*'), '-d', classes, source])
  if (!built.ok) return built
  return ok({ command: 'java', arguments: ['-cp', `${join(jars, '*')}:${classes}`, 'YamcsDecode', DICTIONARY, file] })
}

function agree(ours: Float64Array, theirs: Float64Array): void {
  if (ours.length !== theirs.length) throw new Error(`Magpie has ${ours.length} values, Yamcs ${theirs.length}`)
  ours.forEach((x, i) => {
    if (!(Math.abs(x - theirs[i]!) <= AGREES * Math.max(1, Math.abs(x))))
      throw new Error(`value ${i % 28} of packet ${Math.floor(i / 28)}: Magpie has ${x}, Yamcs ${theirs[i]}`)
  })
}
