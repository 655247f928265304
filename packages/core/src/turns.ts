/** Turns: at most so many of a kind of work at once, the others in the order in which they came. */
export class Turns {
  private free: number
  private readonly waiting: (() => void)[] = []
  private head = 0

  constructor(atOnce: number) {
    this.free = atOnce
  }

  /** Does the work in its turn; the next one begins when it has settled. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--
    else await new Promise<void>((turn) => this.waiting.push(turn))
    try {
      return await work()
    } finally {
      this.pass()
    }
  }

  private pass(): void {
    const next = this.waiting[this.head]
    if (next === undefined) {
      this.free++
      return
    }
    this.head++
    // What has begun is let go of, now and then, so that taking turns costs the same however many wait.
    if (this.head === 1024) {
      this.waiting.splice(0, this.head)
      this.head = 0
    }
    next()
  }
}
