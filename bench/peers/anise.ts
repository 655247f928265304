/** ANISE (Rust, from crates.io), built by cargo for this machine. */
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ok } from '../../packages/core/src/result.ts'
import { type Peer, runTool } from './tool.ts'

export const anise: Peer = {
  name: 'ANISE, Rust',
  rows: {
    'states-random': { epochs: 300_000, within: 1e-6 },
    'states-60s': { epochs: 300_000, within: 1e-6 },
    'states-batch-random': { epochs: 300_000, within: 1e-6 },
    'states-batch': { epochs: 300_000, within: 1e-6 },
    'azel-moon-random': { epochs: 100_000, within: 1e-10 },
    'azel-moon': { epochs: 100_000, within: 1e-10 },
    'azel-earth': { epochs: 100_000, within: 1e-10 },
    'azel-apparent': { epochs: 100_000, within: 2e-6 },
  },
  remark: 'aberration by the motion of the Earth, without its rotation (up to 1.6e-6 rad)',
  async prepare(cache, work) {
    const folder = join(cache, 'anise')
    await cp(fileURLToPath(new URL('anise', import.meta.url)), folder, { recursive: true, preserveTimestamps: true })
    const env = { RUSTFLAGS: '-C target-cpu=native', CARGO_TARGET_DIR: join(folder, 'target') }
    const built = await runTool('cargo', ['build', '--release', '--quiet'], { cwd: folder, env })
    if (!built.ok) return built
    return ok({ command: join(folder, 'target/release/anise-peer'), arguments: [work] })
  },
}
