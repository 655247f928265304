/** F Prime's JSON dictionary (F Prime Dictionary Specification 1.0): its schema. Fields that say nothing of packets pass. */
import * as z from 'zod'

const annotation = z.string().optional()

/** A type where it is used: a plain one, or the name of a definition. */
export const typeUse = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('integer'),
    name: z.string(),
    size: z.union([z.literal(8), z.literal(16), z.literal(32), z.literal(64)]),
    signed: z.boolean(),
  }),
  z.object({ kind: z.literal('float'), name: z.string(), size: z.union([z.literal(32), z.literal(64)]) }),
  z.object({ kind: z.literal('bool'), name: z.string() }),
  z.object({ kind: z.literal('string'), name: z.string(), size: z.number().int().min(1).max(65535) }),
  z.object({ kind: z.literal('qualifiedIdentifier'), name: z.string().min(1) }),
])
export type TypeUse = z.infer<typeof typeUse>

const size = z.number().int().min(1).max(65536)

const definition = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alias'), qualifiedName: z.string(), type: typeUse, annotation }),
  z.object({ kind: z.literal('array'), qualifiedName: z.string(), size, elementType: typeUse, annotation }),
  z.object({
    kind: z.literal('enum'),
    qualifiedName: z.string(),
    representationType: typeUse,
    enumeratedConstants: z.array(z.object({ name: z.string(), value: z.number().int() })).min(1),
    annotation,
  }),
  z.object({
    kind: z.literal('struct'),
    qualifiedName: z.string(),
    members: z.record(
      z.string(),
      z.object({
        type: typeUse,
        index: z.number().int(),
        size: size.optional(),
        format: z.string().optional(),
        annotation,
      }),
    ),
    annotation,
  }),
])
export type Definition = z.infer<typeof definition>

const limits = z.object({
  yellow: z.number().optional(),
  orange: z.number().optional(),
  red: z.number().optional(),
})

/** The whole file. */
export const fprimeFile = z.object({
  metadata: z.object({ deploymentName: z.string().min(1) }),
  typeDefinitions: z.array(definition),
  commands: z.array(
    z.object({
      name: z.string().min(1),
      opcode: z.number().int().min(0),
      formalParams: z.array(z.object({ name: z.string(), type: typeUse, annotation })),
      annotation,
    }),
  ),
  telemetryChannels: z.array(
    z.object({
      name: z.string().min(1),
      type: typeUse,
      id: z.number().int().min(0),
      limits: z.object({ low: limits.optional(), high: limits.optional() }).optional(),
      annotation,
    }),
  ),
  telemetryPacketSets: z
    .array(
      z.object({
        name: z.string(),
        members: z.array(
          z.object({ name: z.string().min(1), id: z.number().int().min(0), members: z.array(z.string()) }),
        ),
      }),
    )
    .default([]),
})
export type FprimeFile = z.infer<typeof fprimeFile>
export type Limits = z.infer<typeof limits>
