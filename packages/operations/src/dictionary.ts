/**
 * The dictionary of a mission: what telemetry packets hold and what may be commanded, as the model that XTCE (OMG,
 * versions 1.2 and 1.3) describes. Readers of other formats fill the same model; decoder and encoder know only this.
 * Aggregates and arrays of known size are parameters for each of their parts: `header.apid`, `cells[3]`; an array whose size
 * the packet tells is one parameter `cells[]` that a packet holds many times.
 */
import type { Formula } from './expression/formula.ts'

/** Places of raw and engineering values: coefficients ascending in power, or points joined by straight lines or steps. */
export type Calibrator =
  | { readonly kind: 'polynomial'; readonly coefficients: readonly number[] }
  | {
      readonly kind: 'spline'
      /** Between two points: 0 the value of the lower one, 1 a straight line, n a polynomial of that degree through n + 1 points. */
      readonly order: number
      readonly extrapolate: boolean
      /** Ascending in `raw`, two at least and more than any order; a point may have an order of its own up to the next. */
      readonly points: readonly { readonly raw: number; readonly calibrated: number; readonly order?: number }[]
    }
  | { readonly kind: 'formula'; readonly formula: Formula }

/** A calibrator that holds only where all criteria do; of several the first. */
export type ContextCalibrator = { readonly criteria: readonly Criterion[]; readonly calibrator: Calibrator }

/** A count or a number of bits: known, told by another parameter (qualified name), or by what holds. */
export type IntegerValue =
  | { readonly kind: 'fixed'; readonly value: number }
  | {
      readonly kind: 'dynamic'
      readonly parameter: string
      readonly calibrated: boolean
      readonly slope: number
      readonly intercept: number
    }
  | {
      readonly kind: 'lookup'
      readonly cases: readonly LookupCase[]
      /** Where no case holds (XTCE 1.3); without it there is then no value. */
      readonly otherwise?: number
    }
/** The value where all criteria hold; of several cases the first. */
export type LookupCase = { readonly criteria: readonly Criterion[]; readonly value: number }

/** How long a string or blob is, bits: known, told by another parameter, told in front, or ended by octets. */
export type FieldSize =
  | ({ readonly kind: 'fixed'; readonly bits: number } & Within)
  | (IntegerValue & { readonly kind: 'dynamic' | 'lookup' } & Within)
  /** Of arguments only. */
  | (ArgumentInteger & { readonly kind: 'told' | 'cases' } & Within)
  | { readonly kind: 'leading'; readonly lengthBits: number; readonly maxBits: number; readonly countsOctets?: true }
  | { readonly kind: 'terminated'; readonly by: readonly number[]; readonly maxBits: number }

/** Where the content of a string lies in the bits that it takes. */
export type Within = {
  /** A length in front, or octets that end the content. */
  readonly lengthBits?: number
  readonly end?: readonly number[]
  /** The length counts octets, as F Prime has it, and not bits, as XTCE has it. */
  readonly countsOctets?: true
}

export type IntegerEncoding = {
  readonly kind: 'integer'
  /** 1 to 64. */
  readonly bits: number
  /** Decimal digits of BCD stand in octets of their own, those of packed BCD in half octets. */
  readonly form: 'unsigned' | 'twosComplement' | 'onesComplement' | 'signMagnitude' | 'bcd' | 'packedBcd'
} & NumberEncoding
export type FloatEncoding = {
  readonly kind: 'float'
  readonly bits: 16 | 32 | 40 | 48 | 64 | 80 | 128
  /** IEEE 754 without it, which alone has 80 (x87) and 128 bits. 48 bits are of MIL-STD-1750A, 40 of TI, 16 of the first and of IEEE 754. */
  readonly form?: 'mil1750a' | 'dec' | 'ibm' | 'ti'
} & NumberEncoding
type NumberEncoding = {
  readonly littleEndian: boolean
  /** Where octets stand in another order than either: `octetOrder[k]` is the significance (0 least) of the k-th octet. */
  readonly octetOrder?: readonly number[]
  /** The least significant bit comes first. */
  readonly bitsReversed?: true
  readonly calibrator?: Calibrator
  readonly contextCalibrators?: readonly ContextCalibrator[]
}
export type StringEncoding = {
  readonly kind: 'string'
  readonly charset:
    | 'UTF-8'
    | 'US-ASCII'
    | 'ISO-8859-1'
    | 'UTF-16'
    | 'UTF-16LE'
    | 'UTF-16BE'
    | 'UTF-32'
    | 'UTF-32LE'
    | 'UTF-32BE'
    | 'Windows-1252'
  readonly size: FieldSize
  /** The least significant octet comes first in a length in front, and in UTF-16 and UTF-32 that do not say it themselves. */
  readonly littleEndian?: true
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
export type Alarm = (
  | {
      readonly kind: 'ranges'
      readonly rangeForm: 'outside' | 'inside'
      readonly ranges: readonly { readonly level: Exclude<AlarmLevel, 'nominal'>; readonly range: AlarmRange }[]
    }
  | {
      readonly kind: 'labels'
      readonly labels: ReadonlyMap<string, AlarmLevel>
      readonly otherwise: AlarmLevel
    }
) & {
  /** Violations in a row before the alarm stands; 1 at once. */
  readonly minViolations: number
  /** Values within limits in a row before it is over; as many as `minViolations` without it. */
  readonly minConformance?: number
  /** Levels by what holds of any parameters, the gravest first; the level is the gravest of these and of the value's own. */
  readonly conditions?: readonly AlarmCondition[]
}

/** A level of concern where all criteria hold (XTCE's AlarmConditions and CustomAlarm). */
export type AlarmCondition = {
  readonly level: Exclude<AlarmLevel, 'nominal'>
  readonly criteria: readonly Criterion[]
}

/** Alarms that hold instead of the default ones where all criteria do; of several the first. */
export type ContextAlarm = {
  readonly criteria: readonly Criterion[]
  readonly alarm: Alarm
  readonly changeAlarm?: ChangeAlarm
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

/**
 * Ranges that the change of a value may have; relative ones in percent of the value before. A range without a negative least end
 * is of the change's size, whichever way it went.
 */
export type ChangeAlarm = {
  readonly perSecond: boolean
  readonly relative: boolean
  /** The change from so many values before, 1 without it, and over so many seconds at least. */
  readonly samples?: number
  readonly seconds?: number
  readonly ranges: (Alarm & { readonly kind: 'ranges' })['ranges']
  readonly rangeForm: 'outside' | 'inside'
}

/** A parameter's or argument's type. */
export type DataType = {
  readonly name: string
  readonly kind: DataTypeKind
  readonly encoding: Encoding
  /** As people read it, empty for none. */
  readonly unit: string
  readonly description: string
  readonly alarm?: Alarm
  readonly contextAlarms?: readonly ContextAlarm[]
  /** Levels of the change from the value before: in itself, or a second. */
  readonly changeAlarm?: ChangeAlarm
  /** Enumerations: label of each value, and the ranges where one label covers several. */
  readonly labels?: readonly { readonly from: number; readonly to: number; readonly label: string }[]
  /** Booleans: the words for one and zero. */
  readonly words?: { readonly one: string; readonly zero: string }
  /** Times: value = raw * scale + offset, s past `epoch`. */
  readonly time?: { readonly scale: number; readonly offset: number; readonly epoch: string }
  /** What a parameter of the type is before a packet tells it, as written. */
  readonly initial?: string
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
  /** As written in the dictionary: what it is before a packet tells it. */
  readonly initial?: string
  readonly line: number
}

export type Comparison = {
  readonly parameter: Parameter
  readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>='
  /** As written; a label where the parameter is an enumeration and `calibrated`. Nothing where `other` is compared. */
  readonly value: string
  readonly calibrated: boolean
  readonly other?: { readonly parameter: Parameter; readonly calibrated: boolean }
}
/** What a formula works on: engineering or raw values. */
export type FormulaInput = { readonly parameter: Parameter; readonly calibrated: boolean }
/** A formula over parameters, which holds where it comes to a number other than 0 (XTCE's CustomAlgorithm in criteria). */
export type FormulaCriterion = { readonly formula: Formula; readonly inputs: readonly FormulaInput[] }
/** A comparison, a formula, or several criteria of which all or any must hold. */
export type Criterion =
  | Comparison
  | FormulaCriterion
  | { readonly holds: 'all' | 'any'; readonly of: readonly Criterion[] }

/**
 * Where an entry begins: after the one before (plus bits), counted from the container's start, or back from its end: so many
 * bits before the end, and never so that it reaches beyond. `value` where the bits are not known beforehand.
 */
export type EntryOffset = {
  readonly from: 'previous' | 'start' | 'end'
  readonly bits: number
  readonly value?: IntegerValue
}

export type Entry =
  | {
      readonly kind: 'parameter'
      readonly parameter: Parameter
      readonly offset: EntryOffset
      readonly include: readonly Criterion[]
    }
  | {
      readonly kind: 'container'
      readonly container: Container
      readonly offset: EntryOffset
      readonly include: readonly Criterion[]
    }
  | {
      /** Entries that come as often as the product of `counts`, `gap_bits` between two rounds. */
      readonly kind: 'repeat'
      readonly entries: readonly Entry[]
      readonly counts: readonly IntegerValue[]
      readonly gap_bits: number
      readonly offset: EntryOffset
      readonly include: readonly Criterion[]
    }

/** A container of a packet; children extend it where their restriction criteria hold. */
export type Container = {
  readonly qualifiedName: string
  readonly name: string
  readonly system: string
  readonly abstract: boolean
  entries: readonly Entry[]
  base: { readonly container: Container; readonly criteria: readonly Criterion[] } | undefined
  readonly line: number
}

/** XTCE's consequence levels, ascending; from `critical` on a command is hazardous. */
export type Significance = 'none' | 'watch' | 'warning' | 'distress' | 'critical' | 'severe'

export type Argument = {
  /** `cells[]`, `cells[].low`: of an array whose number of elements is told, whose values are `cells[0]` and so on. */
  readonly name: string
  readonly type: DataType
  readonly initial?: string
  readonly description: string
  /** How many elements such an array has, a number for each of its dimensions. */
  readonly counts?: readonly ArgumentInteger[]
}

/** An argument of the command, or a parameter as the sender knows it. */
export type ArgumentOperand =
  | { readonly argument: string; readonly calibrated: boolean }
  | { readonly parameter: Parameter; readonly calibrated: boolean }
/** A comparison of an argument with a value as written or with another, a formula, or several of which all or any must hold. */
export type ArgumentCriterion =
  | {
      readonly left: ArgumentOperand
      readonly operator: Comparison['operator']
      readonly value: string
      readonly right?: ArgumentOperand
    }
  | { readonly formula: Formula; readonly inputs: readonly ArgumentOperand[] }
  | { readonly holds: 'all' | 'any'; readonly of: readonly ArgumentCriterion[] }

/** A count, a place or a number of bits in a command: known, told by an argument or a parameter, or by what holds. */
export type ArgumentInteger =
  | { readonly kind: 'fixed'; readonly value: number }
  | {
      readonly kind: 'told'
      readonly by: ArgumentOperand
      readonly slope: number
      readonly intercept: number
    }
  | {
      readonly kind: 'cases'
      /** The value where all criteria hold; of several cases the first. */
      readonly cases: readonly { readonly criteria: readonly ArgumentCriterion[]; readonly value: number }[]
      readonly otherwise?: number
    }

/** What stands in a command's packet; with `include` only where all of it holds. */
export type CommandEntry = { readonly include?: readonly ArgumentCriterion[] } & (
  | { readonly kind: 'argument'; readonly argument: string }
  | { readonly kind: 'fixed'; readonly bits: number; readonly octets: Uint8Array }
  /** A parameter's value as the sender knows it, its initial one where nobody gives another. */
  | { readonly kind: 'parameter'; readonly parameter: Parameter }
  /**
   * Entries that come as often as the product of `counts`. An argument called `cells[]` is `cells[0]` in the first round; one
   * without brackets, a parameter and a fixed value come again as they are.
   */
  | {
      readonly kind: 'repeat'
      readonly entries: readonly CommandEntry[]
      readonly counts: readonly ArgumentInteger[]
      readonly gap_bits: number
    }
  /** Moves the place of the next entry: so many bits from where the last one ended, or from the packet's start. */
  | { readonly kind: 'place'; readonly from: 'previous' | 'start'; readonly at: ArgumentInteger }
  /** Puts the next entry, whose size is known, behind all that is not placed so: it ends so many bits before the packet's end. */
  | { readonly kind: 'place'; readonly from: 'end'; readonly at: { readonly kind: 'fixed'; readonly value: number } }
)

/**
 * When a stage of a command counts as reached or failed: within `window_s` of its release. With `onlyWith` only for commands
 * whose arguments have these values, as written (XTCE 1.3).
 */
export type Verifier = {
  readonly stage: 'transferred' | 'sent' | 'received' | 'accepted' | 'queued' | 'executing' | 'complete' | 'failed'
  readonly window_s: number
  /** When looking begins, s. */
  readonly from_s?: number
  /** What must be seen in telemetry: criteria, a container that comes, or a change of a parameter by at least so much. */
  readonly criteria?: readonly Criterion[]
  readonly container?: Container
  readonly change?: { readonly parameter: Parameter; readonly by: number }
  readonly onlyWith?: ReadonlyMap<string, string>
}

/** What must hold before a command is sent; it waits `timeout_s` for it. With `onlyWith` as a verifier. */
export type TransmissionConstraint = {
  readonly criteria: readonly Criterion[]
  readonly timeout_s: number
  readonly onlyWith?: ReadonlyMap<string, string>
}

/** A parameter computed on the ground from others. */
export type Algorithm = {
  readonly name: string
  readonly system: string
  readonly formula: Formula
  /** What the formula's inputs are, in its order. */
  readonly inputs: readonly FormulaInput[]
  readonly output: Parameter
  /** Runs when one of these comes; with none, when one of its inputs does. */
  readonly triggers: readonly Parameter[]
  readonly containerTriggers: readonly Container[]
  readonly line: number
}

/**
 * What later commands wait for (XTCE's Interlock): once this one has left, no other of `scope`, the path of a system, leaves
 * before it has reached `stage`.
 */
export type Interlock = {
  readonly scope: string
  readonly stage: 'release' | Exclude<Verifier['stage'], 'failed'>
  /** Of `queued` and `executing`: how far, in percent. */
  readonly progress?: number
  /** Whether it may be suspended under special circumstances. */
  readonly suspendable: boolean
}

/** Commands one after another with their arguments as written (XTCE's BlockMetaCommand). */
export type CommandBlock = {
  readonly qualifiedName: string
  readonly name: string
  readonly system: string
  readonly description: string
  readonly steps: readonly { readonly command: string; readonly values: ReadonlyMap<string, string> }[]
  readonly line: number
}

/** A command with everything it inherits already in it. */
export type Command = {
  readonly qualifiedName: string
  readonly name: string
  readonly system: string
  readonly abstract: boolean
  readonly description: string
  /** The qualified name of the command that it extends. */
  readonly base?: string
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
  readonly constraints: readonly TransmissionConstraint[]
  /** Significance by context; of several the first whose criteria hold. */
  readonly contextSignificance: readonly {
    readonly criteria: readonly Criterion[]
    readonly significance: Significance
    readonly reason: string
  }[]
  readonly interlock?: Interlock
  /** AncillaryData by name: what XTCE leaves to the mission, such as `makes-safe` and `touches`. */
  readonly ancillary: ReadonlyMap<string, string>
  /** Names beside its own, each in a name space of its own (XTCE's AliasSet). */
  readonly aliases?: readonly { readonly nameSpace: string; readonly alias: string }[]
  readonly line: number
}

export type Dictionary = {
  readonly parameters: readonly Parameter[]
  readonly containers: readonly Container[]
  readonly commands: readonly Command[]
  readonly algorithms: readonly Algorithm[]
  readonly blocks?: readonly CommandBlock[]
}

/** Bits of every value of the type; undefined where they depend on the value or on others. */
export function knownBits({ encoding }: DataType): number | undefined {
  if (encoding.kind === 'integer' || encoding.kind === 'float') return encoding.bits
  return encoding.size.kind === 'fixed' ? encoding.size.bits : undefined
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
