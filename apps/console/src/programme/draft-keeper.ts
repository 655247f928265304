/**
 * Keeps what somebody types: at once in this browser, a moment later at the centre, and never one over the other without
 * being told. Offline it goes on, and saves when the centre answers again. Where the draft was saved elsewhere since, both
 * texts stand until the person chooses.
 */
import type { Failure } from '@magpie/api/failure'
import type { Result } from '@magpie/core/result'

export type SavedDraft = { readonly version: number; readonly savedAt: string; readonly content: unknown }

/** What a keeper needs of the world. */
export type DraftPorts = {
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  /** Saves over a version; undefined where nobody is signed in, so that this browser alone keeps the text. */
  readonly save:
    | ((
        content: unknown,
        over: number,
      ) => Promise<Result<{ readonly version: number; readonly savedAt: string }, Failure>>)
    | undefined
  /** The draft as the centre has it; undefined where it has none. */
  load(): Promise<Result<SavedDraft | undefined, Failure>>
  later(act: () => void, wait_ms: number): () => void
}

/** Where the text stands. `kept`: in this browser alone. */
export type DraftStatus =
  | 'loading'
  | 'empty'
  | 'kept'
  | 'waiting'
  | 'saving'
  | 'saved'
  | 'offline'
  | 'conflict'
  | 'refused'

export type DraftState<T> = {
  readonly content: T
  readonly status: DraftStatus
  readonly savedAt?: string
  /** The other text, where the draft was saved elsewhere. */
  readonly theirs?: SavedDraft
  readonly why?: string
}

const PAUSE_MS = 800
const RETRY_MS = 5000

export class DraftKeeper<T> {
  private readonly key: string
  private readonly ports: DraftPorts
  private readonly read: (content: unknown) => T
  private readonly listeners = new Set<() => void>()
  private state: DraftState<T>
  private over = 0
  private stopTimer: (() => void) | undefined
  private saving = false
  private dirty = false

  constructor(key: string, initial: T, read: (content: unknown) => T, ports: DraftPorts) {
    this.key = `magpie.draft.${key}`
    this.ports = ports
    this.read = read
    const local = this.local()
    if (local !== undefined) {
      this.over = local.over
      this.dirty = local.dirty
    }
    this.state = { content: local === undefined ? initial : read(local.content), status: 'loading' }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly snapshot = (): DraftState<T> => this.state

  /** Compares with what the centre has, and goes on from the newer. */
  async open(): Promise<void> {
    if (this.ports.save === undefined) return this.set({ status: this.dirty ? 'kept' : 'empty' })
    const found = await this.ports.load()
    if (!found.ok) {
      this.set({ status: 'offline', why: found.error.message })
      this.schedule(RETRY_MS, () => void this.open())
      return
    }
    const saved = found.value
    if (saved === undefined || saved.version === this.over) {
      if (this.dirty) this.queue()
      else this.set({ status: saved === undefined ? 'empty' : 'saved', ...(saved && { savedAt: saved.savedAt }) })
    } else if (this.dirty) this.set({ status: 'conflict', theirs: saved })
    else this.take(saved)
  }

  /** The person typed. */
  type(content: T): void {
    this.dirty = true
    this.state = { ...this.state, content }
    this.keep()
    if (this.ports.save === undefined) this.set({ status: 'kept' })
    // Between two texts the person chooses first; what is being saved is followed by what was typed meanwhile.
    else if (this.state.status === 'conflict' || this.saving) this.set({})
    else this.queue()
  }

  /** Of two texts, this one: it is saved over the other. */
  keepMine(): void {
    const { theirs } = this.state
    if (theirs === undefined) return
    this.over = theirs.version
    this.dropTheirs()
    this.queue(0)
  }

  /** Of two texts, the other. Ours is given back, for who wants it after all. */
  takeTheirs(): T | undefined {
    const { theirs, content } = this.state
    if (theirs === undefined) return undefined
    this.dropTheirs()
    this.take(theirs)
    return content
  }

  /** The draft became a letter: what this browser kept is no longer needed. */
  forget(): void {
    this.stop()
    this.dirty = false
    this.attempt(() => this.ports.storage.removeItem(this.key))
  }

  stop(): void {
    this.stopTimer?.()
    this.stopTimer = undefined
  }

  private take(saved: SavedDraft): void {
    this.over = saved.version
    this.dirty = false
    this.state = { ...this.state, content: this.read(saved.content) }
    this.keep()
    this.set({ status: 'saved', savedAt: saved.savedAt })
  }

  private queue(wait_ms = PAUSE_MS): void {
    this.set({ status: 'waiting' })
    this.schedule(wait_ms, () => void this.saveNow())
  }

  private async saveNow(): Promise<void> {
    if (this.saving || this.ports.save === undefined) return
    const { content } = this.state
    this.saving = true
    this.set({ status: 'saving' })
    const saved = await this.ports.save(content, this.over)
    this.saving = false
    if (!saved.ok) return this.refused(saved.error)
    this.over = saved.value.version
    this.dirty = this.state.content !== content
    this.keep()
    if (this.dirty) this.queue()
    else this.set({ status: 'saved', savedAt: saved.value.savedAt })
  }

  private refused(failure: Failure): void {
    if (failure.kind === 'conflict') {
      void this.ports.load().then((found) => {
        if (found.ok && found.value !== undefined) this.set({ status: 'conflict', theirs: found.value })
        else this.again('')
      })
      return
    }
    // Only a centre that does not answer may answer later; what it refused stays refused until the text changes.
    if (failure.kind === 'internal') this.again(failure.message)
    else this.set({ status: 'refused', why: failure.message })
  }

  private again(why: string): void {
    this.set({ status: 'offline', why })
    this.schedule(RETRY_MS, () => void this.saveNow())
  }

  private schedule(wait_ms: number, act: () => void): void {
    this.stop()
    this.stopTimer = this.ports.later(act, wait_ms)
  }

  private dropTheirs(): void {
    const { theirs: _, ...rest } = this.state
    this.state = rest
  }

  private set(change: Partial<DraftState<T>>): void {
    const { why: _, ...rest } = this.state
    this.state = { ...rest, ...change }
    for (const listener of this.listeners) listener()
  }

  private keep(): void {
    const text = JSON.stringify({ content: this.state.content, over: this.over, dirty: this.dirty })
    this.attempt(() => this.ports.storage.setItem(this.key, text))
  }

  private local(): { content: unknown; over: number; dirty: boolean } | undefined {
    const text = this.attempt(() => this.ports.storage.getItem(this.key))
    if (text === null || text === undefined) return undefined
    try {
      const { content, over, dirty } = JSON.parse(text) as { content: unknown; over: unknown; dirty: unknown }
      return { content, over: Number(over) || 0, dirty: dirty === true }
    } catch {
      return undefined
    }
  }

  /** Storage may be forbidden or full: the text then lasts as long as the page, and at the centre. */
  private attempt<R>(act: () => R): R | undefined {
    try {
      return act()
    } catch {
      return undefined
    }
  }
}
