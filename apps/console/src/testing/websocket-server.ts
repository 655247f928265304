/** The sending half of RFC 6455 for the fixture centre: handshake (4.2.2), text and close frames (5.2), nothing more. */
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

export type Peer = { send(text: string): void; drop(): void; readonly socket: Duplex }

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** Completes the handshake on an upgraded connection. */
export function acceptWebSocket(request: IncomingMessage, socket: Duplex): Peer {
  const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}${GUID}`).digest('base64')
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
  )
  socket.on('error', () => socket.destroy())
  // The console sends nothing but a close frame; any answer is a reason to end.
  socket.on('data', () => socket.end(Buffer.from([0x88, 0])))
  return {
    socket,
    send: (text) => {
      if (socket.writable) socket.write(frame(Buffer.from(text)))
    },
    drop: () => socket.destroy(),
  }
}

function frame(body: Buffer): Buffer {
  if (body.length < 126) return Buffer.concat([Buffer.from([0x81, body.length]), body])
  const head = Buffer.alloc(body.length < 65536 ? 4 : 10)
  head[0] = 0x81
  if (body.length < 65536) {
    head[1] = 126
    head.writeUInt16BE(body.length, 2)
  } else {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(body.length), 2)
  }
  return Buffer.concat([head, body])
}
