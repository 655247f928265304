/**
 * What ECSS-E-ST-70-41C (15 April 2016, "PUS C") leaves to the mission: sizes of identifiers and counts, the form of time,
 * which optional fields there are. Both ends share one profile.
 */

/** Octets of a field; 0 where the mission leaves an optional field out. */
type Octets = 0 | 1 | 2 | 4

/** How a value of a parameter is written: unsigned and signed whole numbers, IEEE 754. */
export type PusNumber = 'u8' | 'u16' | 'u32' | 'i8' | 'i16' | 'i32' | 'f32' | 'f64'

export type PusProfile = {
  /** Failure notices of service 1 (8.1.2). */
  readonly failureCode: Exclude<Octets, 0>
  readonly step: Exclude<Octets, 0>
  readonly structure: Exclude<Octets, 0>
  readonly parameter: Exclude<Octets, 0>
  readonly event: Exclude<Octets, 0>
  /** Function identifiers are texts of a fixed size (8.8.2.1). */
  readonly functionName: number
  /** N, before what is repeated. */
  readonly count: Exclude<Octets, 0>
  /** Of collection intervals, in units of the least sampling interval. */
  readonly interval: Exclude<Octets, 0>
  readonly subSchedule: Octets
  readonly group: Octets
  /** CUC: octets of whole seconds and of fraction, and whether its P-field (one octet) stands before it. */
  readonly time: { readonly seconds: 4; readonly fraction: 0 | 1 | 2 | 3; readonly preamble: boolean }
  /** How the values of parameters are written, by identifier. Time offsets of service 11 are whole seconds in four octets. */
  readonly parameters: ReadonlyMap<number, PusNumber>
  /** Packet error control by CRC-16 at the end of each packet. */
  readonly crc: boolean
}

/** Magpie's own choice. */
export const MAGPIE_PUS: PusProfile = {
  failureCode: 2,
  step: 1,
  structure: 1,
  parameter: 2,
  event: 2,
  functionName: 8,
  count: 1,
  interval: 2,
  subSchedule: 0,
  group: 0,
  time: { seconds: 4, fraction: 2, preamble: false },
  parameters: new Map(),
  crc: true,
}
