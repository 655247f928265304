/**
 * Routes through a contact plan: the earliest arrival by Dijkstra's method over time, and the next best by Yen's (Yen,
 * Management Science 17, 1971, 712), as CCSDS 734.3-B, 2.4 and Fraire et al. (Journal of Network and Computer
 * Applications 174, 2021, 102884) describe it. A bundle that comes earlier to a contact never leaves it later, so the
 * earliest arrival at each node is enough. Routes visit no node twice.
 */
import { type Bookings, type Contact, type NodeName, type Passage, passageOf } from './contact-plan.ts'

/** A route for one bundle at one time. */
export type Route = {
  readonly contacts: readonly Contact[]
  readonly passages: readonly Passage[]
  /** When the last octet is at the destination. */
  readonly arrival_s: number
  /** Product over the contacts. */
  readonly confidence: number
}

/** What is to go where. */
export type RouteQuery = {
  readonly from: NodeName
  readonly to: NodeName
  readonly at_s: number
  readonly octets: number
  /** The bundle is of no use after it. */
  readonly deadline_s?: number
  /** Nodes that must not be visited: where it came from, and neighbours that refused it. */
  readonly without?: ReadonlySet<NodeName>
  /** Contacts less likely than this are left out. */
  readonly leastConfidence?: number
}

type Reached = { readonly at_s: number; readonly hops: number; readonly by?: Contact; readonly passage?: Passage }

/** The route that arrives first, or undefined where none does in time. Of those that arrive together the one of fewer hops. */
export function earliestRoute(
  plan: readonly Contact[],
  query: RouteQuery,
  bookings: Bookings = new Map(),
  barred: ReadonlySet<Contact> = new Set(),
): Route | undefined {
  const leaving = contactsOut(plan, query, barred)
  const reached = new Map<NodeName, Reached>([[query.from, { at_s: query.at_s, hops: 0 }]])
  const done = new Set<NodeName>()
  for (;;) {
    const here = nearest(reached, done)
    if (here === undefined || here === query.to) break
    done.add(here)
    for (const contact of leaving.get(here) ?? [])
      if (!done.has(contact.to))
        relax(reached, contact, passageOf(contact, query.octets, reached.get(here)!.at_s, bookings.get(contact)))
  }
  const route = traced(reached, query)
  return route !== undefined && route.arrival_s <= (query.deadline_s ?? Number.POSITIVE_INFINITY) ? route : undefined
}

/** Keeps the passage where it reaches its node earlier than was known, or as early over fewer hops. */
function relax(reached: Map<NodeName, Reached>, contact: Contact, passage: Passage | undefined): void {
  if (passage === undefined) return
  const known = reached.get(contact.to)
  const hops = reached.get(contact.from)!.hops + 1
  const at_s = passage.arrival_s
  if (known === undefined || at_s < known.at_s || (at_s === known.at_s && hops < known.hops))
    reached.set(contact.to, { at_s, by: contact, passage, hops })
}

function contactsOut(
  plan: readonly Contact[],
  query: RouteQuery,
  barred: ReadonlySet<Contact>,
): Map<NodeName, Contact[]> {
  const { without, leastConfidence = 0, at_s } = query
  const out = new Map<NodeName, Contact[]>()
  for (const contact of plan) {
    if (barred.has(contact) || contact.end_s <= at_s || contact.confidence < leastConfidence) continue
    if (without?.has(contact.to) === true || contact.to === query.from) continue
    const list = out.get(contact.from)
    if (list === undefined) out.set(contact.from, [contact])
    else list.push(contact)
  }
  return out
}

function nearest(reached: ReadonlyMap<NodeName, Reached>, done: ReadonlySet<NodeName>): NodeName | undefined {
  let best: NodeName | undefined
  let best_s = Number.POSITIVE_INFINITY
  for (const [node, { at_s }] of reached) {
    if (done.has(node) || at_s >= best_s) continue
    best = node
    best_s = at_s
  }
  return best
}

function traced(reached: ReadonlyMap<NodeName, Reached>, query: RouteQuery): Route | undefined {
  const contacts: Contact[] = []
  const passages: Passage[] = []
  for (let node = query.to; node !== query.from; ) {
    const last = reached.get(node)
    if (last?.by === undefined || last.passage === undefined) return undefined
    contacts.unshift(last.by)
    passages.unshift(last.passage)
    node = last.by.from
  }
  return contacts.length === 0 ? undefined : routeOf(contacts, passages)
}

function routeOf(contacts: readonly Contact[], passages: readonly Passage[]): Route {
  const confidence = contacts.reduce((product, contact) => product * contact.confidence, 1)
  return { contacts, passages, arrival_s: passages[passages.length - 1]!.arrival_s, confidence }
}

/** The route over these contacts, one after the other, or undefined where the bundle does not get through. */
export function followed(contacts: readonly Contact[], query: RouteQuery, bookings: Bookings): Route | undefined {
  const passages: Passage[] = []
  let at_s = query.at_s
  for (const contact of contacts) {
    const passage = passageOf(contact, query.octets, at_s, bookings.get(contact))
    if (passage === undefined || query.without?.has(contact.to) === true) return undefined
    passages.push(passage)
    at_s = passage.arrival_s
  }
  return passages.length === 0 || at_s > (query.deadline_s ?? Number.POSITIVE_INFINITY)
    ? undefined
    : routeOf(contacts, passages)
}

/** When a bundle would be there over these contacts, where that is before `before_s`; undefined where it is not. */
export function arrivalOver(
  contacts: readonly Contact[],
  query: RouteQuery,
  bookings: Bookings,
  before_s: number,
): number | undefined {
  let at_s = query.at_s
  for (const contact of contacts) {
    if (contact.start_s + contact.light_s >= before_s || query.without?.has(contact.to) === true) return undefined
    const passage = passageOf(contact, query.octets, at_s, bookings.get(contact))
    if (passage === undefined || passage.arrival_s >= before_s) return undefined
    at_s = passage.arrival_s
  }
  return contacts.length === 0 || at_s > (query.deadline_s ?? Number.POSITIVE_INFINITY) ? undefined : at_s
}

/** Up to `most` routes, the earliest first. */
export function routesTo(
  plan: readonly Contact[],
  query: RouteQuery,
  most: number,
  bookings: Bookings = new Map(),
): Route[] {
  const first = earliestRoute(plan, query, bookings)
  const found = first === undefined ? [] : [first]
  const candidates: Route[] = []
  while (found.length > 0 && found.length < most) {
    for (const route of detours(plan, query, found, bookings))
      if (![...found, ...candidates].some((other) => alike(other, route))) candidates.push(route)
    candidates.sort((a, b) => a.arrival_s - b.arrival_s || a.contacts.length - b.contacts.length)
    const next = candidates.shift()
    if (next === undefined) break
    found.push(next)
  }
  return found
}

/** For each node of the route found last: as far as there the same way, then another one than those found. */
function detours(plan: readonly Contact[], query: RouteQuery, found: readonly Route[], bookings: Bookings): Route[] {
  const last = found[found.length - 1]!
  return last.contacts.flatMap((contact, i) => {
    const root = last.contacts.slice(0, i)
    const barred = new Set<Contact>()
    for (const { contacts } of found)
      if (root.every((c, k) => c === contacts[k]) && contacts[i] !== undefined) barred.add(contacts[i])
    const without = new Set([...(query.without ?? []), query.from, ...root.map(({ to }) => to)])
    const at_s = i === 0 ? query.at_s : last.passages[i - 1]!.arrival_s
    const rest = earliestRoute(plan, { ...query, from: contact.from, at_s, without }, bookings, barred)
    if (rest === undefined) return []
    return [routeOf([...root, ...rest.contacts], [...last.passages.slice(0, i), ...rest.passages])]
  })
}

function alike(a: Route, b: Route): boolean {
  return a.contacts.length === b.contacts.length && a.contacts.every((contact, i) => contact === b.contacts[i])
}
