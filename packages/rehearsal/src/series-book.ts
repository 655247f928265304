/** Numeric telemetry over a long time, thinned as it comes: the lowest and the highest sample of each stretch stay. */
import type { OperationsEvent } from '@magpie/simulator/operations-event'

type Telemetry = Extract<OperationsEvent, { kind: 'telemetry' }>

/** Samples of one parameter; times TDB seconds past J2000 as generated on board. */
export type TelemetrySeries = {
  readonly element: string
  readonly name: string
  readonly unit: string
  readonly times_s: readonly number[]
  readonly values: readonly number[]
}

type Stretch = { low: number; lowAt: number; high: number; highAt: number }
type Book = {
  readonly element: string
  readonly name: string
  readonly unit: string
  readonly stretches: (Stretch | undefined)[]
}

const STRETCHES = 200

export class SeriesBook {
  private readonly start_s: number
  private readonly width_s: number
  private readonly books = new Map<string, Book>()

  /** Keeps what lies between the two times, TDB seconds past J2000. */
  constructor(start_s: number, end_s: number) {
    this.start_s = start_s
    this.width_s = (end_s - start_s) / STRETCHES
  }

  /** Takes the numeric parameters of one packet. */
  take({ element, generated_s, parameters }: Telemetry): void {
    const stretch = Math.min(STRETCHES - 1, Math.max(0, Math.floor((generated_s - this.start_s) / this.width_s)))
    for (const { name, value, unit } of parameters) {
      if (typeof value === 'number' && Number.isFinite(value))
        this.note(element, name, unit, stretch, generated_s, value)
    }
  }

  private note(element: string, name: string, unit: string, stretch: number, at: number, value: number): void {
    const key = `${element}/${name}`
    let book = this.books.get(key)
    if (book === undefined) {
      book = { element, name, unit, stretches: new Array(STRETCHES) }
      this.books.set(key, book)
    }
    const s = book.stretches[stretch]
    if (s === undefined) {
      book.stretches[stretch] = { low: value, lowAt: at, high: value, highAt: at }
      return
    }
    if (value < s.low) {
      s.low = value
      s.lowAt = at
    }
    if (value > s.high) {
      s.high = value
      s.highAt = at
    }
  }

  /** All series, by element and name in the order in which they first came. */
  list(): TelemetrySeries[] {
    return [...this.books.values()].map(({ element, name, unit, stretches }) => {
      const times_s: number[] = []
      const values: number[] = []
      for (const s of stretches) {
        if (s === undefined) continue
        const ends: [number, number][] =
          s.lowAt === s.highAt
            ? [[s.lowAt, s.low]]
            : [
                [s.lowAt, s.low],
                [s.highAt, s.high],
              ]
        for (const [at, value] of ends.sort((a, b) => a[0] - b[0])) {
          times_s.push(at)
          values.push(value)
        }
      }
      return { element, name, unit, times_s, values }
    })
  }
}
