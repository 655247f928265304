/** Why a frame could not be protected or was not believed, and the sentence for it. */

/** What is wrong, with the association it is about. */
export type SdlsError =
  | { readonly kind: 'sdls-too-short'; readonly needed: number; readonly got: number }
  | { readonly kind: 'sdls-unknown-association'; readonly spi: number }
  | { readonly kind: 'sdls-not-operational'; readonly spi: number }
  | { readonly kind: 'sdls-wrong-channel'; readonly spi: number; readonly scid: number; readonly vcid: number }
  | { readonly kind: 'sdls-key-inactive'; readonly spi: number; readonly key: number }
  | { readonly kind: 'sdls-wrong-mac'; readonly spi: number }
  | {
      readonly kind: 'sdls-replay'
      readonly spi: number
      readonly received: bigint
      readonly last: bigint
      readonly window: number
    }
  | { readonly kind: 'sdls-exhausted'; readonly spi: number }

/** The sentence for a frame that was not protected or not believed. */
export function describeSdlsError(error: SdlsError): string {
  switch (error.kind) {
    case 'sdls-too-short':
      return `security header and trailer need ${error.needed} octets and ${error.got} came`
    case 'sdls-unknown-association':
      return `there is no security association ${error.spi}`
    case 'sdls-not-operational':
      return `security association ${error.spi} is not operational`
    case 'sdls-wrong-channel':
      return `security association ${error.spi} does not cover virtual channel ${error.vcid} of spacecraft ${error.scid}`
    case 'sdls-key-inactive':
      return `key ${error.key} of security association ${error.spi} is not active`
    case 'sdls-wrong-mac':
      return `the message authentication code is wrong under security association ${error.spi}`
    case 'sdls-replay':
      return `number ${error.received} under security association ${error.spi} is not within ${error.window} after ${error.last}`
    case 'sdls-exhausted':
      return `security association ${error.spi} has used all its numbers and needs a new key`
  }
}
