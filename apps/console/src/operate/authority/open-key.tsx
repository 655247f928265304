/** Opening the party's key in this page: by its passphrase, or from a file where the key lies elsewhere. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../account/people.ts'
import { KeyFileField, PassphraseField, shown } from './key-fields.tsx'
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
    await shown()
    const done =
      missing === 'sealed' ? (await openHere(party, passphrase)) || 'closed' : await takeKey(file, party, passphrase)
    setBusy(false)
    if (done === true || done === 'ok') setPassphrase('')
    else setProblem(t(`open.${done}`))
  }
  return (
    <fieldset className="open-key">
      <legend>{t('open.heading')}</legend>
      <p className="quiet">{t(`open.${missing}Help`)}</p>
      {missing === 'elsewhere' && <KeyFileField onRead={setFile} />}
      <PassphraseField value={passphrase} onChange={setPassphrase} problem={problem} />
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
