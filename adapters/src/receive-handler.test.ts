import { createSocket } from 'node:dgram'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { convertDictionary, receive } from '@magpie/api/link-operations'
import { unwrap } from '@magpie/core/result'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openKept } from './archive/received-archive.ts'
import { convertDictionaryFiles } from './convert-dictionary-handler.ts'
import { readDictionaryFiles } from './decode-dictionary.ts'
import type { OpenLink } from './links/socket-link.ts'
import { liveTable } from './live-table.ts'
import { receiveLive } from './receive-handler.ts'

const golden = (name: string) => fileURLToPath(new URL(`../../golden/operations/${name}`, import.meta.url))
let folder = ''
let packets: Buffer[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'magpie-receive-'))
  const jpss = JSON.parse(await readFile(golden('jpss-geolocation.json'), 'utf8'))
  packets = jpss.packets.map((hex: string) => Buffer.from(hex, 'hex'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const input = (fields: Record<string, unknown>) =>
  receive.input.parse({ dictionary: golden('jpss-geolocation.xml'), as: 'none', ...fields })

async function send(port: number, all: readonly Uint8Array[]) {
  const socket = createSocket('udp4')
  for (const one of all) await new Promise((done) => socket.send(one, port, '127.0.0.1', done))
  socket.close()
}

test('two links of a file at once, one by datagrams and one by connection', async () => {
  const file = join(folder, 'links.json')
  const links = [
    { id: 'a', receive: 'udp:127.0.0.1:0' },
    { id: 'b', receive: 'tcp-listen:127.0.0.1:0' },
  ]
  await writeFile(file, JSON.stringify({ links }))
  const opened = ([a, b]: readonly OpenLink[]) => {
    void send(a!.address.port, packets.slice(0, 10))
    const socket = connect(b!.address.port, '127.0.0.1')
    socket.end(Buffer.concat(packets.slice(10)))
  }
  const answer = unwrap(await receiveLive(input({ link: file, packets: '20' }), { opened }))
  expect(answer).toMatchObject({ decoded: 20, values: 20 * 27, undecoded: 0, archived: 0 })
  expect(answer.links.map(({ id, packets: n }) => [id, n])).toEqual([
    ['a', 10],
    ['b', 10],
  ])
})

test('what is archived is once there, over restarts, and read again from the folder alone', async () => {
  const archive = join(folder, 'kept')
  const receiveSome = async (some: readonly Uint8Array[]) => {
    const opened = ([link]: readonly OpenLink[]) => void send(link!.address.port, some)
    const fields = { link: 'udp:127.0.0.1:0', packets: String(some.length), archive, element: 'jpss' }
    return unwrap(await receiveLive(input(fields), { opened }))
  }
  const onFault = (cause: unknown) => {
    throw cause
  }
  expect((await receiveSome([...packets.slice(0, 12), ...packets.slice(6, 8)])).archived).toBe(12)
  expect((await receiveSome(packets.slice(10, 20))).archived).toBe(8)
  const { service, close } = unwrap(await openKept(archive, { onFault }))
  const kept = []
  for await (const { source, station, bytes } of service.packets())
    kept.push({ source, station, bytes: Buffer.from(bytes!) })
  expect(kept).toEqual(packets.slice(0, 20).map((bytes) => ({ source: 'jpss', station: 'link', bytes })))
  // Meanwhile nobody else writes to it.
  const second = await receiveLive(input({ link: 'udp:127.0.0.1:0', archive, seconds: '0.05' }))
  expect(second.ok ? '' : second.error.kind).toBe('conflict')
  await close()
  const strange = await openKept(folder, { onFault })
  expect(strange.ok ? '' : strange.error.message).toContain('is no archive of magpie receive')
})

test('what the dictionary does not explain is counted and told, and reception goes on', async () => {
  const strange = Uint8Array.of(0x0f, 0xff - 1, 0xc0, 0, 0, 1, 0, 0)
  const opened = ([link]: readonly OpenLink[]) =>
    void send(link!.address.port, [strange, Uint8Array.of(1), packets[0]!])
  const answer = unwrap(await receiveLive(input({ link: 'udp:127.0.0.1:0', packets: '2' }), { opened }))
  expect(answer).toMatchObject({ decoded: 1, undecoded: 1 })
  expect(answer.why_undecoded[0]).toContain('APID 2046')
})

test('it ends when it is told to, or after its time', async () => {
  const stop = new AbortController()
  const stopped = receiveLive(input({ link: 'udp:127.0.0.1:0' }), { opened: () => stop.abort(), stop: stop.signal })
  expect(unwrap(await stopped).decoded).toBe(0)
  expect(unwrap(await receiveLive(input({ link: 'udp:127.0.0.1:0', seconds: '0.05' }))).decoded).toBe(0)
})

test.each<[string, string]>([
  ['nonsense', '"nonsense" is no link'],
  ['missing.json', 'cannot be read: it does not exist'],
  ['tcp-listen:203.0.113.7:9', 'cannot be opened'],
])('%s is refused with the reason', async (link, sentence) => {
  const answer = await receiveLive(input({ link }))
  expect(answer.ok ? '' : answer.error.message).toContain(sentence)
})

test('on a terminal the latest values are drawn, elsewhere what changed is a line', async () => {
  const { dictionary } = unwrap(await readDictionaryFiles([golden('jpss-geolocation.xml')]))
  const [parameter] = dictionary.parameters
  const names = new Map([[parameter!.index, 'VERSION']])
  const write = async (isTTY: boolean) => {
    let text = ''
    const append = (piece: string) => {
      text += piece
      return true
    }
    const table = await liveTable(names, { isTTY, write: (piece: string) => append(piece) } as never)
    for (const value of [1, 1, 2])
      table.write({
        offset: 0,
        time: '2029-01-01T00:00:00',
        apid: 1,
        sequence: 1,
        container: 'c',
        values: [{ parameter: parameter!, raw: value, value, level: value === 2 ? 'critical' : 'nominal' }],
      })
    await table.close()
    return text
  }
  expect(await write(false)).toBe('2029-01-01T00:00:00  VERSION  1\n2029-01-01T00:00:00  VERSION  2  CRITICAL\n')
  expect(await write(true)).toContain('\x1b[31m2029-01-01T00:00:00  VERSION  2  CRITICAL')
})

test('a dictionary of F Prime is written as XTCE, and nothing is written over', async () => {
  const out = join(folder, 'fprime.xml')
  const request = convertDictionary.input.parse({ dictionary: golden('fprime-reference.json'), out })
  expect(unwrap(await convertDictionaryFiles(request))).toMatchObject({
    files: [out],
    parameters: 134,
    containers: 120,
    commands: 48,
  })
  expect(unwrap(await readDictionaryFiles([out])).dictionary.parameters).toHaveLength(134)
  const again = await convertDictionaryFiles(request)
  expect(again.ok ? '' : again.error.message).toContain('is there already')
})

test('blocks of commands are stacks beside the file, as the command desk opens them', async () => {
  const dictionary = join(folder, 'with-block.xml')
  await writeFile(
    dictionary,
    '<SpaceSystem name="cam" xmlns="http://www.omg.org/spec/XTCE/20180204"><CommandMetaData><ArgumentTypeSet><IntegerArgumentType name="u8" signed="false"><IntegerDataEncoding sizeInBits="8"/></IntegerArgumentType><BooleanArgumentType name="flag" oneStringValue="YES" zeroStringValue="NO"><IntegerDataEncoding sizeInBits="8"/></BooleanArgumentType></ArgumentTypeSet><MetaCommandSet><MetaCommand name="shoot"><ArgumentList><Argument name="n" argumentTypeRef="u8"/><Argument name="flash" argumentTypeRef="flag"/></ArgumentList><CommandContainer name="shoot"><EntryList><ArgumentRefEntry argumentRef="n"/><ArgumentRefEntry argumentRef="flash"/></EntryList></CommandContainer></MetaCommand><BlockMetaCommand name="series" shortDescription="two"><MetaCommandStepList><MetaCommandStep metaCommandRef="shoot"><ArgumentAssigmentList><ArgumentAssignment argumentName="n" argumentValue="3"/><ArgumentAssignment argumentName="flash" argumentValue="YES"/></ArgumentAssigmentList></MetaCommandStep><MetaCommandStep metaCommandRef="shoot"><ArgumentAssigmentList><ArgumentAssignment argumentName="n" argumentValue="4"/><ArgumentAssignment argumentName="flash" argumentValue="NO"/></ArgumentAssigmentList></MetaCommandStep></MetaCommandStepList></BlockMetaCommand></MetaCommandSet></CommandMetaData></SpaceSystem>',
  )
  const out = join(folder, 'blocks', 'cam.xml')
  const answer = unwrap(await convertDictionaryFiles(convertDictionary.input.parse({ dictionary, out })))
  const stack = join(folder, 'blocks', 'cam-series.stack.json')
  expect(answer.files).toEqual([out, stack])
  const step = (n: string, flash: string) => ({
    ...{ element: 'cam', command: 'shoot', arguments: { n, flash }, purpose: 'two' },
  })
  expect(JSON.parse(await readFile(stack, 'utf8'))).toEqual({
    ...{ format: 'magpie-stack-1', mission: '', commands: [step('3', 'true'), step('4', 'false')] },
  })
})

test('a dictionary of several systems is a folder', async () => {
  const mission = fileURLToPath(new URL('../../missions/change-8/dictionary/', import.meta.url))
  const dictionary = ['common', 'hk-robot', 'ce8-lander'].map((name) => `${mission}${name}.xml`).join()
  const out = join(folder, 'mission')
  const answer = unwrap(await convertDictionaryFiles(convertDictionary.input.parse({ dictionary, out })))
  expect(answer.files.map((file) => file.slice(out.length + 1)).sort()).toEqual([
    'ce8-lander.xml',
    'common.xml',
    'hk-robot.xml',
  ])
})
