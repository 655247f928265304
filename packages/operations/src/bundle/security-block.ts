/** The abstract security block that both security blocks carry (RFC 9172, 3.6). */
import { err, ok, type Result } from '@magpie/core/result'
import type { BundleError } from './bundle-error.ts'
import { type CborValue, cborReader, cborWriter } from './cbor.ts'
import { type Eid, encodeEid, readEid } from './eid.ts'

/** A parameter or a result: its number within the security context, and its value. */
export type SecurityItem = readonly [id: number, value: CborValue]

/** One security operation on each target, all with the same context, source and parameters. */
export type SecurityBlock = {
  /** Numbers of blocks, 0 for the primary block. */
  readonly targets: readonly number[]
  readonly context: number
  readonly source: Eid
  /** Left out where the block has none. */
  readonly parameters?: readonly SecurityItem[]
  /** For each target in order. */
  readonly results: readonly (readonly SecurityItem[])[]
}

/** The block-type-specific data of it. */
export function encodeSecurityBlock({ targets, context, source, parameters, results }: SecurityBlock): Uint8Array {
  const out = cborWriter()
    .value(targets)
    .value(context)
    .unsigned(parameters === undefined ? 0 : 1)
  out.raw(encodeEid(source))
  if (parameters !== undefined) out.value(parameters)
  return out.value(results).octets()
}

/** What `encodeSecurityBlock` writes. */
export function decodeSecurityBlock(data: Uint8Array): Result<SecurityBlock, BundleError> {
  const from = cborReader(data)
  let bad: BundleError | undefined
  const unlike = (wanted: string, found: string) => {
    bad ??= { kind: 'unexpected-item', at: from.at, wanted, found }
  }
  const items = (): SecurityItem[] =>
    Array.from({ length: from.array() }, (): SecurityItem => {
      const parts = from.array()
      if (parts !== 2) unlike('a number and a value', `${parts} items`)
      return [from.unsigned(), from.value()]
    })
  const targets = Array.from({ length: from.array() }, () => from.unsigned())
  if (targets.length === 0 || new Set(targets).size < targets.length) unlike('targets, each once', 'none or one twice')
  const context = from.value()
  const flags = from.unsigned()
  if (flags > 1) unlike('context flags 0 or 1', `${flags}`)
  const source = readEid(from, (text) => {
    bad ??= { kind: 'bad-eid', text }
  })
  const parameters = flags === 1 ? items() : undefined
  const results = Array.from({ length: from.array() }, items)
  if (results.length !== targets.length) unlike(`results of ${targets.length} targets`, `of ${results.length}`)
  from.end()
  const wrong = from.fault ?? bad
  if (wrong !== undefined) return err(wrong)
  if (typeof context !== 'number')
    return err({ kind: 'unexpected-item', at: 0, wanted: 'a context', found: typeof context })
  const block = { targets, context, source, results }
  return ok(parameters === undefined ? block : { ...block, parameters })
}

/** The value with this number, if there is one. */
export function itemOf(items: readonly SecurityItem[] | undefined, id: number): CborValue | undefined {
  return items?.find(([number]) => number === id)?.[1]
}
