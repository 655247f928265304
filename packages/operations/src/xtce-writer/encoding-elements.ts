/** Encodings and calibrators as XTCE 1.2 writes them (4.3.2.2): the mirror image of `xtce-encodings.ts` and `xtce-calibrators.ts`. */
import type {
  Calibrator,
  Encoding,
  FieldSize,
  FloatEncoding,
  IntegerEncoding,
  StringEncoding,
  Within,
} from '../dictionary.ts'
import type { Formula } from '../expression/formula.ts'
import { unitOctets } from '../text-codec.ts'
import { NOT_TOLD } from '../xtce-encodings.ts'
import { anyInteger } from './argument-elements.ts'
import { criteriaElement } from './criteria-elements.ts'
import { cannot, numberText, type Writing } from './writing.ts'
import { element, listed, textElement, type XmlElement } from './xml-element.ts'

/** The encoding of a type; `of` stands in errors. */
export function encodingElement(writing: Writing, of: string, encoding: Encoding): XmlElement {
  switch (encoding.kind) {
    case 'integer':
    case 'float':
      return numberElement(writing, of, encoding)
    case 'string':
      return stringElement(writing, of, encoding)
    case 'binary':
      return element('BinaryDataEncoding', {}, [element('SizeInBits', {}, [sizeOfBlob(writing, of, encoding.size)])])
  }
}

const FORMS: Readonly<Record<IntegerEncoding['form'], string>> = {
  unsigned: 'unsigned',
  twosComplement: 'twosComplement',
  onesComplement: 'onesComplement',
  signMagnitude: 'signMagnitude',
  bcd: 'BCD',
  packedBcd: 'packedBCD',
}
const FLOATS: Readonly<Record<NonNullable<FloatEncoding['form']>, string>> = {
  mil1750a: 'MILSTD_1750A',
  dec: 'DEC',
  ibm: 'IBM',
  ti: 'TI',
}

function numberElement(writing: Writing, of: string, encoding: IntegerEncoding | FloatEncoding): XmlElement {
  const { bits, littleEndian, octetOrder, bitsReversed, calibrator, contextCalibrators } = encoding
  const word =
    encoding.kind === 'integer'
      ? FORMS[encoding.form]
      : encoding.form === undefined
        ? 'IEEE754_1985'
        : FLOATS[encoding.form]
  const attributes = {
    sizeInBits: String(bits),
    encoding: word,
    byteOrder: octetOrder?.join(',') ?? (littleEndian ? 'leastSignificantByteFirst' : undefined),
    bitOrder: bitsReversed ? 'leastSignificantBitFirst' : undefined,
  }
  const contexts = (contextCalibrators ?? []).map((one) =>
    element('ContextCalibrator', {}, [
      element('ContextMatch', {}, [criteriaElement(writing, of, one.criteria)]),
      element('Calibrator', {}, [calibratorElement(writing, of, one.calibrator)]),
    ]),
  )
  return element(encoding.kind === 'integer' ? 'IntegerDataEncoding' : 'FloatDataEncoding', attributes, [
    calibrator === undefined
      ? undefined
      : element('DefaultCalibrator', {}, [calibratorElement(writing, of, calibrator)]),
    listed('ContextCalibratorList', contexts),
  ])
}

function calibratorElement(writing: Writing, of: string, calibrator: Calibrator): XmlElement {
  const number = (value: number) => numberText(writing, of, value)
  switch (calibrator.kind) {
    case 'polynomial':
      return element(
        'PolynomialCalibrator',
        {},
        calibrator.coefficients.map((c, k) => element('Term', { coefficient: number(c), exponent: String(k) })),
      )
    case 'spline':
      return element(
        'SplineCalibrator',
        { order: String(calibrator.order), extrapolate: String(calibrator.extrapolate) },
        calibrator.points.map(({ raw, calibrated, order }) =>
          element('SplinePoint', {
            order: order === undefined ? undefined : String(order),
            raw: number(raw),
            calibrated: number(calibrated),
          }),
        ),
      )
    case 'formula':
      return element('MathOperationCalibrator', {}, operationElements(writing, of, calibrator.formula, undefined))
  }
}

/** The postfix operations of a formula; `operand` gives the element of an input, which in a calibrator is the raw value. */
export function operationElements(
  writing: Writing,
  of: string,
  formula: Formula,
  operand: ((input: number) => XmlElement) | undefined,
): XmlElement[] {
  return formula.steps.map((step) => {
    if (step.kind === 'number') return textElement('ValueOperand', numberText(writing, of, step.value))
    if (step.kind === 'operator') return textElement('Operator', step.operator)
    return operand?.(step.input) ?? element('ThisParameterOperand')
  })
}

/** What stands for a size in XTCE 1.2 where what leads or ends the string is its size; the schema wants one beside it. */
const NO_SIZE = element('DynamicValue', {}, [element('ParameterInstanceRef', { parameterRef: NOT_TOLD })])
const LONGEST_BITS = 8 * 65536

function stringElement(writing: Writing, of: string, encoding: StringEncoding): XmlElement {
  const { charset, size, littleEndian } = encoding
  const inner = (): XmlElement => {
    switch (size.kind) {
      case 'fixed':
        return element('SizeInBits', {}, [
          element('Fixed', {}, [textElement('FixedValue', String(size.bits))]),
          size.end === undefined ? undefined : textElement('TerminationChar', hexOf(size.end)),
          size.lengthBits === undefined
            ? undefined
            : element('LeadingSize', { sizeInBitsOfSizeTag: String(size.lengthBits) }),
        ])
      case 'leading': {
        const leading = element('LeadingSize', { sizeInBitsOfSizeTag: String(size.lengthBits) })
        return element('Variable', { maxSizeInBits: String(size.maxBits) }, [NO_SIZE, leading])
      }
      case 'terminated':
        return element('Variable', { maxSizeInBits: String(size.maxBits) }, [
          NO_SIZE,
          textElement('TerminationChar', hexOf(size.by)),
        ])
      case 'dynamic':
      case 'lookup':
      case 'told':
      case 'cases':
        return element('Variable', { maxSizeInBits: String(LONGEST_BITS) }, [
          anyInteger(writing, of, size),
          withinTold(writing, encoding, size),
        ])
    }
  }
  const byteOrder = littleEndian ? 'leastSignificantByteFirst' : undefined
  return element('StringDataEncoding', { encoding: charset, byteOrder }, [inner()])
}

/** What leads or ends a text in the bits that it takes: 1.3 must say something, and a zero ends it anyhow. */
function withinTold({ edition }: Writing, { charset }: StringEncoding, size: Within): XmlElement | undefined {
  if (size.lengthBits !== undefined) return element('LeadingSize', { sizeInBitsOfSizeTag: String(size.lengthBits) })
  if (size.end !== undefined) return textElement('TerminationChar', hexOf(size.end))
  return edition === '1.3' ? textElement('TerminationChar', '00'.repeat(unitOctets(charset))) : undefined
}

function hexOf(octets: readonly number[]): string {
  return octets.map((octet) => octet.toString(16).padStart(2, '0')).join('')
}

function sizeOfBlob(writing: Writing, of: string, size: FieldSize): XmlElement | undefined {
  if (size.kind === 'fixed' && size.lengthBits === undefined && size.end === undefined)
    return textElement('FixedValue', String(size.bits))
  if (size.kind !== 'fixed' && size.kind !== 'leading' && size.kind !== 'terminated')
    return anyInteger(writing, of, size)
  return cannot(writing, of, 'blobs have no length in front and no octets that end them')
}
