/** CSPICE through its C interface: the shared library of the spiceypy wheel, called from C. */
import { mkdir, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ok } from '../../packages/core/src/result.ts'
import { moduleFolder, pythonWith, SPICEYPY } from './python.ts'
import { type Peer, runTool } from './tool.ts'

const LIBRARY = process.platform === 'darwin' ? 'libcspice.dylib' : 'libcspice.so'

export const cspice: Peer = {
  name: 'CSPICE, C',
  rows: {
    'states-random': { epochs: 20_000, within: 1e-6 },
    'states-60s': { epochs: 100_000, within: 1e-6 },
    'azel-moon-random': { epochs: 10_000, within: 1e-10 },
    'azel-moon': { epochs: 50_000, within: 1e-10 },
    'azel-earth': { epochs: 50_000, within: 1e-10 },
    'azel-apparent': { epochs: 20_000, within: 1e-8 },
    above: { epochs: 0, within: 1e-3 },
    'above-wide': { epochs: 0, within: 1e-3 },
    'above-apparent': { epochs: 0, within: 2e-3 },
    orbit: { epochs: 0, within: 1e-3 },
    'orbit-wide': { epochs: 0, within: 1e-3 },
  },
  async prepare(cache, work) {
    const python = await pythonWith(cache, SPICEYPY)
    if (!python.ok) return python
    const found = await moduleFolder(python.value, 'spiceypy.utils')
    if (!found.ok) return found
    const library = await realpath(join(found.value, LIBRARY))
    const program = join(cache, 'cspice/cspice-peer')
    await mkdir(dirname(program), { recursive: true })
    const source = fileURLToPath(new URL('cspice.c', import.meta.url))
    const path = `-Wl,-rpath,${dirname(library)}`
    const built = await runTool('gcc', ['-O3', '-march=native', source, '-o', program, library, '-lm', path])
    return built.ok ? ok({ command: program, arguments: [work] }) : built
  },
}
