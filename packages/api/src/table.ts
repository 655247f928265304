/** A list of an answer as a table for spreadsheets: in the columns of its row, a record a line. */
import type * as z from 'zod'

export type Table<A = never> = {
  readonly row: z.ZodObject
  readonly of: (answer: A) => readonly Readonly<Record<string, unknown>>[]
}

/** States a table; rows are held to their schema by the compiler. */
export function table<R extends z.ZodObject, A>(row: R, of: (answer: A) => readonly z.input<R>[]): Table<A> {
  return { row, of }
}
