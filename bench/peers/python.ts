/** Skyfield and spiceypy (PyPI), in a virtual environment of their own, where other peers find libraries and data too. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ok, type Result } from '../../packages/core/src/result.ts'
import { type Peer, runTool, type Skipped } from './tool.ts'

/** Installs a package of an exact version; the interpreter of the environment. */
export async function pythonWith(cache: string, ...packages: string[]): Promise<Result<string, Skipped>> {
  const folder = join(cache, 'venv')
  const python = join(folder, 'bin/python')
  // Made once: it takes as long as all else that follows.
  const there = await runTool(python, ['-m', 'pip', '--version'])
  if (!there.ok) {
    const made = await runTool('python3', ['-m', 'venv', folder])
    if (!made.ok) return made
  }
  const installed = await runTool(python, ['-m', 'pip', 'install', '--quiet', ...packages])
  return installed.ok ? ok(python) : installed
}

/** The folder of an installed module. */
export async function moduleFolder(python: string, name: string): Promise<Result<string, Skipped>> {
  const code = `import importlib.util as u; print(u.find_spec('${name}').submodule_search_locations[0])`
  const found = await runTool(python, ['-c', code])
  return found.ok ? ok(found.value.trim()) : found
}

const NUMPY = 'numpy==2.4.6'
/** Also brings CSPICE as a shared library. */
export const SPICEYPY = 'spiceypy==8.3.0'
const SKYFIELD = 'skyfield==1.55'

export const spiceypy: Peer = {
  name: 'spiceypy',
  rows: {
    'states-random': { epochs: 20_000, within: 1e-6 },
    'states-60s': { epochs: 20_000, within: 1e-6 },
    'azel-moon-random': { epochs: 10_000, within: 1e-10 },
    'azel-moon': { epochs: 10_000, within: 1e-10 },
    'azel-earth': { epochs: 10_000, within: 1e-10 },
    'azel-apparent': { epochs: 10_000, within: 1e-8 },
  },
  async prepare(cache, work) {
    const python = await pythonWith(cache, NUMPY, SPICEYPY)
    return python.ok ? ok({ command: python.value, arguments: [scriptOf('spiceypy_peer.py'), work] }) : python
  },
}

export const skyfield: Peer = {
  name: 'Skyfield, arrays',
  rows: {
    'states-batch-random': { epochs: 100_000, within: 1e-6 },
    'states-batch': { epochs: 100_000, within: 1e-6 },
    'azel-moon-random': { epochs: 100_000, within: 1e-9 },
    'azel-moon': { epochs: 100_000, within: 1e-9 },
    'azel-earth': { epochs: 20_000, within: 5e-6 },
    'azel-apparent': { epochs: 20_000, within: 5e-6 },
    above: { epochs: 0, within: 0.5 },
    'above-apparent': { epochs: 0, within: 0.5 },
  },
  remark:
    'all epochs as one array; its own Earth orientation, without polar motion; a search that it has for risings as seen',
  async prepare(cache, work) {
    const python = await pythonWith(cache, NUMPY, SKYFIELD)
    return python.ok ? ok({ command: python.value, arguments: [scriptOf('skyfield_peer.py'), work] }) : python
  },
}

function scriptOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}
