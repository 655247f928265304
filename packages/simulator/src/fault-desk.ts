/** Where faults of a rehearsal are put in and taken away, by the script or by whoever leads it; each is told as it happens. */
import type { FaultId, FaultyKind } from '@magpie/operations/faults'
import type { ScriptedEvent } from '@magpie/operations/operations-file'
import { clearLander, clearModule, faultLander, faultModule, kindOfModule } from './fault-effects.ts'
import { bearFaults, type Health } from './health.ts'
import type { Lander } from './lander-state.ts'
import type { OperationsEvent } from './operations-event.ts'

/** An element that can have faults. */
export type Faulty = {
  readonly kind: FaultyKind
  readonly health: Health
  inject(id: FaultId, amount: number): void
  clear(id: FaultId): void
}

export type FaultDesk = {
  /** Puts a fault in; nothing happens where the element is not simulated or has no such fault. */
  inject(element: string, id: FaultId, amount: number, why: string): void
  clear(element: string, id: FaultId, why: string): void
  clearAll(element: string, why: string): void
}

/** A desk over the elements by their names. */
export function faultDesk(
  elements: ReadonlyMap<string, Faulty>,
  now: () => number,
  emit: (event: OperationsEvent) => void,
): FaultDesk {
  const clear = (element: string, ids: readonly FaultId[], told: string, why: string) => {
    const target = elements.get(element)
    if (target === undefined) return
    for (const id of ids) target.clear(id)
    emit({ at: now(), kind: 'fault', element, fault: told, why })
  }
  return {
    inject(element, id, amount, why) {
      const target = elements.get(element)
      if (target === undefined) return
      emit({ at: now(), kind: 'fault', element, fault: id, why })
      target.inject(id, amount)
    },
    clear: (element, id, why) => clear(element, [id], `${id}-cleared`, why),
    clearAll: (element, why) =>
      clear(element, [...(elements.get(element)?.health.faults.keys() ?? [])], 'recovered', why),
  }
}

/** A fault of the script, or the end of all of an element's. */
export function playFault(desk: FaultDesk, { element, fault, times, why }: ScriptedFault): void {
  if (fault === 'recovered') desk.clearAll(element, why)
  else desk.inject(element, fault, times, why)
}
type ScriptedFault = Extract<ScriptedEvent, { kind: 'fault' }>

/** The lander and its modules as elements that can have faults. */
export function faultyElements(lander: Lander, after: (l: Lander, id: FaultId) => void): Map<string, Faulty> {
  const out = new Map<string, Faulty>()
  const { chance } = lander.world
  bearFaults(lander.voice, lander.health, chance)
  out.set(lander.id, {
    kind: 'lander',
    health: lander.health,
    inject(id, amount) {
      faultLander(lander, id, amount)
      after(lander, id)
    },
    clear(id) {
      clearLander(lander, id)
      after(lander, id)
    },
  })
  for (const m of lander.modules.values()) {
    const kind = kindOfModule(m)
    if (kind === undefined) continue
    bearFaults(m.voice, m.health, chance)
    const inject = (id: FaultId, amount: number) => faultModule(m, id, amount)
    out.set(m.id, { kind, health: m.health, inject, clear: (id) => clearModule(m, id) })
  }
  return out
}
