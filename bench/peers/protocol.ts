/**
 * A program that does the work, ours or a peer's, kept running so that it is warm. It gets the folder of the work as its
 * argument, prints `ready NAME VERSION`, and then answers each line of
 *
 *     run ROW COUNT             the work once, for so many epochs
 *     values ROW COUNT PATH     the same, its values written to a file of little-endian doubles
 *
 * by `CPU_SECONDS COUNT`, the CPU time spent in the work alone. Values are, by epoch, x y z vx vy vz (km, km/s) or azimuth
 * and elevation (rad); of a search `group start end` (TDB seconds past J2000) by window.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createInterface, type Interface } from 'node:readline'

/** How to start a program. */
export type Launch = { readonly command: string; readonly arguments: readonly string[] }

/** What a program says it spent. */
export type Spent = { readonly cpu_s: number; readonly count: number }

/** No answer takes longer, ms: the slowest work, Skyfield's general search, has been seen to take one minute. */
const ANSWER_LIMIT_MS = 300_000

export class Program {
  /** Name and version, as it says. */
  readonly title: string
  private readonly child: ChildProcessWithoutNullStreams
  private readonly lines: AsyncIterator<string>

  private readonly limit_ms: number

  private constructor(
    title: string,
    child: ChildProcessWithoutNullStreams,
    lines: AsyncIterator<string>,
    limit_ms: number,
  ) {
    this.title = title
    this.limit_ms = limit_ms
    this.child = child
    this.lines = lines
  }

  /**
   * Starts a program and waits until it is ready; throws with what it wrote to its error output. A program that takes
   * longer than the limit to start or to answer is ended.
   */
  static async start(launch: Launch, limit_ms = ANSWER_LIMIT_MS): Promise<Program> {
    const child = spawn(launch.command, launch.arguments)
    // A program that ended shows by its missing answer.
    child.stdin.on('error', () => undefined)
    let complaint = ''
    child.stderr.on('data', (bytes: Buffer) => {
      complaint = (complaint + bytes.toString()).slice(-400)
    })
    const failed = new Promise<never>((_, reject) => child.once('error', reject))
    const reader: Interface = createInterface({ input: child.stdout })
    const lines = reader[Symbol.asyncIterator]()
    const first = await inTime(child, Promise.race([lines.next(), failed]), limit_ms)
    const said = first.done === true ? '' : first.value
    if (!said.startsWith('ready ')) throw new Error(`did not start: ${complaint.trim() || said || 'no word'}`)
    return new Program(said.slice(6), child, lines, limit_ms)
  }

  async run(row: string, count: number): Promise<Spent> {
    return this.ask(`run ${row} ${count}`)
  }

  async values(row: string, count: number, path: string): Promise<Spent & { readonly values: Float64Array }> {
    const spent = await this.ask(`values ${row} ${count} ${path}`)
    const { buffer, byteOffset, byteLength } = await readFile(path)
    return { ...spent, values: new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength)) }
  }

  stop(): void {
    this.child.stdin.end()
  }

  private async ask(line: string): Promise<Spent> {
    this.child.stdin.write(`${line}\n`)
    const answer = await inTime(this.child, this.lines.next(), this.limit_ms)
    const [cpu_s, count] = answer.done === true ? [] : answer.value.split(' ').map(Number)
    if (cpu_s === undefined || count === undefined || !(cpu_s >= 0)) throw new Error(`no answer to "${line}"`)
    return { cpu_s, count }
  }
}

/** What is waited for, or an error and the end of the program where it takes longer than the limit. */
async function inTime<T>(child: ChildProcessWithoutNullStreams, what: Promise<T>, limit_ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`no word within ${limit_ms / 1000} s`))
    }, limit_ms)
  })
  return Promise.race([what, late]).finally(() => clearTimeout(timer))
}
