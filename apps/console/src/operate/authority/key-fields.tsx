/** What is asked for to open a key: the sealed file and its passphrase. */
import type { ChangeEvent, JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../../parts/field.tsx'

/** The sealed file, such as `magpie key make` writes; hands on its text. */
export function KeyFileField({ onRead }: { readonly onRead: (text: string) => void }): JSX.Element {
  const { t } = useTranslation('operate-authority')
  const read = async (event: ChangeEvent<HTMLInputElement>) => onRead((await event.target.files?.[0]?.text()) ?? '')
  return (
    <label className="field">
      <span>{t('open.file')}</span>
      <input type="file" accept="application/json,.json" onChange={(event) => void read(event)} />
    </label>
  )
}

type PassphraseProps = {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly problem: string | undefined
}

/** The passphrase under which a key is sealed. */
export function PassphraseField({ value, onChange, problem }: PassphraseProps): JSX.Element {
  const { t } = useTranslation('operate-authority')
  return (
    <TextField
      label={t('open.passphrase')}
      type="password"
      autoComplete="off"
      value={value}
      onChange={onChange}
      problem={problem}
    />
  )
}

/** The stretching of a passphrase keeps the page busy for a moment: first it shows that. */
export function shown(): Promise<void> {
  return new Promise((done) => setTimeout(done, 30))
}
