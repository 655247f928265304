/** What came of each element, as it concerns who asks: parameters with unit and words, span, and how each is read. */
import type { Caller } from '@magpie/api/access'
import type { Held } from '@magpie/api/mission-views'
import type { OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { readsAll } from '@magpie/mission/data-access'
import type { Element } from '@magpie/mission/element'
import { PUBLIC } from '@magpie/mission/party'
import type { Alarm, DataType, Parameter } from '@magpie/operations/dictionary'
import { saysSomething } from '@magpie/operations/ingest/live-values'
import { type DataReading, heldShown, type ReadingGround } from './data-reading.ts'
import { utcClock } from './telemetry-export.ts'
import type { TelemetryService } from './telemetry-service.ts'

type Catalogue = OutputOf<Operations['dataCatalogue']>['elements'][number]
export type CataloguePorts = ReadingGround & { elements(): readonly Element[]; readonly reading: DataReading }

/** The elements of which packets came, in the mission's order. */
export async function catalogueOf(
  ports: CataloguePorts,
  service: TelemetryService,
  wanted: string | undefined,
  caller: Caller,
): Promise<Catalogue[]> {
  const out: Catalogue[] = []
  // What heads and fills packets stays in the archive, and is not offered.
  const says = saysSomething(service.decoder)
  for (const { id, name, owner } of ports.elements()) {
    if (wanted !== undefined && wanted !== id) continue
    const containers = service.catalogue(id)
    if (containers.length === 0) continue
    const parameters = [...new Set(containers.flatMap((c) => c.parameters))].filter((p) => says[p.index] === 1)
    const named = namesOf(parameters)
    const packets = service.channels(id).reduce((sum, channel) => sum + channel.packets, 0)
    out.push({
      ...{ element: id, name, owner, packets, ...(await spanOf(service, id, containers)) },
      ...packetsHeld(ports, id, caller),
      parameters: parameters.map((p) => ({
        ...{ name: named.get(p)!, unit: p.type.unit, words: p.description || p.type.description },
        values: isNumber(p) ? ('numbers' as const) : ('texts' as const),
        ...labelsOf(p.type),
        limits: limitsOf(p.type.alarm),
        ...howRead(ports, id, p, caller),
      })),
    })
  }
  return out
}

/** A parameter by its own name, or by its path where two have the same. */
function namesOf(parameters: readonly Parameter[]): ReadonlyMap<Parameter, string> {
  const times = Map.groupBy(parameters, (p) => p.name)
  return new Map(parameters.map((p) => [p, times.get(p.name)!.length === 1 ? p.name : p.qualifiedName]))
}

async function spanOf(
  service: TelemetryService,
  element: string,
  containers: ReturnType<TelemetryService['catalogue']>,
) {
  const one = containers.flatMap(({ container, parameters: [parameter] }) =>
    parameter === undefined ? [] : [{ container, wanted: [{ as: parameter.qualifiedName, parameter }] }],
  )
  const lists = await Promise.all(one.map(({ container, wanted }) => service.blocks(element, wanted, container)))
  const blocks = lists.flat().filter((block) => block.rows > 0)
  if (blocks.length === 0) return {}
  const utc = utcClock(service.leap)
  const first = Math.min(...blocks.map((b) => b.first_us))
  return { first: utc(first), last: utc(Math.max(...blocks.map((b) => b.last_us))) }
}

function isNumber({ type: { kind } }: Parameter): boolean {
  return kind === 'integer' || kind === 'float' || kind === 'relative-time'
}

/** The words that values of a type are, where it says which. */
function labelsOf({ kind, labels, words }: DataType): { labels?: string[] } {
  if (kind === 'enumerated' && labels !== undefined) return { labels: labels.map(({ label }) => label) }
  return kind === 'boolean' && words !== undefined ? { labels: [words.zero, words.one] } : {}
}

/** Ranges of levels as the dictionary has them; what depends on a context is left out. */
function limitsOf(alarm: Alarm | undefined): Catalogue['parameters'][number]['limits'] {
  if (alarm?.kind !== 'ranges') return []
  return alarm.ranges.map(({ level, range: { min, max } }) => ({
    ...{ level, form: alarm.rangeForm },
    ...(min === undefined ? {} : { least: min }),
    ...(max === undefined ? {} : { greatest: max }),
  }))
}

function howRead(ports: ReadingGround, element: string, { name: parameter }: Parameter, caller: Caller) {
  const reader = caller.party ?? PUBLIC
  const kind = ports.kindOf(element, parameter)
  const item = { element, parameter, kind }
  const terms = ports.access().terms(reader, item)
  const refusal = ports.access().refusal(reader, item, ports.now_ms())
  const held = refusal === undefined ? {} : { held: heldShown(refusal) }
  if (readsAll(terms, -Infinity, Infinity)) return { kind, reads: 'all' as const }
  if (terms.length === 0) return { kind, reads: 'never' as const, ...held }
  return { kind, reads: refusal === undefined ? ('bounded' as const) : ('later' as const), ...held }
}

/** Why whole packets are not read: they hold data of all kinds, and one of them is held back, or read within bounds only. */
function packetsHeld(ports: CataloguePorts, element: string, caller: Caller): { packetsHeld?: Held } {
  const may = ports.reading.packetsOf(caller, element)
  if (may.ok) return {}
  const kinds = ['science', 'housekeeping'] as const
  const asked = (kind: (typeof kinds)[number]) =>
    ports.access().refusal(caller.party ?? PUBLIC, { element, parameter: '*', kind }, ports.now_ms())
  const refusal = kinds.map(asked).find((r) => r !== undefined)
  if (refusal !== undefined) return { packetsHeld: heldShown(refusal) }
  const rule = may.error.kind === 'refused' ? may.error.rule : may.error.kind
  return { packetsHeld: { rule, fact: may.error.message, source: 'agreements.json', remedy: 'Read its parameters.' } }
}
