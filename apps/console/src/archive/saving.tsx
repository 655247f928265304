/** Saving a file of the centre: how much has come, that it is there, or in the centre's words why not. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { saveFromCentre } from './download.ts'
import { sizeText } from './sizes.ts'

type Said = { readonly text: string; readonly failed?: boolean }

/** How to save a path below `/api`, and what is said of it beside the button; nothing before the first time. */
export function useSaving(): {
  readonly save: (path: string) => Promise<void>
  readonly said: JSX.Element | undefined
} {
  const { t, i18n } = useTranslation('archive')
  const [state, setState] = useState<Said>()
  const size = (bytes: number) => sizeText(t, bytes, i18n.language)
  const save = async (path: string) => {
    try {
      const { file, bytes } = await saveFromCentre(path, (n) => setState({ text: t('export.busy', { size: size(n) }) }))
      setState({ text: t('export.done', { file, size: size(bytes) }) })
    } catch (cause) {
      setState({ text: (cause as Error).message, failed: true })
    }
  }
  const said = state && (
    <span className={state.failed ? 'form-problem' : 'quiet'} role="status">
      {state.text}
    </span>
  )
  return { save, said }
}
