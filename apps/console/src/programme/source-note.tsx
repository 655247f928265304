/** Where a value is from, in a line: the publication with its link, or that it is assumed, and why. */
import { describeProvenance, type Provenance } from '@magpie/core/provenance'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { SaidText } from '../parts/said.tsx'

/** The line. */
export function SourceNote({ from }: { readonly from: Provenance }): JSX.Element {
  const { t } = useTranslation('desk')
  if (from.kind === 'assumed')
    return (
      <small className="source assumed-source">
        <b>{t('source.assumed')}</b> <SaidText text={from.reason} />
      </small>
    )
  const url = from.kind === 'sourced' ? from.source.url : undefined
  const text = describeProvenance(from)
  return (
    <small className="source">
      {url !== undefined && /^https?:/.test(url) ? (
        <a href={url} rel="noreferrer noopener" target="_blank">
          {text}
        </a>
      ) : (
        text
      )}
    </small>
  )
}
