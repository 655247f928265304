/**
 * An operation of the contract: named once, with its schemas, and from it come the HTTP route, the CLI verb, the OpenAPI
 * document and the typed client. Handlers live in `centre`; nothing here does anything.
 */
import type * as z from 'zod'
import type { Access } from './access.ts'

export type HttpRoute = {
  readonly method: 'get' | 'post'
  /** Path below `/api`, with `{name}` for the input fields it takes. */
  readonly path: `/${string}`
  /** The largest body it takes, where 64 KiB are not enough. */
  readonly largest_KiB?: number
  /** Media types of an answer that is no JSON but comes as a stream of octets. */
  readonly streams?: readonly [string, ...string[]]
}

export type CliVerb = {
  /** The words after `magpie`. */
  readonly words: readonly string[]
  /** Input fields taken by position, in order; all others are flags. */
  readonly positional: readonly string[]
  /**
   * `folder`: with `--out` the answer's `files` are written as a folder; without it they are printed. `file`: the octets that
   * come are written to `--out`.
   */
  readonly writes?: 'folder' | 'file'
  /** Exit codes by the value of a field of the answer, where it says more than done. */
  readonly exits?: { readonly field: string; readonly codes: Readonly<Record<string, number>> }
}

export type Operation<I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> = {
  readonly name: string
  readonly summary: string
  readonly input: I
  readonly output: O
  readonly http?: HttpRoute
  readonly cli?: CliVerb
} & (
  | {
      /** On files of this machine, for whoever may read them. */
      readonly place: 'here'
    }
  | {
      /** In a running centre, which asks who calls. */
      readonly place: 'centre'
      readonly access: Access
    }
  | {
      /** The same on files of this machine and in a running centre, which asks who calls. */
      readonly place: 'both'
      readonly access: Access
    }
)

/** States an operation; the schemas' types carry through to handlers and client. */
export function operation<I extends z.ZodObject, O extends z.ZodType, const P extends 'here' | 'centre' | 'both'>(
  o: Operation<I, O> & { readonly place: P },
): Operation<I, O> & { readonly place: P } {
  return o
}

/** What a handler is given, after the input's schema has read it. */
export type InputOf<T> = T extends Operation<infer I, z.ZodType> ? z.output<I> : never
/** What a handler returns and a client receives. */
export type OutputOf<T> = T extends Operation<z.ZodObject, infer O> ? z.output<O> : never
