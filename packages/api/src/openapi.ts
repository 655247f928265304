/**
 * The OpenAPI 3.1 document of a centre, made from the contract: OpenAPI 3.1 takes JSON Schema 2020-12, which zod
 * writes, so nothing stands between the schemas and the document.
 */
import * as z from 'zod'
import { failure } from './failure.ts'
import type { Operation } from './operation.ts'
import { operations } from './operations.ts'

type Json = Record<string, unknown>

/** The document, with `version` of the product. */
export function openApi(version: string): Json {
  const paths: Record<string, Json> = {}
  for (const o of Object.values(operations) as Operation[]) {
    if (o.http === undefined) continue
    const path = `/api${o.http.path}`
    paths[path] = { ...paths[path], [o.http.method]: describe(o, o.http) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Magpie', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: { schemas: { Failure: schema(failure, 'output') } },
  }
}

function describe(o: Operation, http: NonNullable<Operation['http']>): Json {
  const input = schema(o.input, 'input') as { properties?: Record<string, Json>; required?: string[] }
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
  return {
    operationId: o.name,
    summary: o.summary,
    parameters,
    ...(http.method === 'post'
      ? { requestBody: { required: true, content: { 'application/json': { schema: input } } } }
      : {}),
    responses: {
      '200': { description: o.summary, content: { 'application/json': { schema: schema(o.output, 'output') } } },
      default: {
        description: 'What went wrong and what to do',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } },
      },
    },
  }
}

function schema(type: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(type, { io, unrepresentable: 'any' }) as Json
  return rest
}
