/** The handler of published schemas: the same on a machine and in a centre. */
import { publishedSchema, type schemaOperations } from '@magpie/api/schema-operations'
import { ok } from '@magpie/core/result'
import type { Handlers } from './dispatch.ts'

/** The handler, which needs nothing. */
export function schemaHandlers(): Handlers<keyof typeof schemaOperations> {
  return {
    async schema({ name }) {
      return ok(publishedSchema(name))
    },
  }
}
