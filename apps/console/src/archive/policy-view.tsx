/** Who reads what from when: what one reads oneself, with how long embargoes still last, and what each agreement says. */

import type { dataOperations } from '@magpie/api/data-operations'
import type { OutputOf } from '@magpie/api/operation'
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { actingParty } from '../acting.ts'
import { DESK, useMissionClock } from '../api.ts'
import { RefusalCard } from '../operate/refusal-card.tsx'
import { LiveText } from '../parts/live-text.tsx'
import { PartyTag, usePalette } from '../parts/party.tsx'
import { SaidText } from '../parts/said.tsx'
import { Empty, pending } from '../parts/states.tsx'
import { isoUtc, span } from '../time/mission-time.ts'
import { type Catalogue, callArchive, useCatalogue } from './archive.ts'
import { readableTime, stretchText } from './sizes.ts'

type Reading = OutputOf<typeof dataOperations.dataReading>
type Item = Reading['elements'][number]['items'][number]
type Policy = OutputOf<typeof dataOperations.dataPolicies>['policies'][number]

/** The view. */
export function PolicyView(): JSX.Element {
  const { t } = useTranslation('archive')
  const party = actingParty()
  const reading = useQuery({ queryKey: [DESK, 'reading', party], queryFn: () => callArchive('dataReading', {}) })
  const policies = useQuery({ queryKey: [DESK, 'policies', party], queryFn: () => callArchive('dataPolicies', {}) })
  const catalogue = useCatalogue().data
  const nameOf = usePalette()
  const waiting = pending(reading)
  if (reading.data === undefined) return <div className="archive-body">{waiting}</div>
  const { reader, elements } = reading.data
  return (
    <div className="archive-body">
      <section aria-labelledby="policy-heading">
        <h2 id="policy-heading">
          {t('policy.heading', { reader: reader === 'public' ? t('policy.public') : nameOf(reader).name })}
        </h2>
        <div className="policy-elements">
          {elements.map((e) => (
            <section key={e.element} className="card" aria-label={e.name}>
              <h3>
                {e.name} <PartyTag party={e.owner} short />
              </h3>
              <ul className="policy-items">
                {e.items.map((item) => (
                  <ItemRow key={`${item.kind} ${item.parameter}`} item={item} first={firstOf(catalogue, e.element)} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      </section>
      <section aria-labelledby="agreed-heading">
        <h2 id="agreed-heading">{t('policy.agreements')}</h2>
        {pending(policies)}
        {policies.data?.policies.length === 0 && <Empty>{t('policy.noPolicy')}</Empty>}
        <div className="policy-elements">
          {policies.data?.policies.map((p) => (
            <PolicyCard key={p.agreement} policy={p} />
          ))}
        </div>
      </section>
    </div>
  )
}

function firstOf(catalogue: Catalogue | undefined, element: string): string | undefined {
  return catalogue?.elements.find((e) => e.element === element)?.first
}

function ItemRow({ item, first }: { readonly item: Item; readonly first: string | undefined }): JSX.Element {
  const { t } = useTranslation('archive')
  const embargo = item.terms.find((term) => term.rule === 'after-embargo')
  const opens_ms = first === undefined || embargo === undefined ? undefined : Date.parse(first) + 1000 * embargo.delay_s
  return (
    <li data-reads={item.reads}>
      <div className="policy-item">
        <span>
          {item.parameter === '*' ? t('policy.rest') : <span className="parameter-name">{item.parameter}</span>}{' '}
          <small className="quiet">{t(`policy.kind.${item.kind}`)}</small>
        </span>
        <strong className="reads">{t(`reads.${item.reads}`)}</strong>
      </div>
      <Terms terms={item.terms.slice(0, 1)} />
      {item.terms.length > 1 && (
        <details>
          <summary>{t('policy.more', { count: item.terms.length - 1 })}</summary>
          <Terms terms={item.terms.slice(1)} />
        </details>
      )}
      {item.reads === 'later' && opens_ms !== undefined && <Countdown opens_ms={opens_ms} />}
      {item.held !== undefined && (
        <details>
          <summary>{t('policy.because')}</summary>
          <RefusalCard refusal={item.held} />
        </details>
      )}
    </li>
  )
}

function Terms({ terms }: { readonly terms: Item['terms'] }): JSX.Element {
  const { t } = useTranslation('archive')
  return (
    <ul className="policy-terms">
      {terms.map((term) => (
        <li key={`${term.rule} ${term.basis} ${term.delay_s}`}>
          <small>
            <SaidText text={term.basis} />
            {boundsOf(t, term)}
          </small>
        </li>
      ))}
    </ul>
  )
}

type Texts = ReturnType<typeof useTranslation<'archive'>>['t']

function boundsOf(t: Texts, { delay_s, every_s, step, from, until, rule }: Item['terms'][number]): string {
  const parts = [
    ...(delay_s > 0 && rule !== 'after-embargo' ? [t('policy.delay', { delay: stretchText(delay_s) })] : []),
    ...(every_s > 0 ? [t('policy.every', { every: stretchText(every_s) })] : []),
    ...(step > 0 ? [t('policy.step', { step })] : []),
    ...(from !== undefined || until !== undefined
      ? [t('policy.window', { from: from ?? '…', until: until ?? '…' })]
      : []),
  ]
  return parts.length === 0 ? '' : ` · ${parts.join(' · ')}`
}

/** By the clock of the mission, which may hurry. */
function Countdown({ opens_ms }: { readonly opens_ms: number }): JSX.Element {
  const { t } = useTranslation('archive')
  const now = useMissionClock()
  const at = readableTime(new Date(opens_ms).toISOString())
  const read = (wall_ms: number) => {
    const tdb_s = now(wall_ms)
    const left_s = tdb_s === undefined ? undefined : (opens_ms - Date.parse(isoUtc(tdb_s, 3))) / 1000
    if (left_s !== undefined && left_s <= 0) return t('policy.open', { at })
    return t('policy.opens', { left: left_s === undefined ? '…' : span(left_s), at })
  }
  return <LiveText as="p" className="figure policy-countdown" hz={2} read={read} />
}

function PolicyCard({ policy }: { readonly policy: Policy }): JSX.Element {
  const { t } = useTranslation('archive')
  const lookOf = usePalette()
  const whom = (party: string) => (party === 'public' ? t('policy.everybody') : lookOf(party).name)
  return (
    <section className="card" aria-label={policy.title}>
      <h3>{policy.title}</h3>
      <p className="policy-parties">
        {policy.parties.map((p) => (
          <PartyTag key={p} party={p} short />
        ))}
      </p>
      <p>{t('policy.embargo', { days: policy.embargo_days, licence: policy.licence })}</p>
      <ul className="bullets">
        {policy.sharing.map((share) => {
          const { elements, parameters, withheld = [], delay_s = 0, atMostEvery_s = 0, rounded = {} } = share
          const bounds = [
            ...(elements === undefined ? [] : [t('policy.of', { elements: elements.join(', ') })]),
            ...(parameters === undefined ? [] : [t('policy.only', { names: parameters.join(', ') })]),
            ...(withheld.length === 0 ? [] : [t('policy.withheld', { names: withheld.join(', ') })]),
            ...(delay_s > 0 ? [t('policy.delay', { delay: stretchText(delay_s) })] : []),
            ...(atMostEvery_s > 0 ? [t('policy.every', { every: stretchText(atMostEvery_s) })] : []),
            ...Object.entries(rounded).map(([name, step]) => t('policy.rounded', { name, step })),
          ]
          return (
            <li key={JSON.stringify(share)}>
              {t('policy.share', { party: whom(share.party), what: t(`policy.what.${share.what}`) })}
              {bounds.length > 0 && <span className="quiet"> {bounds.join(' · ')}</span>}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
