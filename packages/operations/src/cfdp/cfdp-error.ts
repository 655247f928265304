/** Why octets are no PDU of CFDP. `at` counts from the first octet of the PDU. */
import { never } from '@magpie/core/result'

export type CfdpError =
  | { readonly kind: 'pdu-truncated'; readonly at: number; readonly needed: number; readonly got: number }
  | { readonly kind: 'pdu-trailing'; readonly octets: number }
  | { readonly kind: 'pdu-version'; readonly version: number }
  | { readonly kind: 'pdu-crc'; readonly stated: number; readonly computed: number }
  | { readonly kind: 'pdu-directive'; readonly code: number }
  | { readonly kind: 'pdu-field'; readonly field: string; readonly value: number }
  | { readonly kind: 'pdu-number-too-large'; readonly at: number }

/** The sentence for it. */
export function describeCfdpError(error: CfdpError): string {
  switch (error.kind) {
    case 'pdu-truncated':
      return `octet ${error.at}: ${error.needed} octets needed, ${error.got} there`
    case 'pdu-trailing':
      return `${error.octets} octets follow the end of the PDU`
    case 'pdu-version':
      return `CFDP version ${error.version} is not known, only 0 and 1`
    case 'pdu-crc':
      return `CRC ${error.stated.toString(16)}, computed ${error.computed.toString(16)}`
    case 'pdu-directive':
      return `there is no file directive ${error.code}`
    case 'pdu-field':
      return `${error.field} cannot be ${error.value}`
    case 'pdu-number-too-large':
      return `octet ${error.at}: a number is above 2^53 - 1`
    default:
      return never(error)
  }
}
