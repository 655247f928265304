import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { parseEpoch } from '@magpie/core/time'
import { describe, expect, it } from 'vitest'
import { CUC_TO_J2000_S } from '../cuc-time.ts'
import { MAGPIE_PUS } from '../pus/profile.ts'
import { encodePusTelemetry } from '../pus/pus-packet.ts'
import { microsOf } from './micros.ts'
import { packetClock } from './packet-clock.ts'

describe('the time of a packet', () => {
  it('stands behind service, subtype, counter and destination in telemetry of the PUS', () => {
    const made = unwrap(parseEpoch('2028-12-01T06:30:00.250Z', NAIF0012))
    const time_s = made.seconds + made.fraction + CUC_TO_J2000_S
    const said = { apid: 110, sequenceCount: 7, timeStatus: 0, service: 3, subtype: 25, counter: 9, destination: 0 }
    const packet = encodePusTelemetry({ ...said, time_s, data: new Uint8Array(12) }, MAGPIE_PUS)
    const view = new DataView(packet.buffer, packet.byteOffset, packet.length)
    const clock = packetClock({ kind: 'cuc-4-2', behind: 7 }, NAIF0012)
    expect(clock(view, 0, packet.length)).toBe(microsOf(made))
    // Read where others have theirs it would be another time altogether.
    expect(packetClock({ kind: 'cuc-4-2' }, NAIF0012)(view, 0, packet.length)).not.toBe(microsOf(made))
    expect(clock(view, 0, 18)).toBeNaN()
  })
})
