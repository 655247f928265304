/**
 * The port to a Cedar policy engine (Cedar Policy Language Reference, version 4). The rules are compiled to policy text by
 * `authority-compile.ts`; an adapter evaluates them. Values of contexts and entities are written as Cedar's JSON has them.
 */

/** Cedar's JSON form of a value: `__entity` refers to an entity, `__extn` calls `datetime` or `decimal`. */
export type PolicyValue =
  | string
  | number
  | boolean
  | { readonly __entity: EntityReference }
  | { readonly __extn: { readonly fn: 'datetime' | 'decimal'; readonly arg: string } }
  | readonly PolicyValue[]
  | { readonly [name: string]: PolicyValue }

export type EntityReference = { readonly type: string; readonly id: string }

export type PolicyEntity = {
  readonly uid: EntityReference
  readonly attrs: Readonly<Record<string, PolicyValue>>
  readonly parents: readonly EntityReference[]
}

/** The policies that can matter to one question, by id: an engine may parse a slice once, and keep it by identity. */
export type PolicySlice = { readonly policies: Readonly<Record<string, string>> }

export type PolicyRequest = {
  readonly principal: EntityReference
  readonly action: EntityReference
  readonly resource: EntityReference
  readonly context: Readonly<Record<string, PolicyValue>>
  readonly entities: readonly PolicyEntity[]
}

/**
 * Cedar's answer: allowed when a `permit` holds and no `forbid` does. `determining` are the ids of the permits that
 * allowed or the forbids that denied; `failed` those of policies that could not be evaluated, and so did not count.
 */
export type PolicyAnswer = {
  readonly allowed: boolean
  readonly determining: readonly string[]
  readonly failed: readonly string[]
}

export type PolicyEngine = { evaluate(slice: PolicySlice, request: PolicyRequest): PolicyAnswer }
