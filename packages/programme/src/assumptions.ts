/** Everything in the programme's files that is assumed, gathered by reason, so that a reader sees it all in one list. */
import { isAssumed, type Provenance, provenance } from '@magpie/core/provenance'

/** One assumption: what it is about, why, and at how many places of the files it stands. */
export type Assumption = { readonly what: string; readonly reason: string; readonly places: number }

/** Walks parsed files by name; provenances are the members whose name is, or ends in, "provenance". */
export function assumptionsOf(files: Readonly<Record<string, unknown>>): readonly Assumption[] {
  const byReason = new Map<string, string[]>()
  for (const [name, file] of Object.entries(files)) walk(file, name, '', byReason)
  return [...byReason].map(([reason, labels]) => {
    const shown = [...new Set(labels)]
    const more = shown.length > 3 ? ` and ${shown.length - 3} more` : ''
    return { what: `${shown.slice(0, 3).join('; ')}${more}`, reason, places: labels.length }
  })
}

function walk(value: unknown, file: string, label: string, found: Map<string, string[]>): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, file, label, found)
    return
  }
  if (typeof value !== 'object' || value === null) return
  const object = value as Readonly<Record<string, unknown>>
  const here = nameOf(object, label)
  for (const [key, member] of Object.entries(object)) {
    const reason = assumedReason(key, member)
    if (reason === undefined) walk(member, file, here === '' ? key : here, found)
    else found.set(reason, [...(found.get(reason) ?? []), `${file}: ${labelOf(here, key)}`])
  }
}

function labelOf(here: string, key: string): string {
  if (key === 'provenance') return here === '' ? 'the whole file' : here
  return `${here} (${key.replace('Provenance', '')})`
}

function nameOf(object: Readonly<Record<string, unknown>>, above: string): string {
  const name = object['id'] ?? object['resource'] ?? object['funder']
  if (typeof name === 'string') return name
  const parameter = object['name']
  return typeof parameter === 'string' && above !== '' ? `${above} ${parameter}` : above
}

/** Why an assumed or unverified value is one; undefined for what is published and read, and for other members. */
function assumedReason(key: string, value: unknown): string | undefined {
  if (!/provenance$/i.test(key)) return undefined
  const read = provenance.safeParse(value)
  return read.success && isAssumed(read.data) ? reasonOf(read.data) : undefined
}

function reasonOf(p: Provenance): string {
  if (p.kind === 'assumed') return p.reason
  if (p.kind === 'derived') return p.from
  return `unverified: ${p.note ?? p.source.title}`
}
