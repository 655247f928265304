/** The beginning of an interface document: which element meets what carries it, and whose they are. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../account/people.ts'
import { DESK, failureOf } from '../api.ts'
import { CheckField, ChoiceField, TextField } from '../parts/field.tsx'
import { fieldProblems, identifierFrom, problemsByField } from '../parts/form-problems.ts'
import { Empty, Failed, pending } from '../parts/states.tsx'
import { usePaused } from '../parts/use-paused.ts'
import { differences } from '../programme/compare.ts'
import { DraftBar } from '../programme/draft-bar.tsx'
import { useCalls } from '../programme/programme.ts'
import { lacks, Needs } from '../programme/signed-out.tsx'
import { useDraft } from '../programme/use-draft.ts'
import { callAgreements, DRAFTING, type IntegrationContent, useAct, useAgreement, useAgreements } from './agreements.ts'
import { draftIdOf } from './line-form.tsx'
import { AgreementLink, BackLink, useElementName, usePartyName } from './words.tsx'

const route = getRouteApi('/programme')

type TypedInterface = {
  readonly id: string
  readonly title: string
  readonly guest: string
  readonly host: string
  readonly hostParty: string
  readonly singleEnd: boolean
}

function readTyped(content: unknown): TypedInterface {
  const given = typeof content === 'object' && content !== null ? (content as Partial<TypedInterface>) : {}
  const text = (name: 'id' | 'title' | 'guest' | 'host' | 'hostParty') =>
    typeof given[name] === 'string' ? given[name] : ''
  return {
    ...{ id: text('id'), title: text('title'), guest: text('guest'), host: text('host'), hostParty: text('hostParty') },
    singleEnd: given.singleEnd === true,
  }
}

/** The page. */
export function WriteInterface({ me, agreement }: { readonly me: Me; readonly agreement: string }): JSX.Element {
  const { t } = useTranslation('agreements')
  const found = useAgreement(agreement)
  const content = found.data?.content
  const elements = content?.kind === 'integration-agreement' ? content.elements : []
  return (
    <article className="paper">
      <BackLink />
      <header className="desk-head">
        <h1>{t('write.interface')}</h1>
        {content !== undefined && <p className="quiet">{t('write.interfaceHelp', { title: content.title })}</p>}
        <p>
          {t('interface.under')} <AgreementLink id={agreement}>{agreement}</AgreementLink>
        </p>
      </header>
      {lacks(me, DRAFTING) && <Needs me={me} roles={DRAFTING} />}
      {pending(found)}
      {content !== undefined && elements.length === 0 && <Empty>{t('write.noElements')}</Empty>}
      {content?.kind === 'integration-agreement' && elements.length > 0 && (
        <Writing me={me} agreement={agreement} content={content} />
      )}
    </article>
  )
}

type WritingProps = { readonly me: Me; readonly agreement: string; readonly content: IntegrationContent }

function Writing({ me, agreement, content }: WritingProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const navigate = route.useNavigate()
  const nameOf = usePartyName()
  const elementOf = useElementName()
  const ownerOf = useOwners(content)
  const first = content.elements[0]!
  const [draft, keeper] = useDraft<TypedInterface>({
    ...{ id: draftIdOf('interface', agreement), kind: 'interface', person: me.person?.id },
    initial: withGuest({ ...readTyped(undefined) }, first.id),
    ...{ read: readTyped, title: (c) => c.title },
  })
  const typed = draft.content
  const put = (part: Partial<TypedInterface>) => {
    begin.reset()
    keeper.type({ ...typed, ...part })
  }
  function withGuest(before: TypedInterface, guest: string): TypedInterface {
    const element = content.elements.find((e) => e.id === guest)
    const host = element?.host ?? before.host
    return { ...before, guest, host, hostParty: ownerOf(host) ?? before.hostParty }
  }
  const guestParty = content.elements.find((e) => e.id === typed.guest)?.owner ?? ''
  const hostParty = typed.hostParty || ownerOf(typed.host) || ''
  const intent = {
    ...{ interface: typed.id, agreement, title: typed.title, singleEnd: typed.singleEnd },
    host: { party: hostParty, element: typed.host },
    guest: { party: guestParty, element: typed.guest },
  }
  const text = usePaused(JSON.stringify(intent))
  const check = useQuery({
    queryKey: [DESK, 'check-interface', text],
    queryFn: () => callAgreements('checkInterface', { draft: JSON.parse(text) }),
    placeholderData: (before) => before,
  })
  const begin = useAct<void>(
    () => callAgreements('draftInterface', intent),
    () => {
      keeper.type(withGuest(readTyped(undefined), first.id))
      void navigate({ search: { view: 'agreements', interface: typed.id } })
    },
  )
  const failure = begin.error === null ? undefined : failureOf(begin.error)
  const problems = check.data?.problems ?? []
  const [soft, hard] = [fieldProblems(problems), problemsByField(failure, '')]
  const filled = { '/interface': typed.id, '/title': typed.title } as Readonly<Record<string, string>>
  const at = (field: string) => hard(field) ?? (filled[field] === '' ? undefined : soft(field))
  const follows = typed.id === '' || typed.id === identifierFrom(typed.title)
  const parties = [...new Set([...content.parties, hostParty].filter((p) => p !== ''))]
  const hosts = [...new Set([...content.elements.flatMap((e) => e.host ?? []), typed.host].filter((h) => h !== ''))]
  return (
    <form className="letter-form" onSubmit={(event) => event.preventDefault()}>
      <DraftBar
        draft={draft}
        onMine={() => keeper.keepMine()}
        onTheirs={() => keeper.takeTheirs()}
        differences={draft.theirs === undefined ? [] : differences(typed, readTyped(draft.theirs.content))}
      />
      <fieldset className="card form">
        <ChoiceField
          label={t('write.guestElement')}
          value={typed.guest}
          onChange={(guest) => put(withGuest(typed, guest))}
          options={content.elements.map((e) => [e.id, `${e.name} (${nameOf(e.owner)})`])}
          problem={at('/guest/element') ?? at('/guest/party')}
        />
        <ChoiceField
          label={t('write.hostElement')}
          value={typed.host}
          onChange={(host) => put({ host, hostParty: ownerOf(host) ?? typed.hostParty })}
          options={hosts.map((h) => [h, elementOf(h)])}
          problem={at('/host/element')}
        />
        <ChoiceField
          label={t('write.hostParty')}
          value={hostParty}
          onChange={(hostParty) => put({ hostParty })}
          options={[['', ''], ...parties.map((p) => [p, nameOf(p)] as const)]}
          problem={at('/host/party')}
        />
        <TextField
          label={t('write.title')}
          value={typed.title}
          onChange={(title) => put({ title, id: follows ? identifierFrom(title) : typed.id })}
          problem={at('/title')}
        />
        <TextField
          label={t('write.id')}
          help={t('write.idHelp')}
          value={typed.id}
          onChange={(id) => put({ id })}
          problem={at('/interface')}
        />
        <CheckField label={t('write.singleEnd')} value={typed.singleEnd} onChange={(singleEnd) => put({ singleEnd })} />
      </fieldset>
      <footer className="form-end">
        {failure !== undefined && failure.kind !== 'bad-request' && <Failed failure={failure} />}
        <div className="form-buttons">
          <button
            type="button"
            className="button primary"
            disabled={begin.isPending || problems.length > 0 || lacks(me, DRAFTING)}
            onClick={() => begin.mutate()}
          >
            {t('write.begin')}
          </button>
          <span className="quiet" role="status">
            {problems.length === 0 ? t('write.complete') : t('write.open', { count: problems.length })}
          </span>
        </div>
      </footer>
    </form>
  )
}

/** Who owns an element: by this agreement, by another that one sees, or as the host of a call. */
function useOwners(content: IntegrationContent): (element: string) => string | undefined {
  const agreements = useAgreements().data?.agreements ?? []
  const calls = useCalls().data?.calls ?? []
  return (element) => {
    const all = [content, ...agreements.map((a) => a.content)].flatMap((c) =>
      c.kind === 'memorandum' ? [] : c.elements,
    )
    return all.find((e) => e.id === element)?.owner ?? calls.find((c) => c.call.host === element)?.owner
  }
}
