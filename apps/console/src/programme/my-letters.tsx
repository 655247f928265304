/** The letters of the party acted for: their versions compared, parts to confirm, withdrawn, split, merged. */
import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type FormEvent, type JSX, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me, useRefreshDesk } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { TextField } from '../parts/field.tsx'
import { identifierFrom } from '../parts/form-problems.ts'
import { type Mark, StateMark, type Tone } from '../parts/state-mark.tsx'
import { Empty, Failed, pending } from '../parts/states.tsx'
import { differences } from './compare.ts'
import { type CallView, callProgramme, type LetterView, type MergeOffer, useLetters } from './programme.ts'
import { keepReceipt, keptReceipts, type Receipt } from './receipt.ts'
import { ReceiptCard } from './receipt-card.tsx'
import { lacks, Needs } from './signed-out.tsx'

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
          <Link to="/programme" search={{ view: 'letter' }}>
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
      <Versions letter={letter} />
      {yours && holds(me, 'proposer') && <Acts letter={letter} />}
      <KeptReceipts subject={letter.id} />
    </details>
  )
}

/** What a letter says, in short. */
export function LetterFacts({ letter }: { readonly letter: LetterView }): JSX.Element {
  const { t } = useTranslation('desk')
  const { content } = letter.versions.at(-1)!
  const rows: readonly (readonly [string, ReactNode])[] = [
    [
      t('letter.id'),
      <span key="id" className="figure">
        {letter.id}
      </span>,
    ],
    [t('letter.lead'), content.lead],
    [t('letter.level'), t(`level.${content.level}`)],
    [t('letter.mass'), content.mass_kg === undefined ? '–' : `${content.mass_kg} kg`],
    [t('letter.power'), content.power_w === undefined ? '–' : `${content.power_w} W`],
    [t('letter.data'), content.data_mbit_day === undefined ? '–' : `${content.data_mbit_day} Mbit/d`],
    [t('letter.funding'), content.funding.join(', ') || '–'],
    [t('join.kind'), t(`join.${content.mode}`)],
    [
      t('letter.team'),
      content.team.length === 0 ? (
        '–'
      ) : (
        <ul key="team" className="team">
          {content.team.map((row) => (
            <li key={row.party}>
              <StateMark
                mark={letter.confirmed.includes(row.party) ? 'check' : 'ring'}
                tone={letter.confirmed.includes(row.party) ? 'nominal' : 'quiet'}
              />{' '}
              {row.party}: {row.part}{' '}
              <span className="quiet">
                {t(letter.confirmed.includes(row.party) ? 'letters.confirmed' : 'letters.awaited')}
              </span>
            </li>
          ))}
        </ul>
      ),
    ],
  ]
  return (
    <>
      {content.summary !== '' && <p className="letter-summary">{content.summary}</p>}
      <dl className="pairs">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {letter.answer !== undefined && (
        <p className="answered">
          <StateMark
            mark={letter.answer.answer === 'invited' ? 'check' : 'cross'}
            tone={letter.answer.answer === 'invited' ? 'nominal' : 'critical'}
          />{' '}
          {t(`letters.answer.${letter.answer.answer}`, { version: letter.answer.version })}: {letter.answer.reason}
        </p>
      )}
      {letter.from.length > 0 && <p className="quiet">{t('letters.from', { letters: letter.from.join(', ') })}</p>}
      {letter.became.length > 0 && (
        <p className="quiet">{t('letters.became', { letters: letter.became.join(', ') })}</p>
      )}
    </>
  )
}

function Confirm({ letter, me }: { readonly letter: LetterView; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('desk')
  const refresh = useRefreshDesk()
  const version = letter.versions.length
  const act = useAct(() => callProgramme('confirmPart', { letter: letter.id, version }), refresh)
  const part = letter.versions.at(-1)!.content.team.find((row) => row.party === me.party)?.part ?? ''
  return (
    <div className="callout">
      <p>{t('letters.confirmHelp', { part })}</p>
      <button
        type="button"
        className="button primary"
        disabled={act.isPending || !holds(me, 'proposer', 'member')}
        onClick={() => act.mutate()}
      >
        {t('letters.confirm')}
      </button>
      {act.error !== null && <Failed failure={failureOf(act.error)} />}
    </div>
  )
}

function Versions({ letter }: { readonly letter: LetterView }): JSX.Element | null {
  const { t } = useTranslation('desk')
  const last = letter.versions.length
  const [from, setFrom] = useState(Math.max(1, last - 1))
  if (last < 2) return null
  const [before, after] = [letter.versions[Math.min(from, last - 1) - 1]!, letter.versions.at(-1)!]
  const changed = differences(before.content, after.content)
  return (
    <section aria-label={t('letters.compare')}>
      <label className="choice">
        {t('letters.compareWith', { last })}
        <select value={from} onChange={(event) => setFrom(Number(event.target.value))}>
          {letter.versions.slice(0, -1).map((v, i) => (
            <option key={v.at} value={i + 1}>
              {i + 1}: {v.at.slice(0, 16).replace('T', ' ')} UTC
            </option>
          ))}
        </select>
      </label>
      {changed.length === 0 ? (
        <p className="quiet">{t('letters.same')}</p>
      ) : (
        <div className="scroll">
          <table className="grid">
            <thead>
              <tr>
                <th scope="col">{t('draft.field')}</th>
                <th scope="col">{t('letters.version', { number: from })}</th>
                <th scope="col">{t('letters.version', { number: last })}</th>
              </tr>
            </thead>
            <tbody>
              {changed.map((d) => (
                <tr key={d.field}>
                  <th scope="row">{d.field}</th>
                  <td>
                    <del>{d.mine}</del>
                  </td>
                  <td>
                    <ins>{d.theirs}</ins>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function Acts({ letter }: { readonly letter: LetterView }): JSX.Element | null {
  const { t } = useTranslation('desk')
  if (letter.state !== 'submitted' && letter.state !== 'withdrawn') return null
  return (
    <div className="letter-acts">
      <Link className="button" to="/programme" search={{ view: 'letter', letter: letter.id }}>
        {t('letters.newVersion')}
      </Link>
      {letter.answer?.answer === 'invited' && letter.state === 'submitted' && (
        <Link className="button primary" to="/programme" search={{ view: 'proposal', letter: letter.id }}>
          {t('letters.propose')}
        </Link>
      )}
      {letter.state === 'submitted' && (
        <>
          <Withdraw letter={letter} />
          <Split letter={letter} />
          <Merge letter={letter} />
        </>
      )}
    </div>
  )
}

function Withdraw({ letter }: { readonly letter: LetterView }): JSX.Element {
  const { t } = useTranslation('desk')
  const refresh = useRefreshDesk()
  const [reason, setReason] = useState('')
  const act = useAct(() => callProgramme('withdrawLetter', { letter: letter.id, reason }), refresh)
  return (
    <Folded title={t('letters.withdraw')} act={act}>
      <TextField label={t('form.reason')} value={reason} onChange={setReason} required />
    </Folded>
  )
}

function Split({ letter }: { readonly letter: LetterView }): JSX.Element {
  const { t } = useTranslation('desk')
  const refresh = useRefreshDesk()
  const { content } = letter.versions.at(-1)!
  const half = content.mass_kg === undefined ? '' : String(content.mass_kg / 2)
  const [parts, setParts] = useState([1, 2].map((n) => ({ title: `${content.title} ${n}`, mass: half })))
  const act = useAct(
    () =>
      callProgramme('splitLetter', {
        letter: letter.id,
        into: parts.map(({ title, mass }, i) => ({
          letter: `${letter.id.slice(0, 60)}-${i + 1}`,
          content: withMass({ ...content, title }, mass),
        })),
      }),
    refresh,
  )
  return (
    <Folded title={t('letters.split')} act={act}>
      <p className="quiet">{t('letters.splitHelp')}</p>
      {parts.map((part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part has no other name
        <div className="row-fields" key={i}>
          <TextField
            label={t('letter.title')}
            value={part.title}
            onChange={(title) => setParts(parts.map((p, k) => (k === i ? { ...p, title } : p)))}
          />
          <TextField
            label={t('letter.mass')}
            unit="kg"
            numeric
            value={part.mass}
            onChange={(mass) => setParts(parts.map((p, k) => (k === i ? { ...p, mass } : p)))}
          />
        </div>
      ))}
      <button
        type="button"
        className="button"
        onClick={() => setParts([...parts, { title: `${content.title} ${parts.length + 1}`, mass: '' }])}
      >
        {t('letters.splitMore')}
      </button>
    </Folded>
  )
}

function Merge({ letter }: { readonly letter: LetterView }): JSX.Element {
  const { t } = useTranslation('desk')
  const refresh = useRefreshDesk()
  const { content } = letter.versions.at(-1)!
  const [other, setOther] = useState('')
  const [title, setTitle] = useState(content.title)
  const [mass, setMass] = useState(content.mass_kg === undefined ? '' : String(content.mass_kg))
  const act = useAct(
    () =>
      callProgramme('offerMerge', {
        letters: [letter.id, other.trim()],
        merged: `${identifierFrom(title).slice(0, 50)}-${Date.now().toString(36)}`,
        content: withMass({ ...content, title }, mass),
      }),
    refresh,
  )
  return (
    <Folded title={t('letters.merge')} act={act}>
      <p className="quiet">{t('letters.mergeHelp')}</p>
      <TextField label={t('letters.mergeOther')} value={other} onChange={setOther} required />
      <TextField label={t('letter.title')} value={title} onChange={setTitle} required />
      <TextField label={t('letter.mass')} unit="kg" numeric value={mass} onChange={setMass} />
    </Folded>
  )
}

function withMass(content: LetterView['versions'][number]['content'], mass: string) {
  const { mass_kg: _, ...rest } = content
  return mass.trim() === '' ? rest : { ...rest, mass_kg: Number(mass) }
}

function OfferCard(props: {
  readonly offer: MergeOffer
  readonly letters: readonly LetterView[]
  readonly me: Me
}): JSX.Element {
  const { offer, letters, me } = props
  const { t } = useTranslation('desk')
  const refresh = useRefreshDesk()
  const act = useAct(() => callProgramme('acceptMerge', { merged: offer.merged }), refresh)
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
        <button type="button" className="button primary" disabled={act.isPending} onClick={() => act.mutate()}>
          {t('letters.acceptMerge')}
        </button>
      ) : (
        <p className="quiet">{t('letters.offerWaits')}</p>
      )}
      {act.error !== null && <Failed failure={failureOf(act.error)} />}
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

type Act = { readonly isPending: boolean; readonly error: Error | null; mutate(): void }

/** An act on a letter: its receipt is kept, and everything is read again. */
function useAct(act: () => Promise<Receipt>, refresh: () => Promise<void>): Act {
  const { isPending, error, mutate } = useMutation({
    mutationFn: act,
    onSuccess: async (receipt) => {
      keepReceipt(receipt)
      await refresh()
    },
  })
  return { isPending, error, mutate: () => mutate() }
}

/** A form that is folded until it is wanted, for acts that end something. */
function Folded({ title, act, children }: { readonly title: string; readonly act: Act; readonly children: ReactNode }) {
  const { t } = useTranslation('desk')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    act.mutate()
  }
  return (
    <details className="folded">
      <summary className="button">{title}</summary>
      <form className="form" onSubmit={submit} aria-label={title}>
        {children}
        {act.error !== null && <Failed failure={failureOf(act.error)} />}
        <div className="form-buttons">
          <button type="submit" className="button primary" disabled={act.isPending}>
            {t('form.do', { what: title })}
          </button>
        </div>
      </form>
    </details>
  )
}
