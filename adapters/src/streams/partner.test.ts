/** A lead's centre and a partner's, each with an archive and a ledger of its own, over streams; either may stop at any time. */
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CommandCentre, openCommandCentre } from '@magpie/centre/command-centre'
import { memoryCommandStore } from '@magpie/centre/command-store'
import { type DataReading, OPEN_READING } from '@magpie/centre/data-reading'
import { type CentreStreams, memoryStreams } from '@magpie/centre/streams/centre-streams'
import { LeadFeed } from '@magpie/centre/streams/lead-feed'
import { PartnerCopy, type PartnerPorts, type PartnerStanding, sendCommand } from '@magpie/centre/streams/partner-copy'
import type { TelemetryService } from '@magpie/centre/telemetry-service'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { err, unwrap } from '@magpie/core/result'
import { verifyChain } from '@magpie/ledger/chain'
import { type ChainItem, hasContent } from '@magpie/ledger/entry'
import { rehearsalSigner } from '@magpie/ledger/keys'
import { type ReadingTerm, sharedReader } from '@magpie/mission/data-access'
import { policyEvaluator } from '@magpie/mission/policy-evaluator'
import { commandBytes, commandContent, detached, ownKeyBytes } from '@magpie/operations/command/content'
import { keepOwnKey } from '@magpie/operations/command/desk-grants'
import { secondsOf, utcText } from '@magpie/operations/command/instant'
import { microsOfUnix } from '@magpie/operations/ingest/micros'
import { TEST_START_MS, testPacket } from '@magpie/operations/testing/telemetry-dictionary'
import { readXtce } from '@magpie/operations/xtce-reader'
import { afterEach, expect, test } from 'vitest'
import { openTestCentre } from '../archive/testing-archive.ts'

const dictionaries = new URL('../../../missions/change-8/dictionary/', import.meta.url)
const files = readdirSync(dictionaries).map((name) => ({
  name,
  text: readFileSync(new URL(name, dictionaries), 'utf8'),
}))
const { dictionary } = unwrap(
  readXtce(files.sort((a, b) => Number(b.name === 'common.xml') - Number(a.name === 'common.xml'))),
)
const made = { kind: 'assumed', reason: 'made for the test' } as const
const NOON = secondsOf('2029-01-10T12:00:00Z')
const metu = rehearsalSigner('kept at home', 'metu')

const folders: string[] = []
async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'magpie-partner-'))
  folders.push(made)
  return made
}
afterEach(async () => {
  for (const one of folders.splice(0)) await rm(one, { recursive: true })
})

/** Metu reads all of `rover` and nothing of `lander`. */
const reading: DataReading = {
  ...OPEN_READING,
  packetsOf: (_caller, element) =>
    element === 'rover'
      ? { ok: true, value: true }
      : err({ kind: 'refused', rule: 'not-agreed', message: 'not agreed' }),
}

async function openDesk(): Promise<CommandCentre> {
  const centre = unwrap(
    await openCommandCentre({
      store: memoryCommandStore(),
      source: {
        ...{ mission: 'change-8', lead: 'cnsa', dictionary, agreements: [], engine: policyEvaluator() },
        elements: [
          { id: 'ce8-lander', owner: 'cnsa' },
          { id: 'cheri-b', owner: 'metu', host: 'ce8-lander' },
          { id: 'pk-rover', owner: 'suparco', host: 'ce8-lander' },
        ].map((e) => ({ ...e, name: e.id, kind: 'module', parameters: [], ports: [], provenance: made })),
        parties: ['cnsa', 'metu', 'suparco'].map((id) => ({ id, name: id, kind: 'agency', provenance: made })),
        phaseAt: () => 'surface-science',
        ...{ value: () => undefined, window_s: () => undefined, signal_s: () => 3, ownKeys: () => [] },
      },
      signers: { signerOf: async (party) => rehearsalSigner('centre', party) },
      link: { takes: () => true, send: () => undefined },
      now: () => utcText(NOON),
    }),
  )
  const proof = detached(ownKeyBytes('metu', metu.publicKey), metu).signature
  unwrap(await centre.perform((d, at) => keepOwnKey(d, metu.publicKey, proof, { at, party: 'metu', person: 'ada' })))
  return centre
}

function drive(party: string, element: string, nonce: string, person = 'ada') {
  return commandContent.parse({
    ...{ format: 'magpie-command-1', mission: 'change-8', party, person, element, command: 'drive' },
    ...{ arguments: { distance: 5, heading: 0 }, nonce, expires: utcText(NOON + 3600), priority: 5, purpose: '' },
  })
}

async function lead(streams: CentreStreams) {
  const { service } = await openTestCentre(await folder())
  const centre = await openDesk()
  const feed = () =>
    new LeadFeed({
      ...{ streams, party: 'metu', run: () => 'rehearsal-1', telemetry: () => service, desk: () => centre, reading },
      ...{ signer: rehearsalSigner('programme', 'cnsa'), now: () => utcText(NOON) },
    })
  return { service, centre, feed, close: () => service.close() }
}

/** A partner that keeps what it has in memory and an archive; `kept` outlives it, as files would. */
type Kept = {
  standing: PartnerStanding
  ledger: ChainItem[]
  answers: string[]
  readonly hours: Map<string, string>
  readonly folder: string
}

function newKept(at: string): Kept {
  return { standing: { sequence: 0, leadKey: undefined }, ledger: [], answers: [], hours: new Map(), folder: at }
}

function partner(streams: CentreStreams, kept: Kept, failing?: () => void) {
  const ports: PartnerPorts = {
    ...{ party: 'metu', streams },
    async openRun() {
      const { service } = await openTestCentre(kept.folder)
      return {
        telemetry: service,
        ledger: [...kept.ledger],
        async keepLedger(ledger) {
          kept.ledger = [...ledger]
        },
        close: () => service.close(),
        async keepSamples(cells) {
          for (const { element, hour, lines } of cells) kept.hours.set(`${element} ${hour}`, lines)
        },
        answer: async (answers) => void kept.answers.push(...answers.map((a) => `${a.nonce} ${a.state}`)),
      }
    },
    async keep(standing) {
      failing?.()
      kept.standing = standing
    },
    told: () => undefined,
  }
  return new PartnerCopy(ports, kept.standing)
}

/** Metu reads the lander's temperature ten minutes late, one a minute, to 5 degrees, and nothing else of it. */
function bounded(now_ms: () => number): DataReading {
  const term: ReadingTerm = {
    ...{ rule: 'shared', basis: 'the test', delay_ms: 600_000, every_ms: 60_000, step: 5 },
    ...{ from_ms: -Infinity, until_ms: Infinity },
  }
  return {
    now_ms,
    of: (_caller, element, parameter) =>
      element === 'lander' && parameter === 'temperature'
        ? { kind: 'shared', reader: () => sharedReader([term]), held: () => undefined }
        : {
            kind: 'refused',
            refusal: { permitted: false, rule: 'not-agreed', fact: '', source: { title: '' }, remedy: '' },
          },
    packetsOf: reading.packetsOf,
  }
}

/** What the first packet of each minute says, worked out from how the packets are made. */
function expectedHour(hour: number, came: (i: number) => boolean): string[] {
  const lines: string[] = []
  for (let minute = 60 * hour; minute < 60 * (hour + 1); minute++) {
    const first = Array.from({ length: 60 }, (_, s) => 60 * minute + s).find(came)
    if (first === undefined) continue
    const celsius = 0.5 * ((200 + 7 * first) % 400) - 100
    const time = new Date(TEST_START_MS + 1000 * first).toISOString().replace('Z', '000Z')
    lines.push(`{"time":"${time}","temperature":${Math.round(celsius / 5) * 5}}`)
  }
  return lines
}

test('what is read within bounds comes an hour at a time, and again where packets came late', async () => {
  const streams = memoryStreams()
  const { service } = await openTestCentre(await folder())
  let now_ms = TEST_START_MS
  const feed = () =>
    new LeadFeed({
      ...{ streams, party: 'metu', run: () => 'rehearsal-1', telemetry: () => service, desk: () => undefined },
      ...{ reading: bounded(() => now_ms), signer: rehearsalSigner('programme', 'cnsa'), now: () => utcText(NOON) },
    })
  const isLate = (i: number) => i >= 1800 && i < 2000
  const came = (i: number) => !isLate(i)
  const take = (wanted: (i: number) => boolean) => {
    for (let i = 0; i < 7200; i++) {
      if (!wanted(i)) continue
      const bytes = testPacket(1, i)
      const received_us = microsOfUnix((TEST_START_MS + 1000 * i) * 1000, NAIF0012)
      service.take('lander', 'station', bytes, 0, bytes.length, received_us)
    }
  }
  take(came)
  const kept = newKept(await folder())
  const copy = partner(streams, kept)
  const at = async (seconds: number, feeding = feed()) => {
    now_ms = TEST_START_MS + 1000 * seconds
    while (await feeding.step());
    if ((await streams.newest({ party: 'metu', way: 'down' })) !== undefined) await untilSequence(copy, streams)
    return [...kept.hours].map(([name, lines]) => [name, lines.trimEnd().split('\n')] as const)
  }
  // Nothing before all of the hour is ten minutes old, whatever of it is.
  expect(await at(3600 + 599)).toEqual([])
  expect(await at(3600 + 600)).toEqual([['lander 2029-01-10T00Z', expectedHour(0, came)]])
  const second = feed()
  expect(await at(7200 + 600, second)).toHaveLength(2)
  take(isLate)
  // Another feed, as after a restart, finds what the first did not give.
  const all = await at(7200 + 700)
  expect(all).toEqual([
    ['lander 2029-01-10T00Z', expectedHour(0, () => true)],
    ['lander 2029-01-10T01Z', expectedHour(1, () => true)],
  ])
  const before = (await streams.newest({ party: 'metu', way: 'down' }))!.sequence
  await at(7200 + 800)
  expect((await streams.newest({ party: 'metu', way: 'down' }))!.sequence).toBe(before)
  expect(JSON.stringify([...kept.hours])).not.toContain('mode')
  await copy.close()
  await service.close()
})

async function untilSequence(copy: PartnerCopy, streams: CentreStreams): Promise<void> {
  const newest = (await streams.newest({ party: 'metu', way: 'down' }))!.sequence
  const stop = await copy.follow((why) => {
    throw why
  })
  await expect.poll(() => copy.taken).toBe(newest)
  await stop()
}

async function packetsIn(at: string): Promise<string[]> {
  const { service } = await openTestCentre(at)
  const out: string[] = []
  for await (const p of service.packets())
    out.push(`${p.source} ${p.apid} ${p.sequence} ${Buffer.from(p.bytes!).toString('hex')}`)
  await service.close()
  return out
}

/** Packets of both elements come in at the lead's centre; those of the rover, as they must come out at the partner's. */
function receive(service: TelemetryService, from: number, to: number): string[] {
  const mine: string[] = []
  for (let i = from; i < to; i++)
    for (const source of ['rover', 'lander']) {
      const bytes = testPacket(1, i)
      const at_us = microsOfUnix((TEST_START_MS + 1000 * i + 2000) * 1000, NAIF0012)
      service.take(source, 'station', bytes, 0, bytes.length, at_us)
      if (source === 'rover') mine.push(`rover 1 ${i} ${Buffer.from(bytes).toString('hex')}`)
    }
  return mine
}

test('a partner has every packet of its own once, and a ledger that it verifies, whoever stops when', async () => {
  const streams = memoryStreams()
  const theirs = await lead(streams)
  const kept = newKept(await folder())
  const sent: string[] = []
  let feed = theirs.feed()
  let taken = 0
  let copy = partner(streams, kept, () => {
    // The third message is taken in, and what notes that is not written: it comes again.
    taken++
    if (taken === 3) throw new Error('the power fails')
  })
  for (let round = 0; round < 6; round++) {
    sent.push(...receive(theirs.service, 200 * round, 200 * (round + 1)))
    const nonce = `round-${String(round).padStart(6, '0')}`
    const other = drive('suparco', 'pk-rover', nonce, 'wu')
    unwrap(await theirs.centre.perform((d, at) => d.submit(other, undefined, { at, party: 'suparco', person: 'wu' })))
    while (await feed.step());
    // The lead's centre begins again in the middle: it goes on behind its own last message.
    if (round === 2 || round === 4) feed = theirs.feed()
    if (round === 2) {
      const ended = new Promise<unknown>((done) => void copy.follow(done))
      expect(String(await ended)).toContain('the power fails')
      await copy.close()
      copy = partner(streams, kept)
    }
  }
  await untilSequence(copy, streams)
  await copy.close()
  expect(await packetsIn(kept.folder)).toEqual(sent)
  const items = theirs.centre.entries
  expect(kept.ledger.map(({ hash }) => hash)).toEqual(items.map(({ hash }) => hash))
  expect(unwrap(verifyChain(kept.ledger)).entries).toBe(items.length)
  // What concerns suparco alone is there as heads.
  const withheld = kept.ledger.filter((item) => !hasContent(item)).map(({ sequence }) => items[sequence]!)
  expect(withheld).toHaveLength(6)
  expect(JSON.stringify(withheld)).not.toContain('metu')
  await theirs.close()
})

test('a command that the party signed goes up once, and what became of it comes down', async () => {
  const streams = memoryStreams()
  const theirs = await lead(streams)
  const kept = newKept(await folder())
  const content = drive('metu', 'cheri-b', 'signed-at-home')
  const signed = { content, signature: detached(commandBytes(content), metu) }
  const foreign = drive('suparco', 'pk-rover', 'not-their-name')
  await sendCommand(streams, 'metu', signed)
  await sendCommand(streams, 'metu', { content: foreign, signature: detached(commandBytes(foreign), metu) })
  const altered = { ...content, nonce: 'altered-command', arguments: { distance: 500, heading: 0 } }
  await sendCommand(streams, 'metu', { content: altered, signature: signed.signature })
  const before = theirs.centre.entries.length
  // The centre stops before it has answered, and finds the command at its desk when it begins again.
  const stopFirst = await theirs.feed().begin((why) => expect(why).toBeUndefined())
  await expect.poll(() => theirs.centre.entries.length).toBeGreaterThan(before)
  await stopFirst()
  const feed = theirs.feed()
  const stop = await feed.begin((why) => expect(why).toBeUndefined())
  await expect
    .poll(async () => {
      while (await feed.step());
      return (await streams.newest({ party: 'metu', way: 'up' }))?.sequence
    })
    .toBe(3)
  const copy = partner(streams, kept)
  await expect
    .poll(async () => {
      while (await feed.step());
      await untilSequence(copy, streams)
      return kept.answers
    })
    .toEqual(['signed-at-home queued', 'not-their-name not-taken', 'altered-command not-taken'])
  expect(theirs.centre.desk.book.commands.size).toBe(1)
  expect(kept.ledger.some((item) => hasContent(item) && item.kind === 'command-submitted')).toBe(true)
  await stop()
  await copy.confirm()
  await copy.close()
  await theirs.close()
})

test('what is altered on the way, signed by another, or for another is not taken', async () => {
  const streams = memoryStreams()
  const theirs = await lead(streams)
  while (await theirs.feed().step());
  const { data } = (await streams.newest({ party: 'metu', way: 'down' }))!
  const attempt = async (bytes: Uint8Array, leadKey?: string) => {
    const fresh = memoryStreams()
    await fresh.publish({ party: 'metu', way: 'down' }, bytes, 0)
    const kept: Kept = {
      standing: { sequence: 0, leadKey },
      ledger: [],
      answers: [],
      hours: new Map(),
      folder: await folder(),
    }
    const copy = partner(fresh, kept)
    const ended = await new Promise<{ fault?: { kind: string } }>(
      (done) => void copy.follow((why) => done(why as never)),
    )
    await copy.close()
    expect(kept.ledger).toEqual([])
    return ended.fault?.kind
  }
  const altered = new TextEncoder().encode(new TextDecoder().decode(data).replace('2029-01-10T12', '2029-01-10T13'))
  expect(await attempt(altered)).toBe('not-of-the-lead')
  expect(await attempt(data, rehearsalSigner('programme', 'suparco').publicKey)).toBe('not-of-the-lead')
  expect(await attempt(new TextEncoder().encode('{}'))).toBe('not-a-message')
  const forOther = new LeadFeed({
    ...{ streams, party: 'suparco', run: () => 'rehearsal-1', telemetry: () => undefined, desk: () => theirs.centre },
    ...{ reading, signer: rehearsalSigner('programme', 'cnsa'), now: () => utcText(NOON) },
  })
  await forOther.step()
  expect(await attempt((await streams.newest({ party: 'suparco', way: 'down' }))!.data)).toBe('for-another')
  await theirs.close()
})
