/** What is being written, saved to a file and loaded from one: as the contract has it, so that other tools read and write it. */
import { type ChangeEvent, type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type * as z from 'zod'
import { download } from './receipt.ts'

type FileButtonsProps<C, T> = {
  readonly name: string
  /** What is written now, as the contract has it. */
  readonly content: object
  readonly schema: z.ZodType<C>
  readonly typed: T
  readonly typedOf: (content: C) => T
  readonly onLoad: (typed: T) => void
}

/** A file of text this long is no letter and no proposal. */
const MOST_BYTES = 1_000_000

/** The buttons; what stood before a file was loaded can be taken back. */
export function FileButtons<C, T>(props: FileButtonsProps<C, T>): JSX.Element {
  const { name, content, schema, typed, typedOf, onLoad } = props
  const { t } = useTranslation('desk')
  const [problem, setProblem] = useState<string>()
  const [before, setBefore] = useState<T>()
  const load = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0]
    event.target.value = ''
    if (file === undefined) return
    const read = file.size > MOST_BYTES ? t('file.tooLarge') : readContent(await file.text(), schema)
    if (typeof read === 'string') return setProblem(t('file.wrong', { file: file.name, why: read }))
    setProblem(undefined)
    setBefore(typed)
    onLoad(typedOf(read.content))
  }
  return (
    <>
      <div className="form-buttons">
        <button
          type="button"
          className="button"
          onClick={() => download(`${name}.json`, `${JSON.stringify(content, undefined, 2)}\n`)}
        >
          {t('file.save')}
        </button>
        <label className="button file-button">
          {t('file.load')}
          <input type="file" accept=".json,application/json" className="visually-hidden" onChange={load} />
        </label>
        {before !== undefined && (
          <button
            type="button"
            className="button"
            onClick={() => {
              onLoad(before)
              setBefore(undefined)
            }}
          >
            {t('file.back')}
          </button>
        )}
      </div>
      {problem !== undefined && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
    </>
  )
}

/** The content of a file, or why it is none. */
function readContent<C>(text: string, schema: z.ZodType<C>): { readonly content: C } | string {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    return (cause as Error).message
  }
  const read = schema.safeParse(json)
  if (read.success) return { content: read.data }
  return read.error.issues.map((i) => `/${i.path.map(String).join('/')} ${i.message}`).join('; ')
}
