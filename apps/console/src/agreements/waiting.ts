/** What of agreements waits for a party: the first thing that a person of it wants to know. */
import type { AgreementView, InterfaceView, LineView } from './agreements.ts'

export type Waiting =
  | { readonly kind: 'sign'; readonly agreement: string; readonly title: string; readonly version: number }
  | {
      readonly kind: 'state-line' | 'sign-line'
      readonly document: string
      readonly line: string
      readonly title: string
    }
  | { readonly kind: 'mend-line'; readonly document: string; readonly line: string; readonly title: string }
  | { readonly kind: 'answer-change'; readonly document: string; readonly line: string; readonly title: string }
  | { readonly kind: 'baseline'; readonly document: string; readonly title: string }
  | {
      readonly kind: 'regulatory'
      readonly agreement: string
      readonly element: string
      readonly item: string
      /** Days until it is due; negative once it has passed. */
      readonly due_days: number
    }

const SOON_DAYS = 30
const DAY_MS = 86_400_000

/** What waits for the party, in the order of the agreements: signatures first, then lines, then what falls due. */
export function waitingFor(
  party: string,
  agreements: readonly AgreementView[],
  documents: readonly InterfaceView[],
  today: string,
): Waiting[] {
  const signatures = agreements
    .filter((a) => a.state !== 'in-force' && a.awaited.includes(party))
    .map((a): Waiting => ({ kind: 'sign', agreement: a.id, title: a.content.title, version: a.version }))
  const due = agreements.flatMap((a) =>
    a.regulatory.flatMap((r): Waiting[] => {
      const open = r.owner === party && r.due !== undefined && (r.state === 'open' || r.state === 'in-work')
      if (!open) return []
      const due_days = Math.round((Date.parse(r.due!) - Date.parse(today)) / DAY_MS)
      if (due_days > SOON_DAYS) return []
      return [{ kind: 'regulatory', agreement: a.id, element: r.element, item: r.item, due_days }]
    }),
  )
  return [...signatures, ...documents.flatMap((d) => ofDocument(party, d)), ...due]
}

function ofDocument(party: string, document: InterfaceView): Waiting[] {
  const side = document.host.party === party ? 'host' : document.guest.party === party ? 'guest' : undefined
  if (side === undefined) return []
  const changes = document.changes
    .filter((c) => c.state === 'open' && signs(document, side) && !c.signatures.some((s) => s.side === side))
    .map((c): Waiting => ({ kind: 'answer-change', document: document.id, line: c.line, title: c.to.title }))
  const lines = document.lines.flatMap((l): Waiting[] => {
    const what = ofLine(document, l, side)
    return what === undefined ? [] : [{ kind: what, document: document.id, line: l.line.id, title: l.line.title }]
  })
  const baseline = document.state === 'agreed' && document.blockedBy.length === 0
  return [
    ...changes,
    ...lines,
    ...(baseline ? [{ kind: 'baseline' as const, document: document.id, title: document.title }] : []),
  ]
}

/** What a side does next at a line: states its part, mends what does not fit, or signs; nothing once it is agreed. */
function ofLine(document: InterfaceView, { line, status, findings, awaited }: LineView, side: 'host' | 'guest') {
  if (status !== 'draft') return undefined
  if (line[side] === undefined) return 'state-line'
  if (findings.some((f) => f.severity === 'clash')) return 'mend-line'
  const other = side === 'host' ? 'guest' : 'host'
  return awaited.includes(side) && signs(document, side) && line[other] !== undefined ? 'sign-line' : undefined
}

/** Whether the side signs at all: the fixed host of a single-end document does not. */
export function signs(document: Pick<InterfaceView, 'singleEnd'>, side: 'host' | 'guest'): boolean {
  return !document.singleEnd || side === 'guest'
}
