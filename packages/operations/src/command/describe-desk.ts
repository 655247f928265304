/** Sentences for what the desk does not do, and for what a command came to. */
import { never } from '@magpie/core/result'
import type { DeskError } from './desk.ts'

/** Why the desk does not do what was asked. */
export function describeDeskError(error: DeskError): string {
  switch (error.kind) {
    case 'command-cannot':
      return `a command that is ${error.state} cannot be asked to ${error.action}`
    case 'desk-unknown':
      return `there is no ${error.what} ${error.id}`
    case 'not-yours':
      return error.needs.length === 0
        ? `${error.what} counts for nothing`
        : `${error.what} belongs to ${error.needs.join(' or ')}`
    case 'signature-missing':
      return `${error.party} keeps its own key: what it asks for must be signed with it (magpie command sign, grant sign)`
    case 'key-unknown':
      return `the key ${error.key} is not one that ${error.party} keeps`
    case 'signature-wrong':
      return `the signature is not one of what it stands beside by ${error.party}’s key ${error.key}`
    case 'other-mission':
      return `it is for the mission ${error.mission}`
    case 'desk-cannot':
      return `${error.what}: ${error.why}`
    default:
      return never(error)
  }
}
