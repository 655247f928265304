/** The regulatory file of each element as a checklist: who sees to an item, until when, its state, its evidence, its changes. */
import { REGULATORY_DUTIES, type RegulatoryEntry } from '@magpie/api/interface-lines'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { ChoiceField, TextField } from '../parts/field.tsx'
import { problemsByField } from '../parts/form-problems.ts'
import { keyed } from '../parts/keyed.ts'
import { type Mark, StateMark, type Tone } from '../parts/state-mark.tsx'
import { Failed } from '../parts/states.tsx'
import { SourceNote } from '../programme/source-note.tsx'
import { type AgreementView, callAgreements, DRAFTING, useAct, useAgreementHistory } from './agreements.ts'
import { ActList } from './history.tsx'
import { PartyName, useElementName, usePartyName } from './words.tsx'

const MARK = {
  open: { mark: 'ring', tone: 'quiet' },
  'in-work': { mark: 'half', tone: 'watch' },
  done: { mark: 'check', tone: 'nominal' },
  waived: { mark: 'diamond', tone: 'quiet' },
} as const satisfies Record<RegulatoryEntry['state'], { mark: Mark; tone: Tone }>

const STATES = ['open', 'in-work', 'done', 'waived'] as const

/** The checklist, element by element. */
export function RegulatoryFile({ agreement, me }: { readonly agreement: AgreementView; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('agreements')
  const nameOf = useElementName()
  const elements = [...new Set(agreement.regulatory.map((r) => r.element))]
  return (
    <section className="card" aria-labelledby="regulatory-heading">
      <h2 id="regulatory-heading">{t('regulatory.heading')}</h2>
      <p className="quiet">{t('regulatory.help')}</p>
      {elements.map((element) => {
        const items = agreement.regulatory.filter((r) => r.element === element)
        const done = items.filter((r) => r.state === 'done' || r.state === 'waived').length
        return (
          <div key={element}>
            <h3>{t('regulatory.of', { element: nameOf(element), done, all: items.length })}</h3>
            <ul className="duties">
              {items.map((entry) => (
                <Duty key={entry.item} entry={entry} agreement={agreement} me={me} />
              ))}
            </ul>
          </div>
        )
      })}
    </section>
  )
}

type DutyProps = { readonly entry: RegulatoryEntry; readonly agreement: AgreementView; readonly me: Me }

function Duty({ entry, agreement, me }: DutyProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const { content } = agreement
  const blocks = content.kind === 'integration-agreement' && content.regulatoryBlocks.includes(entry.item)
  const elementOwner =
    content.kind === 'integration-agreement' ? content.elements.find((e) => e.id === entry.element)?.owner : undefined
  const may = holds(me, ...DRAFTING) && (me.party === entry.owner || me.party === elementOwner)
  const finished = entry.state === 'done' || entry.state === 'waived'
  const overdue = !finished && entry.due !== undefined && entry.due < new Date().toISOString().slice(0, 10)
  const [open, setOpen] = useState(false)
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className="duty-name">
            <StateMark {...MARK[entry.state]} /> {t(`regulatory.item.${entry.item}`)}
            {blocks && <span className="tag">{t('regulatory.blocks')}</span>}
          </span>
          <span>{t(`regulatory.state.${entry.state}`)}</span>
          <PartyName party={entry.owner} mine={entry.owner === me.party} />
          <span className={overdue ? 'figure tone-critical' : 'figure quiet'}>
            {entry.due ?? t('regulatory.noDue')}
            {overdue && ` ${t('regulatory.overdue')}`}
          </span>
        </summary>
        <div className="duty-body">
          <p>
            {t(`regulatory.asks.${entry.item}`)} <SourceNote from={REGULATORY_DUTIES[entry.item].provenance} />
          </p>
          {entry.reason !== undefined && (
            <p>
              {t('regulatory.reason')}: {entry.reason}
            </p>
          )}
          {entry.evidence.length > 0 && (
            <div>
              <h4>{t('regulatory.evidence')}</h4>
              <ul className="bullets">
                {keyed(entry.evidence, (e) => e.text).map(([key, e]) => (
                  <li key={key}>{e.text}</li>
                ))}
              </ul>
            </div>
          )}
          {may && open && <DutyForm key={JSON.stringify(entry)} entry={entry} agreement={agreement} />}
          {open && <Changes entry={entry} agreement={agreement.id} />}
        </div>
      </details>
    </li>
  )
}

function DutyForm({ entry, agreement }: Omit<DutyProps, 'me'>): JSX.Element {
  const { t } = useTranslation('agreements')
  const nameOf = usePartyName()
  const [owner, setOwner] = useState(entry.owner)
  const [due, setDue] = useState(entry.due ?? '')
  const [state, setState] = useState<RegulatoryEntry['state']>(entry.state)
  const [evidence, setEvidence] = useState('')
  const [reason, setReason] = useState('')
  const update = useAct<void>(() =>
    callAgreements('updateRegulatoryItem', {
      ...{ agreement: agreement.id, element: entry.element, item: entry.item },
      ...(owner === entry.owner ? {} : { owner }),
      ...(due === (entry.due ?? '') || due === '' ? {} : { due }),
      ...(state === entry.state ? {} : { state }),
      ...(evidence.trim() === '' ? {} : { evidence: { text: evidence } }),
      ...(reason.trim() === '' ? {} : { reason }),
    }),
  )
  const failure = update.error === null ? undefined : failureOf(update.error)
  const at = problemsByField(failure, '')
  const told = (field: string) => at(field) ?? at(`${field}/text`)
  const same = owner === entry.owner && due === (entry.due ?? '') && state === entry.state && evidence + reason === ''
  return (
    <form
      className="form inline"
      onSubmit={(event) => {
        event.preventDefault()
        update.mutate()
      }}
      aria-label={`${t('regulatory.edit')}: ${t(`regulatory.item.${entry.item}`)}`}
    >
      <ChoiceField
        label={t('interface.stateColumn')}
        value={state}
        onChange={(value) => setState(value as RegulatoryEntry['state'])}
        options={STATES.map((s) => [s, t(`regulatory.state.${s}`)])}
      />
      <ChoiceField
        label={t('regulatory.owner')}
        value={owner}
        onChange={setOwner}
        options={agreement.content.parties.map((p) => [p, nameOf(p)])}
        problem={told('/owner')}
      />
      <TextField label={t('regulatory.due')} type="date" value={due} onChange={setDue} problem={told('/due')} />
      <TextField
        label={t('regulatory.addEvidence')}
        wide
        value={evidence}
        onChange={setEvidence}
        problem={told('/evidence')}
      />
      {state === 'waived' && (
        <TextField label={t('regulatory.reason')} wide value={reason} onChange={setReason} problem={told('/reason')} />
      )}
      {failure !== undefined && failure.kind !== 'bad-request' && <Failed failure={failure} />}
      <div className="form-buttons">
        <button type="submit" className="button primary" disabled={update.isPending || same}>
          {t('regulatory.save')}
        </button>
      </div>
    </form>
  )
}

function Changes({ entry, agreement }: { readonly entry: RegulatoryEntry; readonly agreement: string }) {
  const { t } = useTranslation('agreements')
  const history = useAgreementHistory(agreement)
  const acts = (history.data?.acts ?? []).filter((a) => {
    const changed = (a.body as { entry?: RegulatoryEntry } | null)?.entry
    return a.kind === 'regulatory-updated' && changed?.item === entry.item && changed.element === entry.element
  })
  if (acts.length === 0) return null
  return (
    <div>
      <h4>{t('regulatory.changes')}</h4>
      <ActList acts={[...acts].reverse()} agreement={agreement} />
    </div>
  )
}
