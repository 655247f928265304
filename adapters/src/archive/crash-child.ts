/**
 * For tests: takes packets into an archive as fast as it goes and says on standard output how many are durable, until it is
 * killed. Arguments: the folder, the first packet's number.
 */
import { testPacket } from '@magpie/operations/testing/telemetry-dictionary'
import { openTestCentre } from './testing-archive.ts'

const [folder, first] = [process.argv[2]!, Number(process.argv[3])]
const { service } = await openTestCentre(folder, { segment_packets: 700 })
for (let i = first; ; i++) {
  for (const apid of [1, 2] as const) {
    const packet = testPacket(apid, i)
    service.take('ce8-lander', 'miyun', packet, 0, packet.length, 9e14 + i)
  }
  if (i % 50 === 49) {
    await service.durably()
    // Standard output is a pipe: what is written here was durable before.
    process.stdout.write(`${i + 1}\n`)
  }
}
