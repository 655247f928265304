/** Which bundles a node takes at all, and until when they live (RFC 9171, 4.2.1, 4.4 and 5.6). */
import { BLOCK_FLAGS, type Bundle, bundleKey, payloadOf } from '../bundle/bundle.ts'
import { type BundleError, describeBundleError } from '../bundle/bundle-error.ts'
import { type Extensions, extensionsOf } from '../bundle/extensions.ts'
import { REPORT_REASONS } from '../bundle/status-report.ts'

/** Types of blocks that a node knows; others are treated as their flags say. */
export const KNOWN_TYPES: readonly number[] = [1, 6, 7, 10, 11, 12]

/** Why a node does not take a bundle. */
export type NodeError =
  | BundleError
  | { readonly kind: 'storage-full'; readonly octets: number }
  | { readonly kind: 'bundle-expired'; readonly key: string }
  | { readonly kind: 'hop-limit'; readonly key: string; readonly limit: number }
  | { readonly kind: 'age-missing'; readonly key: string }
  | { readonly kind: 'block-unsupported'; readonly key: string; readonly type: number }

/** The sentence for it. */
export function describeNodeError(error: NodeError): string {
  switch (error.kind) {
    case 'storage-full':
      return `no room for ${error.octets} octets of this priority`
    case 'bundle-expired':
      return `the lifetime of ${error.key} is over`
    case 'hop-limit':
      return `${error.key} has made its ${error.limit} hops`
    case 'age-missing':
      return `${error.key} has neither a creation time nor an age`
    case 'block-unsupported':
      return `${error.key} asks to be dropped where blocks of type ${error.type} are not known`
    default:
      return describeBundleError(error)
  }
}

type Unfit = Extract<NodeError, { kind: 'bundle-expired' | 'hop-limit' | 'age-missing' | 'block-unsupported' }>

/** The reason that a report gives for it. */
export const REASON_OF: Record<Unfit['kind'], number> = {
  'bundle-expired': REPORT_REASONS.lifetimeExpired,
  'hop-limit': REPORT_REASONS.hopLimitExceeded,
  'age-missing': REPORT_REASONS.blockUnintelligible,
  'block-unsupported': REPORT_REASONS.blockUnsupported,
}

/** Why a bundle that came is not taken at all. */
export function unfit(bundle: Bundle, { hops, age_ms }: Extensions, now_s: number): Unfit | undefined {
  const key = bundleKey(bundle.primary, payloadOf(bundle).data.length)
  if (bundle.primary.created.time_ms === 0 && age_ms === undefined) return { kind: 'age-missing', key }
  if (expiryOf(bundle, now_s) <= now_s) return { kind: 'bundle-expired', key }
  if (hops !== undefined && hops.count > hops.limit) return { kind: 'hop-limit', key, limit: hops.limit }
  const strange = bundle.blocks.find(
    ({ type, flags }) => !KNOWN_TYPES.includes(type) && (flags & BLOCK_FLAGS.deleteBundle) !== 0,
  )
  return strange === undefined ? undefined : { kind: 'block-unsupported', key, type: strange.type }
}

/** By the creation time, or by the age where the source had no clock. */
export function expiryOf(bundle: Bundle, now_s: number): number {
  const { created, lifetime_ms } = bundle.primary
  if (created.time_ms > 0) return (created.time_ms + lifetime_ms) / 1000
  const extensions = extensionsOf(bundle)
  const age_ms = (extensions.ok ? extensions.value.age_ms : undefined) ?? 0
  return now_s + (lifetime_ms - age_ms) / 1000
}
