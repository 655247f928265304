import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bookings, type Contact, contactsFromWindows } from './contact-graph/contact-plan.ts'
import { earliestRoute, followed, type Route, type RouteQuery, routesTo } from './contact-graph/routes.ts'
import { contactRouter } from './contact-graph.ts'

const NODES = ['earth', 'relay', 'orbiter', 'lander', 'rover']
const contact = fc
  .record({
    from: fc.constantFrom(...NODES),
    to: fc.constantFrom(...NODES),
    start_s: fc.nat(50),
    lasts_s: fc.integer({ min: 1, max: 30 }),
    rate_octet_s: fc.constantFrom(1, 2, 10),
    light_s: fc.constantFrom(0, 1, 5),
    confidence: fc.constantFrom(0.5, 0.9, 1),
  })
  .filter(({ from, to }) => from !== to)
  .map(({ lasts_s, ...rest }) => ({ ...rest, end_s: rest.start_s + lasts_s }))
const plan = fc.array(contact, { maxLength: 12 })
const query = fc
  .record({ octets: fc.constantFrom(0, 1, 7, 20), at_s: fc.nat(20) })
  .map((rest): RouteQuery => ({ from: 'earth', to: 'rover', ...rest }))

/** Every way that visits no node twice, by trying all. */
function everyRoute(contacts: readonly Contact[], asked: RouteQuery, bookings: Bookings): Route[] {
  const out: Route[] = []
  const go = (at: string, seen: readonly string[], way: readonly Contact[]) => {
    for (const next of contacts) {
      if (next.from !== at || seen.includes(next.to)) continue
      const route = followed([...way, next], asked, bookings)
      if (route === undefined) continue
      if (next.to === asked.to) out.push(route)
      else go(next.to, [...seen, next.to], [...way, next])
    }
  }
  go(asked.from, [asked.from], [])
  return out.sort((a, b) => a.arrival_s - b.arrival_s)
}

test('the earliest route, and the next ones, are those that trying all finds', () => {
  let several = 0
  fc.assert(
    fc.property(plan, query, fc.array(fc.nat(11), { maxLength: 4 }), (contacts, asked, taken) => {
      const bookings = new Map(
        taken.flatMap((i) => {
          const c = contacts[i]
          return c === undefined ? [] : [[c, [{ start: c.start_s, end: (c.start_s + c.end_s) / 2 }]] as const]
        }),
      )
      const all = everyRoute(contacts, asked, bookings)
      expect(earliestRoute(contacts, asked, bookings)?.arrival_s).toBe(all[0]?.arrival_s)
      const found = routesTo(contacts, asked, 5, bookings)
      if (found.length > 1) several++
      // a route that waits for a later contact between the same nodes counts too
      expect(found.map(({ arrival_s }) => arrival_s)).toEqual(all.slice(0, 5).map(({ arrival_s }) => arrival_s))
      for (const { contacts: way } of found) expect(new Set(way.map(({ to }) => to)).size).toBe(way.length)
    }),
    { numRuns: 400 },
  )
  expect(several).toBeGreaterThan(20)
})

test('what is booked fits the contacts, and undone leaves them as they were', () => {
  fc.assert(
    fc.property(plan, fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 12 }), (contacts, sizes) => {
      const router = contactRouter(contacts)
      const before = contacts.map((c) => router.residual_octets(c, 0))
      const used = new Map<Contact, { from_s: number; sent_s: number }[]>()
      const undo = sizes.flatMap((octets) => {
        const route = router.route({ from: 'earth', to: 'rover', at_s: 0, octets })
        if (route === undefined) return []
        for (const [i, c] of route.contacts.entries()) used.set(c, [...(used.get(c) ?? []), route.passages[i]!])
        return [router.book(route)]
      })
      for (const [c, times] of used) {
        times.sort((a, b) => a.from_s - b.from_s)
        for (const [i, { from_s, sent_s }] of times.entries()) {
          expect(from_s).toBeGreaterThanOrEqual(Math.max(c.start_s, times[i - 1]?.sent_s ?? 0))
          expect(sent_s).toBeLessThanOrEqual(c.end_s)
        }
      }
      for (const one of undo) one()
      expect(contacts.map((c) => router.residual_octets(c, 0))).toEqual(before)
    }),
    { numRuns: 100 },
  )
})

test('a router finds a way exactly where there is one, and its kept routes are never early', () => {
  fc.assert(
    fc.property(plan, fc.array(query, { minLength: 1, maxLength: 8 }), (contacts, asked) => {
      const router = contactRouter(contacts)
      for (const one of asked.sort((a, b) => a.at_s - b.at_s)) {
        const best = earliestRoute(contacts, one)
        const route = router.route(one)
        expect(route === undefined).toBe(best === undefined)
        if (route !== undefined) expect(route.arrival_s).toBeGreaterThanOrEqual(best!.arrival_s)
      }
    }),
    { numRuns: 200 },
  )
})

test('windows of links become contacts; deadlines, confidence and nodes to avoid are kept', () => {
  const link = { rate_octet_s: 100, light_s: 1.3, confidence: 0.9 }
  const contacts = [
    ...contactsFromWindows({ from: 'earth', to: 'relay', ...link }, [
      { start: 0, end: 100 },
      { start: 300, end: 400 },
    ]),
    ...contactsFromWindows({ from: 'relay', to: 'rover', ...link }, [{ start: 50, end: 60 }]),
    ...contactsFromWindows({ from: 'earth', to: 'rover', ...link, confidence: 0.4 }, [{ start: 0, end: 9 }]),
  ]
  const router = contactRouter(contacts)
  const asked = { from: 'earth', to: 'rover', at_s: 0, octets: 500 }
  expect(router.route(asked)?.arrival_s).toBeCloseTo(6.3)
  const sure = router.route({ ...asked, leastConfidence: 0.5 })
  expect([sure?.arrival_s, sure?.confidence, sure?.contacts.length]).toEqual([56.3, 0.9 * 0.9, 2])
  expect(router.route({ ...asked, leastConfidence: 0.5, deadline_s: 56 })).toBeUndefined()
  expect(router.route({ ...asked, leastConfidence: 0.5, without: new Set(['relay']) })).toBeUndefined()
  for (let i = 0; i < 50; i++) router.route(asked)
  expect(router.counts().kept).toBeGreaterThan(50)
  expect(router.counts().searched).toBeLessThan(6)
})
