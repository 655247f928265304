import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unwrap } from '@magpie/core/result'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeKernel } from './kernel-info-handler.ts'
import { subsetKernelFile } from './kernel-subset-handler.ts'
import { SHIPPED_KERNELS } from './kernels.ts'

const planets = join(SHIPPED_KERNELS, 'de440_magpie_2019_2046.bsp')
const moon = join(SHIPPED_KERNELS, 'moon_pa_de440_magpie_2019_2046.bpc')
const earth = join(SHIPPED_KERNELS, 'earth_itrf93_magpie_2019_2046.bpc')
let work: string

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'magpie-kernels-'))
})
afterAll(() => rm(work, { recursive: true, force: true }))

describe('kernel subset', () => {
  it('writes the bodies and the span that were asked, once', async () => {
    const out = join(work, 'moon.bsp')
    const input = { file: planets, out, bodies: 'moon, EMB,399', from: '2028-08-01', to: '2028-08-31T12:00' }
    const part = unwrap(await subsetKernelFile(input))
    expect(part.contents.map(({ id }) => id)).toEqual([3, 301, 399])
    expect(part.contents[0]!.coverage).toEqual(['2028-08-01T00:01:09.183 TDB to 2028-08-31T12:01:09.183 TDB'])
    expect((await stat(out)).size).toBe(part.bytes)
    expect(unwrap(await describeKernel({ file: out })).comment).toMatch(
      /coefficients unchanged\.\nPart of .* ids 3 301 399 from TDB/,
    )
    expect(await subsetKernelFile(input)).toMatchObject({
      error: { kind: 'data-unreadable', message: expect.stringContaining('there already') },
    })
  })

  it.each([
    ['MOON_ME', moon, 31008],
    ['31008', moon, 31008],
    ['ITRF93', earth, 3000],
  ])('takes the frame %s from a binary PCK', async (frames, file, id) => {
    const out = join(work, `${frames}.bpc`)
    const part = unwrap(await subsetKernelFile({ file, out, frames, to: '2020-06-01', order: 'big-endian' }))
    expect(part.contents.map((content) => content.id)).toEqual([id])
    expect(unwrap(await describeKernel({ file: out })).byteOrder).toBe('big-endian')
  })

  it.each([
    ['a body that is none', { bodies: 'vulcan' }, 'vulcan'],
    ['a frame that is none', { frames: 'MOON_XX' }, 'MOON_XX'],
    ['a time that is none', { from: 'yesterday' }, 'not a time'],
    ['a span that ends first', { from: '2029-01-01', to: '2028-01-01' }, 'ends before'],
    ['a body that is not in the file', { bodies: 'titan' }, 'nothing of that selection'],
    ['a text kernel', { file: join(SHIPPED_KERNELS, 'naif0012.tls') }, 'neither an SPK'],
    ['a file that is not there', { file: '/nowhere.bsp' }, 'it does not exist'],
    ['a folder that is not there', { out: '/nowhere/at/all.bsp' }, '/nowhere/at/all.bsp'],
  ])('refuses %s', async (_, change, sentence) => {
    const found = await subsetKernelFile({ file: planets, out: join(work, 'never.bsp'), ...change })
    expect(found.ok ? '' : found.error.message).toContain(sentence)
    await expect(stat(join(work, 'never.bsp'))).rejects.toThrow()
  })
})

describe('kernel info', () => {
  it('says what an orientation rests on, and where the file tells it itself', async () => {
    expect(unwrap(await describeKernel({ file: earth })).measured).toBe(
      'until 2026-10-26T00:00:00.000Z, predicted until 2027-01-22T00:00:00.000Z, with UT1 held after that; so says a text kernel',
    )
    expect(unwrap(await describeKernel({ file: moon }))).toMatchObject({
      byteOrder: 'little-endian',
      contents: [{ id: 31008, name: 'MOON_PA_DE440', gaps: [] }],
    })
  })

  it('of a part of the Earth\u2019s orientation: it says itself what it rests on', async () => {
    const out = join(work, 'earth.bpc')
    unwrap(await subsetKernelFile({ file: earth, out, from: '2026-01-01', to: '2028-01-01' }))
    expect(unwrap(await describeKernel({ file: out })).measured).toBe(
      'until 2026-10-26T00:00:00.000Z, predicted until 2027-01-22T00:00:00.000Z, with UT1 held after that; so says its comment',
    )
  })

  it('names the variables of a text kernel, and the line that is wrong', async () => {
    const file = join(work, 'x.tpc')
    await writeFile(file, 'KPL/PCK\n\\begindata\nBODY5_GM = 1\n\\begintext\n')
    expect(unwrap(await describeKernel({ file }))).toMatchObject({ kind: 'text PCK', variables: ['BODY5_GM'] })
    await writeFile(file, 'KPL/PCK\n\\begindata\nBODY5_GM =\n\\begintext\n')
    expect(await describeKernel({ file })).toMatchObject({ error: { message: expect.stringContaining('line 3') } })
  })
})
