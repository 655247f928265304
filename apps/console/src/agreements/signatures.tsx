/** Signatures as evidence: who, for which party, when, in which ledger entry, by which key, over which text. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { StateMark } from '../parts/state-mark.tsx'
import type { Signature } from './agreements.ts'
import { clock, Hash, PartyName } from './words.tsx'

type SignaturesProps = {
  readonly parties: readonly string[]
  readonly signatures: readonly Signature[]
  readonly mine: string | undefined
}

/** One row a party, whether it has signed or not. */
export function Signatures({ parties, signatures, mine }: SignaturesProps): JSX.Element {
  const { t } = useTranslation('agreements')
  return (
    <ul className="signatures">
      {parties.map((party) => {
        const signed = signatures.find((s) => s.party === party)
        return (
          <li key={party}>
            <StateMark mark={signed ? 'check' : 'ring'} tone={signed ? 'nominal' : 'quiet'} />
            <div>
              <PartyName party={party} mine={party === mine} />
              {signed === undefined ? <p className="quiet">{t('signatures.waits')}</p> : <Given signature={signed} />}
            </div>
          </li>
        )
      })}
    </ul>
  )
}

function Given({ signature }: { readonly signature: Signature }): JSX.Element {
  const { t } = useTranslation('agreements')
  const { person, name = person, at, entry, key } = signature
  return (
    <>
      <p>{name}</p>
      <p className="quiet figure">{clock(at)}</p>
      {entry !== undefined && (
        <p className="quiet">
          {t('signatures.entry')} <Hash value={entry} />
          {key !== undefined && (
            <>
              {' · '}
              {t('signatures.key')} <Hash value={key} />
            </>
          )}
        </p>
      )}
    </>
  )
}
