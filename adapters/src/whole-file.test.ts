import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pendingFile, writeNew } from './whole-file.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'magpie-whole-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('a new file is whole, and one that is there is left alone', async () => {
  const path = join(folder, 'new')
  await writeNew(path, 'first')
  await expect(writeNew(path, 'second')).rejects.toMatchObject({ code: 'EEXIST' })
  expect(await readFile(path, 'utf8')).toBe('first')
  expect(await readdir(folder)).toEqual(['new'])
})

it('one that appears meanwhile is left alone', async () => {
  const path = join(folder, 'meanwhile')
  const pending = await pendingFile(path, 'new')
  await writeFile(path, 'theirs')
  await expect(pending.keep()).rejects.toMatchObject({ code: 'EEXIST' })
  await pending.drop()
  expect(await readFile(path, 'utf8')).toBe('theirs')
  expect(await readdir(folder)).toEqual(['meanwhile', 'new'])
})

it('what breaks off leaves nothing', async () => {
  async function* half() {
    yield new Uint8Array(3)
    throw new Error('the line is dead')
  }
  await expect(writeNew(join(folder, 'half'), half())).rejects.toThrow('the line is dead')
  expect(await readdir(folder)).not.toContain('half')
  expect((await readdir(folder)).filter((name) => name.endsWith('.writing'))).toEqual([])
})

it('the one before stays until the new one is whole', async () => {
  const path = join(folder, 'before')
  await writeFile(path, 'old')
  const pending = await pendingFile(path, 'replace')
  await writeFile(pending.beside, 'young')
  expect(await readFile(path, 'utf8')).toBe('old')
  await pending.keep()
  expect(await readFile(path, 'utf8')).toBe('young')
})

it('a folder is no file, and is told before anything is done', async () => {
  await expect(pendingFile(folder, 'replace')).rejects.toMatchObject({ code: 'EISDIR' })
})

it('a signal in the middle leaves nothing, and ends with its number', async () => {
  const path = join(folder, 'signalled')
  const script = `import { pendingFile } from ${JSON.stringify(new URL('./whole-file.ts', import.meta.url).href)}
    await pendingFile(${JSON.stringify(path)}, 'new'); console.log('begun'); setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  child.stdout.once('data', () => child.kill('SIGINT'))
  expect(await new Promise((done) => child.on('exit', done))).toBe(130)
  expect((await readdir(folder)).filter((name) => name.startsWith('signalled'))).toEqual([])
})
