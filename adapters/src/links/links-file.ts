/** `links.json`: the links that a centre receives and sends by. */
import { readFile } from 'node:fs/promises'
import type { Failure } from '@magpie/api/failure'
import { err, ok, type Result } from '@magpie/core/result'
import { type LinksFile, linksFile } from '@magpie/operations/link/link-file'
import { whyUnreadable } from '../why-unreadable.ts'

/** Reads a file of links; what is wrong with it is said field by field. */
export async function readLinks(file: string): Promise<Result<LinksFile, Failure>> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    const why = cause instanceof SyntaxError ? `is no file of links: ${cause.message}` : whyUnreadable(cause)
    return err({ kind: 'data-unreadable', message: `${file} ${why}`, file })
  }
  const read = linksFile.safeParse(json)
  if (read.success) return ok(read.data)
  const problems = read.error.issues.map(({ path, message }) => ({
    file,
    field: `/${path.join('/')}`,
    rule: 'links',
    message,
  }))
  return err({
    kind: 'bad-request',
    message: problems.map(({ field, message }) => `${file} ${field}: ${message}`).join('\n'),
    problems,
  })
}
