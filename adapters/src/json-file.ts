/** A file of JSON that a person wrote: what is wrong with it is told by field and line. */
import { readFile } from 'node:fs/promises'
import type { Failure } from '@magpie/api/failure'
import { err, ok, type Result } from '@magpie/core/result'
import { describeBadJson, pointerOf, readJson } from '@magpie/mission/json-reader'
import type * as z from 'zod'
import { whyUnreadable } from './why-unreadable.ts'

/** Reads a file by its schema. */
export async function readJsonFile<T>(file: string, schema: z.ZodType<T>): Promise<Result<T, Failure>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    return err({ kind: 'data-unreadable', message: `${file} ${whyUnreadable(cause)}`, file })
  }
  const json = readJson(text)
  if (!json.ok) {
    const { pointer, line } = json.error
    return wrong([{ file, field: pointer, line, rule: 'json', message: describeBadJson(json.error) }])
  }
  const read = schema.safeParse(json.value.value)
  if (read.success) return ok(read.data)
  return wrong(
    read.error.issues.map(({ path, message }) => {
      const field = pointerOf(path)
      return { file, field, line: json.value.lineOf(field), rule: 'schema', message }
    }),
  )
}

type Told = { file: string; field: string; line: number; rule: string; message: string }

function wrong(problems: Told[]): Result<never, Failure> {
  const said = problems.map(({ file, line, field, message }) => `${file}:${line}${field && ` ${field}`}: ${message}`)
  return err({ kind: 'bad-request', message: said.join('\n'), problems })
}
