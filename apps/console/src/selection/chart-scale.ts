/** Axes of a chart: round steps that hold every value, and where a value stands on them. Pure. */

export type Axis = { readonly from: number; readonly to: number; readonly ticks: readonly number[] }

/** An axis over some values with about so many round steps (1, 2 or 5 of a power of ten); one value has room around it. */
export function axisOver(values: readonly number[], steps = 5): Axis {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const spread = most > least ? most - least : Math.max(1, Math.abs(most))
  const step = roundStep(spread / steps)
  const from = Math.floor(least / step) * step
  const to = Math.max(Math.ceil(most / step) * step, from + step)
  const count = Math.round((to - from) / step)
  // By multiplication, and cleaned: 0.1 + 0.1 + 0.1 is not 0.3.
  const ticks = Array.from({ length: count + 1 }, (_, i) => Number((from + i * step).toPrecision(12)))
  return { from: ticks[0]!, to: ticks.at(-1)!, ticks }
}

/** Where a value stands: 0 at the beginning of the axis, 1 at its end. */
export function placeOn({ from, to }: Axis, value: number): number {
  return (value - from) / (to - from)
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  const factor = [1, 2, 5, 10].find((f) => f * power >= least * (1 - 1e-9))!
  return factor * power
}
