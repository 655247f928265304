import { readFileSync } from 'node:fs'
import { type Random, random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeCfdpError } from './cfdp-error.ts'
import { type FileChecksum, fileChecksum, isFileChecksum } from './file-checksum.ts'
import { CONDITIONS, FILE_STATUS, type Pdu } from './pdu.ts'
import { decodePdu, encodePdu } from './pdu-codec.ts'
import { type CfdpReceiver, cfdpReceiver, newReceiver, type ReceiverState } from './receiver.ts'
import { cfdpSender, newSender, type PutRequest } from './sender.ts'
import type { CfdpEnd, CfdpSettings } from './transaction.ts'

type Written = { readonly name: string; readonly hex: string }
const peer: { readonly pdus: readonly Written[] } = JSON.parse(
  readFileSync(new URL('../../../../golden/cfdp/spacepackets.json', import.meta.url), 'utf8'),
)

test('PDUs of another implementation are read and written octet by octet the same', () => {
  expect(peer.pdus.length).toBeGreaterThan(200)
  for (const { name, hex } of peer.pdus) {
    const read = decodePdu(hexToBytes(hex))
    expect(read.ok ? bytesToHex(encodePdu(read.value)) : `${name}: ${describeCfdpError(read.error)}`).toBe(hex)
  }
})

const nak = peer.pdus.find(({ name }) => name.startsWith('NAK, NORMAL, NO_CRC'))!.hex
const checked = peer.pdus.find(({ name }) => name.startsWith('NAK, NORMAL, WITH_CRC'))!.hex
test.each([
  ['', 'octet 0: 1 octets needed, 0 there'],
  [`4${nak.slice(1)}`, 'CFDP version 2 is not known, only 0 and 1'],
  [`${nak}00`, '1 octets follow the end of the PDU'],
  [nak.slice(0, -2), 'octets needed'],
  [nak.replace('08000000', '0f000000'), 'there is no file directive 15'],
  [nak.replace('0000040000000800', '0000080000000400'), 'the end of a range cannot be 1024'],
  [`${checked.slice(0, -1)}${checked.endsWith('0') ? 1 : 0}`, 'CRC'],
])('refused: %s', (hex, sentence) => {
  const read = decodePdu(hexToBytes(hex))
  expect(read.ok && sentence !== 'octet' ? 'read' : read.ok ? 'octet' : describeCfdpError(read.error)).toContain(
    sentence,
  )
})

describe('checksums', () => {
  const text = new TextEncoder().encode('123456789')
  // modular: 0x31323334 + 0x35363738 + 0x39000000, by hand (727.0-B-5, annex F shows the same rule)
  test.each([
    [0, 0x9f686a6c],
    [2, 0xe3069283],
    [3, 0xcbf43926],
    [15, 0],
  ] as const)('type %i', (type, wanted) => expect(fileChecksum(type, text)).toBe(wanted))
  test('types that are known', () => {
    expect([0, 1, 2, 3, 4, 14, 15].filter(isFileChecksum)).toEqual([0, 1, 2, 3, 15])
  })
})

const settings: CfdpSettings = {
  id_octets: 2,
  sequence_octets: 2,
  crc: true,
  checksum: 2,
  segment_octets: 50,
  largest_octets: 10_000,
  ackTimer_s: 20,
  ackLimit: 40,
  nakTimer_s: 20,
  nakLimit: 40,
  checkTimer_s: 20,
  checkLimit: 3,
  inactivity_s: 3000,
}

function request(file: Uint8Array, more: Partial<PutRequest> = {}): PutRequest {
  const names = { sourceName: 'a', destinationName: 'b' }
  return { source: 1, destination: 2, sequence: 5, acknowledged: true, closure: false, ...names, file, ...more }
}

type Channel = { readonly loss: number; readonly twice: number; readonly spread_s: number }
type Run = { readonly sender: CfdpEnd; readonly receiver: CfdpReceiver | undefined }

/** Both ends over a channel that loses, doubles and mixes octets of PDUs; `at` may act on the ends at a second. */
function run(
  put: PutRequest,
  lossy: Channel,
  r: Random,
  at: (now_s: number, ends: { sender: CfdpEnd; receiver: CfdpReceiver | undefined }) => void = () => {},
  set: CfdpSettings = settings,
  until_s = 20_000,
): Run {
  const senderState = newSender()
  const air = channel(lossy, r)
  let receiverState: ReceiverState | undefined
  let sender = cfdpSender(set, put, senderState)
  let receiver: CfdpReceiver | undefined
  const arrive = (octets: Uint8Array, now_s: number) => {
    const pdu = unwrap(decodePdu(octets))
    if (pdu.header.toward === 'sender') return sender.take(pdu, now_s)
    receiverState ??= newReceiver(pdu)
    receiver ??= cfdpReceiver(set, receiverState)
    receiver.take(pdu, now_s)
  }
  // both ends go on from what an adapter would have kept
  const restart = () => {
    sender = cfdpSender(set, put, structuredClone(senderState))
    if (receiverState !== undefined) receiver = cfdpReceiver(set, structuredClone(receiverState))
  }
  for (let now_s = 0, quiet = 0; now_s < until_s && quiet < 10; now_s++) {
    at(now_s, { sender, receiver })
    if (now_s === 50) restart()
    for (const end of [sender, receiver]) air.fly(end?.next(now_s), now_s)
    for (const octets of air.here(now_s)) arrive(octets, now_s)
    quiet = sender.outcome() !== undefined && receiver?.outcome() !== undefined && air.empty() ? quiet + 1 : 0
  }
  return { sender, receiver }
}

function channel({ loss, twice, spread_s }: Channel, r: Random) {
  let flying: { readonly due_s: number; readonly octets: Uint8Array }[] = []
  return {
    fly(pdu: Pdu | undefined, now_s: number) {
      if (pdu === undefined) return
      for (let copies = r.next() < twice ? 2 : 1; copies > 0; copies--)
        if (r.next() >= loss) flying.push({ due_s: now_s + 3 + r.next() * spread_s, octets: encodePdu(pdu) })
    },
    here(now_s: number) {
      const here = flying.filter(({ due_s }) => due_s <= now_s)
      flying = flying.filter(({ due_s }) => due_s > now_s)
      return here.map(({ octets }) => octets)
    },
    empty: () => flying.length === 0,
  }
}

const file = fc.uint8Array({ maxLength: 700 })
const checksum = fc.constantFrom<FileChecksum>(0, 1, 2, 3, 15)

test('class 2: with up to four of ten lost, doubled and mixed, the file arrives and both ends agree', () => {
  fc.assert(
    fc.property(
      file,
      checksum,
      fc.record({
        loss: fc.double({ min: 0, max: 0.4, noNaN: true }),
        twice: fc.double({ min: 0, max: 0.5, noNaN: true }),
        spread_s: fc.nat(30),
      }),
      fc.nat(),
      (sent, type, channel, seed) => {
        const { sender, receiver } = run(request(sent), channel, random(seed), undefined, {
          ...settings,
          checksum: type,
        })
        expect(receiver?.file()).toEqual(sent)
        expect(receiver?.metadata()?.destinationName).toBe('b')
        const outcome = { condition: CONDITIONS.none, delivery: 'complete', fileStatus: FILE_STATUS.kept }
        expect([sender.outcome(), receiver?.outcome()]).toEqual([outcome, outcome])
      },
    ),
    { numRuns: 60 },
  )
})

test('class 2 over gaps: both ends stand still while there is no contact', () => {
  fc.assert(
    fc.property(file, fc.integer({ min: 1, max: 40 }), fc.nat(), (sent, contact_s, seed) => {
      const short = { ...settings, ackLimit: 15, nakLimit: 15, inactivity_s: 400 }
      const gaps = (now_s: number, { sender, receiver }: { sender: CfdpEnd; receiver: CfdpReceiver | undefined }) => {
        const within = now_s % 1000 < contact_s + 30
        for (const end of [sender, receiver]) within ? end?.resume(now_s) : end?.suspend(now_s)
      }
      const { sender, receiver } = run(
        request(sent),
        { loss: 0.1, twice: 0, spread_s: 2 },
        random(seed),
        gaps,
        short,
        60_000,
      )
      expect(receiver?.file()).toEqual(sent)
      expect(sender.outcome()?.delivery).toBe('complete')
    }),
    { numRuns: 15 },
  )
})

test('class 2: a cancel from either side ends both the same', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.nat(60), fc.nat(), (bySender, when_s, seed) => {
      const sent = new Uint8Array(3000).fill(7)
      const cancel = (now_s: number, { sender, receiver }: { sender: CfdpEnd; receiver: CfdpReceiver | undefined }) => {
        if (now_s === when_s + 10) (bySender ? sender : receiver)?.cancel(now_s)
      }
      const done = run(request(sent), { loss: 0.2, twice: 0.1, spread_s: 5 }, random(seed), cancel)
      const [a, b] = [done.sender.outcome(), done.receiver?.outcome()]
      expect(a).toEqual(b)
      expect(done.receiver?.file()).toEqual(b?.delivery === 'complete' ? sent : undefined)
    }),
    { numRuns: 30 },
  )
})

test('class 1: whole when nothing is lost, incomplete when something is; with closure the sender learns it', () => {
  fc.assert(
    fc.property(file, fc.boolean(), fc.boolean(), fc.nat(), (sent, closure, lossy, seed) => {
      const put = request(sent, { acknowledged: false, closure })
      const channel = { loss: lossy ? 0.3 : 0, twice: 0.2, spread_s: 4 }
      const { sender, receiver } = run(put, channel, random(seed), undefined, { ...settings, inactivity_s: 200 }, 4000)
      const outcome = receiver?.outcome()
      if (!lossy) expect(outcome?.delivery).toBe('complete')
      if (outcome?.delivery === 'complete') expect(receiver?.file()).toEqual(sent)
      else expect(receiver?.file()).toBeUndefined()
      const told = sender.outcome()!.delivery
      expect(closure && !lossy ? [outcome?.delivery] : [outcome?.delivery, 'unknown']).toContain(told)
    }),
    { numRuns: 60 },
  )
})

test('limits: nobody answers, what was asked for never comes, nothing comes', () => {
  const sent = new Uint8Array(200).fill(3)
  const alone = cfdpSender({ ...settings, ackLimit: 2 }, request(sent))
  for (let now_s = 0; now_s < 200; now_s++) alone.next(now_s)
  expect(alone.outcome()).toEqual({ condition: CONDITIONS.ackLimit, delivery: 'unknown', fileStatus: 3 })

  const sender = cfdpSender(settings, request(sent))
  const first = sender.next(0)!
  const waiting = cfdpReceiver({ ...settings, nakLimit: 2 }, newReceiver(first))
  waiting.take(first, 0)
  sender.next(1)
  for (let now_s = 2; now_s < 8; now_s++) waiting.take(sender.next(now_s) ?? first, now_s)
  const kinds = Array.from({ length: 200 }, (_, i) => waiting.next(8 + i)?.body.kind).filter((k) => k !== undefined)
  expect(kinds.slice(0, 5)).toEqual(['ack', 'nak', 'nak', 'nak', 'finished'])
  expect(waiting.outcome()?.condition).toBe(CONDITIONS.nakLimit)

  const silent = cfdpReceiver({ ...settings, inactivity_s: 50 }, newReceiver(first))
  silent.take(first, 0)
  expect([silent.next(49), silent.next(50)?.body.kind]).toEqual([undefined, 'finished'])
  expect(silent.outcome()?.condition).toBe(CONDITIONS.inactivity)
})

test('a file that is too long, or not what its checksum says, is not kept', () => {
  const sender = cfdpSender(settings, request(new Uint8Array(60).fill(1)))
  const pdus = [0, 1, 2, 3].map((now_s) => sender.next(now_s)!)
  const outcomeOf = (changed: readonly Pdu[], set = settings) => {
    const receiver = cfdpReceiver(set, newReceiver(changed[0]!))
    for (const pdu of changed) receiver.take(pdu, 4)
    return [receiver.outcome()?.condition, receiver.file()]
  }
  expect(outcomeOf(pdus)[0]).toBe(CONDITIONS.none)
  expect(outcomeOf(pdus, { ...settings, largest_octets: 55 })).toEqual([CONDITIONS.filestoreRejection, undefined])
  const with_ = (body: Partial<Record<string, unknown>>, i: number) =>
    pdus.map((pdu, j) => (i === j ? ({ ...pdu, body: { ...pdu.body, ...body } } as Pdu) : pdu))
  expect(outcomeOf(with_({ checksum: 5 }, 3))).toEqual([CONDITIONS.checksumFailure, undefined])
  expect(outcomeOf(with_({ checksum: 9 }, 0))).toEqual([CONDITIONS.unsupportedChecksum, undefined])
  expect(outcomeOf(with_({ size_octets: 50 }, 3))).toEqual([CONDITIONS.fileSizeError, undefined])
})

test('prompts are answered', () => {
  const sender = cfdpSender(settings, request(new Uint8Array(200)))
  const [metadata, , second] = [0, 1, 2].map((now_s) => sender.next(now_s)!)
  const receiver = cfdpReceiver(settings, newReceiver(metadata!))
  for (const pdu of [metadata!, second!]) receiver.take(pdu, 3)
  const prompt = (asks: 'nak' | 'keep-alive'): Pdu => ({ header: metadata!.header, body: { kind: 'prompt', asks } })
  receiver.take(prompt('nak'), 4)
  receiver.take(prompt('keep-alive'), 4)
  expect([receiver.next(5)?.body, receiver.next(5)?.body]).toEqual([
    { kind: 'keep-alive', progress: 100 },
    { kind: 'nak', scope: { start: 0, end: 50 }, requests: [{ start: 0, end: 50 }] },
  ])
})
