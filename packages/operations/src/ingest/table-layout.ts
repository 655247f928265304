/**
 * What is kept of packets of one container from one source: a row a packet, a column a value. Numbers are stored as the
 * dictionary says they come, so that a file of the table says the same as the packets; calibrated ones have a raw column
 * beside them, those with limits a level.
 */
import { calibratorOf } from '../calibration.ts'
import type { Algorithm, Container, DataType, Entry, Parameter } from '../dictionary.ts'
import { shortNames } from '../packet-values.ts'
import { hasLimits } from './limit-watch.ts'

/**
 * How a column's values are written: whole numbers of 32 bits (signed or not) or 64, floats of 32 or 64 bits, whole
 * numbers beyond 2^53, labels of an enumeration or words of a boolean, levels, texts.
 */
export type ColumnForm =
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'float32'
  | 'float64'
  | 'exact-int64'
  | 'exact-uint64'
  | 'label'
  | 'level'
  | 'text'

export type Column = {
  readonly name: string
  readonly parameter: Parameter
  readonly what: 'value' | 'raw' | 'level'
  readonly form: ColumnForm
  /** A packet may lack it. */
  readonly optional: boolean
  /** A packet may hold it many times: all values as one text with spaces between. */
  readonly repeated: boolean
}

export type TableLayout = {
  readonly container: Container
  readonly columns: readonly Column[]
}

/** Names that every table has for columns of its own. */
const OWN = ['time', 'tai_us', 'received', 'apid', 'sequence', 'station']

/** The table of packets of a container; `algorithms` are those of the dictionary. */
export function tableLayout(container: Container, algorithms: readonly Algorithm[]): TableLayout {
  const held = new Map<Parameter, { optional: boolean; repeated: boolean }>()
  for (const one of lineage(container)) walk(one.entries, false, false, held)
  for (const { output, inputs, triggers, containerTriggers } of algorithms) {
    const starts = triggers.length + containerTriggers.length === 0 ? inputs.map((i) => i.parameter) : triggers
    const runs = starts.some((p) => held.has(p)) || containerTriggers.some((c) => lineage(container).includes(c))
    if (runs && !held.has(output)) held.set(output, { optional: true, repeated: false })
  }
  const parameters = [...held.keys()]
  const names = columnNames(parameters)
  const columns = parameters.flatMap((parameter, i) => columnsOf(parameter, names[i]!, held.get(parameter)!))
  return { container, columns }
}

/** The name of each parameter's column: its own where no other of the table has it, else its path. */
function columnNames(parameters: readonly Parameter[]): string[] {
  const short = shortNames(parameters)
  return parameters.map((p, i) => (OWN.includes(short[i]!) ? p.qualifiedName : short[i]!))
}

/** The container and all it extends, from the root on. */
export function lineage(container: Container): Container[] {
  return container.base === undefined ? [container] : [...lineage(container.base.container), container]
}

function walk(
  entries: readonly Entry[],
  optional: boolean,
  repeated: boolean,
  held: Map<Parameter, { optional: boolean; repeated: boolean }>,
): void {
  for (const entry of entries) {
    const may = optional || entry.include.length > 0
    if (entry.kind === 'repeat') walk(entry.entries, true, true, held)
    else if (entry.kind === 'container')
      for (const one of lineage(entry.container)) walk(one.entries, may, repeated, held)
    else {
      const before = held.get(entry.parameter)
      // What stands twice in a packet has two values.
      held.set(
        entry.parameter,
        before === undefined ? { optional: may, repeated } : { optional: before.optional && may, repeated: true },
      )
    }
  }
}

function columnsOf(parameter: Parameter, name: string, how: { optional: boolean; repeated: boolean }): Column[] {
  const { type } = parameter
  const out: Column[] = [{ name, parameter, what: 'value', form: how.repeated ? 'text' : valueForm(type), ...how }]
  if (hasRaw(type)) {
    const form = how.repeated ? 'text' : rawForm(type)
    out.push({ name: `${name}.raw`, parameter, what: 'raw', form, ...how })
  }
  if (hasLimits(parameter)) out.push({ name: `${name}.level`, parameter, what: 'level', form: 'level', ...how })
  return out
}

/** Whether people read something else than the octets say. */
function hasRaw(type: DataType): boolean {
  const { encoding } = type
  if (encoding.kind !== 'integer' && encoding.kind !== 'float') return false
  return (
    calibratorOf(type) !== undefined ||
    (encoding.contextCalibrators?.length ?? 0) > 0 ||
    type.kind === 'enumerated' ||
    type.kind === 'boolean'
  )
}

function valueForm(type: DataType): ColumnForm {
  if (type.encoding.kind === 'string' || type.encoding.kind === 'binary') return 'text'
  if (type.kind === 'enumerated' || type.kind === 'boolean') return 'label'
  if (type.kind === 'string') return 'text'
  return hasRaw(type) ? 'float64' : rawForm(type)
}

function rawForm({ encoding }: DataType): ColumnForm {
  if (encoding.kind === 'float') return encoding.bits === 32 && encoding.form === undefined ? 'float32' : 'float64'
  if (encoding.kind !== 'integer') return 'text'
  const { bits, form } = encoding
  const signed = form === 'twosComplement' || form === 'onesComplement' || form === 'signMagnitude'
  if (bits > 53) return signed ? 'exact-int64' : 'exact-uint64'
  if (bits > 32) return 'int64'
  if (bits === 32) return signed ? 'int32' : 'uint32'
  return 'int32'
}
