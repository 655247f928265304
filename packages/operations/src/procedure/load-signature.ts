/**
 * Who sends a file up to an element signs it, and the element's vehicle checks that before it keeps the file: what carries it
 * up is trusted with nothing. The signature goes with the metadata, as a message to the user (CCSDS 727.0-B-5, 5.4.3).
 */
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { TLV_TYPES, type Tlv } from '../cfdp/pdu.ts'
import { SIGNATURE_OCTETS } from '../telecommand.ts'
import { loadHash } from './load.ts'

const TAG = utf8ToBytes('magpie load')

/** What is signed of a file: its whole name, which begins with its element, and its hash. */
export function loadBytes(file: string, content: Uint8Array): Uint8Array {
  return utf8ToBytes(`magpie load\n${file}\n${loadHash(content)}`)
}

/** The signature as an option of the metadata. */
export function loadOption(signature: Uint8Array): Tlv {
  const value = new Uint8Array(TAG.length + SIGNATURE_OCTETS)
  value.set(TAG)
  value.set(signature.subarray(0, SIGNATURE_OCTETS), TAG.length)
  return { type: TLV_TYPES.messageToUser, value }
}

/** The signature among the options of a file's metadata; undefined where there is none. */
export function loadSignature(options: readonly Tlv[]): Uint8Array | undefined {
  const found = options.find(
    ({ type, value }) =>
      type === TLV_TYPES.messageToUser &&
      value.length === TAG.length + SIGNATURE_OCTETS &&
      TAG.every((octet, i) => value[i] === octet),
  )
  return found?.value.slice(TAG.length)
}
