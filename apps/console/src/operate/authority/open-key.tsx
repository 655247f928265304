/** Opening the party's key in this page: by its passphrase, or from a file where the key lies elsewhere. */
import { type ChangeEvent, type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../account/people.ts'
import { TextField } from '../../parts/field.tsx'
import { openHere, takeKey } from './own-key.ts'

/** The fields; nothing more is needed once the key is open. */
export function OpenKey({ missing }: { readonly missing: 'sealed' | 'elsewhere' }): JSX.Element {
  const { t } = useTranslation('operate-authority')
  const party = useMe().data?.party ?? ''
  const [passphrase, setPassphrase] = useState('')
  const [file, setFile] = useState('')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const open = async () => {
    setBusy(true)
    setProblem(undefined)
    // The stretching of a passphrase keeps the page busy for a moment: first it shows that.
    await new Promise((shown) => setTimeout(shown, 30))
    const done =
      missing === 'sealed' ? (await openHere(party, passphrase)) || 'closed' : await takeKey(file, party, passphrase)
    setBusy(false)
    if (done === true || done === 'ok') setPassphrase('')
    else setProblem(t(`open.${done}`))
  }
  const read = async (event: ChangeEvent<HTMLInputElement>) => setFile((await event.target.files?.[0]?.text()) ?? '')
  return (
    <fieldset className="open-key">
      <legend>{t('open.heading')}</legend>
      <p className="quiet">{t(`open.${missing}Help`)}</p>
      {missing === 'elsewhere' && (
        <label className="field">
          <span>{t('open.file')}</span>
          <input type="file" accept="application/json,.json" onChange={(event) => void read(event)} />
        </label>
      )}
      <TextField
        label={t('open.passphrase')}
        type="password"
        autoComplete="off"
        value={passphrase}
        onChange={setPassphrase}
        problem={problem}
      />
      <button
        type="button"
        className="button"
        disabled={busy || passphrase === '' || (missing === 'elsewhere' && file === '')}
        onClick={() => void open()}
      >
        {t(busy ? 'open.busy' : 'open.open')}
      </button>
    </fieldset>
  )
}
