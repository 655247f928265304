/** What is written of a decoded packet, in whatever form. */

import type { Parameter } from '@magpie/operations/dictionary'
import type { NamedValue, PacketValue } from '@magpie/operations/packet-values'

/** A packet with its values; `offset` is its first octet in the file. */
export type DecodedPacket = {
  readonly offset: number
  readonly time: string | null
  readonly apid: number
  readonly sequence: number
  readonly container: string
  readonly values: readonly NamedValue[]
}

/** Where decoded packets go. `columns` are all parameters that may come, `names` what each is called. */
export type PacketWriter = {
  write(packet: DecodedPacket): void
  /** Waits until what was written so far has been taken. */
  drained(): Promise<void>
  close(): Promise<void>
}

/** A blob as hexadecimal; the rest as it is. */
export function plain(value: PacketValue): number | bigint | string {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex') : value
}

/** Whether people read something else than the octets say. */
export function isCalibrated({ type }: Parameter): boolean {
  const { encoding } = type
  if (encoding.kind !== 'integer' && encoding.kind !== 'float') return false
  if (encoding.calibrator !== undefined || encoding.contextCalibrators !== undefined) return true
  return type.kind === 'enumerated' || type.kind === 'boolean' || type.time !== undefined
}

/** The columns of every table of packets, before those of the parameters. */
export const HEAD = ['offset', 'time', 'apid', 'sequence', 'container', 'alarms'] as const

/**
 * The columns of parameters by their index, each different from all others also where a reader takes capitals and small
 * letters for one: by its name, by its path where that name is taken, and else with a number behind.
 */
export function columnNames(
  parameters: readonly Parameter[],
  names: ReadonlyMap<number, string>,
): ReadonlyMap<number, string> {
  const taken = new Set<string>(HEAD)
  const columns = new Map<number, string>()
  for (const parameter of parameters) {
    const own = (name: string) => (isCalibrated(parameter) ? [name, `${name}.raw`] : [name]).map((n) => n.toLowerCase())
    const free = (name: string) => own(name).every((n) => !taken.has(n))
    const { qualifiedName } = parameter
    let name = names.get(parameter.index)!
    if (!free(name)) name = qualifiedName
    for (let n = 2; !free(name); n++) name = `${qualifiedName}_${n}`
    for (const n of own(name)) taken.add(n)
    columns.set(parameter.index, name)
  }
  return columns
}

/** Known epochs by XTCE's words; others are dates. */
const EPOCHS: Readonly<Record<string, string>> = {
  TAI: '1958-01-01T00:00:00Z',
  J2000: '2000-01-01T12:00:00Z',
  UNIX: '1970-01-01T00:00:00Z',
  POSIX: '1970-01-01T00:00:00Z',
  GPS: '1980-01-06T00:00:00Z',
}

/** The packet's first absolute time as a date in its own scale: days of 86,400 s since its epoch; null where it has none. */
export function timeOf(values: readonly NamedValue[]): string | null {
  const time = values.find(({ parameter }) => parameter.type.kind === 'absolute-time')
  const epoch = time?.parameter.type.time?.epoch
  if (time === undefined || epoch === undefined || epoch === '') return null
  const since = Date.parse(EPOCHS[epoch] ?? (epoch.length === 10 ? `${epoch}T00:00:00Z` : epoch))
  const at = since + 1000 * Number(time.value)
  return Math.abs(at) <= 8.64e15 ? new Date(at).toISOString().replace('Z', '') : null
}
