import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { dataProblems, withChecksums } from './data-checksums.ts'

const data = fileURLToPath(new URL('../data', import.meta.url))
const folders: string[] = []
const copy = () => {
  const folder = mkdtempSync(join(tmpdir(), 'magpie-data-'))
  folders.push(folder)
  cpSync(join(data, 'kernels'), join(folder, 'kernels'), { recursive: true })
  writeFileSync(
    join(folder, 'README.md'),
    withChecksums(data)
      .split('\n')
      .filter((line) => !/^\| `(?!kernels)/.test(line))
      .join('\n'),
  )
  return folder
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

describe('data/README.md', () => {
  it('lists every file with the checksum it has', () => expect(dataProblems(data)).toEqual([]))

  it('would notice a changed, a new and a missing file', () => {
    const folder = copy()
    expect(dataProblems(folder)).toEqual([])
    writeFileSync(join(folder, 'kernels', 'naif0012.tls'), 'KPL/LSK\n')
    writeFileSync(join(folder, 'kernels', 'new.tf'), 'KPL/FK\n')
    rmSync(join(folder, 'kernels', 'pck00011.tpc'))
    expect(dataProblems(folder)).toEqual([
      expect.stringContaining('kernels/naif0012.tls has SHA-256'),
      'kernels/new.tf is not listed in data/README.md',
      'kernels/pck00011.tpc is listed, but not there',
    ])
  })

  it('can put its checksums right', () => {
    const folder = copy()
    writeFileSync(join(folder, 'kernels', 'naif0012.tls'), 'KPL/LSK\n')
    writeFileSync(join(folder, 'README.md'), withChecksums(folder))
    expect(dataProblems(folder)).toEqual([])
  })
})
