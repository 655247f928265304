/** What these pages say again and again: a party by its name, a grant in a sentence, a hash, a day, a value with its unit. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../account/people.ts'
import { useMission } from '../api.ts'
import { PartySwatch, usePalette } from '../parts/party.tsx'
import { useParties } from '../programme/programme.ts'
import { type AgreedGrant, useAgreements } from './agreements.ts'

/** The name of a party: as the centre registered it, or else as it is called. */
export function usePartyName(): (party: string) => string {
  const parties = useParties().data?.parties
  return (party) => parties?.find((p) => p.id === party)?.name ?? party
}

/** A party with its colour, and whether it is yours. */
export function PartyName({ party, mine }: { readonly party: string; readonly mine?: boolean }): JSX.Element {
  const { t } = useTranslation('agreements')
  const found = usePalette()(party)
  const acting = useMe().data?.party
  const name = usePartyName()(party)
  // The accent is for the party that one acts for, which need not be the mission's lead.
  const others = found.yours ? { ...found, colour: 'var(--party-4)' } : found
  const look = party === acting ? { ...found, colour: 'var(--yours)', hollow: false } : others
  return (
    <span className="party">
      <PartySwatch look={look} />
      <span>{name}</span>
      {mine && <em className="yours">{t('signatures.you')}</em>}
    </span>
  )
}

/** The name of an element: of an agreement that one sees, or of the mission. */
export function useElementName(): (element: string) => string {
  const agreed = useAgreements().data?.agreements
  const mission = useMission().data?.elements
  return (id) => {
    for (const { content } of agreed ?? [])
      if (content.kind !== 'memorandum') {
        const found = content.elements.find((e) => e.id === id)
        if (found !== undefined) return found.name
      }
    return mission?.find((e) => e.id === id)?.name ?? id
  }
}

/** The sentences of a grant: who may do what, and within which bounds. */
function useGrantWords(
  named?: (element: string) => string | undefined,
): (grant: AgreedGrant) => { readonly says: string; readonly bounds: readonly string[] } {
  const { t } = useTranslation('agreements')
  const nameOf = usePartyName()
  const elementOf = useElementName()
  return (grant) => {
    const [grantor, grantee] = [nameOf(grant.grantor), nameOf(grant.grantee)]
    const actions = grant.actions.map((a) => (a === '*' ? t('grant.any') : a)).join(', ')
    const ranges = Object.entries(grant.arguments).map(([name, r]) =>
      t('grant.range', { name, min: r.min, max: r.max }),
    )
    const { phases, approvals } = grant
    return {
      says: t(`grant.${grant.covers ?? 'commands'}`, {
        grantor,
        grantee,
        actions,
        element: named?.(grant.element) ?? elementOf(grant.element),
      }),
      bounds: [
        ...ranges,
        windowOf(grant, t),
        phases.length === 0 ? t('grant.anyPhase') : t('grant.phases', { phases: phases.join(', ') }),
        ...(approvals === 0 ? [] : [t('grant.approvals', { count: approvals, grantor })]),
        grant.revocable ? t('grant.revocable', { grantor }) : t('grant.fixed'),
        grant.onward ? t('grant.onward') : t('grant.kept'),
      ],
    }
  }
}

type Words = ReturnType<typeof useTranslation<'agreements'>>['t']

function windowOf({ from, until }: AgreedGrant, t: Words): string {
  if (from !== undefined && until !== undefined) return t('grant.window', { from: clock(from), until: clock(until) })
  if (from !== undefined) return t('grant.from', { from: clock(from) })
  return until === undefined ? t('grant.always') : t('grant.until', { until: clock(until) })
}

/** A grant as people read it; `named` knows elements that are only being typed. */
export function GrantSentence(props: {
  readonly grant: AgreedGrant
  readonly named?: (element: string) => string | undefined
}): JSX.Element {
  const { grant, named } = props
  const { says, bounds } = useGrantWords(named)(grant)
  return (
    <>
      <p>{says}</p>
      <p className="quiet">{bounds.join(' · ')}</p>
    </>
  )
}

/** An instant as `2030-11-01 00:00:13 UTC`. */
export function clock(at: string): string {
  return `${at.slice(0, 19).replace('T', ' ')} UTC`
}

/** The day of an instant. */
export function dayOf(at: string): string {
  return at.slice(0, 10)
}

/** A hash: its beginning, and the whole of it for who wants it. */
export function Hash({ value }: { readonly value: string }): JSX.Element {
  return (
    <code className="figure short-hash" title={value}>
      {value.slice(0, 12)}…
    </code>
  )
}

/** The way to an interface document, or to a line of it. */
export function DocumentLink(props: {
  readonly document: string
  readonly line?: string
  readonly children: string
}): JSX.Element {
  const { document, line, children } = props
  return (
    <Link to="/programme" search={{ view: 'agreements', interface: document, ...(line === undefined ? {} : { line }) }}>
      {children}
    </Link>
  )
}

/** The way to an agreement. */
export function AgreementLink({ id, children }: { readonly id: string; readonly children: string }): JSX.Element {
  return (
    <Link to="/programme" search={{ view: 'agreements', agreement: id }}>
      {children}
    </Link>
  )
}

/** The way back to the list. */
export function BackLink(): JSX.Element {
  const { t } = useTranslation('agreements')
  return (
    <Link className="back" to="/programme" search={{ view: 'agreements' }}>
      ← {t('back')}
    </Link>
  )
}
