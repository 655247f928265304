/**
 * The one question that every command, plan edit, data read and file transfer asks, and its answer. The same request is
 * put at submission, at release and at the spacecraft's gateway.
 */
import type { Identifier } from '@magpie/core/identifier'
import type { Source } from '@magpie/core/provenance'

/** A person of a party who agreed to this act. People in rehearsals are made up. */
export type Approval = { readonly party: Identifier; readonly person: string }

export type AuthorityRequest = {
  /** The party that asks, and the person who acts for it. */
  readonly party: Identifier
  readonly person: string
  /** The command's name in the dictionary. */
  readonly action: string
  /** The element commanded. */
  readonly element: Identifier
  /** Numeric arguments by name, in the dictionary's units. */
  readonly arguments: Readonly<Record<string, number>>
  /** Further elements that the act touches: the rover that is charged, the lander that powers a module. */
  readonly touches: readonly Identifier[]
  /** The dictionary's significance: a hazardous act needs two people of two parties. */
  readonly hazardous: boolean
  /** Whether the act only makes the element safe (power off, stop): the host may always do that to what it carries. */
  readonly makesSafe: boolean
  /** UTC, ISO 8601. */
  readonly at: string
  readonly phase: Identifier
  readonly approvals: readonly Approval[]
}

/** Why it is permitted: the rule, and the grant or ownership it rests on. */
export type Permission = { readonly permitted: true; readonly rule: string; readonly basis: string }

/** Why not: the rule that refuses, the fact it found, and where that fact is written. */
export type Refusal = {
  readonly permitted: false
  readonly rule: string
  readonly fact: string
  readonly source: Source
  /** What would have to be so for the act to be permitted. */
  readonly remedy: string
}

export type AuthorityDecision = Permission | Refusal

/** The port through which commands, plans and gateways ask. */
export type Authorise = (request: AuthorityRequest) => AuthorityDecision
