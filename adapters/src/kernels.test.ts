import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { earthOrientation } from '@magpie/astro/earth-orientation'
import { subsetKernel } from '@magpie/astro/kernel-subset'
import { stateOf } from '@magpie/astro/states'
import { unwrap } from '@magpie/core/result'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadKernelFolder, loadShippedKernels, missionKernels, SHIPPED_KERNELS } from './kernels.ts'
import { checkReferenceFolder } from './reference-folder.ts'

const golden = fileURLToPath(new URL('../../golden', import.meta.url))
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'magpie-kernels-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('kernels', () => {
  it('that ship are found wherever the process runs', async () => {
    const eph = unwrap(await loadShippedKernels())
    expect(eph.kernels).toHaveLength(8)
    const moon = unwrap(stateOf(eph, 301, 399, 9e8, new Float64Array(6)))
    expect(Math.hypot(moon[0]!, moon[1]!, moon[2]!)).toBeGreaterThan(356000)
  })

  it('of a folder are told by content, in sub-folders too, and other files are passed over', async () => {
    await mkdir(join(folder, 'deep', 'er'), { recursive: true })
    await cp(join(SHIPPED_KERNELS, 'naif0012.tls'), join(folder, 'deep', 'er', 'leap.txt'))
    await cp(join(SHIPPED_KERNELS, 'de440_magpie_2019_2046.bsp'), join(folder, 'planets'))
    await writeFile(join(folder, 'notes.tf'), 'not a kernel')
    await writeFile(join(folder, 'empty.bsp'), '')
    const eph = unwrap(await loadKernelFolder(folder))
    expect(eph.kernels.map(({ file, kind }) => [file, kind])).toEqual([
      [join('deep', 'er', 'leap.txt'), 'text'],
      ['planets', 'SPK'],
    ])
  })

  it('of a mission come over those that ship: a newer orientation of the Earth is used, and told by its own statement', async () => {
    expect(await missionKernels(folder)).toBeUndefined()
    const file = 'earth_itrf93_magpie_2019_2046.bpc'
    const bytes = Uint8Array.from(await readFile(join(SHIPPED_KERNELS, file))).buffer
    const span = { start: 9e8, end: 9.1e8 }
    await mkdir(join(folder, 'kernels'))
    await writeFile(
      join(folder, 'kernels', 'newer.bpc'),
      new Uint8Array(unwrap(subsetKernel(file, bytes, { span })).bytes),
    )
    const stated = "ORIENTATION_KERNELS += 'newer.bpc'\nORIENTATION_LAST_DATUM += @2028-AUG-01"
    await writeFile(join(folder, 'kernels', 'newer.tpc'), `KPL/PCK\n\\begindata\n${stated}\n`)
    const eph = unwrap(await loadShippedKernels(await missionKernels(folder)))
    const told = earthOrientation(eph, { start: 8.9e8, end: 9.2e8 })
    expect(told.map(({ state, file: from }) => [state, from])).toEqual([
      ['held', file],
      ['measured', 'newer.bpc'],
      ['predicted', 'newer.bpc'],
      ['held', file],
    ])
  })

  it('that are missing or damaged are named', async () => {
    expect(await loadKernelFolder(join(folder, 'none'))).toMatchObject({
      ok: false,
      error: { kind: 'unreadable-folder' },
    })
    expect(await loadKernelFolder(folder)).toEqual({ ok: false, error: { kind: 'no-kernels', folder } })
    await writeFile(join(folder, 'cut.bsp'), 'DAF/SPK ')
    expect(await loadKernelFolder(folder)).toMatchObject({ error: { kind: 'truncated-kernel', file: 'cut.bsp' } })
  })
})

describe('a folder of reference files', () => {
  it('passes as it ships, with kernels of its own', async () => {
    const flight = unwrap(await checkReferenceFolder(join(golden, 'flight')))
    expect(flight.passed).toBe(true)
    expect(flight.files.filter(({ status }) => status === 'checked').map(({ file }) => file)).toEqual(
      expect.arrayContaining(['azel.json', 'frames.json', 'states.json', 'time.json']),
    )
    const spice = unwrap(await checkReferenceFolder(join(golden, 'spice')))
    expect(spice).toMatchObject({ passed: true, kernels: ['frames.tf', 'segments.bsp'] })
    const files = (await readdir(join(golden, 'spice'))).filter((name) => name.endsWith('.json'))
    expect(spice.files).toHaveLength(files.length)
  })

  it('prefers the kernels of the folder: another leap-second table fails the times', async () => {
    await cp(join(golden, 'flight', 'time.json'), join(folder, 'time.json'))
    expect(unwrap(await checkReferenceFolder(folder)).passed).toBe(true)
    await mkdir(join(folder, 'kernels'))
    await writeFile(
      join(folder, 'kernels', 'leap.tls'),
      'KPL/LSK\n\\begindata\nDELTET/DELTA_T_A = 33.184\n\\begintext\n',
    )
    const checked = unwrap(await checkReferenceFolder(folder))
    expect(checked).toMatchObject({ passed: false, kernels: [join('kernels', 'leap.tls')] })
  })

  it('lists what it does not know, and fails on what is malformed', async () => {
    await writeFile(join(folder, 'other.json'), '{"cases": []}')
    expect(unwrap(await checkReferenceFolder(folder))).toMatchObject({
      passed: true,
      files: [{ file: 'other.json', status: 'not-checked' }],
    })
    await writeFile(join(folder, 'broken.json'), '{"columns": ["utc"')
    await writeFile(join(folder, 'short.json'), '{"columns": ["utc", "et_tdb"], "rows": [["2020-01-01"]]}')
    const checked = unwrap(await checkReferenceFolder(folder))
    expect(checked.passed).toBe(false)
    expect(checked.files).toMatchObject([
      { file: 'broken.json', status: 'malformed', error: { where: 'the file' } },
      { file: 'other.json', status: 'not-checked' },
      { file: 'short.json', status: 'malformed', error: { where: 'rows[0]' } },
    ])
  })

  it('says which kernel is damaged', async () => {
    await writeFile(join(folder, 'x.tf'), 'KPL/FK\n\\begindata\nX = (\n')
    expect(await checkReferenceFolder(folder)).toMatchObject({
      ok: false,
      error: { kind: 'bad-text-kernel', file: 'x.tf', line: 3 },
    })
  })
})
