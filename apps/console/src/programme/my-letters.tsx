/** The letters of the party acted for: their versions compared, parts to confirm, and what may be done with them. */
import { getRouteApi, Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me } from '../account/people.ts'
import { type Mark, StateMark, type Tone } from '../parts/state-mark.tsx'
import { Empty, pending } from '../parts/states.tsx'
import { ActButton, useAct } from './act-form.tsx'
import { LetterActs } from './letter-acts.tsx'
import { LetterFacts } from './letter-facts.tsx'
import { type CallView, callProgramme, type LetterView, type MergeOffer, useLetters } from './programme.ts'
import { keptReceipts } from './receipt.ts'
import { ReceiptCard } from './receipt-card.tsx'
import { lacks, Needs } from './signed-out.tsx'
import { Versions } from './versions.tsx'

const route = getRouteApi('/programme')

const LETTER_MARK = {
  submitted: { mark: 'check', tone: 'nominal' },
  withdrawn: { mark: 'cross', tone: 'quiet' },
  split: { mark: 'diamond', tone: 'watch' },
  merged: { mark: 'diamond', tone: 'watch' },
} as const satisfies Record<LetterView['state'], { mark: Mark; tone: Tone }>

/** The view. */
export function MyLetters({ call, me }: { readonly call: CallView; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('desk')
  const { letter } = route.useSearch()
  const letters = useLetters(call.call.id)
  const mine = (letters.data?.letters ?? []).filter(
    (l) => l.owner === me.party || l.versions.at(-1)!.content.team.some((row) => row.party === me.party),
  )
  const offers = letters.data?.mergeOffers ?? []
  return (
    <article className="letters-page">
      <header className="desk-head">
        <h1>{t('programme.view.letters')}</h1>
      </header>
      {lacks(me, []) && <Needs me={me} roles={[]} />}
      {!lacks(me, []) && pending(letters)}
      {letters.data !== undefined && mine.length === 0 && me.party !== undefined && (
        <Empty>
          {t('letters.empty')}{' '}
          <Link to="/programme" search={{ view: 'letter', call: call.call.id }}>
            {t('programme.view.letter')}
          </Link>
        </Empty>
      )}
      {offers.map((o) => (
        <OfferCard key={o.merged} offer={o} letters={letters.data?.letters ?? []} me={me} />
      ))}
      {mine.map((l) => (
        <LetterCard key={l.id} letter={l} me={me} open={l.id === letter || mine.length === 1} />
      ))}
    </article>
  )
}

type CardProps = { readonly letter: LetterView; readonly me: Me; readonly open: boolean }

function LetterCard({ letter, me, open }: CardProps): JSX.Element {
  const { t } = useTranslation('desk')
  const { content, at } = letter.versions.at(-1)!
  const yours = letter.owner === me.party
  const waits = letter.state === 'submitted' && me.party !== undefined && letter.awaited.includes(me.party)
  return (
    <details className="card letter" open={open || waits} id={letter.id}>
      <summary>
        <StateMark {...LETTER_MARK[letter.state]} />
        <h2>{content.title}</h2>
        <span className="quiet">
          {t(`letters.state.${letter.state}`)} · {t('letters.version', { number: letter.versions.length })} ·{' '}
          <span className="figure">{at.slice(0, 16).replace('T', ' ')} UTC</span>
        </span>
      </summary>
      <LetterFacts letter={letter} />
      {waits && <Confirm letter={letter} me={me} />}
      <Versions versions={letter.versions} />
      {yours && holds(me, 'proposer') && <LetterActs letter={letter} />}
      <KeptReceipts subject={letter.id} />
    </details>
  )
}

function Confirm({ letter, me }: { readonly letter: LetterView; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('desk')
  const version = letter.versions.length
  const act = useAct(() => callProgramme('confirmPart', { letter: letter.id, version }))
  const part = letter.versions.at(-1)!.content.team.find((row) => row.party === me.party)?.part ?? ''
  return (
    <div className="callout">
      <p>{t('letters.confirmHelp', { part })}</p>
      <ActButton act={act} disabled={!holds(me, 'proposer', 'member')}>
        {t('letters.confirm')}
      </ActButton>
    </div>
  )
}

function OfferCard(props: {
  readonly offer: MergeOffer
  readonly letters: readonly LetterView[]
  readonly me: Me
}): JSX.Element {
  const { offer, letters, me } = props
  const { t } = useTranslation('desk')
  const act = useAct(() => callProgramme('acceptMerge', { merged: offer.merged }))
  const yours = letters.find((l) => l.id === offer.letters[1])?.owner === me.party
  return (
    <div className="callout">
      <p>
        {t('letters.offer', {
          by: offer.by,
          first: offer.letters[0] ?? '',
          second: offer.letters[1] ?? '',
          title: offer.content.title,
        })}
      </p>
      {yours ? (
        <ActButton act={act}>{t('letters.acceptMerge')}</ActButton>
      ) : (
        <p className="quiet">{t('letters.offerWaits')}</p>
      )}
    </div>
  )
}

function KeptReceipts({ subject }: { readonly subject: string }): JSX.Element | null {
  const { t } = useTranslation('desk')
  const kept = keptReceipts().filter((r) => r.subject === subject)
  if (kept.length === 0) return null
  return (
    <details>
      <summary>{t('receipt.kept', { count: kept.length })}</summary>
      {kept.map((r) => (
        <ReceiptCard key={r.entry} receipt={r} />
      ))}
    </details>
  )
}
