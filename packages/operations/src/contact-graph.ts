/**
 * Contact-graph routing for one node (CCSDS 734.3-B): routes are found once for each destination and kept; a bundle
 * takes the one that brings it there first with what is booked already, and books its time on every contact of it.
 */
import { type Contact, firstEndingAfter } from './contact-graph/contact-plan.ts'
import { arrivalOver, earliestRoute, followed, type Route, type RouteQuery, routesTo } from './contact-graph/routes.ts'

/** A router over one plan. */
export type ContactRouter = {
  readonly plan: readonly Contact[]
  /** The best route for a bundle, without booking it and without the contacts that are barred. */
  route(query: RouteQuery, barred?: ReadonlySet<Contact>): Route | undefined
  /** Gives the bundle its times on the contacts of the route; undo by calling what it returns. */
  book(route: Route): () => void
  /** Octets that fit into what is left of a contact from `at_s` on. */
  residual_octets(contact: Contact, at_s: number): number
  /** How often routes were searched, and how often kept ones did. */
  counts(): { readonly searched: number; readonly kept: number }
}

const ROUTES_KEPT = 8

type Booking = { readonly start: number; readonly end: number }
type Kept = { readonly routes: readonly (readonly Contact[])[]; readonly until_s: number }

/** A router; a changed plan needs a new one. */
export function contactRouter(plan: readonly Contact[]): ContactRouter {
  const booked = new Map<Contact, Booking[]>()
  const kept = new Map<string, Kept>()
  let searched = 0
  let used = 0

  /** Routes for the smallest bundle without bookings; they stand until the first contact of one of them is over. */
  const routesOf = (query: RouteQuery): readonly (readonly Contact[])[] => {
    const { from, to, leastConfidence = 0, at_s } = query
    const name = `${leastConfidence} ${from} ${to}`
    const known = kept.get(name)
    if (known !== undefined && at_s < known.until_s) return known.routes
    searched++
    const least = { from, to, at_s, octets: 0, leastConfidence }
    const routes = routesTo(plan, least, ROUTES_KEPT).map(({ contacts }) => contacts)
    const until_s = Math.min(...routes.flatMap((contacts) => contacts.map(({ end_s }) => end_s)))
    kept.set(name, { routes, until_s })
    return routes
  }

  return {
    plan,
    route(query, barred) {
      let best: readonly Contact[] | undefined
      let best_s = Number.POSITIVE_INFINITY
      for (const contacts of routesOf(query)) {
        if (barred !== undefined && barred.size > 0 && contacts.some((contact) => barred.has(contact))) continue
        const arrival_s = arrivalOver(contacts, query, booked, best_s)
        if (arrival_s === undefined) continue
        best = contacts
        best_s = arrival_s
      }
      if (best !== undefined) {
        used++
        return followed(best, query, booked)
      }
      searched++
      return earliestRoute(plan, query, booked, barred)
    },
    book(route) {
      for (const [i, contact] of route.contacts.entries()) {
        const { from_s, sent_s } = route.passages[i]!
        const times = booked.get(contact)
        const time = { start: from_s, end: sent_s }
        if (times === undefined) booked.set(contact, [time])
        else insert(times, time)
      }
      return () => {
        for (const [i, contact] of route.contacts.entries()) {
          const { from_s, sent_s } = route.passages[i]!
          const times = booked.get(contact) ?? []
          const at = times.findIndex(({ start, end }) => start === from_s && end === sent_s)
          if (at >= 0) booked.set(contact, times.toSpliced(at, 1))
        }
      }
    },
    residual_octets(contact, at_s) {
      let left_s = Math.max(0, contact.end_s - Math.max(at_s, contact.start_s))
      const times = booked.get(contact) ?? []
      for (let i = firstEndingAfter(times, at_s); i < times.length; i++)
        left_s -= times[i]!.end - Math.max(times[i]!.start, at_s)
      return Math.floor(left_s * contact.rate_octet_s)
    },
    counts: () => ({ searched, kept: used }),
  }
}

/** Puts a time where it belongs; most come behind all others. */
function insert(times: Booking[], time: Booking): void {
  let at = times.length
  while (at > 0 && times[at - 1]!.start > time.start) at--
  times.splice(at, 0, time)
}
