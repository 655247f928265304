/** The shift log of one's party: who is on duty, what stays open, what was written, and the handover to the next. */
import { type FormEvent, type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../../api.ts'
import { AreaField, CheckField, ChoiceField } from '../../parts/field.tsx'
import { keyed } from '../../parts/keyed.ts'
import { PartyTag } from '../../parts/party.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Empty, Failed, pending } from '../../parts/states.tsx'
import { useKeptText } from '../../programme/kept-text.ts'
import { readableIso } from '../../time/mission-time.ts'
import { Filters } from '../filters.tsx'
import { PersonName } from '../person-name.tsx'
import { ReasonDialog } from '../reason-dialog.tsx'
import { callLog, type LogTabProps, type Shift, useLogAct, useMembers, useShift } from './log-desk.ts'

const ACTIONS = ['write', 'done', 'begin', 'hand-over', 'take-over', 'hand-back'] as const
type Entry = Shift['log'][number]

/** The log. */
export function ShiftLog({ search, change, me }: LogTabProps): JSX.Element {
  const { t } = useTranslation('operate-log')
  const query = useShift()
  const members = useMembers().data?.members ?? []
  const nameOf = (person: string) => members.find((m) => m.person === person)?.name ?? person
  const shift = query.data
  const words = (search.find ?? '').toLowerCase()
  const shown = shift?.log.filter(
    ({ act, person }) =>
      (search.state === undefined || act.action === search.state) &&
      (search.party === undefined || person === search.party) &&
      (words === '' || textOf(act).toLowerCase().includes(words)),
  )
  const people = [
    ...new Set([...(shift?.log ?? []).map((e) => e.person), ...(search.party === undefined ? [] : [search.party])]),
  ]
  return (
    <section aria-label={t('tab.shift')} className="shift-log">
      {pending(query)}
      {shift !== undefined && (
        <>
          <OnDuty shift={shift} me={me} members={members} />
          <OpenItems shift={shift} />
          <Write />
          <h3>{t('shift.log')}</h3>
          <Filters
            search={search}
            change={change}
            states={ACTIONS.map((a) => [a, t(`shiftDid.${a}`)])}
            parties={people.map((p) => [p, nameOf(p)])}
            partyLabel={t('filter.person', { ns: 'operate' })}
          />
          {shown?.length === 0 && (
            <Empty>{shift.log.length === 0 ? t('shift.none') : t('filter.none', { ns: 'operate' })}</Empty>
          )}
          <ol className="told">
            {keyed([...(shown ?? [])].reverse(), (e) => `${e.at} ${e.act.action}`).map(([key, entry]) => (
              <li key={key}>
                <EntryLine entry={entry} nameOf={nameOf} />
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}

type DutyProps = {
  readonly shift: Shift
  readonly me: LogTabProps['me']
  readonly members: readonly { readonly person: string; readonly name: string }[]
}

/** Who is on duty, and what one may do about it. */
function OnDuty({ shift, me, members }: DutyProps): JSX.Element {
  const { t } = useTranslation('operate-log')
  const { onDuty, offered, party, items } = shift
  const [doing, setDoing] = useState<Handover>()
  const begin = useLogAct(() => callLog('actOnShift', { action: 'begin' }))
  const mine = me.person?.id
  const others = members.filter((m) => m.person !== mine)
  return (
    <section className="card on-duty" aria-label={t('shift.duty')}>
      <p className="stands-words" role="status">
        <StateMark
          mark={onDuty === undefined ? 'ring' : 'circle'}
          tone={onDuty === undefined ? 'warning' : 'nominal'}
        />{' '}
        {onDuty === undefined ? (
          t('shift.nobody')
        ) : (
          <>
            {t('shift.onDuty')} <PersonName person={onDuty} />
            {onDuty === mine && ` (${t('shift.you')})`}
          </>
        )}{' '}
        <PartyTag party={party} short />
      </p>
      {offered !== undefined && (
        <div className="callout">
          <p>
            {t('shift.offered')} <strong>{members.find((m) => m.person === offered.to)?.name ?? offered.to}</strong>,{' '}
            <time className="figure">{readableIso(offered.at)} UTC</time>: {offered.text}
          </p>
          <p className="quiet">{t('shift.goesOver', { count: items.length })}</p>
        </div>
      )}
      {begin.error !== null && <Failed failure={failureOf(begin.error)} />}
      <div className="form-buttons">
        {onDuty === undefined && (
          <button
            type="button"
            className="button primary"
            disabled={begin.isPending}
            onClick={() => begin.mutate(undefined)}
          >
            {t('shift.begin')}
          </button>
        )}
        {onDuty === mine && offered === undefined && (
          <button type="button" className="button" onClick={() => setDoing('hand-over')}>
            {t('shift.hand-over')}
          </button>
        )}
        {offered?.to === mine && (
          <>
            <button type="button" className="button primary" onClick={() => setDoing('take-over')}>
              {t('shift.take-over')}
            </button>
            <button type="button" className="button" onClick={() => setDoing('hand-back')}>
              {t('shift.hand-back')}
            </button>
          </>
        )}
      </div>
      {doing !== undefined && (
        <HandoverDialog doing={doing} items={shift.items} others={others} onClose={() => setDoing(undefined)} />
      )}
    </section>
  )
}

type Handover = 'hand-over' | 'take-over' | 'hand-back'

function HandoverDialog(props: {
  readonly doing: Handover
  readonly items: Shift['items']
  readonly others: DutyProps['members']
  readonly onClose: () => void
}): JSX.Element {
  const { doing, items, others, onClose } = props
  const { t } = useTranslation('operate-log')
  const [to, setTo] = useState(others[0]?.person ?? '')
  const gives = doing === 'hand-over'
  const act = useLogAct((text: string) => callLog('actOnShift', { action: doing, text, ...(gives ? { to } : {}) }))
  return (
    <ReasonDialog
      name={`shift.${doing}`}
      heading={t(`shift.${doing}`)}
      label={t(`shiftText.${doing}`)}
      confirm={t(`shift.${doing}`)}
      required={doing !== 'take-over'}
      ready={!gives || to !== ''}
      act={act}
      onConfirm={(text, sent) =>
        act.mutate(text, {
          onSuccess: () => {
            sent()
            onClose()
          },
        })
      }
      onClose={onClose}
    >
      {gives && others.length === 0 && <p>{t('shift.alone')}</p>}
      {gives && others.length > 0 && (
        <ChoiceField
          label={t('shift.to')}
          value={to}
          onChange={setTo}
          options={others.map((m) => [m.person, m.name])}
        />
      )}
      {items.length > 0 && doing !== 'hand-back' && (
        <>
          <p>{t('shift.goesOver', { count: items.length })}</p>
          <ul className="bullets">
            {items.map((i) => (
              <li key={i.item}>{i.text}</li>
            ))}
          </ul>
        </>
      )}
    </ReasonDialog>
  )
}

/** What stays open from shift to shift until somebody says that it is done. */
function OpenItems({ shift }: { readonly shift: Shift }): JSX.Element {
  const { t } = useTranslation('operate-log')
  const [doing, setDoing] = useState<number>()
  const act = useLogAct((given: { number: number; text: string }) =>
    callLog('actOnShift', { action: 'done', ...given }),
  )
  return (
    <section aria-labelledby="open-items">
      <h3 id="open-items">{t('shift.items')}</h3>
      {shift.items.length === 0 && <p className="quiet">{t('shift.noItems')}</p>}
      <ul className="open-items">
        {shift.items.map((i) => (
          <li key={i.item}>
            <StateMark mark="ring" tone="warning" />
            <span>
              {i.text}
              <small className="quiet">
                <span className="figure">{readableIso(i.at)} UTC</span> <PersonName person={i.person} />
              </small>
            </span>
            <button type="button" className="button" onClick={() => setDoing(i.item)}>
              {t('shift.done')}
            </button>
          </li>
        ))}
      </ul>
      {doing !== undefined && (
        <ReasonDialog
          name={`shift.done.${doing}`}
          heading={shift.items.find((i) => i.item === doing)?.text ?? t('shift.done')}
          label={t('shiftText.done')}
          confirm={t('shift.done')}
          act={act}
          onConfirm={(text, sent) =>
            act.mutate(
              { number: doing, text },
              {
                onSuccess: () => {
                  sent()
                  setDoing(undefined)
                },
              },
            )
          }
          onClose={() => setDoing(undefined)}
        />
      )}
    </section>
  )
}

function Write(): JSX.Element {
  const { t } = useTranslation('operate-log')
  const [text, setText, forget] = useKeptText('operate.shift.write')
  const [item, setItem] = useState(false)
  const act = useLogAct(
    () => callLog('actOnShift', { action: 'write', text: text.trim(), item }),
    () => {
      forget()
      setItem(false)
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    act.mutate(undefined)
  }
  return (
    <form className="shift-write" onSubmit={submit} aria-label={t('shift.write')}>
      <AreaField label={t('shift.entry')} value={text} onChange={setText} rows={2} />
      <CheckField label={t('shift.stays')} value={item} onChange={setItem} />
      <button type="submit" className="button" disabled={act.isPending || text.trim() === ''}>
        {t('shift.write')}
      </button>
      {act.error !== null && <Failed failure={failureOf(act.error)} />}
    </form>
  )
}

function EntryLine(props: { readonly entry: Entry; readonly nameOf: (person: string) => string }): JSX.Element {
  const { entry, nameOf } = props
  const { t } = useTranslation('operate-log')
  const { at, person, act, carried } = entry
  const text = textOf(act)
  return (
    <>
      <time className="figure quiet">{readableIso(at)} UTC</time> <PersonName person={person} />{' '}
      <span className="quiet">{t(`shiftDid.${act.action}`)}</span>
      {act.action === 'hand-over' && ` ${nameOf(act.to)}`}
      {act.action === 'write' && act.item && <strong> {t('shift.opened')}</strong>}
      {text !== '' && `: ${text}`}
      {carried !== undefined && carried.length > 0 && (
        <ul className="bullets quiet">
          {carried.map((i) => (
            <li key={i.item}>{i.text}</li>
          ))}
        </ul>
      )}
    </>
  )
}

function textOf(act: Entry['act']): string {
  return 'text' in act ? act.text : ''
}
