/** Parameter and argument types as XTCE 1.2 writes them: the mirror image of `xtce-types.ts`. */
import type { DataType, DataTypeKind } from '../dictionary.ts'
import { alarmElements } from './alarm-elements.ts'
import { encodingElement } from './encoding-elements.ts'
import { rangeAttributes } from './range-attributes.ts'
import { cannot, numberText, type Writing } from './writing.ts'
import { element, listed, textElement, type XmlElement } from './xml-element.ts'

/** Whether a type stands among those of parameters or of arguments. */
export type TypeArea = 'Parameter' | 'Argument'

const STEMS: Readonly<Record<DataTypeKind, string>> = {
  integer: 'Integer',
  float: 'Float',
  enumerated: 'Enumerated',
  boolean: 'Boolean',
  string: 'String',
  binary: 'Binary',
  'absolute-time': 'AbsoluteTime',
  'relative-time': 'RelativeTime',
}

/** How a type says that a string's length counts octets, for which XTCE has no words (F Prime counts so). */
export const COUNTS_OCTETS = { name: 'magpie:length-counts', value: 'octets' }

/** The element of a simple type. */
export function typeElement(writing: Writing, area: TypeArea, type: DataType): XmlElement {
  const of = `the type ${type.name}`
  const time = type.kind === 'absolute-time' || type.kind === 'relative-time'
  const labels = (type.labels ?? []).map(({ from, to, label }) =>
    element('Enumeration', { value: String(from), maxValue: to === from ? undefined : String(to), label }),
  )
  return element(elementName(writing, area, type.kind), attributesOf(type), [
    countsOctets(type)
      ? element('AncillaryDataSet', {}, [
          textElement('AncillaryData', COUNTS_OCTETS.value, { name: COUNTS_OCTETS.name }),
        ])
      : undefined,
    unitsOf(writing, of, type, time),
    time ? timeEncoding(writing, of, type) : encodingElement(writing, of, type.encoding),
    type.time === undefined || type.time.epoch === ''
      ? undefined
      : element('ReferenceTime', {}, [textElement('Epoch', type.time.epoch)]),
    listed('EnumerationList', labels),
    ...validElements(writing, of, area, type),
    ...alarmElements(writing, of, type),
  ])
}

/** One word is misspelt in the schema of 1.2, and a file that keeps to it must misspell it too. */
function elementName({ edition }: Writing, area: TypeArea, kind: DataTypeKind): string {
  return edition === '1.2' && area === 'Argument' && kind === 'relative-time'
    ? 'RelativeTimeAgumentType'
    : `${STEMS[kind]}${area}Type`
}

function attributesOf(type: DataType): XmlElement['attributes'] {
  const { encoding, kind } = type
  const wide = (encoding.kind === 'integer' || encoding.kind === 'float') && encoding.bits > 32
  const calibrated = 'calibrator' in encoding && encoding.calibrator !== undefined
  return {
    name: type.name,
    shortDescription: type.description === '' ? undefined : type.description,
    initialValue: type.initial,
    ...(kind === 'integer' && encoding.kind === 'integer' && encoding.form === 'unsigned' && !calibrated
      ? { signed: 'false' }
      : {}),
    ...(kind === 'integer' || kind === 'float' ? { sizeInBits: wide || calibrated ? '64' : '32' } : {}),
    ...(type.words === undefined ? {} : { oneStringValue: type.words.one, zeroStringValue: type.words.zero }),
  }
}

function countsOctets({ encoding }: DataType): boolean {
  return 'size' in encoding && 'countsOctets' in encoding.size
}

/** Times have no units of their own in XTCE: they are seconds. */
function unitsOf(writing: Writing, of: string, { unit }: DataType, time: boolean): XmlElement | undefined {
  if (unit !== unit.trim()) cannot(writing, of, `the unit "${unit}" has blanks at its ends`)
  if (time && unit === '') return undefined
  return element('UnitSet', {}, unit === '' ? [] : [textElement('Unit', unit)])
}

function timeEncoding(writing: Writing, of: string, { time, encoding }: DataType): XmlElement {
  const inner = encodingElement(writing, of, encoding)
  if (time === undefined) return inner
  const scale = time.scale === 1 ? undefined : numberText(writing, of, time.scale)
  const offset = time.offset === 0 ? undefined : numberText(writing, of, time.offset)
  return element('Encoding', { units: 'seconds', scale, offset }, [inner])
}

function validElements(writing: Writing, of: string, area: TypeArea, { valid }: DataType): XmlElement[] {
  if (valid === undefined) return []
  const ranges = valid.map((range) => element('ValidRange', rangeAttributes(writing, of, range)))
  return area === 'Argument' ? [element('ValidRangeSet', {}, ranges)] : ranges
}
