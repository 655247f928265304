/** Contacts as one line of links in use: where several are open the relay is used, else the first station by name. */
import type { LinkModel } from '@magpie/operations/operations-file'

/** A window of the surface study. `range_km` is the length of the whole path, through the relay where there is one. */
export type Contact = {
  readonly kind: 'station' | 'relay'
  readonly station: string
  readonly start: number
  readonly end: number
  readonly range_km: number
}

/** A stretch in which one link is in use. */
export type Pass = {
  readonly kind: 'station' | 'relay'
  readonly station: string
  readonly start: number
  readonly end: number
  /** One way, with the relay's own delay, s. */
  readonly light_s: number
  readonly model: LinkModel
}

/** One leg of a way: the lander with the relay or a station, or the relay with a station. */
export type Leg = {
  readonly from: string
  readonly to: string
  readonly start: number
  readonly end: number
  readonly range_km: number
}

const LIGHT_KM_S = 299792.458

/** Passes in time order, without overlap. Contacts of a kind that has no link model are not used. */
export function passesOf(contacts: readonly Contact[], links: readonly LinkModel[]): Pass[] {
  const usable = contacts.filter((c) => c.end > c.start && links.some((l) => l.kind === c.kind))
  const edges = [...new Set(usable.flatMap((c) => [c.start, c.end]))].sort((a, b) => a - b)
  const sorted = [...usable].sort((a, b) => a.start - b.start)
  const out: Pass[] = []
  let from = 0
  for (let i = 0; i + 1 < edges.length; i++) {
    const start = edges[i]!
    while (from < sorted.length && sorted[from]!.end <= start) from++
    let best: Contact | undefined
    for (let k = from; k < sorted.length && sorted[k]!.start <= start; k++)
      if (sorted[k]!.end > start && (best === undefined || better(sorted[k]!, best))) best = sorted[k]!
    if (best !== undefined) append(out, best, start, edges[i + 1]!, links)
  }
  return out
}

function better(a: Contact, b: Contact): boolean {
  if (a.kind !== b.kind) return a.kind === 'relay'
  return a.station < b.station
}

function append(out: Pass[], contact: Contact, start: number, end: number, links: readonly LinkModel[]): void {
  const { kind, station } = contact
  const model = links.find((l) => l.kind === kind)!
  const light_s = contact.range_km / LIGHT_KM_S + model.processing_s
  const last = out.at(-1)
  if (last !== undefined && last.end === start && last.station === station && last.light_s === light_s)
    out[out.length - 1] = { ...last, end }
  else out.push({ kind, station, start, end, light_s, model })
}

/** Contacts without those of `station`, or of the relay where that is it, between two times: what an outage leaves. */
export function withoutOutage(
  contacts: readonly Contact[],
  station: string,
  from: number,
  to: number,
  relay = '',
): Contact[] {
  return contacts.flatMap((c) => {
    const out = c.station === station || (station === relay && c.kind === 'relay')
    if (!out || c.end <= from || c.start >= to) return [c]
    return [
      { ...c, end: Math.min(c.end, from) },
      { ...c, start: Math.max(c.start, to) },
    ].filter((part) => part.end > part.start)
  })
}
