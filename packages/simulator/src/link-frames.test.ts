import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { downlinkFrame, packetFromFrame, packetFromUnit, uplinkUnit } from './link-frames.ts'

const packets = fc.uint8Array({ minLength: 7, maxLength: 3000 })

test('packets come down and up as they were sent', () => {
  fc.assert(
    fc.property(packets, fc.nat(), (packet, count) => {
      expect(unwrap(packetFromFrame(downlinkFrame(packet, count)))).toEqual(packet)
      expect(unwrap(packetFromUnit(uplinkUnit(packet)))).toEqual(packet)
    }),
  )
})

test('one wrong bit costs a frame on its way down; on its way up it is put right, but for start and tail', () => {
  fc.assert(
    fc.property(packets, fc.nat(), fc.nat(), (packet, where, flip) => {
      const frame = downlinkFrame(packet, 3)
      frame[where % frame.length]! ^= 1 << (flip % 8)
      expect(packetFromFrame(frame).ok).toBe(false)
      const unit = uplinkUnit(packet)
      unit[2 + (where % (unit.length - 10))]! ^= 1 << (flip % 8)
      expect(unwrap(packetFromUnit(unit))).toEqual(packet)
    }),
  )
})

test('any octets are refused without an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (octets, start) => {
      if (start && octets.length > 1) octets.set([0xeb, 0x90])
      expect(packetFromUnit(octets).ok).toBe(false)
      expect(typeof packetFromFrame(octets).ok).toBe('boolean')
    }),
    { numRuns: 20_000 },
  )
})
