/** Released data: the list, one release with its files and versions, and the form that makes one. */
import type { ReleaseView as Release } from '@magpie/api/release-operations'
import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, useMe } from '../account/people.ts'
import { DESK } from '../api.ts'
import { PartyTag } from '../parts/party.tsx'
import { Empty, pending } from '../parts/states.tsx'
import { callArchive, useCatalogue } from './archive.ts'
import type { ArchiveViewProps } from './archive-search.ts'
import { MakeRelease } from './make-release.tsx'
import { readableTime, sizeText } from './sizes.ts'

/** The view. */
export function ReleasesView({ search, change }: ArchiveViewProps): JSX.Element {
  const { t } = useTranslation('archive')
  const me = useMe().data
  const catalogue = useCatalogue().data
  const releases = useQuery({ queryKey: [DESK, 'releases'], queryFn: () => callArchive('releases', {}) })
  const own = catalogue?.elements.filter((e) => e.owner === me?.party) ?? []
  const may = holds(me, 'officer') && own.length > 0
  if (search.item === 'new' && may)
    return (
      <div className="archive-body">
        <MakeRelease elements={own} onMade={(id) => change({ item: id })} onBack={() => change({ item: undefined })} />
      </div>
    )
  if (search.item !== undefined && search.item !== 'new')
    return <One key={search.item} id={search.item} onBack={() => change({ item: undefined })} />
  return (
    <div className="archive-body">
      <header className="archive-head">
        <div>
          <h2>{t('releases.heading')}</h2>
          <p className="quiet">{t('releases.help')}</p>
        </div>
        {may && (
          <button type="button" className="button primary" onClick={() => change({ item: 'new' })}>
            {t('releases.make')}
          </button>
        )}
      </header>
      {pending(releases)}
      {releases.data?.releases.length === 0 && <Empty>{t('releases.none')}</Empty>}
      <ul className="release-list">
        {releases.data?.releases.map((r) => (
          <li key={r.id} className="card">
            <h3>
              <button type="button" className="quiet-button" onClick={() => change({ item: r.id })}>
                {r.title}
              </button>
            </h3>
            <p className="release-by">
              <PartyTag party={r.party} short />
              <span className="figure quiet">
                {t('releases.version', { version: r.version })} · {t('releases.records', { count: r.records })} ·{' '}
                {r.licence}
              </span>
            </p>
            <p className="quiet">{r.description}</p>
          </li>
        ))}
      </ul>
    </div>
  )
}

function One({ id, onBack }: { readonly id: string; readonly onBack: () => void }): JSX.Element {
  const { t } = useTranslation('archive')
  const found = useQuery({ queryKey: [DESK, 'release', id], queryFn: () => callArchive('release', { release: id }) })
  return (
    <div className="archive-body">
      <button type="button" className="quiet-button" onClick={onBack}>
        ← {t('releases.back')}
      </button>
      {pending(found)}
      {found.data?.versions.map((r) => (
        <Version key={r.version} release={r} />
      ))}
    </div>
  )
}

function Version({ release: r }: { readonly release: Release }): JSX.Element {
  const { t, i18n } = useTranslation('archive')
  return (
    <article className="card release" aria-label={t('releases.version', { version: r.version })}>
      <h2>
        {r.title} <span className="quiet">{t('releases.version', { version: r.version })}</span>
      </h2>
      {r.supersededBy !== undefined && (
        <p className="callout">{t('releases.superseded', { version: r.supersededBy })}</p>
      )}
      <p>{r.description}</p>
      {r.why !== undefined && <p className="quiet">{r.why}</p>}
      <Citation text={r.citation} />
      <dl className="pairs">
        <div>
          <dt>{t('releases.span')}</dt>
          <dd className="figure">
            {readableTime(r.from)} – {readableTime(r.until)} UTC
          </dd>
        </div>
        <div>
          <dt>{t('releases.parameters')}</dt>
          <dd>
            {r.element}: {r.parameters.join(', ')} ({t('releases.records', { count: r.records })})
          </dd>
        </div>
        <div>
          <dt>{t('releases.licence')}</dt>
          <dd>{r.licence}</dd>
        </div>
        <div>
          <dt>{t('releases.policy')}</dt>
          <dd>{r.policy}</dd>
        </div>
        <div>
          <dt>{t('releases.entry')}</dt>
          <dd>
            <code className="hash">{r.entry}</code>
          </dd>
        </div>
      </dl>
      <div className="form-buttons">
        <a className="button primary" href={r.archive} download>
          {t('releases.download')}
        </a>
      </div>
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">{t('releases.name')}</th>
            <th scope="col" className="number">
              {t('releases.size')}
            </th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          {r.files.map((f) => (
            <tr key={f.name}>
              <td>
                <a href={f.url} download>
                  {f.name}
                </a>
              </td>
              <td className="number figure">{sizeText(t, f.bytes, i18n.language)}</td>
              <td>
                <code className="hash">{f.sha256}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </article>
  )
}

function Citation({ text }: { readonly text: string }): JSX.Element {
  const { t } = useTranslation('archive')
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }
  return (
    <p className="citation">
      <span className="quiet">{t('releases.cite')}</span> {text}{' '}
      <button type="button" className="quiet-button" onClick={() => void copy()}>
        {t(copied ? 'releases.copied' : 'releases.copy')}
      </button>
    </p>
  )
}
