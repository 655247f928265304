/**
 * An operation of the contract: named once, with its schemas, and from it come the HTTP route, the CLI verb, the OpenAPI
 * document and the typed client. Handlers live in `centre`; nothing here does anything.
 */
import type * as z from 'zod'

/** Where the operation can run: on files of this machine (`here`), in a running centre (`centre`). */
export type Place = 'here' | 'centre'

export type HttpRoute = {
  readonly method: 'get' | 'post'
  /** Path below `/api`, with `{name}` for the input fields it takes. */
  readonly path: `/${string}`
}

export type CliVerb = {
  /** The words after `magpie`. */
  readonly words: readonly string[]
  /** Input fields taken by position, in order; all others are flags. */
  readonly positional: readonly string[]
}

export type Operation<I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> = {
  readonly name: string
  readonly summary: string
  readonly place: Place
  readonly input: I
  readonly output: O
  readonly http?: HttpRoute
  readonly cli?: CliVerb
}

/** States an operation; the schemas' types carry through to handlers and client. */
export function operation<I extends z.ZodObject, O extends z.ZodType>(o: Operation<I, O>): Operation<I, O> {
  return o
}

/** What a handler is given, after the input's schema has read it. */
export type InputOf<T> = T extends Operation<infer I, z.ZodType> ? z.output<I> : never
/** What a handler returns and a client receives. */
export type OutputOf<T> = T extends Operation<z.ZodObject, infer O> ? z.output<O> : never
