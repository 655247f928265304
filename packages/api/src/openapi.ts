/**
 * The OpenAPI 3.1 document of a centre, made from the contract: OpenAPI 3.1 takes JSON Schema 2020-12, which zod
 * writes, so nothing stands between the schemas and the document.
 */
import * as z from 'zod'
import { tableNames } from './csv-answer.ts'
import { failure } from './failure.ts'
import { IMPORT_FIELDS, importedList } from './imports.ts'
import type { Operation } from './operation.ts'
import { type OperationKey, operations } from './operations.ts'

type Json = Record<string, unknown>

/** The document, with `version` of the product. */
export function openApi(version: string): Json {
  const paths: Record<string, Json> = {}
  for (const key of Object.keys(operations) as OperationKey[]) {
    const o: Operation = operations[key]
    if (o.http === undefined) continue
    const path = `/api${o.http.path}`
    paths[path] = { ...paths[path], [o.http.method]: describe(key, o, o.http) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Magpie', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: { schemas: { Failure: schema(failure, 'output') } },
  }
}

function describe(key: OperationKey, o: Operation, http: NonNullable<Operation['http']>): Json {
  const input = inputShown(key)
  const inPath = [...http.path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!)
  const fields = Object.entries(input.properties ?? {})
  const parameters = fields
    .filter(([name]) => http.method === 'get' || inPath.includes(name))
    .map(([name, field]) => ({
      name,
      in: inPath.includes(name) ? 'path' : 'query',
      required: inPath.includes(name) || (input.required ?? []).includes(name),
      schema: field,
    }))
  const names = tableNames(key)
  const csv = names.length === 0 ? {} : { 'text/csv': { schema: { type: 'string', description: tableHelp(names) } } }
  return {
    operationId: o.name,
    summary: o.summary,
    parameters,
    ...(http.method === 'post'
      ? { requestBody: { required: true, content: { 'application/json': { schema: input } } } }
      : {}),
    responses: {
      '200': {
        description: o.summary,
        content: contentOf(o, http, csv),
      },
      default: {
        description: 'What went wrong and what to do',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } },
      },
    },
  }
}

/** A request as its schema has it, and with the file that a list of it may come in. */
export function inputShown(key: OperationKey): { properties?: Record<string, Json>; required?: string[] } {
  const { input }: Operation = operations[key]
  const shown = schema(input, 'input') as { properties?: Record<string, Json>; required?: string[] }
  const list = importedList(key)
  if (list === undefined) return shown
  const files = Object.fromEntries(Object.entries(IMPORT_FIELDS).map(([name, field]) => [name, schema(field, 'input')]))
  const required = (shown.required ?? []).filter((name) => name !== list)
  return { ...shown, properties: { ...shown.properties, ...files }, required }
}

function tableHelp(names: readonly string[]): string {
  return `by the header accept: text/csv, or format=csv; table=${names.join('|')}`
}

/** What an answer is: octets of some media type where it comes as a stream, else JSON, and a table where it has one. */
function contentOf(o: Operation, { streams }: NonNullable<Operation['http']>, csv: Json): Json {
  if (streams === undefined) return { 'application/json': { schema: schema(o.output, 'output') }, ...csv }
  return Object.fromEntries(streams.map((media) => [media, { schema: { type: 'string', format: 'binary' } }]))
}

function schema(type: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(type, { io, unrepresentable: 'any' }) as Json
  return rest
}
