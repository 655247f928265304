/** A ledger, verified in this browser: its head, its entries by party and kind, and whether a head noted before is still in it. */
import { decodeEntry, hasContent } from '@magpie/ledger/entry'
import { useQuery } from '@tanstack/react-query'
import { type JSX, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actingParty } from '../acting.ts'
import { DESK } from '../api.ts'
import { TextField } from '../parts/field.tsx'
import { PartyTag, usePalette } from '../parts/party.tsx'
import { Segments } from '../parts/segments.tsx'
import { StateMark } from '../parts/state-mark.tsx'
import { Empty, Loading, pending } from '../parts/states.tsx'
import { download } from '../programme/receipt.ts'
import { callArchive } from './archive.ts'
import type { ArchiveViewProps } from './archive-search.ts'
import { LEDGERS, type LedgerName } from './archive-search.ts'
import { readableTime } from './sizes.ts'
import type { Verdict } from './verify-worker.ts'

const PAGE = 5000
const SHOWN = 50

/** The view. */
export function LedgerView({ search, change }: ArchiveViewProps): JSX.Element {
  const { t } = useTranslation('archive')
  const ledger = search.ledger ?? 'rehearsal'
  const lines = useQuery({ queryKey: [DESK, 'ledger', ledger, actingParty()], queryFn: () => allLines(ledger) })
  return (
    <div className="archive-body">
      <header className="archive-head">
        <h2>{t('ledger.heading')}</h2>
        <Segments<LedgerName>
          label={t('ledger.which')}
          value={ledger}
          options={LEDGERS.map((value) => ({ value, text: t(`ledger.kinds.${value}`) }))}
          onChange={(next) =>
            change({ ledger: next === 'rehearsal' ? undefined : next, item: undefined, kind: undefined })
          }
        />
      </header>
      {pending(lines)}
      {lines.data?.length === 0 && <Empty>{t('ledger.none')}</Empty>}
      {lines.data !== undefined && lines.data.length > 0 && (
        <Chain key={ledger} name={ledger} lines={lines.data} search={search} change={change} />
      )}
    </div>
  )
}

async function allLines(ledger: LedgerName): Promise<readonly string[]> {
  const out: string[] = []
  for (;;) {
    const { lines, total } = await callArchive('ledgerLines', { ledger, after: out.length - 1, limit: PAGE })
    out.push(...lines)
    if (lines.length === 0 || out.length >= total) return out
  }
}

type ChainProps = ArchiveViewProps & { readonly name: string; readonly lines: readonly string[] }

function Chain({ name, lines, search, change }: ChainProps): JSX.Element {
  const { t } = useTranslation('archive')
  const lookOf = usePalette()
  const verdict = useVerdict(lines)
  const items = useMemo(
    () =>
      lines.flatMap((line) => {
        const read = decodeEntry(line)
        return read.ok ? [read.value] : []
      }),
    [lines],
  )
  const [noted, setNoted] = useState('')
  const [count, setCount] = useState(SHOWN)
  const kinds = [...new Set(items.flatMap((i) => (hasContent(i) ? [i.kind] : [])))].sort()
  const parties = [...new Set(items.map((i) => i.party))].sort()
  const asked = items.filter(
    (i) =>
      (search.party === undefined || i.party === search.party) &&
      (search.kind === undefined || (hasContent(i) && i.kind === search.kind)),
  )
  const place = items.find((i) => i.hash === noted.trim().toLowerCase())
  return (
    <>
      <VerdictLine verdict={verdict} count={lines.length} />
      <dl className="pairs">
        <div>
          <dt>{t('ledger.head')}</dt>
          <dd>
            <code className="hash">{items.at(-1)?.hash}</code>
          </dd>
        </div>
      </dl>
      <div className="archive-choices">
        <TextField label={t('ledger.noted')} help={t('ledger.notedHelp')} value={noted} onChange={setNoted} />
        {noted.trim() !== '' && (
          <p className={place === undefined ? 'form-problem' : ''} role="status">
            {place === undefined ? t('ledger.isNot') : t('ledger.isIn', { sequence: place.sequence })}
          </p>
        )}
      </div>
      <div className="archive-choices">
        <label className="choice">
          <span>{t('ledger.party')}</span>
          <select value={search.party ?? ''} onChange={(event) => change({ party: event.target.value || undefined })}>
            <option value="">{t('ledger.anyone')}</option>
            {parties.map((p) => (
              <option key={p} value={p}>
                {lookOf(p).name}
              </option>
            ))}
          </select>
        </label>
        <label className="choice">
          <span>{t('ledger.kind')}</span>
          <select value={search.kind ?? ''} onChange={(event) => change({ kind: event.target.value || undefined })}>
            <option value="">{t('ledger.anything')}</option>
            {kinds.map((k) => (
              <option key={k} value={k}>
                {kindWord(t, k)}
              </option>
            ))}
          </select>
        </label>
        <span className="quiet figure">{t('ledger.entries', { count: asked.length })}</span>
        <button
          type="button"
          className="button"
          title={t('ledger.saveHelp')}
          onClick={() => download(`${name}.jsonl`, lines.map((line) => `${line}\n`).join(''))}
        >
          {t('ledger.save')}
        </button>
      </div>
      <ol className="ledger-list" reversed aria-label={t('ledger.list')}>
        {asked
          .slice(-count)
          .reverse()
          .map((item) => (
            <li key={item.sequence}>
              <details
                open={search.item === String(item.sequence)}
                onToggle={(event) => {
                  if (event.currentTarget.open && search.item !== String(item.sequence))
                    change({ item: String(item.sequence) })
                }}
              >
                <summary>
                  <span className="figure quiet">{item.sequence}</span>
                  <time className="figure">
                    {readableTime(item.at)} <span className="quiet">UTC</span>
                  </time>
                  <PartyTag party={item.party} short />
                  <span title={hasContent(item) ? item.kind : undefined}>
                    {hasContent(item) ? `${kindWord(t, item.kind)} · ${item.subject}` : '—'}
                  </span>
                </summary>
                {hasContent(item) ? (
                  <section
                    className="archive-hex"
                    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
                    tabIndex={0}
                    aria-label={t('ledger.open', { sequence: item.sequence })}
                  >
                    <pre>{JSON.stringify(item.body, null, 2)}</pre>
                  </section>
                ) : (
                  <p className="quiet">{t('ledger.redacted')}</p>
                )}
                <p className="quiet">
                  <code className="hash">{item.hash}</code> {t('ledger.signed', { key: item.key.slice(0, 8) })}
                </p>
              </details>
            </li>
          ))}
      </ol>
      {asked.length > count && (
        <button type="button" className="button" onClick={() => setCount(count + SHOWN)}>
          {t('ledger.more')}
        </button>
      )}
    </>
  )
}

type Texts = ReturnType<typeof useTranslation<'archive'>>['t']

/** A kind of entry in words; one that has none here by its own name. */
function kindWord(t: Texts, kind: string): string {
  return t(`ledger.word.${kind as 'deployment'}`, { defaultValue: kind })
}

function VerdictLine({
  verdict,
  count,
}: {
  readonly verdict: Verdict | undefined
  readonly count: number
}): JSX.Element {
  const { t } = useTranslation('archive')
  if (verdict === undefined) return <Loading lines={1} label={t('ledger.verifying', { count })} />
  return verdict.ok ? (
    <p className="ledger-verdict" role="status">
      <StateMark mark="circle" tone="nominal" />{' '}
      {t('ledger.verified', { count: verdict.chain.entries, ms: verdict.ms })}
    </p>
  ) : (
    <p className="ledger-verdict form-problem" role="alert">
      <StateMark mark="square" tone="critical" /> {t('ledger.broken', { index: verdict.index, why: verdict.why })}
    </p>
  )
}

/** Verified in a worker, so that the page goes on however long the chain is. */
function useVerdict(lines: readonly string[]): Verdict | undefined {
  const [verdict, setVerdict] = useState<Verdict>()
  useEffect(() => {
    setVerdict(undefined)
    const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<Verdict>) => setVerdict(data)
    worker.postMessage(lines)
    return () => worker.terminate()
  }, [lines])
  return verdict
}
