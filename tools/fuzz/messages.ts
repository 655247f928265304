/** Parsers of what comes over the network and out of journals: requests, tables in them, streams, the ledger, live messages. */
import { withFileRead } from '@magpie/api/imports'
import { liveMessage } from '@magpie/api/live'
import { type OperationKey, operations } from '@magpie/api/operations'
import { strictJson } from '@magpie/api/strict-json'
import { alarmLine } from '@magpie/centre/alarm-board'
import { gapChange } from '@magpie/centre/gap-journal'
import { decodeDown, decodeUp, encodeDown, encodeUp } from '@magpie/centre/streams/stream-message'
import { fromBase64, toBase64 } from '@magpie/core/base64'
import { unwrap } from '@magpie/core/result'
import { canonicalJson } from '@magpie/ledger/canonical-json'
import { registerKey, verifyChain } from '@magpie/ledger/chain'
import { appendEntry, contentHash, decodeEntry, type Entry, encodeEntry, headHash } from '@magpie/ledger/entry'
import { rehearsalSigner } from '@magpie/ledger/keys'
import { compileAuthority } from '@magpie/mission/authority-compile'
import { deskEvent } from '@magpie/operations/command/desk-event'
import { describeToldRefusal, ToldAuthority } from '@magpie/operations/command/told-authority'
import { readLedgerText } from '../../adapters/src/file-ledger.ts'
import { parsed } from './archive.ts'
import type { Parser, Schema } from './parser.ts'

const SIGNER = rehearsalSigner('fuzz', 'cnsa')
const AT = '2028-11-25T14:00:00Z'
const octetsOf = (text: string) => new Uint8Array(Buffer.from(text))

/** Parsers of messages and lines. */
export function messageParsers(): Parser[] {
  const entries = ledger()
  const lines = entries.map(encodeEntry)
  return [
    { name: 'requests (strict JSON)', kind: 'json', right: [JSON.stringify(CONTENT)], parse: strict },
    requestParser(),
    imported('importReviews', REVIEWS_CSV),
    imported('assignByHand', 'paper,reviewer\r\np1,r1\r\np2,r2\r\n'),
    imported('placeBids', 'paper,bid\r\np1,eager\r\n'),
    {
      name: 'streams, downward',
      kind: 'octets',
      right: [down()],
      parse: (b) => decodeDown(b, 'esa', undefined, () => true).ok,
    },
    {
      name: 'streams, upward',
      kind: 'octets',
      right: [encodeUp({ kind: 'taken', sequence: 7 }), encodeUp({ kind: 'command', signed: SIGNED })],
      parse: (b) => decodeUp(b).ok,
    },
    ledgerLines(lines),
    toldToGateways(),
    {
      name: 'ledger copies',
      kind: 'text',
      right: [`${lines.join('\n')}\n`],
      parse: (text) => {
        const read = readLedgerText('x', text)
        return read.ok && verifyChain(read.value, { verify: () => true }).ok
      },
    },
    schemaParser('live messages', liveMessage, LIVE),
    schemaParser('alarm journal', alarmLine, ALARMS),
    schemaParser('gap journal', gapChange, GAPS),
    schemaParser('events of the command desk', deskEvent, DESK_EVENTS),
    { name: 'base64', kind: 'text', right: ['AAECAwQFBgc=', toBase64(octetsOf('magpie'))], parse: base64 },
  ]
}

const CONTENT = {
  format: 'magpie-command-1' as const,
  ...{ mission: 'change-8', party: 'cnsa', person: 'cnsa-lead', element: 'ce8-lander' },
  ...{ command: 'drive', arguments: { distance: 4, fast: true, mode: 'SAFE' }, nonce: '0123456789abcdef' },
  ...{ expires: AT, priority: 5, purpose: 'a check' },
}
const SIGNED = { content: CONTENT, signature: { key: 'ab'.repeat(16), signature: 'cd'.repeat(64) } }

function strict(text: string): boolean {
  const read = strictJson(text)
  if (read.ok) canonicalJson(read.value)
  return read.ok
}

/** Requests of every operation of the contract: an object of its own fields, each of them damaged. */
function requestParser(): Parser {
  const keys = Object.keys(operations) as OperationKey[]
  const right = keys.map((key) =>
    JSON.stringify({ operation: key, input: { call: 'ce8', limit: 10, element: 'ce8-lander', signed: SIGNED } }),
  )
  const parse = (text: string) => {
    const request = parsed(text)
    if (typeof request !== 'object' || request === null) return false
    const { operation, input } = request as { operation?: unknown; input?: unknown }
    if (typeof operation !== 'string' || !Object.hasOwn(operations, operation)) return false
    const key = operation as OperationKey
    const read = withFileRead(key, input)
    if (!read.ok) return false
    operations[key].input.safeParse(read.value.input)
    return true
  }
  return { name: 'requests by the contract', kind: 'json', right, parse }
}

const REVIEWS_CSV = 'paper,scores,comments,confidence\r\np1,"{""merit"":4}",good,3\r\n'

/** A table in a request. */
function imported(key: OperationKey, csv: string): Parser {
  return {
    name: `tables in requests, ${key}`,
    kind: 'text',
    right: [csv],
    parse: (text) => {
      const read = withFileRead(key, { call: 'ce8', csv: text })
      if (read.ok) operations[key].input.safeParse(read.value.input)
      return read.ok || text === csv
    },
  }
}

function schemaParser(name: string, schema: Schema, right: readonly object[]): Parser {
  return {
    name,
    kind: 'json',
    right: right.map((one) => JSON.stringify(one)),
    parse: (text) => schema.safeParse(parsed(text)).success,
  }
}

function down(): Uint8Array {
  const packet = { source: 'ce8-lander', station: 'miyun', received_us: 5, octets: new Uint8Array(40) }
  return encodeDown(
    {
      format: 'magpie-stream-1',
      ...{ run: 'run-1', to: 'esa', at: AT, packets: [packet], entries: ['{}'], opened: [] },
      place: { packet: { segment: 1, row: 2 }, entries: 3, up: 4 },
      samples: [{ element: 'ce8-lander', delay_s: 600, hour: '2029-01-10T00Z', lines: '{"time":""}\n' }],
      answers: [{ nonce: 'n', state: 'queued', id: 'c1' }],
    },
    SIGNER,
  )
}

/** A key registered, and two entries under it. */
function ledger(): Entry[] {
  const out: Entry[] = []
  const add = (draft: Parameters<typeof appendEntry>[1]) => out.push(unwrap(appendEntry(out.at(-1), draft, SIGNER)))
  add(registerKey(AT, SIGNER))
  add({ at: AT, kind: 'noted', subject: 'ce8-lander', body: { value: 1.5, list: [1, 'a', null], text: '月' } })
  add({
    at: AT,
    kind: 'command-event',
    subject: 'c1',
    body: { by: { party: 'cnsa', person: 'p' }, event: { kind: 'x' } },
  })
  return out
}

/** Lines; half of them written canonically again, so that more than their form is looked at. */
function ledgerLines(right: readonly string[]): Parser {
  const parse = (line: string) => {
    const read = decodeEntry(line)
    const canonical = line.length % 2 === 0 ? canonicalJson(parsed(line)) : undefined
    if (canonical?.ok) decodeEntry(canonical.value)
    return read.ok
  }
  return { name: 'ledger lines', kind: 'json', right, parse }
}

/** Entries as they come up to a gateway; half of the damaged ones are given hashes that hold, as who has a key could. */
function toldToGateways(): Parser {
  const grant = {
    ...{
      id: 'g1',
      agreement: 'desk-g1',
      grantor: 'cnsa',
      grantee: 'metu',
      element: 'ce8-lander',
      actions: ['checkout'],
    },
    ...{ arguments: { duration: { min: 60, max: 600 } }, from: AT, phases: ['science'], onward: true },
  }
  const right = [
    { kind: 'grant-given', grant, note: 'one look' },
    { kind: 'grant-revoked', grant: 'g1', why: 'over' },
    { kind: 'lead-offered', to: 'metu', note: '' },
    { kind: 'lead-accepted' },
  ].map((event) => {
    const body = { by: { party: 'cnsa', person: 'olga' }, event }
    return encodeEntry(unwrap(appendEntry(undefined, { at: AT, kind: event.kind, subject: 'x', body }, SIGNER)))
  })
  const parse = (text: string) => {
    const told = new ToldAuthority({ verify: () => true, lead: 'cnsa', agreements: [] })
    const taken = told.take(text.length % 2 === 0 ? text : hashedAgain(text))
    if (taken.ok) {
      const { grants } = compileAuthority({ parties: [], elements: [], agreements: told.agreements })
      if (grants.size > 0) throw new Error('a grant of nobody holds')
    } else describeToldRefusal(taken.error)
    return taken.ok
  }
  return { name: 'entries told to gateways', kind: 'json', right, parse }
}

/** The entry with hashes of what it says now; the text as it is where it is none. */
function hashedAgain(text: string): string {
  const read = parsed(text)
  if (typeof read !== 'object' || read === null) return text
  const entry = read as Entry
  const content = contentHash({
    kind: entry.kind ?? '',
    subject: entry.subject ?? '',
    body: entry.body ?? null,
    salt: entry.salt ?? '',
  })
  if (!content.ok) return text
  const { sequence = 0, previous = '', at = '', party = '', key = '' } = entry
  const hash = headHash({ sequence, previous, at, party, key, content: content.value })
  const again = hash.ok ? canonicalJson({ ...entry, content: content.value, hash: hash.value }) : hash
  return again.ok ? again.value : text
}

const DESK_EVENTS = [
  { kind: 'command-submitted', id: 'c1', number: 1, ...SIGNED, steps: [{ action: 'submit', by: 'sender' }] },
  { kind: 'queue-ordered', id: 'c1', before: null },
  { kind: 'grant-revoked', grant: 'g1', why: 'over' },
  { kind: 'rule-waived', waiver: { rule: 'lit', why: 'once' } },
]
const LIVE = [
  {
    ...{ type: 'clock', utc: AT, tdb_s: 1, wall_ms: 2, rate: 60, paused: false, mode: 'tour', phase: 'cruise' },
    ...{ met_s: 4, lightTime_s: 1.3 },
  },
  { type: 'stage', stage: 'flight', state: 'done', fraction: 1, headline: 'x' },
  { type: 'telemetry', values: [], skipped: 3 },
  { type: 'desk', entries: 4 },
]
const ALARMS = [
  { alarm: 'level', source: 'a', parameter: '/a/b', time_us: 1, level: 'critical', value: 4 },
  { alarm: 'acknowledged', source: 'a', parameter: '/a/b', since_us: 1, person: 'p', party: 'cnsa', at: AT, note: '' },
]
const GAPS = [{ change: 'opened', at_us: 1, source: 'a', apid: 7, first: 3, missing: 2, after_us: 1, before_us: 9 }]

function base64(text: string): boolean {
  return fromBase64(text) !== undefined
}
