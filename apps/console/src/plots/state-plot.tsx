/** States of one parameter over UTC: a band of their colours with the word in each, gaps hatched; dragging chooses a stretch. */
import { type JSX, useCallback, useEffect, useMemo, useRef } from 'react'
import type UPlot from 'uplot'
import { CursorKeys } from './cursor-keys.tsx'
import { type Colour, type Drawing, FONT, putCursor, type TimePlotProps, useTimePlot } from './time-plot.ts'

/** A state as it is drawn: a property of the theme for its colour, and the sign of its level before the word. */
export type StateLook = { readonly word: string; readonly colour: string; readonly sign: string }

/** A stretch, POSIX seconds: the states in it by their places, with the share of each. */
type StateBand = {
  readonly from_s: number
  readonly to_s: number
  readonly parts: readonly { readonly state: number; readonly share: number }[]
}
type BandGap = { readonly from_s: number; readonly to_s: number }

export type StateBands = {
  readonly states: readonly StateLook[]
  readonly bands: readonly StateBand[]
  readonly gaps: readonly BandGap[]
}

type StateProps = TimePlotProps & {
  readonly drawn: StateBands
  readonly span: readonly [number, number]
  /** The band that the cursor is in, by its place, and what is read there. */
  readonly at: number | undefined
  readonly reading: string | undefined
}

/** The plot. */
export function StatePlot({ drawn, at, reading, ...props }: StateProps): JSX.Element {
  const { span } = props
  const columns = useMemo(
    (): UPlot.AlignedData => [
      [span[0], span[1]],
      [null, null],
    ],
    [span],
  )
  const now = useRef({ drawn, at })
  now.current = { drawn, at }
  const drawing = useCallback((colour: Colour) => drawingOf(() => now.current, colour), [])
  const { box, plot } = useTimePlot(props, columns, drawing)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn stands in the reference
  useEffect(() => plot.current?.redraw(false), [drawn, at])
  const open = at === undefined ? undefined : drawn.bands[at]
  const enter = () => {
    if (open === undefined) return
    const margin_s = Math.max(1, 0.1 * (open.to_s - open.from_s))
    props.onZoom?.(open.from_s - margin_s, open.to_s + margin_s)
  }
  return (
    <div className="time-plot">
      <div ref={box} className="band-plot state-plot" role="img" aria-label={props.label} />
      <CursorKeys
        label={props.label}
        reading={reading}
        at={at}
        count={drawn.bands.length}
        onMove={(to) => putCursor(plot.current, to === undefined ? undefined : middleOf(drawn.bands[to]!, span))}
        onEnter={enter}
      />
    </div>
  )
}

/** The middle of what is seen of a band. */
function middleOf({ from_s, to_s }: StateBand, span: readonly [number, number]): number {
  return (Math.max(from_s, span[0]) + Math.min(to_s, span[1])) / 2
}

/** The band at a time, and else the nearest within a hundredth of the span; undefined in a gap. */
export function bandAt({ bands }: StateBands, at_s: number, near_s: number): number | undefined {
  let best: number | undefined
  let least = near_s
  for (const [i, { from_s, to_s }] of bands.entries()) {
    // A change belongs to what it leads to.
    if (at_s >= from_s && at_s < to_s) return i
    const away = Math.max(from_s - at_s, at_s - to_s)
    if (away <= least) {
      best = i
      least = away
    }
  }
  return best
}

/** A single sample is seen, too. */
const LEAST_PX = 3

type Now = { readonly drawn: StateBands; readonly at: number | undefined }

function drawingOf(now: () => Now, colour: Colour): Drawing {
  return {
    y: { values: () => [], splits: () => [], grid: { show: false }, ticks: { show: false } },
    scaleY: { range: [0, 1] },
    series: [{}, { show: false }],
    hooks: { draw: [(u) => drawBands(u, now(), colour)] },
  }
}

function drawBands(u: UPlot, { drawn, at }: Now, colour: Colour): void {
  const { ctx, bbox } = u
  const x = (at_s: number) => Math.min(bbox.left + bbox.width, Math.max(bbox.left, u.valToPos(at_s, 'x', true)))
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  for (const gap of drawn.gaps) hatch(u, x(gap.from_s), x(gap.to_s), colour)
  for (const [i, band] of drawn.bands.entries()) {
    const left = x(band.from_s)
    const width = Math.max(LEAST_PX * devicePixelRatio, x(band.to_s) - left)
    if (left + width < bbox.left || left > bbox.left + bbox.width) continue
    drawBand(u, band, drawn.states, [left, width], i === at, colour)
  }
  ctx.restore()
}

function drawBand(
  { ctx, bbox }: UPlot,
  { parts }: StateBand,
  states: readonly StateLook[],
  [left, width]: readonly [number, number],
  chosen: boolean,
  colour: Colour,
): void {
  const ratio = devicePixelRatio
  let top = bbox.top
  for (const { state, share } of parts) {
    const height = share * bbox.height
    ctx.fillStyle = colour(states[state]!.colour)
    ctx.globalAlpha = width <= LEAST_PX * ratio ? 1 : chosen ? 0.62 : 0.36
    ctx.fillRect(left, top, width, height)
    ctx.globalAlpha = 1
    ctx.fillRect(left, top, width, Math.min(height, 3 * ratio))
    top += height
  }
  // The edge is the change.
  ctx.fillStyle = colour('--ground')
  if (width > 4 * ratio) ctx.fillRect(left + width - ratio, bbox.top, ratio, bbox.height)
  const [first, second] = parts
  if (first === undefined || second !== undefined) return
  const { word, sign } = states[first.state]!
  writeWord(ctx, sign === '' ? word : `${sign} ${word}`, left, width, bbox.top + bbox.height / 2, colour)
}

/** The word within its band, cut where it is too long; none where not even three letters have room. */
function writeWord(
  ctx: CanvasRenderingContext2D,
  word: string,
  left: number,
  width: number,
  middle: number,
  colour: Colour,
): void {
  const ratio = devicePixelRatio
  const room = width - 12 * ratio
  ctx.font = FONT.replace('11px', `${12 * ratio}px`)
  ctx.textBaseline = 'middle'
  ctx.textAlign = 'left'
  ctx.fillStyle = colour('--text')
  const letter = ctx.measureText('0').width
  const fits = ctx.measureText(word).width <= room
  const letters = Math.floor(room / letter) - 1
  if (!fits && letters < 3) return
  ctx.fillText(fits ? word : `${word.slice(0, letters)}…`, left + 6 * ratio, middle + ratio)
}

/** Lines aslant where nothing is known. */
function hatch({ ctx, bbox }: UPlot, left: number, right: number, colour: Colour): void {
  const ratio = devicePixelRatio
  ctx.save()
  ctx.beginPath()
  ctx.rect(left, bbox.top, Math.max(2 * ratio, right - left), bbox.height)
  ctx.clip()
  ctx.strokeStyle = colour('--line-2')
  ctx.lineWidth = ratio
  ctx.beginPath()
  const step = 7 * ratio
  for (let at = left - bbox.height - (left % step); at < right; at += step) {
    ctx.moveTo(at, bbox.top + bbox.height)
    ctx.lineTo(at + bbox.height, bbox.top)
  }
  ctx.stroke()
  ctx.restore()
}
