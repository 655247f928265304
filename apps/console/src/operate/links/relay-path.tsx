/** The relay path as a picture: nodes with what they hold, hops as lines, open, closed or out. Its table says the same. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { StateMark } from '../../parts/state-mark.tsx'
import { lightTime, readableIso } from '../../time/mission-time.ts'
import { bitRate, type Custody, type HopView, octets, useNodeName } from './links.ts'
import { lossText } from './pass-table.tsx'
import { Scroll } from './scroll.tsx'

type Place = { readonly x: number; readonly y: number }

const WIDTH = 760
const ROW = 52

type PathProps = {
  readonly custody: Custody
  readonly chosen: string | undefined
}

/** The picture and its table. */
export function RelayPath({ custody, chosen }: PathProps): JSX.Element {
  const { t } = useTranslation('operate-links')
  const { places, height } = placesOf(custody)
  return (
    <section className="card">
      <h3>{t('path.heading')}</h3>
      <Scroll label={t('path.heading')} className="relay-path">
        <svg viewBox={`0 0 ${WIDTH} ${height}`} aria-hidden="true">
          {custody.hops.map((hop) => (
            <HopLine key={`${hop.from} ${hop.to}`} hop={hop} places={places} />
          ))}
          {custody.nodes.map((node) => (
            <NodeMark key={node.node} {...{ node, at: places.get(node.node)!, current: node.node === chosen }} />
          ))}
        </svg>
      </Scroll>
      <p className="path-key quiet">
        <i className="key-open" aria-hidden="true" /> {t('path.open')} <i className="key-closed" aria-hidden="true" />{' '}
        {t('path.closed')} <i className="key-out" aria-hidden="true" /> {t('path.out')}
      </p>
      <details>
        <summary>{t('path.table')}</summary>
        <HopTable hops={custody.hops} />
      </details>
    </section>
  )
}

/** Lander, relay above it, stations in a column, the centre at the end. */
function placesOf({ nodes }: Custody): { places: ReadonlyMap<string, Place>; height: number } {
  const [lander, relay, centre, ...stations] = nodes.map(({ node }) => node)
  const height = Math.max(220, stations.length * ROW + 24)
  const places = new Map<string, Place>()
  const put = (node: string | undefined, x: number, y: number) => {
    if (node !== undefined) places.set(node, { x, y })
  }
  put(lander, 70, height - 60)
  put(relay, 235, 40)
  put(centre, WIDTH - 70, height / 2 - 10)
  for (const [i, station] of stations.entries())
    put(station, 470, height / 2 - 10 + (i - (stations.length - 1) / 2) * ROW)
  return { places, height }
}

function HopLine({ hop, places }: { hop: HopView; places: ReadonlyMap<string, Place> }): JSX.Element | null {
  const a = places.get(hop.from)
  const b = places.get(hop.to)
  if (a === undefined || b === undefined) return null
  const state = hop.out ? 'out' : hop.open ? 'open' : 'closed'
  const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
  return (
    <g className={`hop hop-${state}`}>
      <line x1={a.x} y1={a.y} x2={b.x} y2={b.y} />
      {hop.out && <path d={`M${middle.x - 5} ${middle.y - 5}l10 10m0-10l-10 10`} />}
    </g>
  )
}

type MarkProps = {
  readonly node: Custody['nodes'][number]
  readonly at: Place
  readonly current: boolean
}

function NodeMark({ node, at, current }: MarkProps): JSX.Element {
  const { t } = useTranslation('operate-links')
  const nameOf = useNodeName()
  const { bundles } = node
  return (
    <g className="node" data-current={current} data-holds={bundles > 0} transform={`translate(${at.x} ${at.y})`}>
      <circle r={bundles > 0 ? 11 : 7} />
      {bundles > 0 && (
        <text className="node-count" y="4">
          {bundles > 99 ? '99+' : bundles}
        </text>
      )}
      <text className="node-name" y={bundles > 0 ? 25 : 21}>
        {node.node === 'centre' ? t('centre') : nameOf(node.node)}
      </text>
    </g>
  )
}

function HopTable({ hops }: { readonly hops: readonly HopView[] }): JSX.Element {
  const { t, i18n } = useTranslation('operate-links')
  const nameOf = useNodeName()
  const named = (node: string) => (node === 'centre' ? t('centre') : nameOf(node))
  return (
    <Scroll label={t('path.table')}>
      <table className="links-table">
        <thead>
          <tr>
            {(['hop', 'state', 'light', 'rate', 'loss', 'sent', 'lost'] as const).map((name) => (
              <th key={name} scope="col">
                {t(`path.column.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hops.map((hop) => (
            <tr key={`${hop.from} ${hop.to}`}>
              <th scope="row">
                {named(hop.from)} – {named(hop.to)}
              </th>
              <td>
                <HopState hop={hop} />
              </td>
              <td className="figure">{lightTime(hop.light_s)}</td>
              <td className="figure">{bitRate(hop.rate_bit_s, i18n.language)}</td>
              <td className="figure">{lossText(hop.loss, i18n.language)}</td>
              <td className="figure">
                {hop.bundles} <span className="quiet">{octets(hop.octets, i18n.language)}</span>
              </td>
              <td className="figure">{hop.lost}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function HopState({ hop }: { readonly hop: HopView }): JSX.Element {
  const { t } = useTranslation('operate-links')
  if (hop.out)
    return (
      <>
        <StateMark mark="cross" tone="critical" /> {t('path.out')}
      </>
    )
  const at = hop.open ? hop.until : hop.next
  return (
    <>
      <StateMark mark={hop.open ? 'circle' : 'ring'} tone={hop.open ? 'nominal' : 'quiet'} />{' '}
      {t(hop.open ? 'path.open' : 'path.closed')}{' '}
      {at !== undefined && (
        <small className="quiet">
          {t(hop.open ? 'path.until' : 'path.from')} <time className="figure">{readableIso(at)}</time> UTC
        </small>
      )}
    </>
  )
}
