/** Custody by node: which bundles it holds since when, by which hop each goes next, and when it is expected. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../parts/states.tsx'
import { readableIso } from '../../time/mission-time.ts'
import { type Custody, octets, useNodeName } from './links.ts'
import { Countdown } from './pass-table.tsx'
import { Scroll } from './scroll.tsx'

type PanelProps = {
  readonly custody: Custody
  readonly chosen: string | undefined
  readonly onChoose: (node: string | undefined) => void
}

/** The nodes as a row of choices, and what the chosen one holds; without a choice all that is held. */
export function CustodyPanel({ custody, chosen, onChoose }: PanelProps): JSX.Element {
  const { t, i18n } = useTranslation('operate-links')
  const nameOf = useNodeName()
  const named = (node: string) => (node === 'centre' ? t('centre') : nameOf(node))
  const held = custody.nodes.filter(({ node }) => chosen === undefined || node === chosen)
  const rows = held.flatMap(({ node, holds }) => holds.map((one) => ({ node, ...one })))
  const inCare = custody.nodes.reduce((sum, { bundles }) => sum + bundles, 0)
  return (
    <section className="card custody">
      <h3>
        {t('custody.heading')} <span className="quiet">{t('custody.count', { count: inCare })}</span>
      </h3>
      <fieldset className="custody-nodes">
        <legend className="visually-hidden">{t('custody.choose')}</legend>
        {custody.nodes.map(({ node, bundles, octets: size }) => (
          <button
            key={node}
            type="button"
            className="button custody-node"
            aria-pressed={node === chosen}
            onClick={() => onChoose(node === chosen ? undefined : node)}
          >
            <strong>{named(node)}</strong>
            <span className="figure">
              {bundles} · {octets(size, i18n.language)}
            </span>
          </button>
        ))}
      </fieldset>
      {rows.length === 0 ? (
        <Empty>{t('custody.none')}</Empty>
      ) : (
        <Scroll className="links-scroll custody-rows" label={t('custody.heading')}>
          <table className="links-table">
            <thead>
              <tr>
                {(['node', 'carries', 'octets', 'since', 'next', 'leaves', 'expected'] as const).map((name) => (
                  <th key={name} scope="col">
                    {t(`custody.column.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <HeldRow key={`${one.node} ${one.bundle}`} one={one} named={named} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  )
}

/** What is no file. */
const CARRIES: ReadonlySet<string> = new Set(['custody', 'answer', 'file', 'packets', 'telecommand'])

type Held = Custody['nodes'][number]['holds'][number] & { readonly node: string }

function HeldRow({ one, named }: { readonly one: Held; readonly named: (node: string) => string }): JSX.Element {
  const { t, i18n } = useTranslation('operate-links')
  const { node, bundle, carries, octets: size, since, next, leaves_at, expected_at, awaits } = one
  const to = awaits?.node ?? next
  return (
    <tr>
      <th scope="row">{named(node)}</th>
      <td title={bundle}>{CARRIES.has(carries) ? t(`custody.carries.${carries as 'answer'}`) : carries}</td>
      <td className="figure">{size === undefined ? '–' : octets(size, i18n.language)}</td>
      <td className="figure">{readableIso(since)}</td>
      <td>{to === undefined ? t('custody.noWay') : named(to)}</td>
      {awaits === undefined ? (
        <>
          <td className="figure">{leaves_at === undefined ? '–' : <Countdown to={leaves_at} />}</td>
          <td className="figure">{expected_at === undefined ? '–' : readableIso(expected_at)}</td>
        </>
      ) : (
        <>
          <td className="quiet">{t('custody.awaits')}</td>
          <td>
            <Countdown to={awaits.until} />
          </td>
        </>
      )}
    </tr>
  )
}
