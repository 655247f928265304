/** What is due next: a binary heap. */

/** Gives out its items in an order that they must keep while they are in it. */
export class DueQueue<T> {
  private items: T[] = []
  private readonly isBefore: (a: T, b: T) => boolean

  constructor(isBefore: (a: T, b: T) => boolean) {
    this.isBefore = isBefore
  }

  get length(): number {
    return this.items.length
  }

  push(item: T): void {
    const { items, isBefore } = this
    let i = items.push(item) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!isBefore(item, items[parent]!)) break
      items[i] = items[parent]!
      i = parent
    }
    items[i] = item
  }

  /** The next one; it stays. */
  first(): T | undefined {
    return this.items[0]
  }

  /** Takes the next one out. */
  take(): T | undefined {
    const { items } = this
    const first = items[0]
    const last = items.pop()
    if (last !== undefined && items.length > 0) this.sink(last)
    return first
  }

  /** Leaves out what is not wanted any more. */
  keepOnly(wanted: (item: T) => boolean): void {
    const left = this.items.filter(wanted)
    this.items = []
    for (const item of left) this.push(item)
  }

  private sink(item: T): void {
    const { items, isBefore } = this
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= items.length) break
      if (child + 1 < items.length && isBefore(items[child + 1]!, items[child]!)) child++
      if (!isBefore(items[child]!, item)) break
      items[i] = items[child]!
      i = child
    }
    items[i] = item
  }
}
