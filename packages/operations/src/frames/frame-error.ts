/** What a transfer frame, codeblock or command link unit that came in can have wrong with it, and the sentence for it. */

/** The four kinds of transfer frame. */
export type FrameKind = 'tm' | 'tc' | 'aos' | 'uslp'

/** What is wrong; octets where lengths are meant. */
export type FrameError =
  | { readonly kind: 'frame-too-short'; readonly frame: FrameKind; readonly needed: number; readonly got: number }
  | {
      readonly kind: 'frame-wrong-version'
      readonly frame: FrameKind
      readonly expected: number
      readonly found: number
    }
  | {
      readonly kind: 'frame-wrong-length'
      readonly frame: FrameKind
      readonly stated: number
      readonly got: number
    }
  | {
      readonly kind: 'frame-wrong-crc'
      readonly frame: FrameKind
      readonly expected: number
      readonly found: number
    }
  | { readonly kind: 'frame-header-uncorrectable'; readonly frame: 'aos' }
  | { readonly kind: 'control-command-unknown'; readonly octets: readonly number[] }
  | { readonly kind: 'cltu-no-start'; readonly found: number }
  | { readonly kind: 'cltu-bad-codeblock'; readonly block: number; readonly octets: number }
  | { readonly kind: 'cltu-no-tail'; readonly blocks: number }

/** The sentence for a frame that could not be read. */
export function describeFrameError(error: FrameError): string {
  switch (error.kind) {
    case 'frame-too-short':
      return `the ${name(error.frame)} frame needs ${error.needed} octets and ${error.got} came`
    case 'frame-wrong-version':
      return `transfer frame version ${error.found} is not that of ${name(error.frame)}, which is ${error.expected}`
    case 'frame-wrong-length':
      return `the ${name(error.frame)} frame says it has ${error.stated} octets and ${error.got} came`
    case 'frame-wrong-crc':
      return `frame error control of the ${name(error.frame)} frame is ${hex(error.found)} and should be ${hex(error.expected)}`
    case 'frame-header-uncorrectable':
      return 'the AOS frame header has more wrong symbols than its error control corrects'
    case 'control-command-unknown':
      return `the control command ${error.octets.map((o) => hex(o)).join(' ')} is neither Unlock nor Set V(R)`
    case 'cltu-no-start':
      return `the command link unit begins with ${hex(error.found)} and not with 0xeb90`
    case 'cltu-bad-codeblock':
      return `codeblock ${error.block} cannot be corrected and is no tail sequence; ${error.octets} octets came before it`
    case 'cltu-no-tail':
      return `the command link unit ended after ${error.blocks} codeblocks without a tail sequence`
  }
}

function name(frame: FrameKind): string {
  return frame.toUpperCase()
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`
}
