/** Keys: by which a party signs here, where it is kept and since when; and a key of one's own, made and kept in this browser. */
import type { KeyFile } from '@magpie/api/own-key'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, useMe } from '../../account/people.ts'
import { ActDialog } from '../../agreements/act-dialog.tsx'
import { Hash } from '../../agreements/words.tsx'
import { AreaField, CheckField, TextField } from '../../parts/field.tsx'
import { PartyTag } from '../../parts/party.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Empty, pending } from '../../parts/states.tsx'
import { callDesk, useDeskAct, useOwnKeys } from '../commands/commands.ts'
import { instant } from '../commands/marks.tsx'
import { download } from '../commands/stack.tsx'
import { KeyFileField, PassphraseField, shown } from './key-fields.tsx'
import { OpenKey } from './open-key.tsx'
import { fileText, forget, lock, makeKey, proofOf, takeKey, useKeyHere } from './own-key.ts'

type Open = 'make' | 'take' | 'keep' | 'drop' | 'forget'

/** The card. */
export function Keys({ party }: { readonly party: string }): JSX.Element {
  const { t } = useTranslation('operate-authority')
  const me = useMe().data
  const query = useOwnKeys()
  const here = useKeyHere(party)
  const [open, setOpen] = useState<Open>()
  const mine = query.data?.keys.filter((k) => k.party === party) ?? []
  const kept = mine.filter((k) => k.kept === 'party')
  const told = kept.some((k) => k.publicKey === here?.sealed?.publicKey)
  const signs = holds(me, 'signatory', 'officer')
  const close = () => setOpen(undefined)
  const standing = kept.length === 0 ? 'centre' : told ? 'here' : 'elsewhere'
  return (
    <section className="card" aria-labelledby="keys-heading">
      <h2 id="keys-heading">{t('keys.heading')}</h2>
      <p>{t(`keys.${standing}`)}</p>
      {pending(query)}
      {here?.sealed !== undefined && (
        <KeyHere file={here.sealed} isOpen={here.isOpen} keeps={!told && signs} onOpen={setOpen} />
      )}
      <div className="form-buttons">
        {here !== undefined && here.sealed === undefined && (
          <>
            <button type="button" className="button" onClick={() => setOpen('make')}>
              {t('keys.make')}
            </button>
            <button type="button" className="button" onClick={() => setOpen('take')}>
              {t('keys.take')}
            </button>
          </>
        )}
        {signs && kept.length > 1 && (
          <button type="button" className="button" onClick={() => setOpen('drop')}>
            {t('keys.drop')}
          </button>
        )}
      </div>
      <details className="key-lost">
        <summary>{t('keys.lost')}</summary>
        <p>{t('keys.lostHelp')}</p>
      </details>
      <h3>{t('keys.all')}</h3>
      {query.data?.keys.length === 0 && <Empty>{t('keys.noneYet')}</Empty>}
      <ul className="rows">
        {query.data?.keys.map((k) => (
          <li key={k.publicKey}>
            <span>
              <PartyTag party={k.party} short /> <Hash value={k.publicKey} />
            </span>
            <span className="quiet">
              {t(`keys.kept.${k.kept}`)}, {t('keys.since', { since: instant(k.since) })}
            </span>
          </li>
        ))}
      </ul>
      {open === 'make' && <Make party={party} onClose={close} />}
      {open === 'take' && <Take party={party} onClose={close} />}
      {open === 'keep' && <Keep party={party} publicKey={here!.sealed!.publicKey} onClose={close} />}
      {open === 'forget' && <Forget party={party} onClose={close} />}
      {open === 'drop' && <Drop keys={kept.filter((k) => k.publicKey !== here?.sealed?.publicKey)} onClose={close} />}
    </section>
  )
}

type KeyHereProps = {
  readonly file: KeyFile
  readonly isOpen: boolean
  /** Whether the centre may be told that it counts. */
  readonly keeps: boolean
  readonly onOpen: (what: Open) => void
}

/** The key that lies in this browser. */
function KeyHere({ file, isOpen, keeps, onOpen }: KeyHereProps): JSX.Element {
  const { t } = useTranslation('operate-authority')
  return (
    <div className="key-here">
      <p>
        <StateMark mark={isOpen ? 'circle' : 'ring'} tone={isOpen ? 'nominal' : 'quiet'} />{' '}
        {t(isOpen ? 'keys.isOpen' : 'keys.isSealed')} <Hash value={file.publicKey} />
      </p>
      {!isOpen && <OpenKey missing="sealed" />}
      <div className="form-buttons">
        {keeps && (
          <button type="button" className="button primary" disabled={!isOpen} onClick={() => onOpen('keep')}>
            {t('keys.keep')}
          </button>
        )}
        {isOpen && (
          <button type="button" className="button" onClick={lock}>
            {t('keys.lock')}
          </button>
        )}
        <button
          type="button"
          className="button"
          onClick={() => download(`${file.party}.magpie-key.json`, fileText(file))}
        >
          {t('keys.export')}
        </button>
        <button type="button" className="button" onClick={() => onOpen('forget')}>
          {t('keys.forget')}
        </button>
      </div>
    </div>
  )
}

type PartProps = { readonly party: string; readonly onClose: () => void }

const SHORTEST = 12

/** A new key, sealed under a passphrase. */
function Make({ party, onClose }: PartProps): JSX.Element {
  const { t } = useTranslation('operate-authority')
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const [understood, setUnderstood] = useState(false)
  const act = useDeskAct(async () => {
    await shown()
    await makeKey(party, passphrase)
  }, onClose)
  return (
    <ActDialog
      heading={t('make.heading')}
      confirm={t(act.isPending ? 'make.busy' : 'make.confirm')}
      ready={passphrase.length >= SHORTEST && passphrase === again && understood}
      act={act}
      onConfirm={() => act.mutate(undefined)}
      onClose={onClose}
    >
      <p>{t('make.means')}</p>
      <TextField
        label={t('make.passphrase')}
        type="password"
        autoComplete="new-password"
        value={passphrase}
        onChange={setPassphrase}
        help={t('make.length', { count: SHORTEST })}
      />
      <TextField
        label={t('make.again')}
        type="password"
        autoComplete="new-password"
        value={again}
        onChange={setAgain}
        problem={again !== '' && again !== passphrase ? t('make.differ') : undefined}
      />
      <CheckField label={t('make.understood')} value={understood} onChange={setUnderstood} />
    </ActDialog>
  )
}

/** A sealed file, such as `magpie key make` writes. */
function Take({ party, onClose }: PartProps): JSX.Element {
  const { t } = useTranslation('operate-authority')
  const [file, setFile] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const [problem, setProblem] = useState<string>()
  const act = useDeskAct(
    async () => {
      await shown()
      return takeKey(file, party, passphrase)
    },
    (outcome) => (outcome === 'ok' ? onClose() : setProblem(t(`open.${outcome}`))),
  )
  return (
    <ActDialog
      heading={t('take.heading')}
      confirm={t('take.confirm')}
      ready={file !== '' && passphrase !== ''}
      act={act}
      onConfirm={() => act.mutate(undefined)}
      onClose={onClose}
    >
      <p>{t('take.means')}</p>
      <KeyFileField onRead={setFile} />
      <PassphraseField value={passphrase} onChange={setPassphrase} problem={problem} />
    </ActDialog>
  )
}

/** The centre is told which key counts, with the proof that it is held. */
function Keep({ party, publicKey, onClose }: PartProps & { readonly publicKey: string }): JSX.Element {
  const { t } = useTranslation('operate-authority')
  const [saved, setSaved] = useState(false)
  const act = useDeskAct(async () => callDesk('keepKey', { publicKey, proof: await proofOf(party) }), onClose)
  return (
    <ActDialog
      heading={t('keep.heading')}
      confirm={t('keep.confirm')}
      ready={saved}
      act={act}
      onConfirm={() => act.mutate(undefined)}
      onClose={onClose}
    >
      <p>
        {t('keep.key')} <Hash value={publicKey} />
      </p>
      <p>{t('keep.means')}</p>
      <CheckField label={t('keep.saved')} value={saved} onChange={setSaved} />
    </ActDialog>
  )
}

function Forget({ party, onClose }: PartProps): JSX.Element {
  const { t } = useTranslation('operate-authority')
  const [sure, setSure] = useState(false)
  const act = useDeskAct(() => forget(party), onClose)
  return (
    <ActDialog
      heading={t('forget.heading')}
      confirm={t('forget.confirm')}
      ready={sure}
      act={act}
      onConfirm={() => act.mutate(undefined)}
      onClose={onClose}
    >
      <p>{t('forget.means')}</p>
      <CheckField label={t('forget.sure')} value={sure} onChange={setSure} />
    </ActDialog>
  )
}

type DropProps = {
  readonly keys: readonly { readonly publicKey: string; readonly key: string }[]
  readonly onClose: () => void
}

/** A key that was lost or exchanged does not count any more. */
function Drop({ keys, onClose }: DropProps): JSX.Element {
  const { t } = useTranslation('operate-authority')
  const [chosen, setChosen] = useState(keys[0]?.publicKey ?? '')
  const [why, setWhy] = useState('')
  const act = useDeskAct(() => callDesk('dropKey', { publicKey: chosen, why: why.trim() }), onClose)
  return (
    <ActDialog
      heading={t('drop.heading')}
      confirm={t('drop.confirm')}
      ready={chosen !== '' && why.trim() !== ''}
      act={act}
      onConfirm={() => act.mutate(undefined)}
      onClose={onClose}
    >
      <p>{t('drop.means')}</p>
      <label className="field">
        <span>{t('drop.key')}</span>
        <select value={chosen} onChange={(event) => setChosen(event.target.value)}>
          {keys.map((k) => (
            <option key={k.publicKey} value={k.publicKey}>
              {k.key}
            </option>
          ))}
        </select>
      </label>
      <AreaField label={t('revoke.why')} value={why} onChange={setWhy} rows={2} />
    </ActDialog>
  )
}
