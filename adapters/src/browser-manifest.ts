/** The manifest of kernels that are served over HTTP: which sets there are, and of which files, named by their hashes. */
import * as z from 'zod'

const coverage = z.object({ ids: z.array(z.int()), start_tdb_s: z.number(), end_tdb_s: z.number() })

const servedKernel = z.object({
  name: z.string(),
  /** From the server's root: `/kernels/HASH/NAME`. */
  path: z.string().regex(/^\/kernels\/[0-9a-f]{16}\/[\w.-]+$/),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Bodies (SPK) and frame classes (binary PCK) with their times; empty for text kernels. */
  coverage: z.array(coverage),
})

const kernelSet = z.object({
  /** `2029`, or `all` for the files as they are. */
  name: z.string(),
  /** What the set is meant for, TDB seconds past J2000; its files reach a day further, for light on its way. */
  start_tdb_s: z.number(),
  end_tdb_s: z.number(),
  /** In the order of loading: later ones take precedence. */
  files: z.array(servedKernel).min(1),
})

/** `/kernels/manifest.json`. */
export const kernelManifest = z.object({ format: z.literal('magpie-kernels/1'), sets: z.array(kernelSet) })

export type KernelManifest = z.infer<typeof kernelManifest>
export type KernelSet = z.infer<typeof kernelSet>

/** The sets to load for a time: those that lead on from one another with the fewest bytes, or undefined. */
export function setsFor({ sets }: KernelManifest, start_tdb_s: number, end_tdb_s: number): KernelSet[] | undefined {
  const size = ({ files }: KernelSet) => files.reduce((sum, { bytes }) => sum + bytes, 0)
  const out: KernelSet[] = []
  let from = start_tdb_s
  do {
    const holding = sets.filter((set) => set.start_tdb_s <= from && set.end_tdb_s > from)
    const next = holding.sort((a, b) => size(a) - size(b))[0]
    if (next === undefined) return undefined
    out.push(next)
    from = next.end_tdb_s
  } while (from < end_tdb_s)
  return out
}
