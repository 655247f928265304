/** What came and what is missing, as a picture: a bar a channel over time, with its gaps, open and filled. */
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { actingParty } from '../acting.ts'
import { DESK } from '../api.ts'
import { Empty, pending } from '../parts/states.tsx'
import { type Catalogue, callArchive } from './archive.ts'
import { readableTime } from './sizes.ts'

const WIDTH = 1000
/** A gap stays visible however short it is, in units of the picture. */
const LEAST = 3

/** The picture, and the lists behind it. */
export function Coverage({ catalogue }: { readonly catalogue: Catalogue }): JSX.Element {
  const { t, i18n } = useTranslation('archive')
  const party = actingParty()
  const complete = useQuery({
    queryKey: [DESK, 'completeness', party],
    queryFn: () => callArchive('telemetryCompleteness', {}),
    refetchInterval: 30_000,
  })
  const gaps = useQuery({
    queryKey: [DESK, 'gaps', party],
    queryFn: () => callArchive('telemetryGaps', {}),
    refetchInterval: 30_000,
  })
  const waiting = pending(complete) ?? pending(gaps)
  if (complete.data === undefined || gaps.data === undefined) return <>{waiting}</>
  const { channels } = complete.data
  const { open, history } = gaps.data
  const elements = new Map(catalogue.elements.map((e) => [e.element, e]))
  const firsts = catalogue.elements.flatMap((e) => e.first ?? [])
  const lasts = catalogue.elements.flatMap((e) => e.last ?? [])
  if (channels.length === 0 || firsts.length === 0) return <Empty>{t('coverage.none')}</Empty>
  const begin = Date.parse(firsts.sort()[0]!)
  const end = Date.parse(lasts.sort().at(-1)!)
  const at = (iso: string) => (WIDTH * (Date.parse(iso) - begin)) / Math.max(1, end - begin)
  const percent = (part: number) =>
    new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 2 }).format(part)
  return (
    <section className="archive-coverage" aria-labelledby="coverage-heading">
      <h2 id="coverage-heading">{t('coverage.heading')}</h2>
      <ul className="coverage-list">
        {channels.map((channel) => {
          const { element, apid } = channel
          const of = elements.get(element)
          const name = of?.name ?? element
          const here = <T extends { readonly element: string; readonly apid: number }>(one: T) =>
            one.element === element && one.apid === apid
          const mine = open.filter(here)
          const filled = history.filter((h) => here(h) && h.change === 'filled')
          const said = { element: name, apid, percent: percent(channel.complete), gaps: channel.gaps }
          const from = of?.first === undefined ? 0 : at(of.first)
          const to = channel.newest === undefined ? WIDTH : at(channel.newest)
          return (
            <li key={`${element} ${apid}`}>
              <span className="coverage-name">
                {t('coverage.channel', { element: name, apid })}
                <small className="figure quiet">
                  {t('coverage.packets', { count: channel.packets })} · {t('coverage.complete', said)}
                  {channel.missing > 0 && ` · ${t('coverage.missing', { count: channel.missing })}`}
                </small>
              </span>
              <svg
                viewBox={`0 0 ${WIDTH} 22`}
                preserveAspectRatio="none"
                role="img"
                aria-label={t('coverage.label', said)}
              >
                <rect className="coverage-came" x={from} y="3" width={Math.max(LEAST, to - from)} height="16" />
                {filled.map((g) => (
                  <rect
                    key={`f${g.first} ${g.at}`}
                    className="coverage-filled"
                    x={at(g.after)}
                    y="3"
                    width={Math.max(LEAST, at(g.before) - at(g.after))}
                    height="16"
                  />
                ))}
                {mine.map((g) => (
                  <rect
                    key={`o${g.first} ${g.after}`}
                    className="coverage-gap"
                    x={at(g.after)}
                    y="0"
                    width={Math.max(LEAST, at(g.before) - at(g.after))}
                    height="22"
                  >
                    <title>{gapText(g)}</title>
                  </rect>
                ))}
              </svg>
            </li>
          )
        })}
      </ul>
      <p className="coverage-axis figure quiet">
        <span>{readableTime(new Date(begin).toISOString())} UTC</span>
        <span>{readableTime(new Date(end).toISOString())} UTC</span>
      </p>
      <h3>{t('coverage.gaps')}</h3>
      {open.length === 0 && <Empty>{t('coverage.noGaps')}</Empty>}
      <ul className="bullets figure">
        {open.slice(0, 50).map((g) => (
          <li key={`${g.element} ${g.apid} ${g.first} ${g.after}`}>
            {elements.get(g.element)?.name ?? g.element}: {gapText(g)}
          </li>
        ))}
      </ul>
      {history.length > 0 && (
        <details>
          <summary>{t('coverage.history')}</summary>
          <ul className="bullets figure">
            {history.slice(0, 100).map((g) => (
              <li key={`${g.element} ${g.apid} ${g.first} ${g.at} ${g.change}`}>
                {readableTime(g.at)} UTC · {elements.get(g.element)?.name ?? g.element}:{' '}
                {t(`coverage.change.${g.change}`)}, {gapText(g)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )

  function gapText(g: {
    readonly missing: number
    readonly first: number
    readonly after: string
    readonly before: string
  }) {
    return t('coverage.gap', { ...g, after: readableTime(g.after), before: readableTime(g.before) })
  }
}
