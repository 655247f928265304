/**
 * A display that a person composes: tiles with what each shows. In a URL `p.pk-rover/battery_charge+ce8-lander/bus_voltage~w`
 * is a wide plot of two parameters; tiles stand one behind the other with `;` between. As a file it is JSON.
 */
import * as z from 'zod'

const KINDS = { p: 'plot', t: 'table', v: 'value' } as const
const LETTERS = { plot: 'p', table: 't', value: 'v' } as const
export type TileKind = (typeof KINDS)[keyof typeof KINDS]
export const TILE_KINDS = ['plot', 'table', 'value'] as const satisfies readonly TileKind[]

/** As many as a screen can show, and parameters that one tile can. */
export const MOST_TILES = 24
export const MOST_OF = 8

const key = z.string().regex(/^[^;+~/\s]+\/[^;+~\s]+$/)
const tile = z.strictObject({
  kind: z.enum(TILE_KINDS),
  /** `element/parameter`. */
  of: z.array(key).min(1).max(MOST_OF),
  wide: z.boolean().default(false),
})
export type Tile = Readonly<z.infer<typeof tile>>

/** A display as a file, and as it is kept in the browser. */
export const displayFile = z.strictObject({
  format: z.literal('magpie-display-1'),
  name: z.string().trim().min(1).max(80),
  tiles: z.array(tile).max(MOST_TILES),
})
export type DisplayFile = Readonly<z.infer<typeof displayFile>>

/** The tiles that a URL names; what is no tile is left out. */
export function readLayout(text: string | undefined): readonly Tile[] {
  return (text ?? '').split(';').flatMap(tileOf).slice(0, MOST_TILES)
}

function tileOf(text: string): Tile[] {
  const found = /^([ptv])\.(.+?)(~w)?$/.exec(text)
  if (found === null) return []
  const kind = KINDS[found[1] as keyof typeof KINDS]
  const read = tile.safeParse({ kind, of: found[2]!.split('+'), wide: found[3] !== undefined })
  return read.success ? [read.data] : []
}

/** The text of tiles for a URL; undefined where there are none. */
export function layoutText(tiles: readonly Tile[]): string | undefined {
  const text = tiles.map(({ kind, of, wide }) => `${LETTERS[kind]}.${of.join('+')}${wide ? '~w' : ''}`).join(';')
  return text === '' ? undefined : text
}

/** The tiles with one moved by so many places; past an end it stays. */
export function moved(tiles: readonly Tile[], from: number, by: number): readonly Tile[] {
  const to = from + by
  if (to < 0 || to >= tiles.length) return tiles
  const out = [...tiles]
  const [taken] = out.splice(from, 1)
  out.splice(to, 0, taken!)
  return out
}

const STORED = 'magpie.displays'

/** The displays kept in this browser, by name; what cannot be read is none. */
export function keptDisplays(storage: Pick<Storage, 'getItem'>): readonly DisplayFile[] {
  try {
    const read = z.array(displayFile).safeParse(JSON.parse(storage.getItem(STORED) ?? '[]'))
    return read.success ? read.data : []
  } catch {
    return []
  }
}

/** Keeps a display, instead of one of the same name; returns all. */
export function keepDisplay(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  display: DisplayFile,
): readonly DisplayFile[] {
  const others = keptDisplays(storage).filter(({ name }) => name !== display.name)
  const all = [...others, display].sort((a, b) => a.name.localeCompare(b.name))
  storage.setItem(STORED, JSON.stringify(all))
  return all
}

/** Forgets a display; returns the others. */
export function forgetDisplay(storage: Pick<Storage, 'getItem' | 'setItem'>, name: string): readonly DisplayFile[] {
  const others = keptDisplays(storage).filter((d) => d.name !== name)
  storage.setItem(STORED, JSON.stringify(others))
  return others
}
