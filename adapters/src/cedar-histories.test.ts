import { createRequire } from 'node:module'
import type { Agreement, Grant } from '@magpie/mission/agreement'
import { authoriseWith, type Revocations } from '@magpie/mission/authority'
import { type AuthorityModel, compileAuthority } from '@magpie/mission/authority-compile'
import type { AuthorityRequest } from '@magpie/mission/authority-request'
import type { Element } from '@magpie/mission/element'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parties } from './authority-samples.ts'
import { cedarEngine } from './cedar.ts'
import {
  type AuthorityMission,
  authorityMissions,
  authorityRequests,
  authorityTimes,
} from './testing/authority-arbitraries.ts'

const engine = cedarEngine()

/**
 * The rules said again, without policies: ownership, hosts, grants and people looked up in the mission's data. Kept apart
 * from the compiler on purpose.
 */
function expected(mission: AuthorityMission, asked: AuthorityRequest, revoked: Revocations): boolean {
  const others = asked.approvals.filter((a) => a.person !== asked.person)
  const owns = (id: string) => find(mission, id).owner === asked.party
  const safe = (id: string) => asked.makesSafe && carries(mission, asked.party, id)
  const granted = (id: string, use: Use) =>
    mission.agreements.some((a) =>
      a.grants.some(
        (g) => g.grantee === asked.party && g.element === id && holds(mission, asked, revoked, g, a, use, []),
      ),
    )
  if (!owns(asked.element) && !safe(asked.element) && !granted(asked.element, 'commands')) return false
  if (asked.hazardous && !others.some((o) => o.party !== asked.party) && !safe(asked.element)) return false
  const agreed = (id: string) => others.some((o) => o.party === find(mission, id).owner) || granted(id, 'consent')
  return asked.touches.every((id) => id === asked.element || owns(id) || safe(id) || agreed(id))
}

type Use = 'commands' | 'consent'

function find(mission: AuthorityMission, id: string): Element {
  return mission.elements.find((e) => e.id === id)!
}

function carries(mission: AuthorityMission, by: string, id: string): boolean {
  const e = find(mission, id)
  return e.owner === by || (e.host !== undefined && carries(mission, by, e.host))
}

/** Whether a grant, and some chain of grants from the owner to it, covers the act. */
function holds(
  mission: AuthorityMission,
  asked: AuthorityRequest,
  revoked: Revocations,
  g: Grant,
  a: Agreement,
  use: Use,
  seen: string[],
): boolean {
  if (seen.includes(g.id) || !isFor(g, use) || !stands(mission, g, a)) return false
  if (!coversAct(g, asked) || !coversTime(g, a, asked, revoked)) return false
  if (g.grantor === find(mission, g.element).owner) return true
  return mission.agreements.some((b) =>
    b.grants.some(
      (p) =>
        p.onward &&
        p.grantee === g.grantor &&
        p.element === g.element &&
        (g.covers !== 'both' || p.covers === 'both') &&
        holds(mission, asked, revoked, p, b, use, [...seen, g.id]),
    ),
  )
}

function isFor(g: Grant, use: Use): boolean {
  return g.covers === undefined ? use === 'commands' : g.covers === 'both' || g.covers === use
}

function stands(mission: AuthorityMission, g: Grant, a: Agreement): boolean {
  const signed = a.parties.includes(g.grantor) && a.parties.includes(g.grantee) && a.elements.includes(g.element)
  return signed && find(mission, g.element).owner !== g.grantee
}

function coversAct(g: Grant, asked: AuthorityRequest): boolean {
  if (!g.actions.includes('*') && !g.actions.includes(asked.action)) return false
  const inRange = ([name, { min, max }]: [string, { min: number; max: number }]) => {
    const value = asked.arguments[name]
    return value === undefined || (value >= min && value <= max)
  }
  return Object.entries(g.arguments).every(inRange)
}

function coversTime(g: Grant, a: Agreement, asked: AuthorityRequest, revoked: Revocations): boolean {
  const at = Date.parse(asked.at)
  if (at < Date.parse(a.signedOn!) || (g.from !== undefined && at < Date.parse(g.from))) return false
  if (g.until !== undefined && at >= Date.parse(g.until)) return false
  if (g.phases.length > 0 && !g.phases.includes(asked.phase)) return false
  const theirs = asked.approvals.filter((o) => o.person !== asked.person && o.party === g.grantor)
  if (new Set(theirs.map((o) => o.person)).size < g.approvals) return false
  const taken = revoked.get(g.id)
  return !(g.revocable && taken !== undefined && at >= Date.parse(taken))
}

/** A step of a history: an act is asked for, or a grant is taken back. */
const steps = fc.oneof(
  { weight: 6, arbitrary: authorityRequests },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 23 }), authorityTimes)
      .map(([i, at]) => ({ revoke: `grant-${i}`, at })),
  },
)

test('random histories: every decision is the one the rules say', () => {
  const seen = { permitted: 0, refused: 0, byGrant: 0 }
  fc.assert(
    fc.property(authorityMissions, fc.array(steps, { minLength: 5, maxLength: 12 }), (mission, history) => {
      const model = compileAuthority({ parties, ...mission })
      const revoked = new Map<string, string>()
      const authorise = authoriseWith(model, engine, () => revoked)
      for (const step of history) {
        if ('revoke' in step) {
          revoked.set(step.revoke, step.at)
          continue
        }
        const decision = authorise(step)
        expect(decision.permitted).toBe(expected(mission, step, revoked))
        if (decision.permitted) {
          seen.permitted++
          if (decision.rule === 'grant') seen.byGrant++
        } else {
          seen.refused++
          expect(decision.rule).not.toBe('rules-not-evaluated')
          expect(Math.min(decision.fact.length, decision.source.title.length, decision.remedy.length)).toBeGreaterThan(
            3,
          )
        }
      }
    }),
    { numRuns: 2500, seed: 8 },
  )
  // The histories reach both answers, and grants decide some.
  expect(seen.permitted).toBeGreaterThan(2000)
  expect(seen.refused).toBeGreaterThan(2000)
  expect(seen.byGrant).toBeGreaterThan(200)
})

test('all policies validate strictly against the schema, and a slice decides as the whole set does', () => {
  const cedar = createRequire(import.meta.url)(
    '@cedar-policy/cedar-wasm/nodejs',
  ) as typeof import('@cedar-policy/cedar-wasm/nodejs')
  fc.assert(
    fc.property(authorityMissions, fc.array(authorityRequests, { minLength: 3, maxLength: 3 }), (mission, asked) => {
      const model = compileAuthority({ parties, ...mission })
      const all = Object.fromEntries(model.policies.map((p) => [p.id, p.text]))
      const answer = cedar.validate({ schema: model.schema, policies: { staticPolicies: all } })
      expect(answer).toMatchObject({ type: 'success', validationErrors: [] })
      const whole: AuthorityModel = { ...model, slice: () => ({ bounded: true, policies: all }) }
      for (const one of asked) {
        expect(authoriseWith(model, engine)(one)).toEqual(authoriseWith(whole, engine)(one))
      }
    }),
    { numRuns: 60, seed: 9 },
  )
})
