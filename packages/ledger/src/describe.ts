/** Sentences for what can be wrong with a ledger. */
import { never } from '@magpie/core/result'
import type { NotCanonical } from './canonical-json.ts'
import type { ChainFault, RegistrationFault } from './chain.ts'
import type { BadEntryText } from './entry.ts'

export type LedgerError = ChainFault | BadEntryText | NotCanonical

/** What is wrong, where, and what it means. */
export function describeLedgerError(error: LedgerError): string {
  switch (error.kind) {
    case 'not-canonical':
      return `${error.pointer || 'the value'} cannot be written as canonical JSON: ${NOT_CANONICAL[error.why]}`
    case 'bad-entry':
      return `the line is not an entry: ${BAD_ENTRY[error.why]}${error.field ? ` (${error.field})` : ''}`
    case 'cut-off':
      return `the ledger ends after ${error.index} entries, but had ${error.expected}: entries were cut off`
    default:
      return `entry ${error.index}: ${describeFault(error)}`
  }
}

const NOT_CANONICAL: Readonly<Record<NotCanonical['why'], string>> = {
  'number-not-finite': 'a number that is not finite',
  'lone-surrogate': 'half of a surrogate pair',
  'not-json': 'no JSON value',
  'too-deep': 'nested too deeply, or in a circle',
}

const BAD_ENTRY: Readonly<Record<BadEntryText['why'], string>> = {
  'not-json': 'it is not JSON',
  'not-an-entry': 'a field is missing, superfluous or malformed',
  'not-canonical': 'it is not in canonical form, so it was rewritten by something else',
}

const REGISTRATION: Readonly<Record<RegistrationFault, string>> = {
  malformed: 'its body is not one',
  twice: 'the key is registered already',
  'not-by-lead-or-party': 'only the lead or the party itself may do so',
  'unknown-key': 'the party has no such key',
  'no-proof': 'its holder did not sign for it at this place',
}

function describeFault(fault: Exclude<ChainFault, { readonly kind: 'cut-off' }>): string {
  switch (fault.kind) {
    case 'gap':
      return `its sequence number is ${fault.found} where ${fault.expected} is due: entries are missing, doubled or out of order`
    case 'wrong-previous':
      return 'the hash of the entry before is not the one it names: one of the two was replaced'
    case 'altered-content':
      return 'its content does not have the hash that was signed: it was altered'
    case 'altered-head':
      return 'its sequence, time, party or key do not have the hash that was signed: they were altered'
    case 'bad-signature':
      return `the signature is not one of ${fault.party}'s key`
    case 'unknown-key':
      return `${fault.party} signed with key ${fault.key}, which the ledger never registers`
    case 'key-before-registration':
      return `key ${fault.key} signs before entry ${fault.registeredAt} registers it`
    case 'key-withdrawn':
      return `key ${fault.key} signs after entry ${fault.withdrawnAt} withdrew it`
    case 'key-of-another-party':
      return `it is ${fault.party}'s, but signed with the key of ${fault.owner}`
    case 'bad-registration':
      return `a key is registered or withdrawn wrongly: ${REGISTRATION[fault.why]}`
    case 'no-genesis':
      return 'the first entry does not register the key that signs it'
    case 'other-genesis':
      return `the ledger begins with key ${fault.found}, not with ${fault.expected}: it is another ledger`
    case 'other-head':
      return `its hash is ${fault.found} where ${fault.expected} was noted: the ledger was rewritten`
    default:
      return never(fault)
  }
}
