import { createHmac } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { describe, expect, it } from 'vitest'
import { transportOf } from './outbox-transports.ts'

const message = {
  ...{ id: 'notice-7', to: 'ada@example.org', party: 'alpha', at: '2030-01-01T00:00:00.000Z' },
  ...{ subject: '您的来信已收到\r\nBcc: all@example.org', text: 'Your letter is in.' },
}

describe('notices leave the centre', () => {
  it('into a file where nothing else is set', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'magpie-outbox-'))
    const transport = transportOf({}, join(folder, 'outbox.jsonl'))
    expect([await transport.send(message), await transport.send(message)].every((o) => o.ok)).toBe(true)
    const lines = (await readFile(join(folder, 'outbox.jsonl'), 'utf8')).trim().split('\n')
    expect(lines.map((l) => JSON.parse(l) as unknown)).toEqual([message, message])
    const nowhere = transportOf({}, join(folder, 'no', 'such', 'folder'))
    expect((await nowhere.send(message)).ok).toBe(false)
    await rm(folder, { recursive: true })
  })

  it('by mail, and a subject cannot add a header', async () => {
    const mails: { to: string[]; text: string }[] = []
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, session, done) {
        const chunks: Buffer[] = []
        stream.on('data', (c: Buffer) => chunks.push(c))
        stream.on('end', () => {
          mails.push({ to: session.envelope.rcptTo.map((r) => r.address), text: Buffer.concat(chunks).toString() })
          done()
        })
      },
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', () => ready()))
    const { port } = server.server.address() as AddressInfo
    const env = { MAGPIE_SMTP_URL: `smtp://127.0.0.1:${port}`, MAGPIE_MAIL_FROM: 'Magpie <magpie@centre.example>' }
    expect(await transportOf(env, '').send(message)).toEqual({ ok: true, value: undefined })
    expect(mails.map((m) => m.to)).toEqual([['ada@example.org']])
    const [head] = mails[0]!.text.split('\r\n\r\n')
    expect(head).toMatch(/^Message-ID: <notice-7\.[0-9a-f]+@centre\.example>$/m)
    expect(head).not.toMatch(/^Bcc:/m)
    await new Promise<void>((closed) => server.close(() => closed()))
    expect((await transportOf(env, '').send(message)).ok).toBe(false)
  })

  it('to a webhook with a signature, and only an answer of success counts', async () => {
    const got: { body: string; signature: unknown }[] = []
    const statuses = [200, 500]
    const server = createServer((request, answer) => {
      let body = ''
      request.on('data', (c) => (body += c))
      request.on('end', () => {
        got.push({ body, signature: request.headers['magpie-signature'] })
        answer.writeHead(statuses.shift()!).end()
      })
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', () => ready()))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
    const transport = transportOf({ MAGPIE_WEBHOOK_URL: url, MAGPIE_WEBHOOK_SECRET: 'a secret' }, '')
    expect((await transport.send(message)).ok).toBe(true)
    expect(await transport.send(message)).toEqual({ ok: false, error: 'the webhook answered 500' })
    const mac = createHmac('sha256', 'a secret').update(got[0]!.body).digest('hex')
    expect(got[0]!.signature).toBe(`sha256=${mac}`)
    server.close()
  })

  it('needs the other half of what is set', () => {
    expect(() => transportOf({ MAGPIE_SMTP_URL: 'smtp://h' }, '')).toThrow(/MAGPIE_MAIL_FROM/)
    expect(() => transportOf({ MAGPIE_WEBHOOK_URL: 'http://h' }, '')).toThrow(/MAGPIE_WEBHOOK_SECRET/)
  })
})
