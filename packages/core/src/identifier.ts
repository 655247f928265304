/** Identifiers of parties, elements, proposals and the like: short, stable, readable in a URL and in a file name. */
import * as z from 'zod'

/** Lower-case words of letters and digits joined by `-`: `queqiao-2`, `cnsa`. */
export const identifier = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'an identifier is lower-case words of letters and digits joined by "-"')

export type Identifier = z.infer<typeof identifier>
