/** Files beside a letter or proposal: chosen, kept at the centre by their hash, named, downloaded and taken out again. */
import { useMutation } from '@tanstack/react-query'
import { type ChangeEvent, type JSX, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../api.ts'
import { withUnit } from '../parts/numbers.ts'
import { Failed } from '../parts/states.tsx'
import { attach, fetchAttachment, LARGEST_BYTES } from './attachments.ts'
import type { Attachment } from './programme.ts'

type AttachmentsFieldProps = {
  readonly files: readonly Attachment[]
  /** How many may be named. */
  readonly most: number
  /** Whether the person may add files: it takes a party. */
  readonly allowed: boolean
  readonly at: (field: string) => string | undefined
  readonly onChange: (change: (files: readonly Attachment[]) => readonly Attachment[]) => void
}

/** The field. */
export function AttachmentsField({ files, most, allowed, at, onChange }: AttachmentsFieldProps): JSX.Element {
  const { t, i18n } = useTranslation('desk')
  const id = useId()
  const [tooLarge, setTooLarge] = useState<readonly string[]>([])
  const add = useMutation({
    mutationFn: async (chosen: readonly File[]) => {
      for (const file of chosen) {
        const kept = await attach(file)
        // A file is named once, whatever it is called.
        onChange((before) => [...before.filter((f) => f.sha256 !== kept.sha256), kept])
      }
    },
  })
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = [...(event.target.files ?? [])]
    event.target.value = ''
    setTooLarge(
      chosen.filter((f) => f.size > LARGEST_BYTES).map((f) => `${f.name} (${megabytes(f.size, i18n.language)})`),
    )
    add.mutate(chosen.filter((f) => f.size > 0 && f.size <= LARGEST_BYTES))
  }
  const limit = megabytes(LARGEST_BYTES, i18n.language)
  return (
    <fieldset className="card form">
      <legend>
        <h2>{t('files.heading')}</h2>
      </legend>
      <div className="rows-field">
        <small className="field-help" id={`${id}-help`}>
          {t('files.help', { limit, most })}
        </small>
        {files.length > 0 && (
          <FileList
            files={files}
            at={at}
            onRemove={(sha256) => onChange((l) => l.filter((f) => f.sha256 !== sha256))}
          />
        )}
        <label className="button file-button" data-disabled={!allowed || files.length >= most || add.isPending}>
          {add.isPending ? t('files.sending') : t('files.add')}
          <input
            type="file"
            multiple
            className="visually-hidden"
            disabled={!allowed || files.length >= most || add.isPending}
            aria-describedby={`${id}-help`}
            onChange={choose}
          />
        </label>
        {!allowed && <small className="field-help">{t('files.needsParty')}</small>}
        {tooLarge.map((file) => (
          <p key={file} className="field-problem" role="alert">
            {t('files.tooLarge', { file, limit })}
          </p>
        ))}
        {add.error !== null && <Failed failure={failureOf(add.error)} />}
      </div>
    </fieldset>
  )
}

type FileListProps = {
  readonly files: readonly Attachment[]
  readonly at?: (field: string) => string | undefined
  readonly onRemove?: (sha256: string) => void
}

/** Files with their type, size and hash; each can be downloaded. */
export function FileList({ files, at, onRemove }: FileListProps): JSX.Element {
  const { t, i18n } = useTranslation('desk')
  const read = useMutation({ mutationFn: fetchAttachment })
  return (
    <>
      <ul className="file-list">
        {files.map((f, i) => (
          <li key={f.sha256}>
            <span className="file-name">{f.name}</span>
            <small className="quiet">
              {f.type ?? t('files.noType')} · {megabytes(f.bytes, i18n.language)} ·{' '}
              <span className="figure" title={f.sha256}>
                SHA-256 {f.sha256.slice(0, 12)}…
              </span>
            </small>
            <span className="form-buttons">
              <button type="button" className="button" disabled={read.isPending} onClick={() => read.mutate(f)}>
                {t('files.download')}
                <span className="visually-hidden"> {f.name}</span>
              </button>
              {onRemove !== undefined && (
                <button type="button" className="button" onClick={() => onRemove(f.sha256)}>
                  {t('form.remove')}
                  <span className="visually-hidden"> {f.name}</span>
                </button>
              )}
            </span>
            {['sha256', 'bytes', 'name'].map((field) => {
              const problem = at?.(`/attachments/${i}/${field}`)
              return problem === undefined ? null : (
                <p key={field} className="field-problem">
                  {problem}
                </p>
              )
            })}
          </li>
        ))}
      </ul>
      {read.error !== null && <Failed failure={failureOf(read.error)} />}
    </>
  )
}

function megabytes(bytes: number, language: string): string {
  if (bytes < 1000) return withUnit(bytes, 'B', language)
  return bytes < 1e6 ? withUnit(bytes / 1000, 'kB', language, 1) : withUnit(bytes / 1e6, 'MB', language, 2)
}
