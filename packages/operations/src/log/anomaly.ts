/**
 * Anomaly reports: opened by anybody who sees something, owned by one party, shared with those it names, linked to the
 * telemetry and the commands they are about, closed with a disposition. States in the words of ECSS-Q-ST-10-09C
 * (nonconformances): open, under investigation, disposition agreed, closed.
 */
import { identifier } from '@magpie/core/identifier'
import { err, ok, type Result } from '@magpie/core/result'
import * as z from 'zod'

export const anomalyState = z.enum(['open', 'investigating', 'disposed', 'closed', 'withdrawn'])
export type AnomalyState = z.infer<typeof anomalyState>

/** Links: a parameter over a time, a command, a procedure's run, or an entry of the log. */
export const anomalyLink = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('telemetry'),
    element: identifier,
    name: z.string().min(1),
    from: z.string(),
    until: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('command'), command: z.string() }),
  z.strictObject({ kind: z.literal('run'), run: z.string() }),
  z.strictObject({ kind: z.literal('note'), text: z.string().min(1).max(2000) }),
])
export type AnomalyLink = z.infer<typeof anomalyLink>

const disposition = z.enum(['use-as-is', 'work-around', 'repair', 'procedure-changed', 'not-an-anomaly', 'lost'])

export const anomalyReport = z.strictObject({
  title: z.string().min(1).max(200),
  element: identifier,
  severity: z.enum(['minor', 'major', 'critical']),
  text: z.string().max(10_000),
  links: z.array(anomalyLink).max(100).default([]),
  shareWith: z.array(identifier).default([]),
})
export type AnomalyReport = z.infer<typeof anomalyReport>

/** What is done to a report. */
export const anomalyAct = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('open'), report: anomalyReport }),
  z.strictObject({ action: z.literal('investigate'), note: z.string().min(1).max(5000) }),
  z.strictObject({ action: z.literal('link'), links: z.array(anomalyLink).min(1).max(100) }),
  z.strictObject({ action: z.literal('share'), with: z.array(identifier).min(1) }),
  z.strictObject({ action: z.literal('dispose'), disposition, rationale: z.string().min(1).max(5000) }),
  z.strictObject({ action: z.literal('reopen'), note: z.string().min(1).max(5000) }),
  z.strictObject({ action: z.literal('close'), note: z.string().max(5000) }),
  z.strictObject({ action: z.literal('withdraw'), note: z.string().min(1).max(5000) }),
])
export type AnomalyAct = z.infer<typeof anomalyAct>

export const anomalyEvent = z.strictObject({ kind: z.literal('anomaly'), id: z.string(), act: anomalyAct })

/** The life of a report; `by`: anyone who sees it, its owner, or who opened it. */
export const ANOMALY_LIFE: readonly {
  readonly from: AnomalyState
  readonly action: AnomalyAct['action']
  readonly to: AnomalyState
  readonly by: 'owner' | 'sharer' | 'opener'
}[] = [
  { from: 'open', action: 'investigate', to: 'investigating', by: 'owner' },
  { from: 'investigating', action: 'investigate', to: 'investigating', by: 'sharer' },
  { from: 'open', action: 'link', to: 'open', by: 'sharer' },
  { from: 'investigating', action: 'link', to: 'investigating', by: 'sharer' },
  { from: 'open', action: 'share', to: 'open', by: 'owner' },
  { from: 'investigating', action: 'share', to: 'investigating', by: 'owner' },
  { from: 'disposed', action: 'share', to: 'disposed', by: 'owner' },
  { from: 'investigating', action: 'dispose', to: 'disposed', by: 'owner' },
  { from: 'disposed', action: 'close', to: 'closed', by: 'owner' },
  { from: 'disposed', action: 'reopen', to: 'investigating', by: 'sharer' },
  { from: 'closed', action: 'reopen', to: 'investigating', by: 'sharer' },
  { from: 'open', action: 'withdraw', to: 'withdrawn', by: 'opener' },
]

/** A report as it stands; `owner` is the owner of the element. */
export type Anomaly = {
  readonly id: string
  readonly owner: string
  readonly opener: string
  state: AnomalyState
  report: AnomalyReport
  disposition: { readonly kind: string; readonly rationale: string } | undefined
  readonly history: { readonly at: string; readonly party: string; readonly person: string; readonly act: AnomalyAct }[]
}

export type AnomalyError = {
  readonly kind: 'anomaly-cannot'
  readonly action: AnomalyAct['action']
  readonly state: AnomalyState
  readonly needs: string
}

/** Parties that see a report: its owner, who opened it, and those it is shared with. */
export function seesAnomaly({ owner, opener, report }: Anomaly, party: string | undefined): boolean {
  return party === owner || party === opener || (party !== undefined && report.shareWith.includes(party))
}

/** Whether a party may do this to a report where it stands. */
export function checkAnomalyAct(
  anomaly: Anomaly,
  party: string,
  act: Exclude<AnomalyAct, { action: 'open' }>,
): Result<AnomalyState, AnomalyError> {
  const row = ANOMALY_LIFE.find((r) => r.from === anomaly.state && r.action === act.action)
  const cannot = (needs: string) =>
    err<AnomalyError>({ kind: 'anomaly-cannot', action: act.action, state: anomaly.state, needs })
  if (row === undefined) return cannot('another state')
  if (row.by === 'owner' && party !== anomaly.owner) return cannot(anomaly.owner)
  if (row.by === 'opener' && party !== anomaly.opener) return cannot(anomaly.opener)
  if (!seesAnomaly(anomaly, party)) return cannot(anomaly.owner)
  return ok(row.to)
}

/** A report just opened. */
export function openedAnomaly(id: string, owner: string, opener: string, report: AnomalyReport): Anomaly {
  return { id, owner, opener, state: 'open', report, disposition: undefined, history: [] }
}

/** Puts an act that was checked into the report. */
export function applyAnomalyAct(
  anomaly: Anomaly,
  stamp: { readonly at: string; readonly party: string; readonly person: string },
  act: AnomalyAct,
): void {
  anomaly.history.push({ ...stamp, act })
  const row = ANOMALY_LIFE.find((r) => r.from === anomaly.state && r.action === act.action)
  if (row !== undefined) anomaly.state = row.to
  const { report } = anomaly
  if (act.action === 'link') anomaly.report = { ...report, links: [...report.links, ...act.links] }
  if (act.action === 'share')
    anomaly.report = { ...report, shareWith: [...new Set([...report.shareWith, ...act.with])] }
  if (act.action === 'dispose') anomaly.disposition = { kind: act.disposition, rationale: act.rationale }
  if (act.action === 'reopen') anomaly.disposition = undefined
}
