/** Writes forty packets of the mast in `weather-mast.xml`: a morning that grows warm. `npx node examples/weather-mast-packets.ts FILE` */
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** The packets, one after another: APID 42, temperature in 0.01 degC, battery in mV, door. */
export function mastPackets(): Uint8Array {
  const packets = Buffer.alloc(40 * 11)
  for (let i = 0; i < 40; i++) {
    const at = 11 * i
    packets.writeUInt16BE(42, at)
    packets.writeUInt16BE(0xc000 | i, at + 2)
    packets.writeUInt16BE(11 - 7, at + 4)
    packets.writeInt16BE(1500 + 45 * i, at + 6)
    packets.writeUInt16BE(12_600 - 3 * i, at + 8)
    packets.writeUInt8(i >= 30 ? 1 : 0, at + 10)
  }
  return packets
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(process.argv[2] ?? 'mast.bin', mastPackets())
