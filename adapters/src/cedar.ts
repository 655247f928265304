/**
 * Policies evaluated by Cedar (github.com/cedar-policy, Rust compiled to WebAssembly). Each slice is parsed once and then
 * named by its identity; a question carries only the entity it is about: parsing all text each time is thirty times slower.
 */
import { createRequire } from 'node:module'
import type { PolicyAnswer, PolicyEngine, PolicyRequest, PolicySlice } from '@magpie/mission/policy-engine'

type Cedar = typeof import('@cedar-policy/cedar-wasm/nodejs')

/** Set names are shared by all engines of a thread: Cedar keeps parsed sets in the thread's memory. */
let sets = 0

/** An engine with its own set of parsed slices. Throws on a slice that does not parse: the compiler made it. */
export function cedarEngine(): PolicyEngine {
  const cedar = createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs') as Cedar
  const parsed = new WeakMap<PolicySlice, string>()
  const nameOf = (slice: PolicySlice): string => {
    const known = parsed.get(slice)
    if (known !== undefined) return known
    const name = `slice-${sets++}`
    const answer = cedar.preparsePolicySet(name, { staticPolicies: { ...slice.policies } })
    if (answer.type === 'failure')
      throw new Error(`policies do not parse: ${answer.errors.map((e) => e.message).join('; ')}`)
    parsed.set(slice, name)
    return name
  }
  return { evaluate: (slice, request) => evaluate(cedar, nameOf(slice), request) }
}

/** A request that Cedar cannot read is refused: `failed` says so, and no policy allowed it. */
function evaluate(cedar: Cedar, preparsedPolicySetId: string, request: PolicyRequest): PolicyAnswer {
  // Cedar's types are the same shapes, but mutable.
  const call = { ...request, preparsedPolicySetId } as unknown as Parameters<Cedar['statefulIsAuthorized']>[0]
  const answer = cedar.statefulIsAuthorized(call)
  if (answer.type === 'failure')
    return { allowed: false, determining: [], failed: answer.errors.map((error) => error.message) }
  const { decision, diagnostics } = answer.response
  return {
    allowed: decision === 'allow',
    determining: diagnostics.reason,
    failed: diagnostics.errors.map((error) => error.policyId),
  }
}
