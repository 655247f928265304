/** Where a value is from, in one line: the publication with its link, the reason of an assumption, or what it follows from. */
import { describeProvenance, type Provenance } from '@magpie/core/provenance'
import type { JSX } from 'react'
import { useModelText } from './texts.ts'

/** The line. */
export function SourceLine({ provenance }: { readonly provenance: Provenance }): JSX.Element {
  const { t } = useModelText()
  if (provenance.kind === 'assumed')
    return <span className="source assumed-source">{t('source.assumed', { reason: provenance.reason })}</span>
  if (provenance.kind === 'derived')
    return <span className="source">{t('source.derived', { from: provenance.from })}</span>
  const text = describeProvenance({ ...provenance, verified: true })
  const { url } = provenance.source
  const shown = provenance.verified ? text : t('source.unverified', { text })
  return (
    <span className={provenance.verified ? 'source' : 'source assumed-source'}>
      {url !== undefined && /^https?:/.test(url) ? (
        <a href={url} rel="noreferrer" target="_blank">
          {shown}
        </a>
      ) : (
        shown
      )}
      {provenance.note !== undefined && ` · ${provenance.note}`}
    </span>
  )
}
