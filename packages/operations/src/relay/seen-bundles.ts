/** Which bundles came by at a node, until they expire. */
import type { NodeName } from '../contact-graph/contact-plan.ts'
import { DueQueue } from './due-queue.ts'
import type { SeenBundle } from './node-state.ts'

/** Indexed by key; a bundle that comes by over several hops is there once for each. */
export class SeenBundles {
  private readonly byKey = new Map<string, SeenBundle[]>()
  private readonly expiring = new DueQueue<SeenBundle>((a, b) => a.expires_s < b.expires_s)

  constructor(seen: readonly SeenBundle[]) {
    for (const one of seen) this.add(one)
  }

  add(one: SeenBundle): void {
    const same = this.byKey.get(one.key)
    if (same === undefined) this.byKey.set(one.key, [one])
    else same.push(one)
    this.expiring.push(one)
  }

  /** Whether it was delivered here, or came over this hop. */
  isDone(key: string, from: NodeName | undefined): boolean {
    return this.byKey.get(key)?.some((one) => one.delivered || one.from === from) ?? false
  }

  has(key: string): boolean {
    return this.byKey.has(key)
  }

  expire(now_s: number): void {
    for (let one = this.expiring.first(); one !== undefined && one.expires_s <= now_s; one = this.expiring.first()) {
      this.expiring.take()
      const left = this.byKey.get(one.key)!.filter((other) => other !== one)
      if (left.length === 0) this.byKey.delete(one.key)
      else this.byKey.set(one.key, left)
    }
  }

  all(): SeenBundle[] {
    return [...this.byKey.values()].flat()
  }
}
