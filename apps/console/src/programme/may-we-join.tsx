/** "May we join?": who asks, how, with which parts and on which day; the verdict with its proof. What is asked stands in the URL. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type FormEvent, type JSX, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DESK, failureOf } from '../api.ts'
import { ChoiceField, TextField } from '../parts/field.tsx'
import { problemsByField } from '../parts/form-problems.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { type CallView, callProgramme, type JoinQuestion, useParties } from './programme.ts'
import type { AskedPart, ProgrammeSearch } from './programme-search.ts'
import { VerdictCard } from './verdict-card.tsx'

const route = getRouteApi('/programme')
const NO_PART: AskedPart = { name: '', origin: '', usml: '', eccn: '', mtcr: '' }

/** The view. */
export function MayWeJoin({ call }: { readonly call: CallView }): JSX.Element {
  const { t } = useTranslation('desk')
  const search = route.useSearch()
  const asked = search.party === undefined ? undefined : questionOf(search, call)
  const verdict = useQuery({
    queryKey: [DESK, 'join', search, call.call.id],
    queryFn: () => callProgramme('eligibilityCheck', asked!),
    enabled: asked !== undefined,
    retry: false,
  })
  const failure = verdict.error === null ? undefined : failureOf(verdict.error)
  return (
    <article className="join-page">
      <header className="desk-head">
        <h1>{t('join.heading')}</h1>
        <p className="quiet">{t('join.help')}</p>
      </header>
      <JoinForm key={JSON.stringify(search)} search={search} at={problemsByField(failure, '')} />
      {asked !== undefined && verdict.isPending && <Loading label={t('join.judging')} />}
      {failure !== undefined && <Failed failure={failure} retry={() => void verdict.refetch()} />}
      {verdict.data !== undefined && <VerdictCard verdict={verdict.data} />}
    </article>
  )
}

function questionOf(search: ProgrammeSearch, call: CallView): JoinQuestion {
  const { party, kind, funding, level, mass, on, parts } = search
  const day = on ?? today()
  return {
    party,
    asOf: day,
    host: call.call.hostState,
    // Before it was published the call is not the one asked about: the mission's own, as it was recorded, is.
    ...(day >= call.call.publishedOn ? { call: call.call.id } : {}),
    received: day === today() ? new Date().toISOString() : `${day}T12:00:00Z`,
    ...(kind === undefined ? {} : { kind }),
    ...(funding === undefined ? {} : { funding }),
    ...(level === undefined ? {} : { level }),
    ...(mass === undefined ? {} : { mass_kg: mass }),
    ...(parts === undefined ? {} : { parts: { items: parts.map(partOf) as never } }),
  }
}

/** A part as the contract has it: empty is not known, `none` is looked at and on no list. */
function partOf({ name, origin, usml, eccn, mtcr }: AskedPart): Record<string, unknown> {
  const listed = Object.entries({ usml, eccn, mtcr }).filter(([, value]) => value.trim() !== '')
  const lists = listed.map(([list, value]) => [list, value.trim().toLowerCase() === 'none' ? null : value.trim()])
  return { name, ...(origin === '' ? {} : { origin: origin.trim().toUpperCase() }), ...Object.fromEntries(lists) }
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

type FormProps = { readonly search: ProgrammeSearch; readonly at: (field: string) => string | undefined }

function JoinForm({ search, at }: FormProps): JSX.Element {
  const { t } = useTranslation('desk')
  const navigate = route.useNavigate()
  const known = useParties().data?.parties ?? []
  const list = useId()
  const [party, setParty] = useState(search.party ?? '')
  const [kind, setKind] = useState<string>(search.kind ?? '')
  const [funding, setFunding] = useState(search.funding ?? '')
  const [level, setLevel] = useState<string>(search.level ?? '')
  const [mass, setMass] = useState(search.mass === undefined ? '' : String(search.mass))
  const [on, setOn] = useState(search.on ?? today())
  const [parts, setParts] = useState<readonly AskedPart[]>(search.parts ?? [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const given = { party: party.trim(), kind, funding: funding.trim(), level, on }
    const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
    const named = parts.filter((p) => p.name.trim() !== '')
    void navigate({
      search: {
        view: 'join',
        ...(search.call === undefined ? {} : { call: search.call }),
        ...(present as ProgrammeSearch),
        ...(mass.trim() === '' || Number.isNaN(Number(mass)) ? {} : { mass: Number(mass) }),
        ...(named.length === 0 ? {} : { parts: named }),
      },
      resetScroll: false,
    })
  }
  return (
    <form className="form card" onSubmit={submit}>
      <TextField
        label={t('join.party')}
        help={t('join.partyHelp')}
        value={party}
        onChange={setParty}
        list={list}
        problem={at('/party')}
        required
      />
      <datalist id={list}>
        {known.map((p) => (
          <option key={p.id} value={p.id}>
            {p.name}
          </option>
        ))}
      </datalist>
      <ChoiceField
        label={t('join.kind')}
        value={kind}
        onChange={setKind}
        options={[
          ['', t('join.unsaid')],
          ['bilateral', t('join.bilateral')],
          ['multilateral', t('join.multilateral')],
        ]}
      />
      <TextField
        label={t('join.funding')}
        help={t('join.fundingHelp')}
        value={funding}
        onChange={setFunding}
        problem={at('/funding')}
      />
      <ChoiceField
        label={t('letter.level')}
        value={level}
        onChange={setLevel}
        options={[
          ['', t('join.unsaid')],
          ['mission', t('level.mission')],
          ['system', t('level.system')],
          ['unit', t('level.unit')],
        ]}
      />
      <TextField label={t('letter.mass')} value={mass} onChange={setMass} unit="kg" numeric problem={at('/mass_kg')} />
      <TextField label={t('join.on')} type="date" value={on} onChange={setOn} problem={at('/asOf')} required />
      <AskedParts parts={parts} onChange={setParts} at={at} />
      <div className="form-buttons">
        <button type="submit" className="button primary">
          {t('join.ask')}
        </button>
      </div>
    </form>
  )
}

function AskedParts(props: {
  readonly parts: readonly AskedPart[]
  readonly onChange: (parts: readonly AskedPart[]) => void
  readonly at: (field: string) => string | undefined
}): JSX.Element {
  const { parts, onChange, at } = props
  const { t } = useTranslation('desk')
  const put = (i: number, part: Partial<AskedPart>) => onChange(parts.map((p, k) => (k === i ? { ...p, ...part } : p)))
  return (
    <fieldset className="rows-field">
      <legend>{t('join.parts')}</legend>
      <small className="field-help">{t('join.partsHelp')}</small>
      {parts.map((part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name, and rows are not sorted
        <div className="row-fields" key={i}>
          {(['name', 'origin', 'usml', 'eccn', 'mtcr'] as const).map((field) => (
            <TextField
              key={field}
              label={t(`part.${field}`)}
              value={part[field]}
              onChange={(value) => put(i, { [field]: value })}
              problem={at(`/parts/items/${i}/${field}`)}
            />
          ))}
          <button type="button" className="button" onClick={() => onChange(parts.filter((_, k) => k !== i))}>
            {t('form.remove')}
          </button>
        </div>
      ))}
      <button type="button" className="button" onClick={() => onChange([...parts, NO_PART])}>
        {t('join.addPart')}
      </button>
    </fieldset>
  )
}
