/** A partner is given one command for one hour, over the real rules, desk and ledger: `node examples/one-command-for-one-hour.ts`. */
import { readdirSync, readFileSync } from 'node:fs'
import { cedarEngine } from '@magpie/adapters/cedar'
import { type CommandCentre, openCommandCentre } from '@magpie/centre/command-centre'
import { memoryCommandStore } from '@magpie/centre/command-store'
import { unwrap } from '@magpie/core/result'
import { verifyChain } from '@magpie/ledger/chain'
import { rehearsalSigner } from '@magpie/ledger/keys'
import type { Element } from '@magpie/mission/element'
import type { CommandContent } from '@magpie/operations/command/content'
import { giveGrant, revokeGrant } from '@magpie/operations/command/desk-grants'
import { secondsOf, utcText } from '@magpie/operations/command/instant'
import { readXtce } from '@magpie/operations/xtce-reader'

const assumed = { kind: 'assumed', reason: 'made for the tutorial' } as const
const noon_s = secondsOf('2029-03-01T12:00:00Z')
const utc = (minutes: number) => utcText(noon_s + 60 * minutes)

/** The lines that the tutorial shows. */
export async function oneCommandForOneHour(): Promise<string[]> {
  const lines: string[] = []
  let minute = 0
  const centre = await newCentre(
    () => utc(minute),
    (id) => lines.push(`  to the rover: ${id}`),
  )
  const { desk } = centre
  const send = async (what: string, command: string, args: CommandContent['arguments']) => {
    const done = await centre.perform((_, at) =>
      desk.submit(drive(command, args, minute), undefined, { at, party: 'zhejiang-university', person: 'wei' }),
    )
    await centre.tick()
    const { id, state, history } = unwrap(done)
    const refusal = history.at(-1)!.refusal
    lines.push(`${at(minute)} ${what}: ${id} ${state}${refusal === undefined ? '' : ` (${refusal.fact})`}`)
  }

  // 1. Without a grant
  await send('drives without a grant', 'drive', { distance: 12, heading: 90 })

  // 2. The owner gives one command for one hour, up to 20 m
  const grant = {
    id: 'zju-drives-cheri-b',
    agreement: 'desk',
    grantor: 'metu',
    grantee: 'zhejiang-university',
    element: 'cheri-b',
    actions: ['drive'],
    arguments: { distance: { min: 0, max: 20 } },
    from: utc(0),
    until: utc(60),
    phases: [],
    approvals: 0,
    revocable: true,
    onward: false,
  }
  unwrap(await centre.perform((_, at) => giveGrant(desk, grant, 'one hour', { at, party: 'metu', person: 'ada' })))

  // 3. Within the hour and the bounds; then too far, another command, and too late
  minute = 10
  await send('drives 12 m', 'drive', { distance: 12, heading: 90 })
  await send('drives 30 m', 'drive', { distance: 30, heading: 90 })
  await send('leaves the ramp', 'drive_off', {})
  minute = 60
  await send('drives when the hour is over', 'drive', { distance: 12, heading: 90 })

  // 4. Another hour, taken back while a command waits for its time
  minute = 70
  const again = { ...grant, id: 'zju-drives-again', from: utc(70), until: utc(130) }
  unwrap(await centre.perform((_, at) => giveGrant(desk, again, 'another hour', { at, party: 'metu', person: 'ada' })))
  await send('drives at 13:30', 'drive', { distance: 5, heading: 0 })
  minute = 75
  const left = unwrap(
    await centre.perform((_, at) => revokeGrant(desk, again.id, 'dust', { at, party: 'metu', person: 'ada' })),
  )
  lines.push(`${at(minute)} the owner takes the grant back: ${left.map((c) => `${c.id} ${c.state}`).join(', ')}`)

  const chain = unwrap(verifyChain(centre.entries))
  lines.push(`the ledger verifies: ${chain.entries} entries of ${chain.parties.length} parties`)
  return lines
}

const at = (minute: number) => utc(minute).slice(11, 16)

let nonces = 0
function drive(command: string, args: CommandContent['arguments'], minute: number): CommandContent {
  return {
    ...{ format: 'magpie-command-1', mission: 'change-8', party: 'zhejiang-university', person: 'wei' },
    ...{ element: 'cheri-b', command, arguments: args, nonce: `tutorial-${++nonces}` },
    expires: utc(minute + 240),
    // What is to be executed later waits in the queue, where a revocation finds it.
    ...(minute === 70 ? { execute: utc(90) } : {}),
    ...{ priority: 5, purpose: 'tutorial' },
  }
}

/** A centre in memory, with the dictionary of Chang'e-8 and a rover that METU owns and CNSA's lander carries. */
async function newCentre(now: () => string, sent: (id: string) => void): Promise<CommandCentre> {
  const folder = new URL('../missions/change-8/dictionary/', import.meta.url)
  const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))
  const common = files.filter((f) => f.name === 'common.xml')
  const { dictionary } = unwrap(readXtce([...common, ...files.filter((f) => f.name !== 'common.xml')]))
  const element = (id: string, owner: string, host?: string): Element => ({
    ...{ id, name: id, kind: 'rover', owner, parameters: [], ports: [], provenance: assumed },
    ...(host === undefined ? {} : { host }),
  })
  return unwrap(
    await openCommandCentre({
      store: memoryCommandStore(),
      source: {
        ...{ mission: 'change-8', lead: 'cnsa', dictionary, agreements: [], engine: cedarEngine() },
        elements: [element('ce8-lander', 'cnsa'), element('cheri-b', 'metu', 'ce8-lander')],
        parties: [
          { id: 'cnsa', name: 'CNSA', kind: 'agency', provenance: assumed },
          { id: 'metu', name: 'METU', kind: 'institution', provenance: assumed },
          { id: 'zhejiang-university', name: 'Zhejiang University', kind: 'institution', provenance: assumed },
        ],
        phaseAt: () => 'surface-science',
        value: () => undefined,
        window_s: () => undefined,
        signal_s: () => 3,
        ownKeys: () => [],
      },
      signers: { signerOf: async (party) => rehearsalSigner('tutorial', party) },
      link: {
        takes: ({ content }) => content.execute === undefined || content.execute <= now(),
        send: ({ id }) => sent(id),
      },
      now,
    }),
  )
}

if (import.meta.main) for (const line of await oneCommandForOneHour()) console.log(line)
