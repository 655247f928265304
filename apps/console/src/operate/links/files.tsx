/** Files by store and forward: each with the nodes that had it whole, and when. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { StateMark } from '../../parts/state-mark.tsx'
import { Empty } from '../../parts/states.tsx'
import { readableIso, span } from '../../time/mission-time.ts'
import { type Custody, octets, useNodeName } from './links.ts'

const SHOWN = 12

/** The newest of them. */
export function Files({ custody }: { readonly custody: Custody }): JSX.Element {
  const { t, i18n } = useTranslation('operate-links')
  const nameOf = useNodeName()
  const { files, totals } = custody
  const done = files.filter((f) => f.delivered !== undefined).length
  return (
    <section className="card">
      <h3>
        {t('file.heading')} <span className="quiet">{t('file.done', { done, all: files.length })}</span>
      </h3>
      <p className="quiet">{t('file.totals', totals)}</p>
      {files.length === 0 ? (
        <Empty>{t('file.none')}</Empty>
      ) : (
        <ul className="file-list">
          {files.slice(0, SHOWN).map((file) => (
            <li key={file.file}>
              <StateMark
                mark={file.delivered === undefined ? 'half' : 'check'}
                tone={file.delivered === undefined ? 'active' : 'nominal'}
              />
              <span className="figure">{file.file}</span>
              <span className="quiet">
                {t(`file.${file.direction}`)} · {octets(file.octets, i18n.language)} · {t('file.made')}{' '}
                <time className="figure">{readableIso(file.made)}</time>
              </span>
              <span className="file-way">
                {file.hops.map((hop) => (
                  <span key={hop.node}>
                    {hop.node === 'centre' ? t('centre') : nameOf(hop.node)}{' '}
                    <span className="figure quiet">+{span((Date.parse(hop.at) - Date.parse(file.made)) / 1000)}</span>
                  </span>
                ))}
                {file.delivered !== undefined && (
                  <strong>
                    {t('file.whole')}{' '}
                    <span className="figure">+{span((Date.parse(file.delivered) - Date.parse(file.made)) / 1000)}</span>
                  </strong>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
