/** `mission.json`: what a mission folder is about, its phases, and the files that stand beside it. */
import { identifier } from '@magpie/core/identifier'
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'

/** A phase of the mission; commands and grants name it. `begins` names the event that opens it. */
export const phase = z.strictObject({ id: identifier, name: z.string().min(1), begins: z.string().min(1) })
export type Phase = z.infer<typeof phase>

export const missionFile = z.strictObject({
  id: identifier,
  name: z.string().min(1),
  summary: z.string().min(1),
  /** The party that leads the mission and hosts its partners. */
  lead: identifier,
  phases: z.array(phase).min(1),
  provenance,
})
export type MissionFile = z.infer<typeof missionFile>
