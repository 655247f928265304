/** Grants given and had, of agreements and of the desk, each with its bounds; a revocation shows first what it takes out of the queue. */
import type { authorityReads } from '@magpie/api/authority-operations'
import type { OutputOf } from '@magpie/api/operation'
import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, useMe } from '../../account/people.ts'
import { ActDialog } from '../../agreements/act-dialog.tsx'
import { GrantSentence } from '../../agreements/words.tsx'
import { AreaField, ChoiceField } from '../../parts/field.tsx'
import { Segments } from '../../parts/segments.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Empty, Loading, pending } from '../../parts/states.tsx'
import { callDesk, useDeskAct } from '../commands/commands.ts'
import { instant, StateOf } from '../commands/marks.tsx'
import { COMMAND_DESK, DESK_REFRESH_MS } from '../desk.ts'
import { useElementNames } from '../values-table.tsx'
import { OpenKey } from './open-key.tsx'
import { useGrantActs } from './use-grant-acts.ts'

type Grant = OutputOf<typeof authorityReads.grants>['grants'][number]

function useGrantsQuery(party: string) {
  return useQuery({
    queryKey: [COMMAND_DESK, 'grants', party],
    queryFn: () => callDesk('grants', {}),
    refetchInterval: 2 * DESK_REFRESH_MS,
  })
}

type GrantsProps = {
  readonly party: string
  readonly element: string | undefined
  readonly onElement: (element: string | undefined) => void
  readonly writing: boolean
  readonly onWrite: () => void
}

type Side = 'given' | 'had' | 'all'

/** The lists. */
export function Grants({ party, element, onElement, writing, onWrite }: GrantsProps): JSX.Element {
  const { t } = useTranslation('operate-authority')
  const me = useMe().data
  const query = useGrantsQuery(party)
  const [side, setSide] = useState<Side>('all')
  const nameOf = useElementNames()
  const all = query.data?.grants ?? []
  const elements = [...new Set(all.map((g) => g.grant.element))]
  const shown = all.filter(
    ({ grant }) =>
      (element === undefined || grant.element === element) &&
      (side === 'all' || (side === 'given' ? grant.grantor === party : grant.grantee === party)),
  )
  return (
    <section className="card" aria-labelledby="grants-heading">
      <div className="panel-head">
        <h2 id="grants-heading">{t('grants.heading')}</h2>
        {holds(me, 'signatory', 'officer') && !writing && (
          <button type="button" className="button primary" onClick={onWrite}>
            {t('grants.give')}
          </button>
        )}
      </div>
      <div className="grants-filters">
        <Segments
          label={t('grants.side')}
          value={side}
          onChange={setSide}
          options={(['all', 'given', 'had'] as const).map((value) => ({ value, text: t(`grants.${value}`) }))}
        />
        <ChoiceField
          label={t('grants.element')}
          value={element ?? ''}
          onChange={(id) => onElement(id === '' ? undefined : id)}
          options={[['', t('grants.every')], ...elements.map((id) => [id, nameOf(id).name] as const)]}
        />
      </div>
      {pending(query)}
      {query.data !== undefined && shown.length === 0 && <Empty>{t('grants.none')}</Empty>}
      <ul className="grants-list">
        {shown.map((g) => (
          <GrantCard key={g.grant.id} given={g} party={party} at={query.data!.at} />
        ))}
      </ul>
    </section>
  )
}

type Standing = 'revoked' | 'early' | 'over' | 'stands'

const STANDINGS = {
  revoked: { mark: 'cross', tone: 'critical' },
  early: { mark: 'ring', tone: 'watch' },
  over: { mark: 'ring', tone: 'quiet' },
  stands: { mark: 'circle', tone: 'nominal' },
} as const

function standingOf({ grant, revokedAt }: Grant, at: string): Standing {
  if (revokedAt !== undefined) return 'revoked'
  if (grant.from !== undefined && Date.parse(at) < Date.parse(grant.from)) return 'early'
  return grant.until !== undefined && Date.parse(at) >= Date.parse(grant.until) ? 'over' : 'stands'
}

type CardProps = { readonly given: Grant; readonly party: string; readonly at: string }

function GrantCard({ given, party, at }: CardProps): JSX.Element {
  const { t } = useTranslation('operate-authority')
  const me = useMe().data
  const [revoking, setRevoking] = useState(false)
  const { grant, agreement, note, givenHere, revokedAt } = given
  const standing = standingOf(given, at)
  const mine = grant.grantor === party && holds(me, 'signatory', 'officer')
  const revocable = grant.revocable && (standing === 'stands' || standing === 'early')
  return (
    <li className="grant-card" data-standing={standing}>
      <p className="grant-head">
        <code>{grant.id}</code>
        <span className="command-state">
          <StateMark {...STANDINGS[standing]} />
          {t(`grants.standing.${standing}`)}
          {revokedAt !== undefined && ` ${instant(revokedAt)}`}
        </span>
      </p>
      <GrantSentence grant={grant} />
      <p className="quiet">
        {givenHere ? t('grants.here') : t('grants.agreed', { agreement })}
        {note !== '' && ` · ${note}`}
      </p>
      {mine && revocable && (
        <div className="form-buttons">
          <button
            type="button"
            className="button"
            aria-label={t('grants.revokeOf', { id: grant.id })}
            onClick={() => setRevoking(true)}
          >
            {t('grants.revoke')}
          </button>
        </div>
      )}
      {revoking && <Revoke given={given} onClose={() => setRevoking(false)} />}
    </li>
  )
}

function Revoke({ given, onClose }: { readonly given: Grant; readonly onClose: () => void }): JSX.Element {
  const { t } = useTranslation('operate-authority')
  const me = useMe().data
  const party = me?.memberships.find((m) => m.party === me.party)?.name ?? me?.party ?? ''
  const nameOf = useElementNames()
  const { id } = given.grant
  const [why, setWhy] = useState('')
  const falls = useQuery({
    queryKey: [COMMAND_DESK, 'falls', id],
    queryFn: () => callDesk('grantFalls', { id }),
    refetchInterval: DESK_REFRESH_MS,
  })
  const { missing, revoke } = useGrantActs()
  const act = useDeskAct(() => revoke(id, why.trim()), onClose)
  return (
    <ActDialog
      heading={t('revoke.heading', { id })}
      confirm={t('revoke.confirm')}
      ready={missing === 'none' && why.trim() !== '' && falls.data !== undefined}
      act={act}
      onConfirm={() => act.mutate(undefined)}
      onClose={onClose}
    >
      <p>{t('revoke.who', { person: me?.person?.name ?? '', party })}</p>
      <GrantSentence grant={given.grant} />
      <section aria-labelledby="falls-heading">
        <h3 id="falls-heading">{t('revoke.falls')}</h3>
        {falls.data === undefined && <Loading lines={1} />}
        {falls.data?.commands.length === 0 && <p className="quiet">{t('revoke.nothing')}</p>}
        <ul className="rows">
          {falls.data?.commands.map((c) => (
            <li key={c.id}>
              <span>
                <span className="figure quiet">{c.id}</span> <code>{c.command}</code>{' '}
                <span className="quiet">{nameOf(c.element).name}</span>
              </span>
              <StateOf state={c.state} />
            </li>
          ))}
        </ul>
      </section>
      <AreaField label={t('revoke.why')} value={why} onChange={setWhy} rows={2} />
      {missing !== 'none' && <OpenKey missing={missing} />}
    </ActDialog>
  )
}
