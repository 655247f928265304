/**
 * Contact-graph routing for one node (CCSDS 734.3-B): routes are found once for each destination and kept; a bundle
 * takes the one that brings it there first with what is booked already, and books its time on every contact of it.
 */
import type { Contact } from './contact-graph/contact-plan.ts'
import { earliestRoute, followed, type Route, type RouteQuery, routesTo } from './contact-graph/routes.ts'

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

type Kept = { readonly routes: readonly (readonly Contact[])[]; readonly until_s: number }

/** A router; a changed plan needs a new one. */
export function contactRouter(plan: readonly Contact[]): ContactRouter {
  const booked = new Map<Contact, { readonly start: number; readonly end: number }[]>()
  const kept = new Map<string, Kept>()
  let searched = 0
  let used = 0

  /** Routes for the smallest bundle without bookings; they stand until the first contact of one of them is over. */
  const routesOf = (query: RouteQuery): readonly (readonly Contact[])[] => {
    const { from, to, leastConfidence = 0, at_s } = query
    const name = JSON.stringify([from, to, leastConfidence])
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
      let best: Route | undefined
      for (const contacts of routesOf(query)) {
        if (barred !== undefined && barred.size > 0 && contacts.some((contact) => barred.has(contact))) continue
        const route = followed(contacts, query, booked)
        if (route !== undefined && (best === undefined || route.arrival_s < best.arrival_s)) best = route
      }
      if (best !== undefined) {
        used++
        return best
      }
      searched++
      return earliestRoute(plan, query, booked, barred)
    },
    book(route) {
      for (const [i, contact] of route.contacts.entries()) {
        const { from_s, sent_s } = route.passages[i]!
        const times = [...(booked.get(contact) ?? []), { start: from_s, end: sent_s }]
        booked.set(
          contact,
          times.sort((a, b) => a.start - b.start),
        )
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
      for (const { start, end } of booked.get(contact) ?? []) left_s -= Math.max(0, end - Math.max(start, at_s))
      return Math.floor(left_s * contact.rate_octet_s)
    },
    counts: () => ({ searched, kept: used }),
  }
}
