/**
 * The programme's desk of a running centre: acts come in, are judged one after the other, signed into the ledger, written
 * in groups, and answered once they are durable. What was not written never was: the state goes back with it.
 */
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import type { ActReceipt } from '@magpie/api/programme-operations'
import { err, ok, type Result } from '@magpie/core/result'
import type { JsonValue } from '@magpie/ledger/canonical-json'
import { type ChainFault, registerKey, verifyChain } from '@magpie/ledger/chain'
import {
  appendEntry,
  type ChainItem,
  decodeEntry,
  type Entry,
  encodeEntry,
  hasContent,
  redact,
} from '@magpie/ledger/entry'
import { extractFor } from '@magpie/ledger/extract'
import type { Signer } from '@magpie/ledger/keys'
import type { Party } from '@magpie/mission/party'
import type { Ground } from '@magpie/programme/desk/act'
import { ACTS, type Act, type ActName, judge, replay } from '@magpie/programme/desk/desk'
import { ledBy } from '@magpie/programme/desk/leadership'
import { type Desk, EMPTY_DESK } from '@magpie/programme/desk/record'
import { describeRefusal, type Refusal } from '@magpie/programme/desk/refusal'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import * as z from 'zod'
import type { ProgrammeSigners, ProgrammeStore, StoredNotice } from './programme-store.ts'

export type ProgrammePorts = {
  readonly store: ProgrammeStore
  readonly signers: ProgrammeSigners
  readonly ground: Ground
  /** Parties that the mission names; others register. */
  readonly parties: readonly Party[]
  /**
   * The party whose centre this is: it registers the others' keys and signs receipts, and leads the mission until it hands
   * that over. Who runs the ledger stays who began it.
   */
  readonly lead: string
  /** Told after acts are durable, for who watches. */
  readonly onActs?: (receipts: readonly ActReceipt[]) => void
}

/** The body of an act's entry in the ledger. */
const actBody = z.strictObject({
  body: z.json(),
  by: z.strictObject({ person: z.string(), roles: z.array(z.string()) }),
  concerns: z.union([z.literal('everyone'), z.array(z.string())]),
})

type Waiting = {
  readonly kind: ActName
  readonly input: unknown
  readonly caller: Caller
  readonly done: (outcome: Result<ActReceipt, Failure>) => void
  readonly failed: (cause: unknown) => void
}

/** As many acts as are written in one transaction: between groups, requests that wait at the door are stamped. */
const GROUP = 32

/** Opens the desk: reads the ledger, verifies it, and replays the acts. A ledger that does not verify is refused. */
export async function openProgrammeDesk(ports: ProgrammePorts): Promise<Result<ProgrammeDesk, ChainFault>> {
  const stored = await ports.store.entries()
  const items: ChainItem[] = []
  for (const [index, { text }] of stored.entries()) {
    const decoded = decodeEntry(text)
    if (!decoded.ok) return err({ index, kind: 'altered-head' })
    items.push(decoded.value)
  }
  const verified = verifyChain(items)
  if (!verified.ok && items.length > 0) return err(verified.error)
  return ok(new ProgrammeDesk(ports, items))
}

export class ProgrammeDesk {
  private readonly ports: ProgrammePorts
  private readonly items: ChainItem[]
  private readonly registered = new Set<string>()
  private state: Desk
  private waiting: Waiting[] = []
  private writing = false

  constructor(ports: ProgrammePorts, items: ChainItem[]) {
    this.ports = ports
    this.items = items
    for (const item of items)
      if (hasContent(item) && item.kind === 'key-registered') this.registered.add(keyOf(item).publicKey)
    const parties = new Map(ports.parties.map((p) => [p.id, p]))
    this.state = replay(actsOf(items), { ...EMPTY_DESK, parties, leadership: ledBy(ports.lead) })
  }

  /** What stands now, all of it durable or about to be told as failed. */
  get desk(): Desk {
    return this.state
  }

  get entries(): readonly ChainItem[] {
    return this.items
  }

  /** Judges an act in its turn and resolves when it is durable, or refused. */
  perform(kind: ActName, input: unknown, caller: Caller): Promise<Result<ActReceipt, Failure>> {
    return new Promise((done, failed) => {
      this.waiting.push({ kind, input, caller, done, failed })
      if (!this.writing) void this.write()
    })
  }

  /** Judges an act as if it were done now: the state after it, and nothing is recorded. */
  foresee(kind: ActName, input: unknown, caller: Caller): Result<Desk, Failure> {
    const judged = judge(this.state, kind, input, stampOf(caller), this.ports.ground)
    return judged.ok ? ok(judged.value.desk) : err(failureOf(judged.error))
  }

  /** The chain with the content that concerns a party, but for what `hidden` says of an act and who did it. */
  extract(party: string, hidden: (kind: string, body: JsonValue, person: string) => boolean = () => false): string[] {
    const concerns = (entry: Entry) => {
      const read = actBody.safeParse(entry.body)
      return read.success && (read.data.concerns === 'everyone' || read.data.concerns.includes(party))
    }
    return extractFor(this.items, party, concerns).map((item) => {
      const read = hasContent(item) ? actBody.safeParse(item.body) : undefined
      if (!hasContent(item) || !read?.success) return encodeEntry(item)
      return encodeEntry(hidden(item.kind, read.data.body, read.data.by.person) ? redact(item) : item)
    })
  }

  private async write(): Promise<void> {
    this.writing = true
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0, GROUP)
      const before = { desk: this.state, length: this.items.length, registered: [...this.registered] }
      try {
        await this.writeGroup(group)
      } catch (cause) {
        this.state = before.desk
        this.items.length = before.length
        this.registered.clear()
        for (const key of before.registered) this.registered.add(key)
        for (const one of group) one.failed(cause)
      }
    }
    this.writing = false // no await since the loop looked: nobody came in between
  }

  private async writeGroup(group: readonly Waiting[]): Promise<void> {
    const from = this.items.length
    const lead = await this.ports.signers.signerOf(this.ports.lead)
    const notices: StoredNotice[] = []
    const outcomes: Result<ActReceipt, Failure>[] = []
    for (const one of group) outcomes.push(await this.enter(one, lead, notices))
    const added = this.items.slice(from)
    if (added.length > 0) {
      const stored = added.map((item) => ({ sequence: item.sequence, hash: item.hash, text: encodeEntry(item) }))
      await this.ports.store.append(stored, notices)
    }
    for (const [i, one] of group.entries()) one.done(outcomes[i]!)
    const receipts = outcomes.flatMap((o) => (o.ok ? [o.value] : []))
    if (receipts.length > 0) this.ports.onActs?.(receipts)
  }

  private async enter(one: Waiting, lead: Signer, notices: StoredNotice[]): Promise<Result<ActReceipt, Failure>> {
    const { kind, input, caller } = one
    const stamp = stampOf(caller)
    const { at, party, person, roles } = stamp
    const judged = judge(this.state, kind, input, stamp, this.ports.ground)
    if (!judged.ok) return err(failureOf(judged.error))
    const { act, desk, subject, concerns } = judged.value
    const signer = party === lead.party ? lead : await this.ports.signers.signerOf(party)
    this.register(lead, lead, at)
    this.register(signer, lead, at)
    // What goes into the ledger is JSON; what is replayed from it must be the same.
    const body = JSON.parse(JSON.stringify(act.body)) as JsonValue
    const list = concerns === 'everyone' ? concerns : [...new Set(concerns)].sort()
    const content = { body, by: { person, roles: [...roles] }, concerns: list }
    const entry = this.append({ at, kind, subject, body: content }, signer)
    this.state = desk
    notices.push(...judged.value.notices.map((n) => ({ ...n, at })))
    const signature = bytesToHex(lead.sign(hexToBytes(entry.hash)))
    const { sequence, hash } = entry
    return ok({ kind, subject, party, at, sequence, entry: hash, signedBy: lead.publicKey, signature, body })
  }

  private register(signer: Signer, lead: Signer, at: string): void {
    if (this.registered.has(signer.publicKey)) return
    this.append(registerKey(at, signer), lead)
    this.registered.add(signer.publicKey)
  }

  private append(draft: Parameters<typeof appendEntry>[1], signer: Signer): Entry {
    const made = appendEntry(this.items.at(-1), draft, signer)
    if (!made.ok) throw new Error(`an act without canonical text: ${made.error.pointer}`)
    this.items.push(made.value)
    return made.value
  }
}

/** Who acts, and when. */
function stampOf({ person, party, roles, arrivedAt: at }: Caller): Act['stamp'] {
  if (person === undefined || party === undefined) throw new Error('an act came past the door without a person')
  const { id, email } = person
  return { at, party, person: id, roles, ...(email === undefined ? {} : { email }) }
}

/** The acts of a ledger, in order. */
function actsOf(items: readonly ChainItem[]): Act[] {
  return items.flatMap((item): Act[] => {
    if (!hasContent(item) || !(item.kind in ACTS)) return []
    const { body, by } = actBody.parse(item.body)
    const stamp = { at: item.at, party: item.party, person: by.person, roles: by.roles as Act['stamp']['roles'] }
    return [{ kind: item.kind as ActName, body, stamp }]
  })
}

function keyOf(entry: Entry): { publicKey: string } {
  return z.object({ publicKey: z.string() }).parse(entry.body)
}

/** A refusal of the desk in the contract's words. */
export function failureOf(refusal: Refusal): Failure {
  const message = sentence(describeRefusal(refusal))
  switch (refusal.kind) {
    case 'fields':
      return { kind: 'bad-request', message, problems: refusal.problems.map((p) => ({ file: '', ...p })) }
    case 'unknown':
      return { kind: 'not-found', message, what: refusal.what, id: refusal.id }
    case 'taken':
      return { kind: 'conflict', message, with: refusal.id }
    case 'role-missing':
      return { kind: 'not-allowed', message, needs: [...refusal.needs], party: refusal.party }
    case 'not-yours':
      return { kind: 'not-allowed', message, needs: [], party: refusal.owner }
    case 'rule':
      return { kind: 'refused', message, rule: refusal.rule }
    case 'late':
    case 'too-early':
    case 'wrong-state':
    case 'deadline':
      return { kind: 'refused', message, rule: refusal.kind }
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
