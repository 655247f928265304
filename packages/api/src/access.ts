/**
 * Who may call an operation: the one table of authorisation, written beside each operation of the contract. What an
 * operation does to a particular letter or command is judged further by the rules of the domain; this is the door.
 */
import { never } from '@magpie/core/result'
import { type Role, role } from '@magpie/mission/role'
import type { Failure } from './failure.ts'

/**
 * `anyone`: the public too. `signed-in`: a person, whatever their roles. `rehearsal`: anyone as long as the centre only
 * rehearses; once people are set up, officers and operators of the lead. A list: any one of these roles in the party acted for.
 */
export type Access = 'anyone' | 'signed-in' | 'rehearsal' | readonly [Role, ...Role[]]

/** Who calls: nobody known, or a person acting for a party in the roles held there. */
export type Caller = {
  /** When the whole request had come in, UTC, ISO 8601 with milliseconds. */
  readonly arrivedAt: string
  readonly person?: { readonly id: string; readonly name: string; readonly email?: string }
  readonly party?: string
  readonly roles: readonly Role[]
}

/** What the centre is, as far as access depends on it. */
export type CentreStanding = { readonly lead: string; readonly peopleSetUp: boolean }

/** Undefined where the call may go on; else the refusal. */
export function refuseAccess(
  name: string,
  access: Access,
  caller: Caller,
  standing: CentreStanding,
): Failure | undefined {
  if (access === 'anyone') return undefined
  if (access === 'rehearsal') {
    if (!standing.peopleSetUp) return undefined
    if (caller.party !== standing.lead) return forbidden(name, ['officer', 'operator'], standing.lead, caller)
    return needRole(name, ['officer', 'operator'], caller)
  }
  if (caller.person === undefined) return unknownPerson(name)
  if (access === 'signed-in') return undefined
  if (Array.isArray(access)) return needRole(name, access, caller)
  return never(access as never)
}

/** Access in words, for documents. */
export function describeAccess(access: Access): string {
  switch (access) {
    case 'anyone':
      return 'anyone'
    case 'signed-in':
      return 'whoever is signed in'
    case 'rehearsal':
      return 'anyone in a rehearsal; officers and operators of the lead once people are set up'
    default:
      return `${role.options.filter((r) => access.includes(r)).join(', ')} of the party acted for`
  }
}

function needRole(name: string, roles: readonly Role[], caller: Caller): Failure | undefined {
  if (caller.person === undefined) return unknownPerson(name)
  if (caller.party !== undefined && roles.some((r) => caller.roles.includes(r))) return undefined
  return forbidden(name, roles, caller.party ?? 'a party', caller)
}

function unknownPerson(name: string): Failure {
  return { kind: 'not-signed-in', message: `${name} is done by a person who is signed in: sign in, then try again.` }
}

function forbidden(name: string, roles: readonly Role[], party: string, caller: Caller): Failure {
  if (caller.person === undefined) return unknownPerson(name)
  const needs = roles.join(' or ')
  return {
    kind: 'not-allowed',
    message: `${name} takes the role ${needs} in ${party}; an officer of ${party} gives it.`,
    needs: [...roles],
    party,
  }
}
