/** Packets as they came: who, when, which, and of the one that is open its octets and what they say by the dictionary. */
import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actingParty } from '../acting.ts'
import { DESK } from '../api.ts'
import { RefusalCard } from '../operate/refusal-card.tsx'
import { ColumnHeads } from '../parts/column-heads.tsx'
import { unitSymbol } from '../parts/numbers.ts'
import { Empty, pending } from '../parts/states.tsx'
import { type Catalogue, callArchive } from './archive.ts'
import type { ArchiveViewProps } from './archive-search.ts'
import { readableTime } from './sizes.ts'

type PacketsProps = ArchiveViewProps & { readonly catalogue: Catalogue; readonly chosen: readonly string[] }

const ROWS = 100

/** The list beside the packet that is open. */
export function PacketsView({ catalogue, search, change, chosen }: PacketsProps): JSX.Element {
  const { t } = useTranslation('archive')
  const first = chosen[0]?.split('/')[0] ?? catalogue.elements[0]?.element
  const element = catalogue.elements.find((e) => e.element === (search.element ?? first))
  const asked = [element?.element, search.from, search.to].join(' ')
  const [place, setPlace] = useState<{ readonly of: string; readonly cursor: string | undefined }>({
    of: asked,
    cursor: undefined,
  })
  const cursor = place.of === asked ? place.cursor : undefined
  const packets = useQuery({
    queryKey: [DESK, 'packets', actingParty(), asked, cursor],
    queryFn: () =>
      callArchive('telemetryPackets', {
        ...{ element: element!.element, limit: ROWS },
        ...(search.from && { from: search.from }),
        ...(search.to && { to: search.to }),
        ...(cursor && { cursor }),
      }),
    enabled: element !== undefined && element.packetsHeld === undefined,
    staleTime: 15_000,
  })
  if (element === undefined) return <Empty>{t('packets.empty')}</Empty>
  const keyOf = (p: { readonly apid: number; readonly sequence: number; readonly time: string }) =>
    `${p.apid}.${p.sequence}.${p.time}`
  const open = packets.data?.packets.find((p) => keyOf(p) === search.item)
  const next = packets.data?.next
  return (
    <div className="archive-packets">
      <label className="choice">
        <span>{t('packets.element')}</span>
        <select value={element.element} onChange={(event) => change({ element: event.target.value, item: undefined })}>
          {catalogue.elements.map((e) => (
            <option key={e.element} value={e.element}>
              {e.name}
            </option>
          ))}
        </select>
      </label>
      {element.packetsHeld !== undefined && <RefusalCard refusal={element.packetsHeld} />}
      {element.packetsHeld === undefined && pending(packets)}
      {packets.data?.packets.length === 0 && <Empty>{t('packets.empty')}</Empty>}
      {packets.data !== undefined && packets.data.packets.length > 0 && (
        <div className="archive-packets-two">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
          <section className="scroll" tabIndex={0} aria-label={t('packets.caption', { element: element.name })}>
            <table className="grid">
              <ColumnHeads
                texts={[t('table.time'), t('table.sequence'), t('packets.station')]}
                numbers={[t('packets.octets')]}
              />
              <tbody className="figure">
                {packets.data.packets.map((p) => (
                  <tr key={keyOf(p)} data-chosen={keyOf(p) === search.item ? 'yes' : 'no'}>
                    <td>
                      <button
                        type="button"
                        className="quiet-button"
                        aria-pressed={keyOf(p) === search.item}
                        title={t('packets.open', { sequence: p.sequence })}
                        onClick={() => change({ item: keyOf(p) })}
                      >
                        {readableTime(p.time)}
                      </button>
                    </td>
                    <td>
                      {p.apid} {p.sequence}
                      {p.standing !== 'sample' && ` · ${t(`packets.standing.${p.standing}`)}`}
                    </td>
                    <td>{p.station}</td>
                    <td className="number">{p.octets === undefined ? '!' : p.octets.length / 2}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            {next !== undefined && (
              <button type="button" className="button" onClick={() => setPlace({ of: asked, cursor: next })}>
                {t('table.next')}
              </button>
            )}
          </section>
          {open === undefined ? (
            <Empty>{t('packets.pick')}</Empty>
          ) : (
            <Packet octets={open.octets} received={open.received} />
          )}
        </div>
      )}
    </div>
  )
}

function Packet({ octets, received }: { readonly octets: string | undefined; readonly received: string }): JSX.Element {
  const { t } = useTranslation(['archive', 'translation'])
  const said = useQuery({
    queryKey: [DESK, 'packet', octets],
    queryFn: () => callArchive('packetValues', { octets: octets! }),
    enabled: octets !== undefined,
    staleTime: Infinity,
    retry: false,
  })
  if (octets === undefined) return <Empty>{t('packets.altered')}</Empty>
  const lines = octets.match(/.{1,32}/g) ?? []
  return (
    <div className="archive-packet">
      <p className="figure quiet">
        {t('packets.received')} {readableTime(received)} UTC
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="archive-hex" tabIndex={0} aria-label={t('packets.octets')}>
        <pre>
          {lines.map((line, i) => `${(16 * i).toString(16).padStart(4, '0')}  ${line.replaceAll(/(..)/g, '$1 ')}\n`)}
        </pre>
      </section>
      {pending(said)}
      {said.data !== undefined && (
        <>
          <p>
            {t('packets.container')} <code>{said.data.container}</code>
          </p>
          <table className="grid">
            <ColumnHeads texts={[t('packets.parameter')]} numbers={[t('table.value'), t('table.raw')]} />
            <tbody className="figure">
              {said.data.values.map((v, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a packet may hold a parameter many times, in its order
                <tr key={`${v.path} ${i}`} data-alarm={v.level}>
                  <th scope="row" title={v.words}>
                    {v.name}
                  </th>
                  <td className="number">
                    {v.value} <span className="quiet">{unitSymbol(v.unit)}</span>
                  </td>
                  <td className="number quiet">{v.raw}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </div>
  )
}
