/**
 * Sends one request a millisecond about an instant, from a thread of its own over connections that stand already, so that
 * the moment of sending is that at which the octets go; tells when each went and what came.
 */
import { connect } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'

const { host, port, path, headers, bodies, from_ms } = workerData
const head = Object.entries({ host: `${host}:${port}`, connection: 'close', ...headers })
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('')
const requests = bodies.map(
  (b) => `POST ${path} HTTP/1.1\r\n${head}content-length: ${Buffer.byteLength(b)}\r\n\r\n${b}`,
)
const sockets = await Promise.all(
  bodies.map(
    () =>
      new Promise((done, failed) => {
        const socket = connect({ host, port, noDelay: true }, () => done(socket))
        socket.once('error', failed)
      }),
  ),
)
const told = await Promise.all(
  sockets.map(async (socket, i) => {
    await new Promise((later) => setTimeout(later, from_ms + i - Date.now()))
    const answer = new Promise((done, failed) => {
      let text = ''
      socket.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      socket.once('end', () => done(text)).once('error', failed)
    })
    const sent_ms = Date.now()
    socket.write(requests[i])
    const [first, body] = (await answer).split('\r\n\r\n')
    return { sent_ms, status: Number(first.split(' ')[1]), json: JSON.parse(body) }
  }),
)
parentPort.postMessage(told)
