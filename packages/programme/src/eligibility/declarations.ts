/**
 * What a participation declares for export control and for rules that reach below the prime: its parts with origin and
 * classification, and its sub-recipients at any level. A field left out is not known; `null` says that it was looked at and
 * does not apply.
 */
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'
import { civilDay } from '../civil-date.ts'

/** ISO 3166-1 alpha-2. */
export const stateCode = z.string().regex(/^[A-Z]{2}$/, 'expected a country code of two capitals, such as CN')

export const exportRegime = z.enum(['itar', 'ear', 'mtcr'])
export type ExportRegime = z.infer<typeof exportRegime>

/** A licence or other authorisation of a regime, for one destination, from `on` until before `until`. */
const exportLicence = z.strictObject({
  regime: exportRegime,
  destination: stateCode,
  on: civilDay,
  until: civilDay.optional(),
  number: z.string().min(1).optional(),
})

/** One part of what would be sent to the host. */
export const part = z.strictObject({
  name: z.string().min(1).max(200),
  origin: stateCode.optional(),
  /** US content of a part made elsewhere, per cent of its value; a part of US origin is all US. */
  usContent_percent: z.number().min(0).max(100).optional(),
  /** Category of the US Munitions List (22 CFR 121.1), `XV(e)`; null: on none. */
  usml: z
    .string()
    .regex(/^[IVX]+(\([a-z0-9]+\))*$/, 'expected a category of the US Munitions List, such as XV(e)')
    .nullable()
    .optional(),
  /** Export control classification number of the EAR, `9A515.d` or `EAR99`; null: not subject to the EAR. */
  eccn: z
    .string()
    .regex(/^(EAR99|\d[A-E]\d{3}(\.[a-z0-9.]+)?)$/, 'expected an ECCN, such as 9A515.d or EAR99')
    .nullable()
    .optional(),
  /** Category of the MTCR annex; null: in none. */
  mtcr: z.enum(['I', 'II']).nullable().optional(),
  /** Share of the whole product's value, per cent. */
  share_percent: z.number().min(0).max(100).optional(),
  licences: z.array(exportLicence).max(50).default([]),
})
export type Part = z.infer<typeof part>

/** The parts list of a participation, and where it is from. An empty list says that there is nothing to declare. */
export const partsDeclaration = z.strictObject({ items: z.array(part).max(5000), provenance })
export type PartsDeclaration = z.infer<typeof partsDeclaration>

/**
 * A sub-recipient. `under` names the one it works for, the prime where left out; money of those above reaches it. `mode`
 * is how it takes part with the host.
 */
export const recipient = z.strictObject({
  name: z.string().min(1).max(200),
  under: z.string().min(1).max(200).optional(),
  funders: z.array(z.string().min(1)).max(50).default([]),
  mode: z.enum(['bilateral', 'multilateral', 'none']).optional(),
})
export type Recipient = z.infer<typeof recipient>

/**
 * A part from a classification as people write it: `ITAR XV(e)`, `EAR 9A515.d`, `EAR99`, `MTCR I`, several joined by `;`.
 * What is not named stays unknown; `none` says that no list applies, or none but those named. Undefined where it cannot be
 * read, or names one list twice.
 */
export function classifiedPart(name: string, origin: string, classification: string | undefined): Part | undefined {
  const words = (classification ?? '')
    .split(';')
    .map((w) => w.trim())
    .filter((w) => w !== '')
  const fields = words.filter((w) => w.toLowerCase() !== 'none').map(fieldOfWord)
  const lists = fields.flatMap((field) => Object.keys(field ?? {}))
  if (fields.includes(undefined) || new Set(lists).size < lists.length) return undefined
  const denied = fields.length < words.length ? { usml: null, eccn: null, mtcr: null } : {}
  const read = part.safeParse(Object.assign({ name, origin }, denied, ...fields))
  return read.success ? read.data : undefined
}

function fieldOfWord(word: string): Partial<Record<'usml' | 'eccn' | 'mtcr', string>> | undefined {
  if (word.toUpperCase() === 'EAR99') return { eccn: 'EAR99' }
  const [, list, entry] = /^(ITAR|USML|EAR|ECCN|MTCR)\s+(\S+)$/i.exec(word) ?? []
  switch (list?.toUpperCase()) {
    case 'ITAR':
    case 'USML':
      return { usml: entry! }
    case 'EAR':
    case 'ECCN':
      return { eccn: entry! }
    case 'MTCR':
      return { mtcr: entry!.toUpperCase() }
    default:
      return undefined
  }
}
