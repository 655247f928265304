/** What operations are simulated from: data and ports, nothing read or fetched. */
import type { Identifier } from '@magpie/core/identifier'
import type { Interval } from '@magpie/core/interval'
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import type { TdbSeconds } from '@magpie/core/time'
import type { Agreement } from '@magpie/mission/agreement'
import type { Authorise } from '@magpie/mission/authority-request'
import type { Element } from '@magpie/mission/element'
import type { Party } from '@magpie/mission/party'
import type { ToldAuthority } from '@magpie/operations/command/told-authority'
import type { ArgumentValues } from '@magpie/operations/command-encoder'
import type { Zone } from '@magpie/operations/gate-sight'
import type { OperationsFile } from '@magpie/operations/operations-file'
import type { Sign, Verify } from '@magpie/operations/telecommand'
import type { DictionaryFile } from '@magpie/operations/xtce-reader'
import type { Contact, Leg } from './contact-plan.ts'
import type { SunTrack } from './environment.ts'
import type { LiveDoor } from './live-commands.ts'
import type { RelayPosition } from './orbiter-state.ts'

/** An activity of the surface plan, as `@magpie/plan` places it. `sequence` runs the deployment of its element. */
export type ScheduledActivity = {
  readonly id: string
  readonly element: Identifier
  readonly party: Identifier
  readonly command: string
  readonly sequence: boolean
  readonly arguments: ArgumentValues
  readonly startTdb_s: number
  readonly endTdb_s: number
}

/** Everything that operations need; all of it data or ports, nothing read or fetched. */
export type OperationsInput = {
  readonly file: OperationsFile
  /** The XTCE files; the one with what all share first. */
  readonly dictionary: readonly DictionaryFile[]
  readonly elements: readonly Element[]
  readonly parties: readonly Party[]
  readonly agreements: readonly Agreement[]
  /** The party that hosts: it owns the gateway's vehicle, and sends what the gateway alone takes from it. */
  readonly lead: Identifier
  readonly contacts: readonly Contact[]
  /** Each leg of the ways between lander, relay and stations by itself, for files that wait on the way. */
  readonly legs?: readonly Leg[]
  /** Where the relay is, as it was flown. */
  readonly relayAt?: RelayPosition | undefined
  readonly lit: readonly Interval<TdbSeconds>[]
  readonly sun: SunTrack
  /** Ground that its owners keep others out of. */
  readonly zones?: readonly Zone[]
  readonly plan: readonly ScheduledActivity[]
  readonly touchdown: TdbSeconds
  readonly leapSeconds: LeapSeconds
  /** Makes the authority function over a list of revocations: the ground has one, the gateway on board another. */
  readonly authorise: (revocations: () => ReadonlyMap<Identifier, string>) => Authorise
  /** What the gateway on board is told while it flies; its agreements are among those of `authorise`. */
  readonly told?: ToldAuthority
  readonly sign: Sign
  readonly verify: Verify
  readonly seed: string
  readonly span_days: number
  /** Where a centre runs it live: the parties of the mission as it stands, which may join while it runs. */
  readonly joined?: (() => ReadonlySet<Identifier>) | undefined
  /** Where a centre runs it live: the way in for its commands. */
  readonly live?: LiveDoor | undefined
}
