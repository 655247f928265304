/** The hand on the scene: drag turns, wheel and pinch zoom, keys do both. */
import type { Rig } from './camera-rig.ts'

const TURN_RAD_PX = 0.0055
const KEY_TURN_RAD = 0.09

/** Listens on `element` and moves `rig`; returns the function that stops it. */
export function attachHand(element: HTMLElement, rig: Rig): () => void {
  const pointers = new Map<number, { x: number; y: number }>()
  let spread = 0
  const down = (event: PointerEvent) => {
    if ((event.target as HTMLElement).closest('button, a') !== null) return
    element.setPointerCapture(event.pointerId)
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY })
    spread = spreadOf(pointers)
  }
  const move = (event: PointerEvent) => {
    const before = pointers.get(event.pointerId)
    if (before === undefined) return
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY })
    if (pointers.size === 1) {
      rig.turn(-(event.clientX - before.x) * TURN_RAD_PX, (event.clientY - before.y) * TURN_RAD_PX)
    } else {
      const next = spreadOf(pointers)
      if (spread > 0 && next > 0) rig.zoomBy(spread / next)
      spread = next
    }
  }
  const up = (event: PointerEvent) => {
    pointers.delete(event.pointerId)
    spread = spreadOf(pointers)
  }
  const wheel = (event: WheelEvent) => {
    event.preventDefault()
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1
    rig.zoomBy(Math.exp(Math.max(-240, Math.min(240, event.deltaY * lines)) * 0.0016))
  }
  const key = (event: KeyboardEvent) => {
    if (event.target !== element || event.altKey || event.ctrlKey || event.metaKey) return
    const act = KEYS[event.key]
    if (act === undefined) return
    event.preventDefault()
    act(rig)
  }
  element.addEventListener('pointerdown', down)
  element.addEventListener('pointermove', move)
  element.addEventListener('pointerup', up)
  element.addEventListener('pointercancel', up)
  element.addEventListener('wheel', wheel, { passive: false })
  element.addEventListener('keydown', key)
  return () => {
    element.removeEventListener('pointerdown', down)
    element.removeEventListener('pointermove', move)
    element.removeEventListener('pointerup', up)
    element.removeEventListener('pointercancel', up)
    element.removeEventListener('wheel', wheel)
    element.removeEventListener('keydown', key)
  }
}

const KEYS: Readonly<Record<string, (rig: Rig) => void>> = {
  ArrowLeft: (rig) => rig.turn(-KEY_TURN_RAD, 0),
  ArrowRight: (rig) => rig.turn(KEY_TURN_RAD, 0),
  ArrowUp: (rig) => rig.turn(0, KEY_TURN_RAD),
  ArrowDown: (rig) => rig.turn(0, -KEY_TURN_RAD),
  '+': (rig) => rig.zoomBy(0.85),
  '=': (rig) => rig.zoomBy(0.85),
  '-': (rig) => rig.zoomBy(1 / 0.85),
  Home: (rig) => rig.reset(),
}

function spreadOf(pointers: ReadonlyMap<number, { x: number; y: number }>): number {
  const [a, b] = [...pointers.values()]
  return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y)
}
