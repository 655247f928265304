/** Ways out of the centre for notices: a file by default, mail by SMTP, a webhook with a signature. */
import { createHmac } from 'node:crypto'
import { appendFile } from 'node:fs/promises'
import type { Transport } from '@magpie/centre/outbox'
import { err, ok } from '@magpie/core/result'
import { createTransport } from 'nodemailer'

const WEBHOOK_TIMEOUT_MS = 10_000

/** A line of JSON a message, at the end of a file: nobody is told by it, nothing is lost. */
function fileTransport(file: string): Transport {
  return {
    async send(message) {
      try {
        await appendFile(file, `${JSON.stringify(message)}\n`)
        return ok(undefined)
      } catch (cause) {
        return err(String(cause))
      }
    },
  }
}

/**
 * Mail through the server that the URL names, `smtps://user:password@host:465` or `smtp://host:25`. The Message-ID is that
 * of the notice and the address, so that a mailbox knows a copy (RFC 5322 section 3.6.4).
 */
function smtpTransport(url: string, from: string): Transport {
  const mailer = createTransport(url, { from })
  const host = from.slice(from.lastIndexOf('@') + 1).replace('>', '')
  return {
    async send({ id, to, subject, text, at }) {
      const messageId = `<${id}.${Buffer.from(to).toString('hex')}@${host}>`
      try {
        await mailer.sendMail({ to, subject, text, messageId, date: new Date(at) })
        return ok(undefined)
      } catch (cause) {
        return err(String(cause))
      }
    },
  }
}

/**
 * The message as JSON to an address on the web, with `magpie-signature: sha256=...`, the HMAC (RFC 2104) of the body under
 * the secret that both sides know, in hexadecimal. Anything but an answer 2xx within ten seconds is a failure.
 */
function webhookTransport(url: string, secret: string): Transport {
  return {
    async send(message) {
      const body = JSON.stringify(message)
      const signature = createHmac('sha256', secret).update(body).digest('hex')
      const headers = { 'content-type': 'application/json', 'magpie-signature': `sha256=${signature}` }
      try {
        const signal = AbortSignal.timeout(WEBHOOK_TIMEOUT_MS)
        const answer = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'error' })
        return answer.ok ? ok(undefined) : err(`the webhook answered ${answer.status}`)
      } catch (cause) {
        return err(String(cause))
      }
    },
  }
}

/** The transport that the environment names; the file where it names none. */
export function transportOf(env: Readonly<Record<string, string | undefined>>, file: string): Transport {
  const { MAGPIE_SMTP_URL: smtp, MAGPIE_MAIL_FROM: from, MAGPIE_WEBHOOK_URL: hook, MAGPIE_WEBHOOK_SECRET: secret } = env
  if (smtp !== undefined) {
    if (from === undefined) throw new Error('MAGPIE_SMTP_URL needs MAGPIE_MAIL_FROM, the sender of the mail')
    return smtpTransport(smtp, from)
  }
  if (hook !== undefined) {
    if (secret === undefined)
      throw new Error('MAGPIE_WEBHOOK_URL needs MAGPIE_WEBHOOK_SECRET, which signs what is sent')
    return webhookTransport(hook, secret)
  }
  return fileTransport(file)
}
