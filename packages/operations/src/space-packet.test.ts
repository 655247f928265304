import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crc16 } from './crc16.ts'
import {
  checkPacket,
  describePacketError,
  encodePacket,
  idlePacket,
  type PacketHeader,
  readPacketHeader,
  type SequenceFlags,
  sealPacket,
} from './space-packet.ts'

const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

describe('CRC-16', () => {
  // The check value of CRC-16/IBM-3740 in the catalogue of parametrised CRC algorithms (reveng), over "123456789".
  test('of the catalogue', () => {
    expect(crc16(new TextEncoder().encode('123456789'))).toBe(0x29b1)
  })
  test('over a message with its own CRC is 0, and is not with any one bit turned', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(), (message, flip) => {
        const sealed = new Uint8Array(message.length + 2)
        sealed.set(message)
        sealPacket(sealed)
        expect(crc16(sealed)).toBe(0)
        const bit = flip % (8 * sealed.length)
        sealed[bit >> 3]! ^= 1 << (bit & 7)
        expect(crc16(sealed)).not.toBe(0)
      }),
    )
  })
})

describe('header', () => {
  // The first packet of the JPSS-1 capture in golden/operations: APID 11, count 2606, 65 octets of data.
  test('of a packet that flew', () => {
    expect(readPacketHeader(hex('080bca2e0040').subarray(0, 6))).toEqual({
      ok: false,
      error: { kind: 'packet-too-short', needed: 71, got: 6 },
    })
    const whole = new Uint8Array(71)
    whole.set(hex('080bca2e0040'))
    expect(unwrap(readPacketHeader(whole))).toEqual({
      telecommand: false,
      secondaryHeader: true,
      apid: 11,
      sequenceFlags: 3,
      sequenceCount: 2606,
      dataOctets: 65,
    } satisfies PacketHeader)
  })

  test('there and back', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.nat(2047),
        fc.nat(3),
        fc.nat(16383),
        fc.uint8Array({ minLength: 1, maxLength: 400 }),
        fc.boolean(),
        (telecommand, secondaryHeader, apid, flags, sequenceCount, data, crc) => {
          const sequenceFlags = flags as SequenceFlags
          const packet = encodePacket({ telecommand, secondaryHeader, apid, sequenceFlags, sequenceCount }, data, crc)
          const dataOctets = data.length + (crc ? 2 : 0)
          const expected = { telecommand, secondaryHeader, apid, sequenceFlags, sequenceCount, dataOctets }
          expect(unwrap(readPacketHeader(packet))).toEqual(expected)
          if (crc) expect(unwrap(checkPacket(packet))).toEqual(expected)
          expect(packet.subarray(6, 6 + data.length)).toEqual(data)
        },
      ),
    )
  })

  test.each([
    ['nothing', '', 'the packet needs 6 octets and 0 came'],
    ['another version', '20000000000000', 'packet version 1 is not a Space Packet'],
    ['a cut data field', '080bca2e0040ff', 'the packet needs 71 octets and 7 came'],
    ['wrong error control', '0864c00000010000', '0x0000 and should be 0x'],
  ])('%s is refused', (_, octets, sentence) => {
    const read = checkPacket(hex(octets))
    expect(read.ok).toBe(false)
    if (!read.ok) expect(describePacketError(read.error)).toContain(sentence)
  })

  test('the longest and the shortest data field', () => {
    const header = { telecommand: false, secondaryHeader: false, apid: 1, sequenceFlags: 3, sequenceCount: 0 } as const
    expect(unwrap(readPacketHeader(encodePacket(header, new Uint8Array(65536)))).dataOctets).toBe(65536)
    expect(() => encodePacket(header, new Uint8Array(65537))).toThrow(RangeError)
    expect(() => encodePacket(header, new Uint8Array(0))).toThrow(RangeError)
    expect(unwrap(readPacketHeader(idlePacket(7)))).toMatchObject({ apid: 2047, dataOctets: 1 })
  })
})
