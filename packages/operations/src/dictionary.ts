/**
 * The dictionary of a mission: what telemetry packets hold and what may be commanded, as the model that XTCE (OMG,
 * version 1.2) describes. Readers of other formats fill the same model; decoder and encoder know only this.
 */

/** Places of raw and engineering values: coefficients ascending in power, or points joined by straight lines or steps. */
export type Calibrator =
  | { readonly kind: 'polynomial'; readonly coefficients: readonly number[] }
  | {
      readonly kind: 'spline'
      readonly order: 0 | 1
      readonly extrapolate: boolean
      /** Ascending in `raw`, two at least. */
      readonly points: readonly { readonly raw: number; readonly calibrated: number }[]
    }

/** How long a string or blob is, bits: known, told by another parameter, told in front, or ended by octets. */
export type FieldSize =
  | { readonly kind: 'fixed'; readonly bits: number }
  | { readonly kind: 'dynamic'; readonly parameter: string; readonly slope: number; readonly intercept: number }
  | { readonly kind: 'leading'; readonly lengthBits: number; readonly maxBits: number }
  | { readonly kind: 'terminated'; readonly by: readonly number[]; readonly maxBits: number }

export type IntegerEncoding = {
  readonly kind: 'integer'
  /** 1 to 64. */
  readonly bits: number
  readonly form: 'unsigned' | 'twosComplement' | 'onesComplement' | 'signMagnitude'
  readonly littleEndian: boolean
  readonly calibrator?: Calibrator
}
export type FloatEncoding = {
  readonly kind: 'float'
  readonly bits: 16 | 32 | 64
  readonly littleEndian: boolean
  readonly calibrator?: Calibrator
}
export type StringEncoding = {
  readonly kind: 'string'
  readonly charset: 'UTF-8' | 'US-ASCII' | 'ISO-8859-1' | 'UTF-16' | 'UTF-16LE' | 'UTF-16BE'
  readonly size: FieldSize
}
export type BinaryEncoding = { readonly kind: 'binary'; readonly size: FieldSize }
export type Encoding = IntegerEncoding | FloatEncoding | StringEncoding | BinaryEncoding

/** Levels of concern in telemetry, from XTCE's watch, warning, distress, critical and severe. */
export type AlarmLevel = 'nominal' | 'watch' | 'warning' | 'critical'

/** A half-line or interval of engineering values; a missing end is open. */
export type AlarmRange = {
  readonly min?: number
  readonly minInclusive?: boolean
  readonly max?: number
  readonly maxInclusive?: boolean
}

/** Values inside `inside` ranges are at that level; for XTCE's `outside` form, values outside them are. */
export type Alarm =
  | {
      readonly kind: 'ranges'
      readonly rangeForm: 'outside' | 'inside'
      readonly ranges: readonly { readonly level: Exclude<AlarmLevel, 'nominal'>; readonly range: AlarmRange }[]
      /** Violations in a row before the alarm stands; 1 at once. */
      readonly minViolations: number
    }
  | {
      readonly kind: 'labels'
      readonly labels: ReadonlyMap<string, AlarmLevel>
      readonly otherwise: AlarmLevel
      readonly minViolations: number
    }

export type DataTypeKind =
  | 'integer'
  | 'float'
  | 'enumerated'
  | 'boolean'
  | 'string'
  | 'binary'
  | 'absolute-time'
  | 'relative-time'

/** A parameter's or argument's type. */
export type DataType = {
  readonly name: string
  readonly kind: DataTypeKind
  readonly encoding: Encoding
  /** As people read it, empty for none. */
  readonly unit: string
  readonly description: string
  readonly alarm?: Alarm
  /** Enumerations: label of each value, and the ranges where one label covers several. */
  readonly labels?: readonly { readonly from: number; readonly to: number; readonly label: string }[]
  /** Booleans: the words for one and zero. */
  readonly words?: { readonly one: string; readonly zero: string }
  /** Times: value = raw * scale + offset, s past `epoch`. */
  readonly time?: { readonly scale: number; readonly offset: number; readonly epoch: string }
  /** What values are valid, engineering units; ends included unless said. */
  readonly valid?: readonly AlarmRange[]
}

/** `qualifiedName` is the path from the root: `/ce8-lander/battery_charge`. `index` is its slot in every decoder. */
export type Parameter = {
  readonly index: number
  readonly qualifiedName: string
  readonly name: string
  readonly system: string
  readonly type: DataType
  readonly description: string
  readonly line: number
}

export type Comparison = {
  readonly parameter: Parameter
  readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>='
  /** As written; a label where the parameter is an enumeration and `calibrated`. */
  readonly value: string
  readonly calibrated: boolean
}

/** Where an entry begins: after the one before (plus bits), or counted from the container's start. */
export type EntryOffset = { readonly from: 'previous' | 'start'; readonly bits: number }

export type Entry =
  | {
      readonly kind: 'parameter'
      readonly parameter: Parameter
      readonly offset: EntryOffset
      readonly include: readonly Comparison[]
    }
  | {
      readonly kind: 'container'
      readonly container: Container
      readonly offset: EntryOffset
      readonly include: readonly Comparison[]
    }

/** A container of a packet; children extend it where their restriction criteria hold. */
export type Container = {
  readonly qualifiedName: string
  readonly name: string
  readonly system: string
  readonly abstract: boolean
  entries: readonly Entry[]
  base: { readonly container: Container; readonly criteria: readonly Comparison[] } | undefined
  readonly line: number
}

/** XTCE's consequence levels, ascending; from `critical` on a command is hazardous. */
export type Significance = 'none' | 'watch' | 'warning' | 'distress' | 'critical' | 'severe'

export type Argument = {
  readonly name: string
  readonly type: DataType
  readonly initial?: string
  readonly description: string
}

export type CommandEntry =
  | { readonly kind: 'argument'; readonly argument: string }
  | { readonly kind: 'fixed'; readonly bits: number; readonly octets: Uint8Array }

/** When a stage of a command counts as reached or failed: within `window_s` of its release. */
export type Verifier = {
  readonly stage: 'transferred' | 'sent' | 'received' | 'accepted' | 'queued' | 'executing' | 'complete' | 'failed'
  readonly window_s: number
}

/** A command with everything it inherits already in it. */
export type Command = {
  readonly qualifiedName: string
  readonly name: string
  readonly system: string
  readonly abstract: boolean
  readonly description: string
  /** Those that the sender gives. */
  readonly arguments: readonly Argument[]
  /** Those that an extension has fixed, by name, as written. */
  readonly assigned: ReadonlyMap<string, string>
  /** Types of all arguments, given and assigned. */
  readonly types: ReadonlyMap<string, DataType>
  readonly entries: readonly CommandEntry[]
  readonly significance: Significance
  readonly reason: string
  readonly verifiers: readonly Verifier[]
  /** AncillaryData by name: what XTCE leaves to the mission, such as `makes-safe` and `touches`. */
  readonly ancillary: ReadonlyMap<string, string>
  readonly line: number
}

export type Dictionary = {
  readonly parameters: readonly Parameter[]
  readonly containers: readonly Container[]
  readonly commands: readonly Command[]
}

/** Whether two people of two parties must agree to it. */
export function isHazardous(command: Command): boolean {
  return command.significance === 'critical' || command.significance === 'severe'
}

/** The label of an enumeration's raw value, or undefined where it has none. */
export function labelOf(type: DataType, raw: number): string | undefined {
  return type.labels?.find((label) => raw >= label.from && raw <= label.to)?.label
}

/** A command by the system (element) it stands in and its name. */
export function findCommand(dictionary: Dictionary, system: string, name: string): Command | undefined {
  return dictionary.commands.find((c) => c.name === name && c.system === `/${system}` && !c.abstract)
}
