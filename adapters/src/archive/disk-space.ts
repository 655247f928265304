/**
 * Work on a disk that may be full: what finds no space is done again until there is some, and meanwhile nothing that waits for
 * it counts as done. Anything else that goes wrong is a fault.
 */
import type { DiskStanding } from '@magpie/operations/ingest/archive-port'

/** A full disk is tried again after so long. */
const AGAIN_MS = 500

export class DiskSpace {
  private readonly told: (standing: DiskStanding) => void
  private readonly sleepers = new Set<() => void>()
  private waiting = 0
  private since_ms = 0
  private gaveUp = false

  constructor(told: (standing: DiskStanding) => void = () => undefined) {
    this.told = told
  }

  /** Whether work waits for space. */
  get isFull(): boolean {
    return this.waiting > 0
  }

  /** Does work that may be begun again from its start, until there is space for it. */
  async patiently<T>(work: () => Promise<T>): Promise<T> {
    let waits = false
    try {
      for (;;) {
        try {
          return await work()
        } catch (cause) {
          if (this.gaveUp || !lacksSpace(cause)) throw cause
          if (!waits) this.begin(cause)
          waits = true
          await this.aWhile()
        }
      }
    } finally {
      if (waits) this.end()
    }
  }

  /** From now on a full disk is a fault: who closes an archive does not wait for space. */
  giveUp(): void {
    this.gaveUp = true
    for (const wake of this.sleepers) wake()
  }

  private begin(cause: NodeJS.ErrnoException): void {
    if (this.waiting++ > 0) return
    this.since_ms = performance.now()
    this.told({ kind: 'disk-full', why: cause.message })
  }

  private end(): void {
    if (--this.waiting === 0 && !this.gaveUp)
      this.told({ kind: 'disk-free', after_ms: performance.now() - this.since_ms })
  }

  private aWhile(): Promise<void> {
    return new Promise((done) => {
      const wake = () => {
        clearTimeout(timer)
        this.sleepers.delete(wake)
        done()
      }
      const timer = setTimeout(wake, AGAIN_MS)
      this.sleepers.add(wake)
    })
  }
}

/** No space, or none left of what one may use. */
function lacksSpace(cause: unknown): cause is NodeJS.ErrnoException {
  return cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')
}
