/** Services between elements as the ground runs them: each owner answers what telemetry shows, step by step. */
import type { Identifier } from '@magpie/core/identifier'
import type { ProximityService } from '@magpie/operations/operations-file'
import { advanceProximity, type ProximityAction, type ProximityState } from '@magpie/operations/proximity'
import type { CommandDesk } from './command-desk.ts'
import type { Heard } from './ground-receiver.ts'
import type { OperationsEvent } from './operations-event.ts'
import type { People } from './people.ts'
import type { World } from './world.ts'

export type ProximityDesk = {
  /** Begins one service; `ended` is told whether it was done. */
  begin(service: ProximityService, duration_s: number, ended: (done: boolean) => void): void
  /** A proximity packet came down. */
  hear(packet: Heard): void
  readonly energy_Wh: Readonly<Record<string, number>>
}

type Session = {
  readonly service: ProximityService
  /** When the provider is needed elsewhere, TDB s. */
  readonly until_s: number
  readonly number: number
  readonly ended: (done: boolean) => void
  state: ProximityState
  /** The provider's own number of the request, once it has made the offer. */
  request: number
}

const STEPS: Readonly<Record<string, ProximityAction>> = {
  OFFER: 'offer',
  CONSENT: 'consent',
  DECLINE: 'decline',
  START: 'start',
  CONFIRM: 'confirm',
}

/** A desk with no service under way. */
export function proximityDesk(
  world: World,
  desk: CommandDesk,
  people: People,
  emit: (event: OperationsEvent) => void,
): ProximityDesk {
  const energy_Wh: Record<string, number> = {}
  let sessions: Session[] = []
  let count = 0
  const command = (s: Session, element: Identifier, name: string, values: Record<string, string | number>) => {
    const party = people.ownerOf(element)
    desk.submit({
      id: `${s.service.id}-${s.number}-${name.replaceAll('_', '-')}`,
      party,
      person: people.operator(party),
      element,
      command: name,
      values,
      approvals: people.approversOf(party, element, name, values),
      expires_s: world.time.now + 6 * 3600,
      purpose: `${s.service.service} ${s.service.to}`,
      onState: (state) => {
        if (state === 'refused' || state === 'failed' || state === 'expired') give(s, false)
      },
    })
  }
  const give = (s: Session, done: boolean) => {
    if (!sessions.includes(s)) return
    sessions = sessions.filter((other) => other !== s)
    if (!done) tell(s, 'stopped', 0)
    s.ended(done)
  }
  const tell = (s: Session, state: ProximityState, energy: number) => {
    s.state = state
    const { id, from, to } = s.service
    emit({ at: world.time.now, kind: 'proximity', service: id, request: s.number, from, to, state, energy_Wh: energy })
  }
  const answer = (s: Session, state: ProximityState, energy: number) => {
    const { from, to, accept, act, id } = s.service
    if (state === 'offered') command(s, to, accept, { provider: from })
    else if (state === 'consented')
      command(s, from, act, { client: to, duration: Math.max(60, Math.floor(s.until_s - world.time.now - 60)) })
    else if (state === 'confirmed') {
      energy_Wh[id] = (energy_Wh[id] ?? 0) + energy
      give(s, true)
    } else if (state === 'declined') give(s, false)
  }
  return {
    energy_Wh,
    begin(service, duration_s, ended) {
      const s: Session = {
        service,
        until_s: world.time.now + duration_s,
        number: ++count,
        ended,
        state: 'idle',
        request: 0,
      }
      if (sessions.some((other) => other.service === service)) return ended(false)
      sessions.push(s)
      command(s, service.from, service.offer, { client: service.to })
    },
    hear(packet) {
      const action = STEPS[String(packet.value('proximity_step'))]
      const s = sessions.find((other) => other.service.from === packet.element || other.service.to === packet.element)
      if (action === undefined || s === undefined) return
      const request = Number(packet.value('proximity_request'))
      if (action === 'offer') s.request = request
      else if (request !== s.request) return
      const by = packet.element === s.service.from ? 'provider' : 'client'
      const next = advanceProximity(s.state, action, by)
      if (!next.ok) return
      const energy = Number(packet.value('proximity_energy') ?? 0)
      tell(s, next.value, energy)
      answer(s, next.value, energy)
    },
  }
}
