import { authoriseWith } from '@magpie/mission/authority'
import { compileAuthority } from '@magpie/mission/authority-compile'
import type { PolicyEngine, PolicyRequest, PolicySlice } from '@magpie/mission/policy-engine'
import { policyEvaluator } from '@magpie/mission/policy-evaluator'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parties } from './authority-samples.ts'
import { cedarEngine } from './cedar.ts'
import { authorityMissions, authorityRequests, authorityRevocations } from './testing/authority-arbitraries.ts'

/** Both engines at once: every answer must be the same, to the ids of the policies that decided. */
function bothEngines(seen: { answers: number }): PolicyEngine {
  const cedar = cedarEngine()
  const own = policyEvaluator()
  return {
    evaluate(slice, request) {
      const answer = own.evaluate(slice, request)
      const told = cedar.evaluate(slice, request)
      const sorted = (ids: readonly string[]) => [...ids].sort()
      expect({
        allowed: answer.allowed,
        determining: sorted(answer.determining),
        failed: sorted(answer.failed),
      }).toEqual({ allowed: told.allowed, determining: sorted(told.determining), failed: sorted(told.failed) })
      seen.answers++
      return told
    },
  }
}

test('it answers as Cedar does, for every policy that the compiler writes', () => {
  const seen = { answers: 0 }
  const engine = bothEngines(seen)
  fc.assert(
    fc.property(
      authorityMissions,
      fc.array(authorityRequests, { minLength: 4, maxLength: 8 }),
      authorityRevocations,
      (mission, asked, revoked) => {
        const model = compileAuthority({ parties, ...mission })
        const authorise = authoriseWith(model, engine, () => new Map(revoked))
        for (const one of asked) authorise(one)
      },
    ),
    { numRuns: 400, seed: 4 },
  )
  expect(seen.answers).toBeGreaterThan(2500)
})

describe('what cannot be evaluated does not count, and is told', () => {
  const asked = (context: PolicyRequest['context']): PolicyRequest => ({
    principal: { type: 'Party', id: 'a' },
    action: { type: 'Action', id: 'command' },
    resource: { type: 'Element', id: 'rover' },
    context,
    entities: [],
  })
  const slice = (text: string): PolicySlice => ({ policies: { p: text } })

  test.each([
    ['permit(principal, action, resource) when { context.x };', {}],
    ['permit(principal, action, resource) when { context.x };', { x: 'yes' }],
    ['permit(principal, action, resource) when { context.x <= datetime("2029-01-10T00:00:00.000Z") };', { x: 3 }],
    ['permit(principal, action, resource) when { resource.owner == principal };', {}],
    ['permit(principal, action, resource) when { context.x.contains("a") };', { x: 'a' }],
    ['permit(principal, action, resource) when { context.x.lessThanOrEqual(decimal("1.0")) };', { x: 1 }],
    ['permit(principal, action, resource) when { if context has x then context.x else true };', {}],
    ['permit(principal == Party::"a", action, resource) unless { context.x || context.y };', { x: false, y: true }],
    ['permit(principal == Party::"b", action, resource);', {}],
    ['forbid(principal, action, resource) when { !context.x };', { x: false }],
  ] as const)('%s with %j', (text, context) => {
    const own = policyEvaluator().evaluate(slice(text), asked(context))
    expect(own).toEqual(cedarEngine().evaluate(slice(text), asked(context)))
  })

  test.each(['permit(principal);', 'permit(principal, action, resource) when { 1 + 1 };', 'allow all', 'permit'])(
    'what it does not know is refused when it is read: %s',
    (text) => {
      expect(() => policyEvaluator().evaluate(slice(text), asked({}))).toThrow()
    },
  )
})
