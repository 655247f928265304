/**
 * Elements: what flies, lands, roves, relays or measures. Each has one owner, stands on a host or alone, meets others at
 * ports, and is described by parameters that keep their maturity and where they are from.
 */
import { identifier } from '@magpie/core/identifier'
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'

export const elementKind = z.enum(['stack', 'spacecraft', 'lander', 'rover', 'robot', 'relay', 'module', 'instrument'])

/**
 * Maturity of a design and the margin that goes with it: off the shelf 5 %, minor modification 10 %, new or major
 * modification 20 % (equipment level, ESA "Margin philosophy for science assessment studies", as ECSS practice has it).
 */
export const maturity = z.enum(['off-the-shelf', 'modified', 'new', 'measured'])
export type Maturity = z.infer<typeof maturity>

export const parameterName = z.enum([
  'mass',
  'power-average',
  'power-peak',
  'power-survival',
  'power-supply',
  'data-rate',
  'data-volume-day',
  'volume',
  'deck-area',
])

/** The unit that each parameter is given in. */
export const parameterUnits = {
  mass: 'kg',
  'power-average': 'W',
  'power-peak': 'W',
  'power-survival': 'W',
  'power-supply': 'W',
  'data-rate': 'bit/s',
  'data-volume-day': 'Mbit',
  volume: 'm3',
  'deck-area': 'm2',
} as const satisfies Readonly<Record<z.infer<typeof parameterName>, string>>

/** One estimate of one parameter; earlier estimates stay, so that growth can be seen. Units as in `parameterUnits`. */
export const parameter = z.strictObject({
  name: parameterName,
  value: z.number().nonnegative(),
  unit: z.enum(['kg', 'W', 'bit/s', 'Mbit', 'm3', 'm2']),
  maturity,
  /** Overrides the margin of the maturity, as a fraction. */
  margin: z.number().min(0).max(1).optional(),
  asOf: z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/),
  provenance,
})
export type Parameter = z.infer<typeof parameter>

export const port = z.strictObject({
  id: identifier,
  kind: z.enum(['mechanical', 'power', 'data', 'thermal']),
  /** The element and port it is joined to, where the joint is agreed. */
  joinedTo: z.strictObject({ element: identifier, port: identifier }).optional(),
})

/** One element of `elements.json`, or one that a selected project became. */
export const element = z.strictObject({
  id: identifier,
  name: z.string().min(1),
  kind: elementKind,
  owner: identifier,
  host: identifier.optional(),
  /** The project it came from, for elements that a selection made. */
  project: identifier.optional(),
  /** CCSDS APID under which it sends telemetry, where it sends any. */
  apid: z.number().int().min(1).max(2046).optional(),
  parameters: z.array(parameter),
  ports: z.array(port).default([]),
  provenance,
})
export type Element = z.infer<typeof element>

/** `elements.json` of a mission folder: what stands before any partner is selected. */
export const elementsFile = z.strictObject({ elements: z.array(element).min(1) })
export type ElementsFile = z.infer<typeof elementsFile>
