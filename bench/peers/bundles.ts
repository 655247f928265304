/**
 * Bundles both ways with pyD3TN: `npm run bench:peers:bundles`, with `--count N`. What Magpie's nodes write it reads and
 * writes again, what it writes Magpie reads and writes again; both must be the same octet by octet. Where it cannot be
 * installed (PyPI), the reason is told and nothing is claimed.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { random } from '../../packages/core/src/random.ts'
import { unwrap } from '../../packages/core/src/result.ts'
import { BUNDLE_FLAGS, type Bundle, decodeBundle, encodeBundle } from '../../packages/operations/src/bundle/bundle.ts'
import { withExtensions } from '../../packages/operations/src/bundle/extensions.ts'
import { pythonWith } from './python.ts'
import { cacheFolder, runTool } from './tool.ts'

const PYD3TN = ['pyd3tn==0.15.2', 'cbor2==5.8.0']

const { values: options } = parseArgs({ options: { count: { type: 'string', default: '2000' } } })
const count = Number(options.count)
if (!(Number.isInteger(count) && count > 0)) throw new Error('--count takes a whole number from 1 on')

const python = await pythonWith(cacheFolder(process.env), ...PYD3TN)
if (python.ok) await compare(python.value)
else console.log(`pyD3TN is left out: ${python.error.reason}`)

async function compare(interpreter: string): Promise<void> {
  const script = fileURLToPath(new URL('../../tools/golden/bundles.py', import.meta.url))
  const folder = await mkdtemp(join(tmpdir(), 'magpie-bundles-'))
  try {
    const ours = ourBundles(count).map((bundle) => Buffer.from(encodeBundle(bundle)).toString('hex'))
    const file = join(folder, 'ours.hex')
    await writeFile(file, `${ours.join('\n')}\n`)
    const again = unwrap(await runTool(interpreter, [script, '--read', file]))
      .trim()
      .split('\n')
    const same = ours.filter((hex, i) => hex === again[i]).length
    console.log(`Magpie to pyD3TN: ${same} of ${ours.length} bundles read and written again the same`)
    const theirs: { bundles: { name: string; hex: string }[] } = JSON.parse(
      unwrap(await runTool(interpreter, [script])),
    )
    const back = theirs.bundles.filter(({ hex }) => {
      const read = decodeBundle(Uint8Array.from(Buffer.from(hex, 'hex')))
      return read.ok && Buffer.from(encodeBundle(read.value)).toString('hex') === hex
    })
    console.log(`pyD3TN to Magpie: ${back.length} of ${theirs.bundles.length} bundles read and written again the same`)
    if (same < ours.length || back.length < theirs.bundles.length) process.exitCode = 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Bundles of all kinds that nodes of Magpie make. */
function ourBundles(many: number): Bundle[] {
  const chance = random('bundles for pyD3TN')
  const crc = () => chance.integer(3) as 0 | 1 | 2
  const eid = () => ({ scheme: 'ipn', node: 1 + chance.integer(1e6), service: chance.integer(100) }) as const
  return Array.from({ length: many }, (): Bundle => {
    const payload = Uint8Array.from({ length: chance.integer(2000) }, () => chance.integer(256))
    const kind = crc()
    const total_octets = payload.length + chance.integer(1e6)
    const fragment = { offset_octets: chance.integer(1 + total_octets - payload.length), total_octets }
    const cut = chance.next() < 0.2
    const primary: Bundle['primary'] = {
      flags: cut ? BUNDLE_FLAGS.fragment : 0,
      crc: kind,
      destination: eid(),
      source: eid(),
      reportTo: eid(),
      created: { time_ms: 800_000_000_000 + chance.integer(1e9), sequence: chance.integer(1000) },
      lifetime_ms: 1000 * chance.integer(1e6),
      ...(cut ? { fragment } : {}),
    }
    const bundle: Bundle = { primary, blocks: [{ type: 1, number: 1, flags: 0, crc: kind, data: payload }] }
    return withExtensions(bundle, {
      ...(chance.next() < 0.5 ? { previousNode: eid() } : {}),
      ...(chance.next() < 0.5 ? { hops: { limit: 30, count: chance.integer(30) } } : {}),
      ...(chance.next() < 0.5 ? { age_ms: chance.integer(1e8) } : {}),
    })
  })
}
