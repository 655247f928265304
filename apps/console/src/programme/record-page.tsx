/** A party's own copy of the record: verified here, entry by entry, and taken home as a file. */

import { ok, type Result } from '@magpie/core/result'
import { type ChainFault, type VerifiedChain, verifyChain } from '@magpie/ledger/chain'
import { type ChainItem, decodeEntry, hasContent } from '@magpie/ledger/entry'
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../account/people.ts'
import { DESK } from '../api.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { Loading, pending } from '../parts/states.tsx'
import { callProgramme } from './programme.ts'
import { download } from './receipt.ts'
import { lacks, Needs } from './signed-out.tsx'

type Judged = {
  readonly items: readonly ChainItem[]
  readonly outcome: Result<VerifiedChain, ChainFault | { readonly index: number; readonly kind: 'unreadable' }>
}

/** The view. */
export function RecordPage({ me }: { readonly me: Me }): JSX.Element {
  const { t } = useTranslation('desk')
  const without = lacks(me, [])
  const record = useQuery({
    queryKey: [DESK, 'record', me.party],
    queryFn: () => callProgramme('record', {}),
    enabled: !without,
  })
  const entries = record.data?.entries
  const judged = useQuery({
    queryKey: [DESK, 'verified', entries?.at(-1), entries?.length],
    queryFn: () => verify(entries!),
    enabled: entries !== undefined,
    staleTime: Infinity,
  })
  return (
    <article>
      <header className="desk-head">
        <h1>{t('programme.view.record')}</h1>
        <p className="quiet">{t('record.help')}</p>
      </header>
      <Needs me={me} roles={[]} />
      {!without && pending(record)}
      {entries !== undefined && judged.isPending && <Loading label={t('record.verifying')} />}
      {judged.data !== undefined && <JudgedRecord judged={judged.data} />}
      {entries !== undefined && (
        <div className="form-buttons">
          <button
            type="button"
            className="button primary"
            onClick={() => download(`record-${record.data!.party}.jsonl`, `${entries.join('\n')}\n`)}
          >
            {t('record.download', { count: entries.length })}
          </button>
        </div>
      )}
    </article>
  )
}

/** Lets the page be drawn first: a long chain takes its time. */
async function verify(entries: readonly string[]): Promise<Judged> {
  await new Promise((done) => setTimeout(done))
  const items: ChainItem[] = []
  for (const [index, line] of entries.entries()) {
    const decoded = decodeEntry(line)
    if (!decoded.ok) return { items, outcome: { ok: false, error: { index, kind: 'unreadable' } } as Judged['outcome'] }
    items.push(decoded.value)
  }
  const outcome = verifyChain(items)
  return { items, outcome: outcome.ok ? ok(outcome.value) : outcome }
}

function JudgedRecord({ judged: { items, outcome } }: { readonly judged: Judged }): JSX.Element {
  const { t } = useTranslation('desk')
  return (
    <section className="card" aria-labelledby="chain" aria-live="polite">
      <h2 id="chain">
        <StateMark mark={outcome.ok ? 'check' : 'cross'} tone={outcome.ok ? 'nominal' : 'critical'} />{' '}
        {outcome.ok
          ? t('record.holds', { count: outcome.value.entries })
          : t('record.broken', { index: outcome.error.index, why: outcome.error.kind })}
      </h2>
      {outcome.ok && (
        <dl className="pairs">
          <dt>{t('record.head')}</dt>
          <dd className="figure hash">{outcome.value.head}</dd>
          <dt>{t('record.redacted')}</dt>
          <dd className="figure">{outcome.value.redacted}</dd>
          <dt>{t('record.keys')}</dt>
          <dd>{outcome.value.keys.map((k) => k.party).join(', ')}</dd>
        </dl>
      )}
      <div className="scroll record-scroll">
        <table className="grid">
          <thead>
            <tr>
              <th scope="col" className="number">
                {t('record.number')}
              </th>
              <th scope="col">UTC</th>
              <th scope="col">{t('record.party')}</th>
              <th scope="col">{t('record.kind')}</th>
              <th scope="col">{t('record.subject')}</th>
            </tr>
          </thead>
          <tbody>
            {[...items].reverse().map((item) => (
              <tr key={item.sequence}>
                <td className="number figure">{item.sequence}</td>
                <td className="figure">{item.at.slice(0, 19).replace('T', ' ')}</td>
                <td>{item.party}</td>
                <td>{hasContent(item) ? item.kind : <span className="quiet">{t('record.withheld')}</span>}</td>
                <td>{hasContent(item) ? item.subject : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
