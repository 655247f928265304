/**
 * The contact plan: when which node hears which, how fast and how late (CCSDS 734.3-B, schedule-aware bundle routing,
 * 2.3). Times in seconds of one scale of the caller's, which is the bundle nodes' clock; rates in octets a second.
 */

/** A node's name; every plan names nodes its own way, bundle nodes by the URI of their administration. */
export type NodeName = string

/** One direction of a link while it stands. */
export type Contact = {
  readonly from: NodeName
  readonly to: NodeName
  readonly start_s: number
  readonly end_s: number
  readonly rate_octet_s: number
  /** One-way light time. */
  readonly light_s: number
  /** How likely the contact comes about, above 0 up to 1. */
  readonly confidence: number
}

/** Contacts of one direction of one link, from the windows in which it stands. */
export function contactsFromWindows(
  link: Omit<Contact, 'start_s' | 'end_s'>,
  windows: readonly { readonly start: number; readonly end: number }[],
): Contact[] {
  return windows.map(({ start, end }) => ({ ...link, start_s: start, end_s: end }))
}

/** Times within a contact that are given to bundles already, sorted and apart. */
export type Bookings = ReadonlyMap<Contact, readonly { readonly start: number; readonly end: number }[]>

/** When a bundle goes out and when its last octet is there. */
export type Passage = { readonly from_s: number; readonly sent_s: number; readonly arrival_s: number }

/** The first free time of a contact that holds the bundle from `at_s` on, or undefined where there is none. */
export function passageOf(
  contact: Contact,
  octets: number,
  at_s: number,
  booked: readonly { readonly start: number; readonly end: number }[] = [],
): Passage | undefined {
  const takes_s = octets / contact.rate_octet_s
  let from_s = Math.max(at_s, contact.start_s)
  for (let i = firstEndingAfter(booked, from_s); i < booked.length; i++) {
    const { start, end } = booked[i]!
    if (from_s + takes_s <= start) break
    from_s = Math.max(from_s, end)
  }
  const sent_s = from_s + takes_s
  if (from_s >= contact.end_s || sent_s > contact.end_s) return undefined
  return { from_s, sent_s, arrival_s: sent_s + contact.light_s }
}

/** The index of the first of sorted times apart that ends after `at_s`; a contact may hold thousands. */
export function firstEndingAfter(booked: readonly { readonly end: number }[], at_s: number): number {
  let low = 0
  let high = booked.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (booked[middle]!.end > at_s) high = middle
    else low = middle + 1
  }
  return low
}
