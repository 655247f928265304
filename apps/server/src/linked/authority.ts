/**
 * What the desk records of authority goes up to the gateway: grants, revocations, the lead. Each entry of the ledger goes by
 * itself, as it was signed, in a command of who owns the gateway's vehicle, and again in a later pass until the gateway says
 * that it has it. What is confirmed is kept here as on board, by the same code: what rests on more waits at the centre.
 */
import { createHash } from 'node:crypto'
import type { CommandCentre } from '@magpie/centre/command-centre'
import { canonicalJson } from '@magpie/ledger/canonical-json'
import { type Entry, encodeEntry, hasContent } from '@magpie/ledger/entry'
import type { Agreement, Grant } from '@magpie/mission/agreement'
import { authoriseWith } from '@magpie/mission/authority'
import { compileAuthority } from '@magpie/mission/authority-compile'
import type { Authorise } from '@magpie/mission/authority-request'
import type { DeskCommand } from '@magpie/operations/command/book'
import { describeToldRefusal, isTold, ToldAuthority, type ToldParts } from '@magpie/operations/command/told-authority'

export type UplinkParts = {
  readonly verify: ToldParts['verify']
  /** Keys that parties keep themselves, as the gateway is believed to have them; it refuses what it has no key for. */
  readonly ownKeys: NonNullable<ToldParts['ownKeys']>
  readonly mission: string
  /** Who leads when nothing is told. */
  readonly lead: string
  /** Agreements that the gateway was loaded with. */
  readonly agreements: ToldParts['agreements']
  /** Those that are in force now: grants of the others have fallen. */
  readonly inForce: () => readonly Agreement[]
  /** Whether the gateway's vehicle has a command of the name. */
  readonly has: (command: string) => boolean
  /** Submits a command to the gateway; the same nonce is taken once. */
  readonly submit: (order: GatewayOrder) => Promise<void>
  /** The party in whose name that is. */
  readonly sender: string
  readonly note: (text: string) => void
}

/** A command of the centre's own to the gateway. */
export type GatewayOrder = {
  readonly nonce: string
  readonly command: string
  readonly values: Readonly<Record<string, string>>
  readonly purpose: string
  readonly priority: number
}

type Telling = Omit<GatewayOrder, 'nonce'> & {
  /** The same after a restart; attempts are counted behind it. */
  readonly id: string
  readonly name: string
  /** A grant that is struck where its entry cannot be told. */
  readonly strikes: string | undefined
  round: number
  state: 'waits' | 'told' | 'refused'
}

/** Ends of a command that say nothing of what is on board: it is sent again. */
const AGAIN: ReadonlySet<string> = new Set(['timed-out', 'expired', 'withdrawn', 'revoked', 'declined'])

export class AuthorityUplink {
  private readonly centre: CommandCentre
  private readonly parts: UplinkParts
  /** What the gateway knows, as it confirmed. */
  private readonly board: ToldAuthority
  private readonly tellings = new Map<string, Telling>()
  private readonly fallen = new Set<string>()
  private seen = 0
  private compared: readonly Agreement[] | undefined
  private known: { readonly version: readonly unknown[]; readonly authorise: Authorise } | undefined

  constructor(centre: CommandCentre, parts: UplinkParts) {
    this.centre = centre
    this.parts = parts
    this.board = new ToldAuthority(parts)
  }

  /** Looks for new entries, at what became of those that are on their way, and sends what is due. */
  async tick(): Promise<void> {
    this.look()
    this.lookForFalls()
    for (const one of this.tellings.values()) {
      if (one.state !== 'waits') continue
      this.follow(one)
      if (one.state === 'waits' && this.commandOf(one) === undefined)
        await this.parts.submit({ ...one, nonce: nonceOf(one) })
    }
  }

  /** Whether the gateway knows all on which a command rests; until then it would be refused on board. */
  knows(c: DeskCommand): boolean {
    if (this.fallen.size === 0 && [...this.tellings.values()].every((one) => one.state === 'told')) return true
    const { desk } = this.centre
    const question = desk.question(c.content, c.command, c.values, c.approvals, this.centre.now())
    // Where the desk itself says no, the desk's own refusal is the one to be heard.
    return !desk.authorise(question).permitted || this.onBoard()(question).permitted
  }

  private look(): void {
    const { entries } = this.centre
    for (; this.seen < entries.length; this.seen++) {
      const item = entries[this.seen]!
      if (hasContent(item) && isTold(item)) this.tell(item)
    }
  }

  private tell(entry: Entry): void {
    const text = encodeEntry(entry)
    const name = `${entry.kind} ${entry.subject} of ${entry.party}`
    const taking = entry.kind === 'grant-revoked'
    const one: Telling = {
      ...{ id: `tell-${entry.sequence}-${entry.hash.slice(0, 16)}`, name, command: 'gateway_tell' },
      ...{ values: { entry: text }, purpose: `${name}, for the gateway`, priority: taking ? 1 : 2 },
      ...{ strikes: taking ? entry.subject : undefined, round: 0, state: 'waits' },
    }
    this.tellings.set(one.id, one)
    const fit = new ToldAuthority(this.parts).take(text)
    if (!fit.ok) this.give(one, describeToldRefusal(fit.error))
    else if (!this.parts.has('gateway_tell')) this.give(one, 'the gateway has no command for it')
  }

  /** Grants that ended with what was signed or ended since: who owns the gateway's vehicle has them struck. */
  private lookForFalls(): void {
    const now = this.parts.inForce()
    if (now === this.compared) return
    this.compared = now
    const standing = new Set(now.flatMap((a) => a.grants.map(wordsOf)))
    for (const grant of this.parts.agreements.flatMap((a) => a.grants))
      if (!standing.has(wordsOf(grant)) && !this.fallen.has(grant.id)) {
        this.fallen.add(grant.id)
        this.strike(grant.id)
      }
  }

  private strike(grant: string): void {
    const id = `strike-${keyed(grant)}`
    if (this.tellings.has(id) || !this.parts.has('gateway_revoke')) return
    const name = `end of the grant ${grant}`
    const order = { command: 'gateway_revoke', values: { grant }, purpose: `${name}, for the gateway`, priority: 1 }
    this.tellings.set(id, { id, name, ...order, strikes: undefined, round: 0, state: 'waits' })
  }

  /** What became of the newest attempt. */
  private follow(one: Telling): void {
    for (let c = this.commandOf(one); c !== undefined; c = this.commandOf(one)) {
      if (c.state === 'completed') this.told(one)
      else if (c.state === 'failed' || c.state === 'refused')
        this.give(one, c.history.at(-1)?.refusal?.fact ?? 'the gateway did not take it')
      if (!AGAIN.has(c.state)) return
      one.round++
    }
  }

  private told(one: Telling): void {
    one.state = 'told'
    if (one.values['entry'] !== undefined) this.board.take(one.values['entry'])
  }

  private give(one: Telling, why: string): void {
    one.state = 'refused'
    this.parts.note(`${one.name} is not on board: ${why}`)
    if (one.strikes !== undefined) this.strike(one.strikes)
  }

  private commandOf(one: Telling): DeskCommand | undefined {
    return this.centre.desk.book.byNonce.get(`${this.parts.sender} ${nonceOf(one)}`)
  }

  /** The rules as the gateway has them. */
  private onBoard(): Authorise {
    const { parties, elements, engine } = this.centre.desk.ground
    const version = [parties, elements, this.board.agreements]
    if (this.known === undefined || version.some((part, i) => part !== this.known!.version[i])) {
      const agreements = [...this.parts.agreements, ...this.board.agreements]
      const model = compileAuthority({ parties, elements, agreements })
      const from = (grants: ReadonlySet<string>) => [...grants].map((id) => [id, LONG_AGO] as const)
      const struck = () => new Map([...this.board.revoked, ...from(this.fallen)])
      this.known = { version, authorise: authoriseWith(model, engine, struck) }
    }
    return this.known.authorise
  }
}

const LONG_AGO = '1970-01-01T00:00:00Z'

function wordsOf(grant: Grant): string {
  const text = canonicalJson(JSON.parse(JSON.stringify(grant)))
  return text.ok ? text.value : grant.id
}

/** A grant's name where a nonce has room for half of it. */
function keyed(grant: string): string {
  return grant.length <= 40 ? grant : createHash('sha256').update(grant).digest('hex').slice(0, 40)
}

/** One name for each attempt, the same after a restart. */
function nonceOf({ id, round }: Telling): string {
  return `${id}-${round}`
}
