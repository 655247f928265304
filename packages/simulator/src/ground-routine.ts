/** What the ground does without being asked: retries the queue, asks for what was lost, reads the spacecraft's own words. */
import type { Identifier } from '@magpie/core/identifier'
import type { CommandDesk } from './command-desk.ts'
import type { GroundReceiver, Heard } from './ground-receiver.ts'
import type { OperationsEvent } from './operations-event.ts'
import type { People } from './people.ts'
import type { RadioLink } from './radio-link.ts'
import type { World } from './world.ts'

/** Gaps are asked for together, this often, s: single losses are cheap to wait for. */
const GAPS_EVERY_S = 3600
const RELEASE_EVERY_S = 300
/** More packets than this are not asked for in one go. */
const LONGEST_REQUEST = 256

export type Routine = {
  readonly world: World
  readonly desk: CommandDesk
  readonly people: People
  readonly receiver: GroundReceiver
  readonly link: RadioLink
  readonly lead: Identifier
}

/** Commands that wait for their time or for room on the uplink leave when they can. */
export function keepReleasing(world: World, desk: CommandDesk): void {
  desk.release()
  world.time.at(world.time.now + RELEASE_EVERY_S, () => keepReleasing(world, desk))
}

/** Asks the lander's recorder for packets whose counts are missing. */
export function askForGaps(routine: Routine): void {
  const { world, desk, people, receiver, link, lead } = routine
  if (link.pass !== undefined) {
    receiver.takeGaps().forEach((gap, i) => {
      const { first, count } = { ...gap, count: Math.min(gap.count, LONGEST_REQUEST) }
      // What the relay lost did not pass the lander's recorder: it has one of its own.
      const own = gap.element === world.file.relay
      desk.submit({
        id: `retransmit-${gap.element}-${Math.round(world.time.now - world.touchdown_s)}-${i}`,
        ...(own ? senderOf(people.ownerOf(gap.element), people) : senderOf(lead, people)),
        element: own ? gap.element : world.file.gateway,
        command: 'retransmit',
        values: own ? { first, count } : { source: gap.element, first, count },
        approvals: [],
        expires_s: world.time.now + 86400,
        purpose: 'gap in telemetry',
      })
    })
  }
  world.time.at(world.time.now + GAPS_EVERY_S, () => askForGaps(routine))
}

function senderOf(party: Identifier, people: People) {
  return { party, person: people.operator(party) }
}

/** An event packet: the gateway's refusals reach the command they are about, the rest is told as it is. */
export function hearEvent(
  packet: Heard,
  desk: CommandDesk,
  world: World,
  emit: (event: OperationsEvent) => void,
): void {
  const text = String(packet.value('event_text') ?? '')
  const [number, rule, fact, remedy] = text.split('|')
  if (packet.value('event_code') === 21 && remedy !== undefined) {
    const source = { title: 'The gateway on board' }
    desk.gatewayRefusal(Number(number), { permitted: false, rule: rule!, fact: fact!, source, remedy })
    return
  }
  emit({ at: world.time.now, kind: 'note', element: packet.element, party: '', text })
}
