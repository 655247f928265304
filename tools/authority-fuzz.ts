/**
 * Random histories of authority. Those of the rules put acts, grants and revocations to the compiled rules and to the
 * reference; those of the desk send commands of several parties through the real desk, policies and ledger, with crashes at
 * every place where one can hurt, and look at what reached the link.
 */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { type CommandCentre, type CommandCentrePorts, eventsOf, openCommandCentre } from '@magpie/centre/command-centre'
import { memoryCommandStore } from '@magpie/centre/command-store'
import { type Random, random } from '@magpie/core/random'
import { err, type Result, unwrap } from '@magpie/core/result'
import { keyId, type Signer } from '@magpie/ledger/keys'
import type { Agreement, Grant } from '@magpie/mission/agreement'
import { authoriseWith } from '@magpie/mission/authority'
import { compileAuthority } from '@magpie/mission/authority-compile'
import type { AuthorityRequest } from '@magpie/mission/authority-request'
import type { Element } from '@magpie/mission/element'
import type { Party } from '@magpie/mission/party'
import type { PolicyEngine } from '@magpie/mission/policy-engine'
import type { DeskCommand } from '@magpie/operations/command/book'
import type { CommandContent } from '@magpie/operations/command/content'
import type { DeskError } from '@magpie/operations/command/desk'
import { giveGrant, revokeGrant } from '@magpie/operations/command/desk-grants'
import type { Dictionary } from '@magpie/operations/dictionary'
import { readXtce } from '@magpie/operations/xtce-reader'
import { AuthorityReference, type ReferenceAct } from './authority-reference.ts'

const made = { kind: 'assumed', reason: 'made for the fuzz' } as const
const PARTIES = ['cnsa', 'metu', 'hkust', 'suparco', 'zju']
const PEOPLE = ['a', 'b', 'c']
const START_MS = Date.UTC(2029, 0, 10)
const DAY_S = 86400

const parties: readonly Party[] = PARTIES.map((id) => ({ id, name: id, kind: 'agency', provenance: made }))
const pick = <T>(r: Random, list: readonly T[]): T => list[r.integer(list.length)]!
const utc = (s: number): string => new Date(START_MS + 1000 * s).toISOString()

function elementOf(id: string, owner: string, host: string | undefined): Element {
  const on = host === undefined ? {} : { host }
  return { id, name: id, kind: 'module', owner, ...on, parameters: [], ports: [], provenance: made }
}

function randomGrant(
  r: Random,
  id: string,
  elements: readonly Element[],
  actions: readonly string[],
  now_s: number,
): Grant {
  const element = pick(r, elements)
  const grantor = r.integer(3) > 0 ? element.owner : pick(r, PARTIES)
  const covers = pick(r, [undefined, undefined, 'commands', 'consent', 'both'] as const)
  const phases = pick(r, [[], [], [], ['surface'], ['descent'], ['surface', 'descent']])
  return {
    ...{ id, agreement: `agreement-${id}`, grantor, grantee: pick(r, PARTIES), element: element.id },
    actions: r.integer(3) === 0 ? ['*'] : [pick(r, actions), pick(r, actions)],
    arguments: r.integer(3) > 0 ? {} : { distance: { min: pick(r, [0, 1, 2.5]), max: pick(r, [5, 10.125, 40]) } },
    ...(r.integer(2) === 0 ? {} : { from: utc(now_s + r.integer(DAY_S) - DAY_S / 2) }),
    ...(r.integer(2) === 0 ? {} : { until: utc(now_s + r.integer(DAY_S)) }),
    phases,
    approvals: pick(r, [0, 0, 0, 1, 2]),
    revocable: r.integer(4) > 0,
    onward: r.integer(2) === 0,
    ...(covers === undefined ? {} : { covers }),
  }
}

/** What became of histories of the rules. */
export type RulesTally = {
  readonly histories: number
  readonly decisions: number
  readonly permitted: number
  readonly byGrant: number
  readonly differing: readonly string[]
}

const RULE_ELEMENTS = ['lander', 'robot', 'camera', 'rover']
const RULE_ACTIONS = ['charge', 'drive', 'stop']

/** Histories of the rules: each a mission with grants, then acts and revocations in turn. Decisions that differ are told. */
export function fuzzRules(histories: number, seed: string, engine: PolicyEngine): RulesTally {
  const r = random(seed)
  const tally = { histories, decisions: 0, permitted: 0, byGrant: 0, differing: [] as string[] }
  for (let i = 0; i < histories; i++) rulesHistory(r, engine, tally, i)
  return tally
}

type Counting = { -readonly [K in keyof RulesTally]: RulesTally[K] } & { differing: string[] }

function rulesHistory(r: Random, engine: PolicyEngine, tally: Counting, index: number): void {
  const elements = RULE_ELEMENTS.map((id, i) =>
    elementOf(id, pick(r, PARTIES), i > 0 && r.integer(2) === 0 ? RULE_ELEMENTS[r.integer(i)] : undefined),
  )
  const reference = new AuthorityReference(elements)
  const agreements: Agreement[] = []
  for (let a = 0, n = 1 + r.integer(3); a < n; a++) {
    const signers = r.integer(3) > 0 ? PARTIES : PARTIES.slice(r.integer(2))
    const signedOn = utc(r.integer(DAY_S) - DAY_S / 2)
    const grants = Array.from({ length: 1 + r.integer(4) }, () =>
      randomGrant(r, `g${r.integer(9)}`, elements, RULE_ACTIONS, DAY_S / 2),
    )
    reference.sign(grants, signers, RULE_ELEMENTS, signedOn)
    const id = `agreement-${a}`
    const about = { kind: 'joint-operation', parties: signers, elements: RULE_ELEMENTS, signedOn } as const
    agreements.push({ ...about, id, title: id, grants: grants.map((g) => ({ ...g, agreement: id })), provenance: made })
  }
  const model = compileAuthority({ parties, elements, agreements })
  const revoked = new Map<string, string>()
  const authorise = authoriseWith(model, engine, () => revoked)
  for (let step = 0, n = 4 + r.integer(5); step < n; step++) {
    if (r.integer(5) === 0) {
      const [id, at] = [`g${r.integer(9)}`, utc(r.integer(DAY_S))]
      revoked.set(id, at)
      reference.revoke(id, at)
      continue
    }
    const act = aimed(r, randomAct(r), agreements)
    const decision = authorise(act)
    tally.decisions++
    if (decision.permitted) tally.permitted++
    if (decision.permitted && decision.rule === 'grant') tally.byGrant++
    if (decision.permitted !== reference.permits(act) && tally.differing.length < 5)
      tally.differing.push(
        `history ${index}: ${JSON.stringify({ act, decision, agreements, elements, revoked: [...revoked] })}`,
      )
  }
}

/** Half of the acts are those of a grantee, so that the bounds of grants are what decides. */
function aimed(r: Random, act: AuthorityRequest, agreements: readonly Agreement[]): AuthorityRequest {
  if (r.integer(2) === 0) return act
  const { grantee, element, actions } = pick(r, pick(r, agreements).grants)
  const action = actions[0] === '*' || r.integer(4) === 0 ? act.action : actions[0]!
  return { ...act, party: grantee, element, action }
}

function randomAct(r: Random): AuthorityRequest {
  return {
    party: pick(r, PARTIES),
    person: pick(r, PEOPLE),
    action: pick(r, RULE_ACTIONS),
    element: pick(r, RULE_ELEMENTS),
    arguments: r.integer(2) === 0 ? {} : { distance: pick(r, [-1, 0, 1, 2.5, 5, 5.0001, 10.125, 39, 1e15]) },
    touches: r.integer(3) > 0 ? [] : [pick(r, RULE_ELEMENTS), pick(r, RULE_ELEMENTS)],
    hazardous: r.integer(4) === 0,
    makesSafe: r.integer(4) === 0,
    at: utc(r.integer(DAY_S)),
    phase: pick(r, ['surface', 'descent']),
    approvals: Array.from({ length: r.integer(4) }, () => ({ party: pick(r, PARTIES), person: pick(r, PEOPLE) })),
  }
}

/** What became of histories of the desk. */
export type DeskTally = {
  readonly histories: number
  readonly acts: number
  readonly crashes: number
  readonly submitted: number
  readonly released: number
  readonly sent: number
  /** Sent without what the reference asks for, sent twice, released twice, sent without being on record. */
  readonly withoutGrant: readonly string[]
  readonly twice: readonly string[]
  readonly brokenLedgers: number
}

type DeskCounting = {
  -readonly [K in keyof DeskTally]: DeskTally[K]
} & { withoutGrant: string[]; twice: string[] }

/** Histories of the desk, one after the other, over the real dictionary of Chang'e-8. */
export async function fuzzDesk(histories: number, seed: string, engine: () => PolicyEngine): Promise<DeskTally> {
  const r = random(seed)
  const dictionary = shippedDictionary()
  const tally: DeskCounting = {
    ...{ histories, acts: 0, crashes: 0, submitted: 0, released: 0, sent: 0, brokenLedgers: 0 },
    withoutGrant: [],
    twice: [],
  }
  let kept = engine()
  for (let i = 0; i < histories; i++) {
    // Policies once parsed are kept for good by the engine: a new one now and then keeps memory bounded.
    if (i % 500 === 499) kept = engine()
    await new DeskHistory(r, dictionary, kept, tally, i).run()
  }
  return tally
}

function shippedDictionary(): Dictionary {
  const folder = new URL('../missions/change-8/dictionary/', import.meta.url)
  const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))
  const common = files.filter((f) => f.name === 'common.xml')
  return unwrap(readXtce([...common, ...files.filter((f) => f.name !== 'common.xml')])).dictionary
}

/** Keys by Node's own Ed25519, which is faster; the same octets. */
const signers = new Map<string, Signer>(
  PARTIES.map((party, i) => {
    const seed = Buffer.alloc(32, i + 1)
    const key = createPrivateKey({
      key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
      format: 'der',
      type: 'pkcs8',
    })
    const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex')
    return [party, { party, key: keyId(publicKey), publicKey, sign: (m) => new Uint8Array(sign(null, m, key)) }]
  }),
)
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
const verifyByNode = (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean =>
  verify(null, message, { key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' }, signature)

const FLEET: readonly [id: string, owner: string, host?: string][] = [
  ['ce8-lander', 'cnsa'],
  ['hk-robot', 'hkust', 'ce8-lander'],
  ['cheri-b', 'metu', 'ce8-lander'],
  ['pk-rover', 'suparco', 'ce8-lander'],
]
const COMMANDS: readonly [element: string, command: string, given: (r: Random) => CommandContent['arguments']][] = [
  ['cheri-b', 'drive', (r) => ({ distance: pick(r, [3, 12, 41]), heading: 90 })],
  ['cheri-b', 'drive_off', () => ({})],
  ['cheri-b', 'safe', () => ({})],
  ['pk-rover', 'drive', (r) => ({ distance: pick(r, [3, 12, 41]), heading: 90 })],
  ['hk-robot', 'charge_start', (r) => ({ client: pick(r, ['pk-rover', 'cheri-b']), duration: 600 })],
  ['ce8-lander', 'module_power_on', (r) => ({ module: pick(r, ['hk-robot', 'cheri-b']) })],
  ['ce8-lander', 'module_power_off', (r) => ({ module: pick(r, ['hk-robot', 'cheri-b']) })],
]
const DESK_ACTIONS = ['drive', 'drive_off', 'charge_start', 'safe', 'module_power_on']

class Death extends Error {}

class DeskHistory {
  private readonly r: Random
  private readonly tally: DeskCounting
  private readonly index: number
  private readonly reference: AuthorityReference
  private readonly ports: CommandCentrePorts
  private readonly sent = new Map<string, number>()
  private readonly granted: Grant[] = []
  private now_s = DAY_S / 2
  private centre: CommandCentre | undefined
  /** How the next write ends: as it should, before anything is written, after it, or after it but before the link. */
  private next: 'well' | 'before' | 'after' | 'unsent' = 'well'

  constructor(r: Random, dictionary: Dictionary, engine: PolicyEngine, tally: DeskCounting, index: number) {
    this.r = r
    this.tally = tally
    this.index = index
    const elements = FLEET.map(([id, owner, host]) => elementOf(id, owner, host))
    this.reference = new AuthorityReference(elements)
    const agreements = this.signed(elements)
    const memory = memoryCommandStore()
    const phaseAt = (tai_s: number): string => (Math.floor(tai_s / 7200) % 2 === 0 ? 'surface' : 'descent')
    this.ports = {
      store: {
        entries: () => memory.entries(),
        append: async (entries, notices) => {
          if (this.next === 'before') throw new Death()
          await memory.append(entries, notices)
          if (this.next === 'after') throw new Death()
        },
      },
      source: {
        ...{ mission: 'change-8', lead: 'cnsa', dictionary, elements, parties, agreements, engine, phaseAt },
        value: () => undefined,
        window_s: () => undefined,
        signal_s: () => 3,
        ownKeys: () => [],
      },
      signers: { signerOf: async (party) => signers.get(party)! },
      link: { takes: () => true, send: (c) => this.receive(c, phaseAt) },
      now: () => utc(this.now_s),
      verify: verifyByNode,
    }
  }

  private signed(elements: readonly Element[]): Agreement[] {
    const ids = elements.map((e) => e.id)
    const grants = Array.from({ length: this.r.integer(5) }, (_, i) =>
      randomGrant(this.r, `g${i}`, elements, DESK_ACTIONS, this.now_s),
    )
    const signedOn = utc(0)
    this.granted.push(...grants)
    this.reference.sign(grants, PARTIES, ids, signedOn)
    const about = { id: 'joint', title: 'joint', kind: 'joint-operation', parties: PARTIES, elements: ids } as const
    return [
      {
        ...about,
        parties: PARTIES,
        elements: ids,
        signedOn,
        grants: grants.map((g) => ({ ...g, agreement: 'joint' })),
        provenance: made,
      },
    ]
  }

  async run(): Promise<void> {
    await this.open()
    for (let n = 8 + this.r.integer(12); n > 0; n--) {
      this.now_s += this.r.integer(1800)
      const fate = this.r.integer(10)
      this.next = fate > 2 ? 'well' : (['before', 'after', 'unsent'] as const)[fate]!
      try {
        await this.act()
      } catch (cause) {
        if (!(cause instanceof Death)) throw cause
        await this.open()
      }
      if (this.next === 'unsent' && this.r.integer(2) === 0) await this.open()
      this.next = 'well'
      this.tally.acts++
    }
    await this.open()
    this.count()
  }

  /** The process ends and another opens the same ledger. */
  private async open(): Promise<void> {
    if (this.centre !== undefined) this.tally.crashes++
    this.next = 'well'
    const opened = await openCommandCentre(this.ports)
    if (opened.ok) this.centre = opened.value
    else this.tally.brokenLedgers++
  }

  private act(): Promise<unknown> {
    const { r } = this
    const [party, person] = [pick(r, PARTIES), '']
    const stamp = { party, person: `${party}-${pick(r, PEOPLE)}${person}` }
    const id = `c${1 + r.integer(6)}`
    const centre = this.centre!
    switch (r.integer(10)) {
      case 0:
      case 1:
      case 2:
        return this.submit()
      case 3:
        return centre.perform((desk, at) => desk.approve(id, undefined, { ...stamp, at }))
      case 4:
        return centre.perform((desk, at) => desk.takeBack(id, { ...stamp, at }))
      case 5:
        return this.grant(stamp)
      case 6:
        return this.revoke(stamp)
      case 7:
        return centre.perform((desk, at) =>
          r.integer(2) === 0 ? desk.hold(id, 'x', { ...stamp, at }) : desk.letGo(id, { ...stamp, at }),
        )
      default:
        return centre.tick()
    }
  }

  private submit(): Promise<Result<DeskCommand, DeskError>> {
    const { r } = this
    const [element, command, given] = pick(r, COMMANDS)
    const owner = FLEET.find(([id]) => id === element)![1]
    const grantees = this.granted.filter((g) => g.element === element).map((g) => g.grantee)
    const party = r.integer(2) === 0 ? owner : pick(r, [...grantees, ...grantees, pick(r, PARTIES)])
    const person = `${party}-${pick(r, PEOPLE)}`
    const content: CommandContent = {
      ...{ format: 'magpie-command-1', mission: 'change-8', party, person, element, command },
      arguments: given(r),
      nonce: `nonce-${r.integer(1e9)}`,
      expires: utc(this.now_s + 3600 + r.integer(14_400)),
      priority: 1 + r.integer(9),
      purpose: 'fuzz',
    }
    this.tally.submitted++
    return this.centre!.perform((desk, at) => desk.submit(content, undefined, { at, party, person }))
  }

  /** The reference is told of what became durable: where the process died, the ledger says whether it did. */
  private async grant(stamp: { party: string; person: string }): Promise<void> {
    const elements = FLEET.map(([id, owner, host]) => elementOf(id, owner, host))
    const g = {
      ...randomGrant(this.r, `d${this.r.integer(4)}`, elements, DESK_ACTIONS, this.now_s),
      grantor: stamp.party,
    }
    const at = utc(this.now_s)
    const { next } = this
    let given: Result<unknown, DeskError> = err({ kind: 'desk-unknown', what: '', id: '' })
    const done = this.centre!.perform((desk, now) => {
      given = giveGrant(desk, g, '', { ...stamp, at: now })
      return given
    })
    try {
      await done
    } finally {
      if (given.ok && next !== 'before') this.granted.push(g)
      if (given.ok && next !== 'before') this.reference.sign([g], [g.grantor, g.grantee], [g.element], at)
    }
  }

  private async revoke(stamp: { party: string; person: string }): Promise<void> {
    const id = pick(this.r, ['d', 'g']) + this.r.integer(4)
    const at = utc(this.now_s)
    const { next } = this
    let taken: Result<unknown, DeskError> = err({ kind: 'desk-unknown', what: '', id: '' })
    const done = this.centre!.perform((desk, now) => {
      taken = revokeGrant(desk, id, '', { ...stamp, at: now })
      return taken
    })
    try {
      await done
    } finally {
      if (taken.ok && next !== 'before') this.reference.revoke(id, at)
    }
  }

  /** What reached the link is held against the reference. */
  private receive(c: DeskCommand, phaseAt: (tai_s: number) => string): void {
    if (this.next === 'unsent') throw new Death()
    this.tally.sent++
    this.sent.set(c.id, (this.sent.get(c.id) ?? 0) + 1)
    const act = plainAct(c, utc(this.now_s), phaseAt)
    if (!this.reference.permits(act) && this.tally.withoutGrant.length < 5)
      this.tally.withoutGrant.push(`history ${this.index}: ${JSON.stringify(act)}`)
  }

  /** Whatever happened, the ledger has each command released once at most, and nothing was sent that it does not have. */
  private count(): void {
    const releases = new Map<string, number>()
    for (const { event } of eventsOf(this.centre!.entries))
      if (event.kind === 'command-moved' && event.steps.some((s) => s.action === 'release'))
        releases.set(event.id, (releases.get(event.id) ?? 0) + 1)
    this.tally.released += releases.size
    for (const [id, n] of [...releases, ...this.sent])
      if (n > 1) this.tally.twice.push(`history ${this.index}: ${id} ${n} times`)
    for (const id of this.sent.keys())
      if (!releases.has(id)) this.tally.withoutGrant.push(`history ${this.index}: ${id} is not on record`)
  }
}

/** A command as the reference is asked about it: hazard, safety and what it touches by the dictionary's own words. */
function plainAct(
  { content, approvals, command }: DeskCommand,
  at: string,
  phaseAt: (tai_s: number) => string,
): ReferenceAct {
  const touched: Readonly<Record<string, string>> = {
    charge_start: 'client',
    module_power_on: 'module',
    module_power_off: 'module',
  }
  const name = touched[content.command]
  const numbers = Object.entries(content.arguments).filter((e): e is [string, number] => typeof e[1] === 'number')
  // UTC of 2029 is 37 s behind TAI, whose seconds the phases are counted in, from noon of 2000-01-01.
  const tai_s = (Date.parse(at) - Date.UTC(2000, 0, 1, 12)) / 1000 + 37
  return {
    ...{ party: content.party, person: content.person, action: content.command, element: content.element },
    arguments: Object.fromEntries(numbers),
    touches: name === undefined ? [] : [String(content.arguments[name])],
    hazardous: command.significance === 'critical' || command.significance === 'severe',
    makesSafe: content.command === 'safe' || content.command === 'module_power_off',
    at,
    phase: phaseAt(tai_s),
    approvals: approvals.map(({ party, person }) => ({ party, person })),
  }
}
