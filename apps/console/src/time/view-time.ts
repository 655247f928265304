/**
 * The time that the Mission place looks at: live (the mission clock's), or free (a moment of the viewer's choice, still
 * or playing at a local rate, which moves nobody else's clock).
 */

type ViewMode = 'live' | 'free'

export type ViewTime = {
  readonly mode: ViewMode
  readonly playing: boolean
  readonly rate: number
  /** TDB seconds past J2000, or undefined while live without a clock. */
  now(now_ms: number): number | undefined
  goLive(): void
  goTo(tdb_s: number): void
  /** Leaves live at the moment shown, and runs or stands. */
  play(playing: boolean): void
  setRate(rate: number): void
  /** Told on every change of mode, moment, playing or rate; not on the passing of time. */
  subscribe(listener: () => void): () => void
  /** Grows with every change, for React. */
  version(): number
}

/** A view time that follows `mission` while live, and stays within `limits` while free. */
export function createViewTime(
  mission: (now_ms: number) => number | undefined,
  limits: () => { readonly start_s: number; readonly end_s: number } | undefined,
  wall_ms: () => number = () => performance.now(),
): ViewTime {
  const listeners = new Set<() => void>()
  let version = 0
  let mode: ViewMode = 'live'
  let playing = false
  let rate = 3600
  let anchor_s = 0
  let anchor_ms = 0
  const clamp = (t: number) => {
    const l = limits()
    return l === undefined ? t : Math.min(l.end_s, Math.max(l.start_s, t))
  }
  const now = (now_ms: number): number | undefined => {
    if (mode === 'live') return mission(now_ms)
    return clamp(playing ? anchor_s + (rate * Math.max(0, now_ms - anchor_ms)) / 1000 : anchor_s)
  }
  /** Makes the moment shown the new anchor, then applies a change. */
  const change = (apply: () => void) => {
    const now_ms = wall_ms()
    anchor_s = now(now_ms) ?? anchor_s
    anchor_ms = now_ms
    apply()
    version++
    for (const listener of listeners) listener()
  }
  return {
    get mode() {
      return mode
    },
    get playing() {
      return playing
    },
    get rate() {
      return rate
    },
    now,
    goLive: () =>
      change(() => {
        mode = 'live'
        playing = false
      }),
    goTo: (tdb_s) =>
      change(() => {
        mode = 'free'
        anchor_s = clamp(tdb_s)
      }),
    play: (value) =>
      change(() => {
        mode = 'free'
        playing = value
      }),
    setRate: (value) =>
      change(() => {
        rate = value
      }),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    version: () => version,
  }
}
