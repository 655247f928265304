import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { writeFolderOut } from './write-out.ts'

const project = fileURLToPath(new URL('../../..', import.meta.url))
const bin = join(project, 'apps/cli/bin/magpie.mjs')
let work: string
let server: Server
let centre: string
/** What the centre answers next, whatever it is asked. */
let answer: unknown

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'magpie-out-'))
  server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answer))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  centre = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await rm(work, { recursive: true, force: true })
})

function magpie(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [bin, ...args, '--centre', centre], { cwd: project }, (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

const folderOf = (files: Record<string, unknown>, more: object = {}) => ({
  ...{ files, whole: true, left: [], notes: ['one is made up'], ...more },
})

describe('--out', () => {
  it('writes a document, and never over another file', async () => {
    const path = join(work, 'agreement.pdf')
    answer = { name: 'a.pdf', mediaType: 'application/pdf', bytes: 5, base64: Buffer.from('%PDF-').toString('base64') }
    expect(await magpie('agreement', 'print', 'ia', '--out', path)).toMatchObject({
      code: 0,
      out: `${path}: 5 bytes\n`,
    })
    expect(await readFile(path, 'utf8')).toBe('%PDF-')
    const again = await magpie('agreement', 'print', 'ia', '--out', path)
    expect([again.code, again.err]).toEqual([1, `The file ${path} is there already: name another.\n`])
    expect(await readFile(path, 'utf8')).toBe('%PDF-')
    expect(await readdir(work)).toEqual(['agreement.pdf'])
  })

  it('writes a call as a folder, with its dictionaries, and says how to go on', async () => {
    const folder = join(work, 'mission')
    answer = folderOf({ 'call.json': { id: 'c' }, 'dictionary/common.xml': '<a/>' })
    const { code, out } = await magpie('programme', 'export', 'c', '--out', folder)
    expect([code, out]).toEqual([0, `${folder}: 2 files\n  one is made up\nRehearse it: magpie rehearse ${folder}\n`])
    expect(await readFile(join(folder, 'dictionary/common.xml'), 'utf8')).toBe('<a/>')
    expect(JSON.parse(await readFile(join(folder, 'call.json'), 'utf8'))).toEqual({ id: 'c' })
    const again = await magpie('programme', 'export', 'c', '--out', folder)
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('holds files already')])
  })

  it('ends with 1 where the folder is not whole, and says what it lacks', async () => {
    answer = folderOf({ 'call.json': {} }, { whole: false, left: ['decision.json: nothing is announced'] })
    const { code, out } = await magpie('programme', 'export', 'c', '--out', join(work, 'part'))
    expect(code).toBe(1)
    expect(out).toContain('lacks decision.json: nothing is announced')
    expect(out).toContain('It is not whole')
  })

  it.each(['../outside.json', '/etc/x.json', 'a/b/c.json', 'run.sh', '.hidden.json', 'dictionary\\x.xml'])(
    'writes nothing where a centre names %s',
    async (name) => {
      const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
      const folder = join(work, `odd-${name.replaceAll(/\W/g, '-')}`)
      expect(writeFolderOut(folder, folderOf({ 'call.json': {}, [name]: {} }))).toBe(1)
      expect(told.mock.calls.flat().join()).toContain('nothing is written')
      told.mockRestore()
      expect(await readdir(folder).catch(() => 'no folder')).toBe('no folder')
      expect(await readdir(work)).not.toContain('outside.json')
    },
  )

  it('is refused where the folder cannot be made', async () => {
    const path = join(work, 'a-file')
    await writeFile(path, '')
    answer = folderOf({ 'call.json': {} })
    const { code, err } = await magpie('programme', 'export', 'c', '--out', path)
    expect([code, err]).toEqual([1, `The folder ${path} cannot be written: a file stands where a folder is needed.\n`])
  })
})
