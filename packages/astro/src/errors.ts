/** What a caller of this package can meet, as unions on `kind` that carry values, and one sentence for each. */
import type { Interval } from '@magpie/core/interval'
import { never } from '@magpie/core/result'

/** Why a kernel could not be read. Records and bytes count from 1 as NAIF's documents do; lines from 1. */
export type KernelError =
  | { readonly kind: 'unknown-kernel'; readonly file: string; readonly found: string }
  | {
      readonly kind: 'truncated-kernel'
      readonly file: string
      readonly record: number
      readonly byte: number
      readonly what: string
      readonly needed_bytes: number
      readonly got_bytes: number
    }
  | {
      readonly kind: 'corrupt-kernel'
      readonly file: string
      readonly record: number
      readonly byte: number
      readonly what: string
    }
  | { readonly kind: 'bad-text-kernel'; readonly file: string; readonly line: number; readonly what: string }

/** Why there is no rotation. Times are TDB seconds past J2000. */
export type FrameError =
  | { readonly kind: 'unknown-frame'; readonly frame: string }
  | { readonly kind: 'unusable-frame'; readonly frame: string; readonly what: string }
  | {
      readonly kind: 'no-orientation'
      readonly frame: string
      readonly at: number
      readonly coverage: readonly Interval[]
    }
  | {
      readonly kind: 'unsupported-segment'
      readonly file: string
      readonly format: 'SPK' | 'PCK'
      readonly type: number
      readonly body: number
    }

/** Why there is no state. Bodies are NAIF ids, times TDB seconds past J2000. */
export type StateError =
  | FrameError
  | { readonly kind: 'no-ephemeris'; readonly body: number }
  | {
      readonly kind: 'outside-coverage'
      readonly body: number
      readonly at: number
      readonly coverage: readonly Interval[]
    }
  | { readonly kind: 'not-connected'; readonly target: number; readonly observer: number; readonly at: number }

/** Why a reference file could not be compared: where in the file, and what was expected there. */
export type MalformedReference = {
  readonly kind: 'malformed-reference'
  readonly file: string
  readonly where: string
  readonly expected: string
}

/** Why no part of a kernel was cut out. */
export type SubsetError =
  | KernelError
  /** No segment has any of the ids in the span; `held` are the ids that the file has. */
  | { readonly kind: 'nothing-selected'; readonly file: string; readonly held: readonly number[] }
  /** Some ids of the selection are in the file, these are not. */
  | {
      readonly kind: 'not-held'
      readonly file: string
      readonly missing: readonly number[]
      readonly held: readonly number[]
    }
  /** A segment of a type that is not read here can only be kept whole. */
  | { readonly kind: 'cannot-cut'; readonly file: string; readonly type: number; readonly body: number }

export type AstroError = SubsetError | FrameError | StateError | MalformedReference

/** The sentence for any error of this package. */
export function describeAstroError(error: AstroError): string {
  switch (error.kind) {
    case 'unknown-kernel':
      return `${error.file} is no kernel that can be read here: expected DAF/SPK, DAF/PCK or a KPL text kernel, found ${error.found}`
    case 'truncated-kernel':
      return `${error.file} is cut off: ${error.what} in record ${error.record} (byte ${error.byte}) needs ${error.needed_bytes} bytes, the file has ${error.got_bytes}; fetch it again`
    case 'corrupt-kernel':
      return `${error.file} is damaged in record ${error.record} (byte ${error.byte}): ${error.what}; fetch it again`
    case 'bad-text-kernel':
      return `${error.file}, line ${error.line}: ${error.what}`
    case 'nothing-selected':
      return `${error.file} has nothing of that selection; it holds ${error.held.join(', ')}: see \`magpie kernel info\``
    case 'not-held':
      return `${error.file} has nothing of ${error.missing.join(', ')}; it holds ${error.held.join(', ')}: leave out what it has not`
    case 'cannot-cut':
      return `${error.file} gives body ${error.body} as type ${error.type}, which is not read here: it can be kept whole, without a span, and not be cut`
    case 'unsupported-segment':
      return `${error.file} gives body ${error.body} as ${error.format} type ${error.type}, which is not read here`
    case 'malformed-reference':
      return `${error.file}: ${error.where} should be ${error.expected}`
    case 'unknown-frame':
    case 'unusable-frame':
    case 'no-orientation':
      return describeFrame(error)
    case 'no-ephemeris':
      return `no loaded kernel has an ephemeris of body ${error.body}; add an SPK that does`
    case 'outside-coverage':
      return `body ${error.body} has no ephemeris at TDB ${error.at} s; the loaded kernels cover ${spans(error.coverage)}`
    case 'not-connected':
      return `the loaded kernels do not connect body ${error.target} with body ${error.observer} at TDB ${error.at} s; add an SPK with the missing centre`
    default:
      return never(error)
  }
}

function describeFrame(error: Exclude<FrameError, { kind: 'unsupported-segment' }>): string {
  switch (error.kind) {
    case 'unknown-frame':
      return `frame ${error.frame} is not known; load the frame kernel that defines it`
    case 'unusable-frame':
      return `frame ${error.frame} cannot be evaluated: ${error.what}`
    case 'no-orientation':
      return `frame ${error.frame} has no orientation at TDB ${error.at} s; the loaded kernels cover ${spans(error.coverage)}`
  }
}

function spans(coverage: readonly Interval[]): string {
  if (coverage.length === 0) return 'nothing'
  return coverage.map(({ start, end }) => `${start} to ${end}`).join(', ')
}
