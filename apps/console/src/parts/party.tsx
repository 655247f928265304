/** Parties by colour and label: the lead is "yours" until there are accounts; the others take Okabe and Ito's colours. */
import type { MissionView } from '@magpie/api/mission-views'
import { createContext, type JSX, useContext } from 'react'

export type PartyLook = {
  readonly name: string
  /** A few letters, where the name has no room. */
  readonly short: string
  readonly yours: boolean
  /** A custom property of the theme. */
  readonly colour: string
  /** The same colour on the scene's ground, which is dark in both themes: a custom property's name. */
  readonly sceneColour: string
  /** From the second round of the palette on, drawn hollow, so that colour and shape together stay unlike. */
  readonly hollow: boolean
}

export type Palette = ReadonlyMap<string, PartyLook>

const COLOURS = 7

/** The look of every party of the mission. */
export function paletteOf(mission: MissionView | undefined): Palette {
  const looks = new Map<string, PartyLook>()
  let next = 0
  // Parties that own an element come first, so that those on the screen are the least alike.
  const owners = new Set(mission?.elements.map((e) => e.owner))
  const parties = [...(mission?.parties ?? [])].sort((a, b) => Number(owners.has(b.id)) - Number(owners.has(a.id)))
  for (const party of parties) {
    const yours = party.id === mission?.lead
    const index = yours ? 0 : next++
    looks.set(party.id, {
      name: party.name,
      short: shortName(party.name, party.id),
      yours,
      colour: yours ? 'var(--yours)' : `var(--party-${index % COLOURS})`,
      sceneColour: yours ? '--scene-yours' : `--scene-party-${index % COLOURS}`,
      hollow: !yours && index >= COLOURS,
    })
  }
  return looks
}

function shortName(name: string, id: string): string {
  if (name.length <= 12) return name
  const acronym = /\(([^()]{2,12})\)\s*$/.exec(name)?.[1]
  return acronym ?? (id.length <= 9 ? id.toUpperCase() : id)
}

const PaletteContext = createContext<Palette>(new Map())
export const PaletteProvider = PaletteContext.Provider

/** The look of a party; one that the mission does not list is shown by its identifier, in grey. */
export function usePalette(): (party: string) => PartyLook {
  const palette = useContext(PaletteContext)
  return (party) =>
    palette.get(party) ?? {
      name: party,
      short: party,
      yours: false,
      colour: 'var(--quiet)',
      sceneColour: '--scene-quiet',
      hollow: false,
    }
}

/** A party's colour and label. */
export function PartyTag({ party, short = false }: { readonly party: string; readonly short?: boolean }): JSX.Element {
  const look = usePalette()(party)
  return (
    <span className="party" title={look.name}>
      <PartySwatch look={look} />
      <span>{short ? look.short : look.name}</span>
    </span>
  )
}

/** The coloured mark of a party. */
export function PartySwatch({ look }: { readonly look: PartyLook }): JSX.Element {
  return <i className={look.hollow ? 'swatch hollow' : 'swatch'} style={{ color: look.colour }} aria-hidden="true" />
}
