/**
 * What is done to a rehearsal and not to a spacecraft: faults put in and taken away by whoever leads it, and files handed to the
 * network that takes them up. They go on record like commands, so that a rehearsal begun again takes the same course.
 */
import { identifier } from '@magpie/core/identifier'
import * as z from 'zod'
import { FAULT_IDS } from './faults.ts'

/** As many octets of software go up at once; larger ones would swell the record. */
export const LARGEST_LOAD_OCTETS = 200_000

/** An act of a rehearsal. */
export const rehearsalAct = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('inject'),
    element: identifier,
    fault: z.enum(FAULT_IDS),
    amount: z.number().int().min(1).max(100_000),
  }),
  /** Without a fault all of the element's. */
  z.strictObject({ do: z.literal('clear'), element: identifier, fault: z.enum(FAULT_IDS).optional() }),
  z.strictObject({
    do: z.literal('load'),
    element: identifier,
    name: z.string().min(1).max(200),
    content: z.base64().max(Math.ceil((4 * LARGEST_LOAD_OCTETS) / 3) + 4),
  }),
])
export type RehearsalAct = z.infer<typeof rehearsalAct>

/** The act as the desk records it. */
export const rehearsalEvent = z.strictObject({
  kind: z.literal('rehearsal'),
  act: rehearsalAct,
  why: z.string().max(1000),
})
