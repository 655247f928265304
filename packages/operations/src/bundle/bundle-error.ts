/** What can be wrong with a bundle that somebody sent, or that was asked for. */
import { never } from '@magpie/core/result'

/** Where the octets stop being the deterministic CBOR of RFC 9171, 4.1. */
export type CborFault =
  | { readonly kind: 'truncated'; readonly at: number; readonly needed: number; readonly got: number }
  | { readonly kind: 'not-shortest'; readonly at: number }
  | { readonly kind: 'number-too-large'; readonly at: number }
  | { readonly kind: 'nested-too-deep'; readonly at: number }
  | { readonly kind: 'unexpected-item'; readonly at: number; readonly wanted: string; readonly found: string }
  | { readonly kind: 'trailing'; readonly at: number; readonly octets: number }

/** Why octets are no bundle (RFC 9171, 4). `block` is the block's number, 0 for the primary block. */
export type BundleError =
  | CborFault
  | { readonly kind: 'bad-version'; readonly version: number }
  | { readonly kind: 'bad-crc-type'; readonly block: number; readonly type: number }
  | { readonly kind: 'bad-crc'; readonly block: number; readonly stated: number; readonly computed: number }
  | { readonly kind: 'bad-eid'; readonly text: string }
  | { readonly kind: 'bad-flags'; readonly flags: number; readonly rule: FlagRule }
  | { readonly kind: 'bad-block'; readonly block: number; readonly type: number; readonly rule: BlockRule }

/** Which rule of RFC 9171, 4.2.3 the flags of a primary block break. */
export type FlagRule =
  | 'anonymous-reports'
  | 'anonymous-fragments'
  | 'administrative-reports'
  | 'fragment-of-unfragmentable'
/** Which rule of RFC 9171, 4.1 and 4.3 a block breaks. */
export type BlockRule = 'payload-last' | 'payload-number' | 'number-twice' | 'type-twice'

/** The sentence for it. */
export function describeBundleError(error: BundleError): string {
  switch (error.kind) {
    case 'truncated':
      return `octet ${error.at}: ${error.needed} octets needed, ${error.got} there`
    case 'not-shortest':
      return `octet ${error.at}: a number is not in its shortest form`
    case 'number-too-large':
      return `octet ${error.at}: a number is above 2^53 - 1`
    case 'nested-too-deep':
      return `octet ${error.at}: arrays lie too deep in each other`
    case 'unexpected-item':
      return `octet ${error.at}: ${error.wanted} expected, found ${error.found}`
    case 'trailing':
      return `${error.octets} octets follow the end at ${error.at}`
    case 'bad-version':
      return `bundle protocol version ${error.version}, not 7`
    case 'bad-crc-type':
      return `block ${error.block}: there is no CRC type ${error.type}`
    case 'bad-crc':
      return `block ${error.block}: CRC ${error.stated.toString(16)}, computed ${error.computed.toString(16)}`
    case 'bad-eid':
      return `"${error.text}" is no endpoint`
    case 'bad-flags':
      return `control flags 0x${error.flags.toString(16)}: ${FLAG_RULES[error.rule]}`
    case 'bad-block':
      return `block ${error.block} of type ${error.type}: ${BLOCK_RULES[error.rule]}`
    default:
      return never(error)
  }
}

const FLAG_RULES: Record<FlagRule, string> = {
  'anonymous-reports': 'a bundle without source may ask for no reports',
  'anonymous-fragments': 'a bundle without source must not be fragmented',
  'administrative-reports': 'an administrative record may ask for no reports',
  'fragment-of-unfragmentable': 'a fragment of what must not be fragmented',
}

const BLOCK_RULES: Record<BlockRule, string> = {
  'payload-last': 'the last block is the payload, and no other',
  'payload-number': 'number 1 is the payload, and number 0 the primary block',
  'number-twice': 'its number is taken',
  'type-twice': 'there may be one of its type',
}
