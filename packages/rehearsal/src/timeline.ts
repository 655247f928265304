/**
 * A mission's course as one sequence of items: decisions of the programme, the flight, then operations. The same items
 * feed the headless archive, the ledger, the report and a live centre.
 */
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { epochFromTdb, formatEpoch, parseEpoch, type TdbSeconds, tdbSeconds } from '@magpie/core/time'
import type { FlightDesign } from '@magpie/flight/flight-design'
import type { MissionModel } from '@magpie/mission/mission-model'
import type { ProgrammeOutcome } from '@magpie/programme/programme-stage'
import type { TimelineItem } from './happening.ts'
import type { MissionFolder } from './mission-folder.ts'

/** UTC with milliseconds, as people and files read it. */
export function utc(tdb_s: number): string {
  return formatEpoch(epochFromTdb(tdb_s as TdbSeconds, NAIF0012), NAIF0012)
}

/** From the opened call to the signed agreements. Days without an hour stand at their midnight, UTC. */
export function programmeTimeline(programme: ProgrammeOutcome): TimelineItem[] {
  return programme.decisions.map((d) => {
    const tdb_s = tdbOfUtc(d.at)
    const at = utc(tdb_s)
    const text = d.assumed ? `${d.text} (assumed)` : d.text
    return {
      tdb_s,
      happening: {
        at,
        tdb_s,
        kind: d.kind === 'letter-refused' ? 'refusal' : 'decision',
        party: d.by,
        element: '',
        text,
      },
      ledger: {
        at,
        party: d.by,
        kind: d.kind,
        subject: d.subject,
        body: { text: d.text, assumed: d.assumed, on: d.at },
      },
    }
  })
}

/** The model's baseline, manoeuvres and events up to touchdown. */
export function flightTimeline(model: MissionModel, flight: FlightDesign): TimelineItem[] {
  const lead = model.mission.lead
  const burns = flight.manoeuvres
    .filter((m) => m.model !== 'allowance')
    .map((m): TimelineItem => {
      const text = `${m.name}: ${m.deltaV_m_s.toFixed(1)} m/s in ${m.duration_s.toFixed(0)} s, ${m.propellant_kg.toFixed(1)} kg of propellant, ${m.massAfter_kg.toFixed(0)} kg after`
      return flightItem(m.epochTdb_s, 'manoeuvre', lead, text, { kind: 'manoeuvre', subject: m.id, body: { ...m } })
    })
  const events = flight.events.map((e) => flightItem(e.epochTdb_s, 'flight', lead, e.name))
  const { touchdown } = flight
  const down = `Touchdown ${touchdown.miss_m.toFixed(1)} m from the site: ${touchdown.verticalSpeed_m_s.toFixed(2)} m/s down, ${touchdown.horizontalSpeed_m_s.toFixed(2)} m/s across, tilt ${touchdown.tilt_deg.toFixed(1)} deg, ${touchdown.propellantLeft_kg.toFixed(0)} kg of propellant left`
  const landed = flightItem(touchdown.epochTdb_s, 'flight', lead, down, {
    kind: 'touchdown',
    subject: model.mission.id,
    body: { ...touchdown },
  })
  return [...burns, ...events, landed].sort((a, b) => a.tdb_s - b.tdb_s)
}

function flightItem(
  tdb_s: number,
  kind: 'manoeuvre' | 'flight',
  party: string,
  text: string,
  ledger?: { kind: string; subject: string; body: unknown },
): TimelineItem {
  const at = utc(tdb_s)
  return {
    tdb_s,
    happening: { at, tdb_s, kind, party, element: '', text },
    ...(ledger === undefined ? {} : { ledger: { at, party, ...ledger } }),
  }
}

/** When a phase of the mission begins, TDB seconds past J2000. */
export type PhaseTime = { readonly id: string; readonly name: string; readonly begins_s: number }

/** Events of a mission file's phases, by the flight event that brings them. */
const FLIGHT_EVENTS: Readonly<Record<string, string>> = {
  'lift-off': 'launch',
  'translunar-injection': 'tli',
  'lunar-orbit-insertion': 'loi-1',
  'powered-descent-initiation': 'pdi',
  touchdown: 'touchdown',
}

/**
 * The phases in time, from the events that begin them: the call's own dates, events of the flight, and `science-start`,
 * which comes a stated time after touchdown. A phase whose event is not known is left out.
 */
export function phaseTimes(mission: MissionFolder, programme: ProgrammeOutcome, flight: FlightDesign): PhaseTime[] {
  const decided = (kind: string) => programme.decisions.find((d) => d.kind === kind)?.at
  const at = new Map<string, number>([
    ['letters-due', tdbOfUtc(programme.call.deadline)],
    ['science-start', flight.touchdown.epochTdb_s + mission.operations.phases.scienceAfter_s],
  ])
  const published = decided('call-published')
  const announced = decided('selection-announced')
  if (published !== undefined) at.set('call-published', tdbOfUtc(published))
  if (announced !== undefined) at.set('projects-announced', tdbOfUtc(announced))
  for (const [event, id] of Object.entries(FLIGHT_EVENTS)) {
    const found = flight.events.find((e) => e.id === id)
    if (found !== undefined) at.set(event, found.epochTdb_s)
  }
  return mission.mission.phases.flatMap(({ id, name, begins }) => {
    const begins_s = at.get(begins)
    return begins_s === undefined ? [] : [{ id, name, begins_s }]
  })
}

function tdbOfUtc(text: string): number {
  return tdbSeconds(unwrap(parseEpoch(text, NAIF0012)), NAIF0012)
}
