/**
 * Labels of released data in the manner of the Planetary Data System: a table of parameters as a PDS4
 * `Product_Observational` with one `Table_Delimited` (PDS4 Information Model 1.14.0.0; PDS4 Standards Reference 1.14.0, 4C.1
 * "PDS DSV 1"). Only an archive that belongs to the Planetary Data System gives identifiers in its name, so the caller
 * says whose they are.
 */
import { element, renderXml, textElement, type XmlElement } from '../xtce-writer/xml-element.ts'

/** What stands in a column; the first is a UTC time such as 2029-01-31T00:00:00.000Z, `whole` an integer that is never negative. */
export type ColumnType = 'time' | 'real' | 'integer' | 'whole' | 'text' | 'flag'

export type ReleasedColumn = {
  readonly name: string
  readonly type: ColumnType
  readonly unit?: string
  readonly description: string
}

/** A context product: a name, and the identifier under which it is registered. */
export type Context = { readonly name: string; readonly id: string }

/** One table that is released, with what its reader must know. */
export type ReleasedTable = {
  /** `urn:` and four to six parts, in lower case (Standards Reference 6D.2). */
  readonly id: string
  /** Such as `1.0`. */
  readonly version: string
  readonly title: string
  readonly description: string
  readonly authors: string
  /** SPDX name. */
  readonly licence: string
  /** What stands beside the observation in words: provenance, agreement, policy, times in TDB. */
  readonly comment?: string
  /** Versions so far, newest first, each with its day (UTC) and what was changed. */
  readonly history?: readonly { readonly version: string; readonly at: string; readonly description: string }[]
  /** UTC, ISO 8601: when made; when the first and the last sample were generated. */
  readonly madeAt: string
  readonly startAt: string
  readonly stopAt: string
  readonly purpose: 'Science' | 'Engineering'
  readonly investigation: Context
  /** The spacecraft that carries the source, where there is one, and the source. */
  readonly host?: Context
  readonly source: Context & { readonly is: 'Host' | 'Instrument' }
  readonly target: Context & { readonly type: string }
  readonly file: {
    readonly name: string
    readonly bytes: number
    /** MD5, 32 hexadecimal digits: the standard knows no other. */
    readonly md5: string
    /** Other checksums and what else there is to say of the file. */
    readonly comment?: string
    /** Bytes of the line of headings. */
    readonly headingBytes: number
    readonly records: number
  }
  readonly columns: readonly ReleasedColumn[]
}

const MODEL = '1.14.0.0'
const NAMESPACE = 'http://pds.nasa.gov/pds4/pds/v1'
const SCHEMA = 'https://pds.nasa.gov/pds4/pds/v1/PDS4_PDS_1E00'

const TYPES: Readonly<Record<ColumnType, string>> = {
  time: 'ASCII_Date_Time_YMD_UTC',
  real: 'ASCII_Real',
  integer: 'ASCII_Integer',
  whole: 'ASCII_NonNegative_Integer',
  text: 'UTF8_String',
  flag: 'ASCII_Boolean',
}

/** The label of a table, as the text of an XML file that stands beside it. */
export function tableLabel(table: ReleasedTable): string {
  const root = element(
    'Product_Observational',
    {
      xmlns: NAMESPACE,
      'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      'xsi:schemaLocation': `${NAMESPACE} ${SCHEMA}.xsd`,
    },
    [identification(table), observation(table), fileArea(table)],
  )
  return renderXml(root)
}

function identification(table: ReleasedTable): XmlElement {
  const { id, version, title, authors, licence, description, madeAt, history } = table
  return element('Identification_Area', {}, [
    textElement('logical_identifier', id),
    textElement('version_id', version),
    textElement('title', title),
    textElement('information_model_version', MODEL),
    textElement('product_class', 'Product_Observational'),
    element('Citation_Information', {}, [
      textElement('author_list', authors),
      textElement('publication_year', madeAt.slice(0, 4)),
      textElement('description', `${description} Licence: ${licence}.`),
    ]),
    ...(history === undefined ? [] : [element('Modification_History', {}, history.map(modification))]),
  ])
}

function modification({ version, at, description }: NonNullable<ReleasedTable['history']>[number]): XmlElement {
  return element('Modification_Detail', {}, [
    textElement('modification_date', at.slice(0, 10)),
    textElement('version_id', version),
    textElement('description', description),
  ])
}

function observation({
  comment,
  startAt,
  stopAt,
  purpose,
  investigation,
  host,
  source,
  target,
}: ReleasedTable): XmlElement {
  const parts = [...(host === undefined ? [] : [{ ...host, is: 'Host' as const }]), source]
  return element('Observation_Area', {}, [
    ...(comment === undefined ? [] : [textElement('comment', comment)]),
    element('Time_Coordinates', {}, [textElement('start_date_time', startAt), textElement('stop_date_time', stopAt)]),
    element('Primary_Result_Summary', {}, [
      textElement('purpose', purpose),
      textElement('processing_level', 'Calibrated'),
    ]),
    element('Investigation_Area', {}, [
      textElement('name', investigation.name),
      textElement('type', 'Mission'),
      reference(investigation, 'data_to_investigation'),
    ]),
    element(
      'Observing_System',
      {},
      parts.map(({ is, ...part }) =>
        element('Observing_System_Component', {}, [
          textElement('name', part.name),
          textElement('type', is),
          reference(part, is === 'Host' ? 'is_instrument_host' : 'is_instrument'),
        ]),
      ),
    ),
    element('Target_Identification', {}, [
      textElement('name', target.name),
      textElement('type', target.type),
      reference(target, 'data_to_target'),
    ]),
  ])
}

function reference({ id }: Context, type: string): XmlElement {
  return element('Internal_Reference', {}, [textElement('lid_reference', id), textElement('reference_type', type)])
}

function fileArea({ file, columns, madeAt }: ReleasedTable): XmlElement {
  const bytes = (name: string, value: number) => textElement(name, String(value), { unit: 'byte' })
  return element('File_Area_Observational', {}, [
    element('File', {}, [
      textElement('file_name', file.name),
      textElement('creation_date_time', madeAt),
      bytes('file_size', file.bytes),
      textElement('md5_checksum', file.md5),
      ...(file.comment === undefined ? [] : [textElement('comment', file.comment)]),
    ]),
    element('Header', {}, [
      bytes('offset', 0),
      bytes('object_length', file.headingBytes),
      textElement('parsing_standard_id', 'UTF-8 Text'),
      textElement('description', 'The names of the columns'),
    ]),
    element('Table_Delimited', {}, [
      bytes('offset', file.headingBytes),
      textElement('parsing_standard_id', 'PDS DSV 1'),
      textElement('records', String(file.records)),
      textElement('record_delimiter', 'Carriage-Return Line-Feed'),
      textElement('field_delimiter', 'Comma'),
      element('Record_Delimited', {}, [
        textElement('fields', String(columns.length)),
        textElement('groups', '0'),
        ...columns.map(field),
      ]),
    ]),
  ])
}

function field({ name, type, unit, description }: ReleasedColumn, i: number): XmlElement {
  return element('Field_Delimited', {}, [
    textElement('name', name),
    textElement('field_number', String(i + 1)),
    textElement('data_type', TYPES[type]),
    ...(unit === undefined || unit === '' ? [] : [textElement('unit', unit)]),
    textElement('description', description),
  ])
}
