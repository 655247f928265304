/**
 * Sends Space Packets to a UDP port, as a spacecraft's simulator or a front end would: `npx node examples/send-packets.ts FILE PORT
 * [PER_SECOND]`. The file holds packets one after another; each goes in a datagram of its own.
 */
import { createSocket } from 'node:dgram'
import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Sends the packets of a file to a port of this machine; how many went. */
export async function sendPackets(file: string, port: number, per_s: number): Promise<number> {
  const octets = await readFile(file)
  const socket = createSocket('udp4')
  let sent = 0
  // A packet's length field counts the octets behind its header of six, less one.
  for (let at = 0; at + 6 <= octets.length; sent++) {
    const end = at + 7 + octets.readUInt16BE(at + 4)
    const packet = octets.subarray(at, end)
    await new Promise((done) => socket.send(packet, port, '127.0.0.1', done))
    await wait(1000 / per_s)
    at = end
  }
  socket.close()
  return sent
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file = '', port = '10015', per_s = '10'] = process.argv.slice(2)
  console.log(`${await sendPackets(file, Number(port), Number(per_s))} packets sent`)
}
