/** One animation-frame loop for everything that moves, so that nothing renders React a frame. */

type Subscriber = { readonly callback: (now_ms: number) => void; readonly interval_ms: number; last_ms: number }

const subscribers = new Set<Subscriber>()
let running = 0

/** Calls back at most `hz` times a second, in step with the screen, until the returned function is called. */
export function onFrame(callback: (now_ms: number) => void, hz = Infinity): () => void {
  const subscriber: Subscriber = { callback, interval_ms: 1000 / hz, last_ms: -Infinity }
  subscribers.add(subscriber)
  if (running === 0) running = requestAnimationFrame(tick)
  return () => {
    subscribers.delete(subscriber)
  }
}

function tick(now_ms: number): void {
  running = subscribers.size === 0 ? 0 : requestAnimationFrame(tick)
  for (const s of subscribers) {
    // Half a frame of slack: at 60 frames a second a 10 Hz subscriber must not slip to every seventh frame.
    if (now_ms - s.last_ms < s.interval_ms - 8) continue
    s.last_ms = now_ms
    s.callback(now_ms)
  }
}
