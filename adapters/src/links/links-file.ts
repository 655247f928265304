/** `links.json`: the links that a centre receives and sends by. */
import type { Failure } from '@magpie/api/failure'
import type { Result } from '@magpie/core/result'
import { type LinksFile, linksFile } from '@magpie/operations/link/link-file'
import { readJsonFile } from '../json-file.ts'

/** Reads a file of links; what is wrong with it is said field by field. */
export function readLinks(file: string): Promise<Result<LinksFile, Failure>> {
  return readJsonFile(file, linksFile)
}
