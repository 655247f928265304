/**
 * What the mission model is with the last version of an agreement in force, beside what it is now: its elements with the
 * figures that count, the limits of the call before and after, and which grants begin, change and end.
 */
import { latest, rollUp } from '@magpie/mission/budgets'
import type { Element } from '@magpie/mission/element'
import type { AgreementContent, IntegrationContent } from '../desk/agreement-content.ts'
import { type AgreementRecord, lastContent, standingContent } from '../desk/agreement-record.ts'
import type { Desk } from '../desk/record.ts'
import { envelopeOfCall, LIMIT_UNITS } from './impact.ts'
import { elementsAgreed } from './mission-parts.ts'

export type GainedElement = {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly owner: string
  readonly host?: string
  readonly what: 'new' | 'changed' | 'kept'
  readonly ports: readonly string[]
  readonly figures: readonly {
    readonly name: string
    readonly value: number
    readonly unit: string
    readonly from: string
  }[]
}

/** One limit: what all partners take of it before and after, kg, W, Mbit a day. */
export type GainedBudget = {
  readonly limit: string
  readonly element?: string
  readonly unit: string
  readonly before: number
  readonly after: number
  readonly withMargin: number
  readonly allowed: number
  readonly verdict: 'within' | 'margin-over' | 'over'
}

export type Gains = {
  readonly elements: readonly GainedElement[]
  readonly leaves: readonly string[]
  readonly budgets: readonly GainedBudget[]
  readonly grants: readonly { readonly id: string; readonly what: 'new' | 'changed' | 'kept' }[]
  readonly ends: readonly string[]
}

const NOTHING: Gains = { elements: [], leaves: [], budgets: [], grants: [], ends: [] }

/** What the signatures of the last version add to the model; of a memorandum, nothing. */
export function gainsOf(desk: Desk, record: AgreementRecord): Gains {
  const content = lastContent(record)
  if (content.kind === 'memorandum') return NOTHING
  const standing = record.inForce === undefined ? undefined : integrationOf(standingContent(record))
  const was = standing === undefined ? [] : elementsAgreed(desk, record, standing)
  const will = elementsAgreed(desk, record, content)
  const grants = content.grants.map((g) => ({
    id: g.id,
    what: changeOf(
      standing?.grants.find((x) => x.id === g.id),
      g,
    ),
  }))
  return {
    elements: will.map((e) =>
      gained(
        e,
        was.find((x) => x.id === e.id),
      ),
    ),
    leaves: was.filter((e) => will.every((x) => x.id !== e.id)).map((e) => e.id),
    budgets: budgetsOf(desk, record, content, was, will),
    grants,
    ends: (standing?.grants ?? []).filter((g) => grants.every((x) => x.id !== g.id)).map((g) => g.id),
  }
}

function integrationOf(content: AgreementContent): IntegrationContent | undefined {
  return content.kind === 'memorandum' ? undefined : content
}

function gained(element: Element, before: Element | undefined): GainedElement {
  const { id, name, kind, owner, host, parameters, ports } = element
  const names = [...new Set(parameters.map((p) => p.name))]
  return {
    ...{ id, name, kind, owner },
    ...(host === undefined ? {} : { host }),
    what: changeOf(withoutDays(before), withoutDays(element)),
    ports: ports.map((p) => p.kind),
    figures: names.map((n) => {
      const { value, unit, provenance } = latest(element, n)!
      return { name: n, value, unit, from: provenance.kind === 'derived' ? provenance.from : '' }
    }),
  }
}

/** A later version dates its figures anew: a day alone changes nothing of the model. */
function withoutDays(element: Element | undefined): unknown {
  return element && { ...element, parameters: element.parameters.map(({ asOf: _, ...p }) => p) }
}

function changeOf(before: unknown, after: unknown): 'new' | 'changed' | 'kept' {
  if (before === undefined) return 'new'
  return JSON.stringify(before) === JSON.stringify(after) ? 'kept' : 'changed'
}

function budgetsOf(
  desk: Desk,
  record: AgreementRecord,
  content: IntegrationContent,
  was: readonly Element[],
  will: readonly Element[],
): GainedBudget[] {
  const call = content.call === undefined ? undefined : desk.calls.get(content.call)
  const envelope = call === undefined ? undefined : envelopeOfCall(call.call)
  if (envelope === undefined) return []
  const others = [...desk.agreements.values()].flatMap((a) => {
    const standing = integrationOf(standingContent(a))
    const counts = a.id !== record.id && a.inForce !== undefined && standing?.call === content.call
    return counts ? elementsAgreed(desk, a, standing!) : []
  })
  const before = rollUp([...others, ...was], envelope).checks
  return rollUp([...others, ...will], envelope).checks.flatMap((check): GainedBudget[] => {
    const { limit, element, allowed, used, verdict } = check
    // What other parties' modules weigh is theirs to show.
    if (element !== undefined && will.every((e) => e.id !== element)) return []
    const then = before.find((b) => b.limit === limit && b.element === element)
    return [
      {
        limit,
        ...(element === undefined ? {} : { element }),
        unit: LIMIT_UNITS[limit],
        before: then?.used.value ?? 0,
        after: used.value,
        withMargin: used.withMargin,
        ...{ allowed, verdict },
      },
    ]
  })
}
