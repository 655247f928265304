/** Links and the relay path, read: what the running centre says of them. */
import type { linkReads } from '@magpie/api/link-operations'
import type { OutputOf } from '@magpie/api/operation'
import { err, ok } from '@magpie/core/result'
import type { Handlers } from './dispatch.ts'

export type LinkPorts = {
  /** How things stand; undefined as long as operations have not begun. */
  links(passes: number): OutputOf<typeof linkReads.linkList> | undefined
  /** Undefined also where bundles are not followed here. */
  custody(): OutputOf<typeof linkReads.relayCustody> | undefined
}

/** One handler an operation. */
export function linkHandlers(ports: LinkPorts): Handlers<keyof typeof linkReads> {
  const notYet = (id: string) =>
    err({
      ...({ kind: 'not-found', what: 'links', id } as const),
      message: 'Operations have not begun: links are there when the plan stands.',
    })
  return {
    linkList: async ({ passes }) => {
      const found = ports.links(passes)
      return found === undefined ? notYet('links') : ok(found)
    },
    relayCustody: async () => {
      const found = ports.custody()
      return found === undefined ? notYet('custody') : ok(found)
    },
  }
}
