/** The faults of a rehearsal: what each does, shows and is mended by; put in and taken away; and what each brought about. */
import { Link } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { parameterKey } from '../../live/live-state.ts'
import { ChoiceField, TextField } from '../../parts/field.tsx'
import { PartyTag } from '../../parts/party.tsx'
import { ALARM_MARK, StateMark } from '../../parts/state-mark.tsx'
import { Empty, pending } from '../../parts/states.tsx'
import { readableIso } from '../../time/mission-time.ts'
import { PersonName } from '../person-name.tsx'
import { ReasonDialog } from '../reason-dialog.tsx'
import { useElementNames } from '../values-table.tsx'
import { useFaultWords } from './fault-words.ts'
import { MayNot, Refused } from './may-not.tsx'
import { callSpacecraft, type Faults as FaultsView, type Judged, useFaults, useRehearsalAct } from './spacecraft.ts'

type Fault = FaultsView['faults'][number]
type Recorded = FaultsView['record'][number]

/** The desk; of one element where one is chosen. */
export function Faults({ element }: { readonly element: string | undefined }): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const query = useFaults()
  const [putting, setPutting] = useState<Fault>()
  const [taking, setTaking] = useState<Recorded>()
  if (query.data === undefined) return <>{pending(query)}</>
  const { faults, record, refusal } = query.data
  const shown = faults.filter((f) => element === undefined || f.elements.includes(element))
  const mine = record.filter((r) => element === undefined || r.element === element)
  const may = refusal === undefined
  return (
    <>
      <p className="quiet craft-help">{t('faults.help')}</p>
      {refusal !== undefined && <MayNot heading={t('faults.mayNot')} refusal={refusal} />}
      <section className="card" aria-labelledby="record-heading">
        <h3 id="record-heading">{t('faults.record')}</h3>
        {mine.length === 0 && <Empty>{t('faults.noRecord')}</Empty>}
        <ol className="fault-record">
          {mine.map((r) => (
            <Record
              key={`${r.at} ${r.done} ${r.element} ${r.fault}`}
              record={r}
              may={may}
              onTake={() => setTaking(r)}
            />
          ))}
        </ol>
      </section>
      <section className="card" aria-labelledby="table-heading">
        <h3 id="table-heading">{t('faults.table', { count: shown.length })}</h3>
        <ul className="fault-rows">
          {shown.map((f) => (
            <Row key={f.id} fault={f} may={may} onPut={() => setPutting(f)} />
          ))}
        </ul>
      </section>
      {putting !== undefined && <PutIn fault={putting} element={element} onClose={() => setPutting(undefined)} />}
      {taking !== undefined && <TakeAway record={taking} onClose={() => setTaking(undefined)} />}
    </>
  )
}

type RowProps = { readonly fault: Fault; readonly may: boolean; readonly onPut: () => void }

function Row({ fault: f, may, onPut }: RowProps): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const { name, does, mended, amount } = useFaultWords()(f.id)
  return (
    <li className="fault-row">
      <div>
        <h4>{name}</h4>
        <p>{does}</p>
      </div>
      <dl>
        <dt>{t('faults.mended')}</dt>
        <dd>{mended}</dd>
        <dt>{t('faults.shows')}</dt>
        <dd>
          {f.shows.map((s) => (
            <code key={s}>{t(`faults.seen.${s as 'gap'}`, { defaultValue: s })}</code>
          ))}
        </dd>
        <dt>{t('faults.for')}</dt>
        <dd>{f.kinds.map((k) => t(`kind.${k as 'lander'}`, { defaultValue: k })).join(', ')}</dd>
        {amount !== '' && (
          <>
            <dt>{t('faults.amount')}</dt>
            <dd>{amount}</dd>
          </>
        )}
      </dl>
      {may && f.elements.length > 0 && (
        <button type="button" className="button" onClick={onPut} aria-label={t('faults.putOf', { name })}>
          {t('faults.put')}
        </button>
      )}
    </li>
  )
}

type RecordProps = { readonly record: Recorded; readonly may: boolean; readonly onTake: () => void }

function Record({ record: r, may, onTake }: RecordProps): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const nameOf = useElementNames()
  const wordsOf = useFaultWords()
  const name = r.fault === '' ? t('faults.all') : wordsOf(r.fault).name
  const { amount } = wordsOf(r.fault)
  return (
    <li data-standing={r.standing ? 'yes' : 'no'}>
      <p className="fault-line">
        <StateMark
          {...(r.done === 'clear'
            ? { mark: 'turn', tone: 'quiet' }
            : r.standing
              ? { mark: 'triangle', tone: 'warning' }
              : { mark: 'ring', tone: 'quiet' })}
        />
        <strong>{name}</strong>
        <Link to="/operate" search={{ view: 'spacecraft', element: r.element }}>
          {nameOf(r.element).name}
        </Link>
        <span>
          {t(r.done === 'clear' ? 'faults.taken' : r.standing ? 'faults.standing' : 'faults.over')}
          {r.done === 'inject' && amount !== '' && ` · ${r.amount} ${amount}`}
        </span>
        {may && r.standing && (
          <button type="button" className="button" onClick={onTake} aria-label={t('faults.takeOf', { name })}>
            {t('faults.take')}
          </button>
        )}
      </p>
      <p className="quiet">
        <PartyTag party={r.party} short /> <PersonName person={r.person} /> ·{' '}
        <time className="figure" dateTime={r.at}>
          {readableIso(r.at)} UTC
        </time>
        {r.why !== '' && <> · {r.why}</>}
      </p>
      {r.done === 'inject' && r.traces.length === 0 && <p className="quiet">{t('faults.noTrace')}</p>}
      {r.traces.length > 0 && <Traces record={r} />}
    </li>
  )
}

/** What came since: alarms lead to the list of alarms, events say what they say. */
function Traces({ record: r }: { readonly record: Recorded }): JSX.Element {
  const { t } = useTranslation(['operate-spacecraft', 'translation'])
  return (
    <ul className="fault-traces" aria-label={t('faults.since')}>
      {r.traces.map((trace) => (
        <li key={trace.kind === 'alarm' ? `${trace.parameter} ${trace.at}` : String(trace.sequence)}>
          <time className="figure quiet" dateTime={trace.at}>
            {readableIso(trace.at)} UTC
          </time>
          {trace.kind === 'alarm' ? (
            <Link to="/operate" search={{ tab: 'alarms', item: parameterKey(r.element, trace.parameter) }}>
              <StateMark {...ALARM_MARK[trace.level]} /> {t(`telemetry.alarm.${trace.level}`, { ns: 'translation' })}{' '}
              <span className="parameter-name">{trace.parameter}</span>
            </Link>
          ) : (
            <span>{trace.text}</span>
          )}
        </li>
      ))}
    </ul>
  )
}

type PutProps = { readonly fault: Fault; readonly element: string | undefined; readonly onClose: () => void }

function PutIn({ fault: f, element, onClose }: PutProps): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const nameOf = useElementNames()
  const { name, does, mended, amount } = useFaultWords()(f.id)
  const [chosen, setChosen] = useState(element ?? f.elements[0] ?? '')
  const [size, setSize] = useState('1')
  const [answer, setAnswer] = useState<Judged>()
  const whole = Number(size)
  const right = Number.isInteger(whole) && whole >= 1 && whole <= 100_000
  const act = useRehearsalAct((why: string) =>
    callSpacecraft('faultInject', { element: chosen, fault: f.id, amount: amount === '' ? 1 : whole, why }),
  )
  return (
    <ReasonDialog
      name="faults.put"
      heading={t('faults.putOf', { name })}
      label={t('faults.why')}
      confirm={t('faults.put')}
      act={act}
      required={false}
      ready={right && chosen !== ''}
      onConfirm={(why, sent) => act.mutate(why, { onSuccess: (judged) => ended(judged, setAnswer, sent, onClose) })}
      onClose={onClose}
    >
      <p>{does}</p>
      <p className="quiet">
        {t('faults.mended')}: {mended}
      </p>
      <ChoiceField
        label={t('faults.element')}
        value={chosen}
        onChange={setChosen}
        options={f.elements.map((e) => [e, nameOf(e).name] as const)}
      />
      {amount !== '' && (
        <TextField
          label={t('faults.amount')}
          value={size}
          onChange={setSize}
          unit={amount}
          numeric
          problem={right ? undefined : t('faults.range')}
        />
      )}
      <Refused judged={answer} />
    </ReasonDialog>
  )
}

type TakeProps = { readonly record: Recorded; readonly onClose: () => void }

function TakeAway({ record: r, onClose }: TakeProps): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const nameOf = useElementNames()
  const { name } = useFaultWords()(r.fault)
  const [answer, setAnswer] = useState<Judged>()
  const act = useRehearsalAct((why: string) =>
    callSpacecraft('faultClear', {
      element: r.element,
      ...(r.fault === '' ? {} : { fault: r.fault as Fault['id'] }),
      why,
    }),
  )
  return (
    <ReasonDialog
      name="faults.take"
      heading={t('faults.takeOf', { name })}
      label={t('faults.why')}
      confirm={t('faults.take')}
      act={act}
      required={false}
      onConfirm={(why, sent) => act.mutate(why, { onSuccess: (judged) => ended(judged, setAnswer, sent, onClose) })}
      onClose={onClose}
    >
      <p>{t('faults.takeMeans', { element: nameOf(r.element).name })}</p>
      <Refused judged={answer} />
    </ReasonDialog>
  )
}

/** What was done closes the dialog; what was refused is told in it. */
function ended(judged: Judged, told: (answer: Judged) => void, sent: () => void, close: () => void): void {
  told(judged)
  if (!judged.done) return
  sent()
  close()
}
