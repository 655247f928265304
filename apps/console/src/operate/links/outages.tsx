/** Outages: what is silent, since when and until when, how the files come through; and one on request, in a rehearsal. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../../account/people.ts'
import { ChoiceField, TextField } from '../../parts/field.tsx'
import { type Mark, StateMark, type Tone } from '../../parts/state-mark.tsx'
import { Empty } from '../../parts/states.tsx'
import { readableIso } from '../../time/mission-time.ts'
import { ReasonDialog } from '../reason-dialog.tsx'
import { type Custody, type OutageView, type Standing, useNodeName, useOutage } from './links.ts'
import { Countdown } from './pass-table.tsx'

const MARKS = {
  now: { mark: 'cross', tone: 'critical' },
  coming: { mark: 'ring', tone: 'watch' },
  over: { mark: 'check', tone: 'nominal' },
} as const satisfies Record<OutageView['state'], { mark: Mark; tone: Tone }>

type OutagesProps = {
  readonly standing: Standing
  readonly custody: Custody | undefined
  readonly me: Me | undefined
}

/** The list, newest first, and the button. */
export function Outages({ standing, custody, me }: OutagesProps): JSX.Element {
  const { t } = useTranslation('operate-links')
  const [asking, setAsking] = useState(false)
  // The centre judges; the button stands where it may be pressed.
  const may = me !== undefined && (!me.peopleSetUp || me.roles.some((r) => r === 'officer' || r === 'operator'))
  const order = { now: 0, over: 1, coming: 2 }
  const all = [...standing.outages].sort(
    (a, b) => order[a.state] - order[b.state] || Date.parse(b.start) - Date.parse(a.start),
  )
  return (
    <section className="card">
      <h3>{t('outage.heading')}</h3>
      {all.length === 0 && <Empty>{t('outage.none')}</Empty>}
      <ul className="outage-list">
        {all.map((one) => (
          <Row key={`${one.node} ${one.start}`} outage={one} missing={standing.missing} />
        ))}
      </ul>
      {may && custody !== undefined && (
        <button type="button" className="button" onClick={() => setAsking(true)}>
          {t('outage.put')}
        </button>
      )}
      {asking && custody !== undefined && <PutIn custody={custody} onClose={() => setAsking(false)} />}
    </section>
  )
}

function Row({ outage, missing }: { readonly outage: OutageView; readonly missing: number }): JSX.Element {
  const { t } = useTranslation('operate-links')
  const nameOf = useNodeName()
  const { node, state, start, end, why, files_touched, files_delivered } = outage
  const recovering = state === 'over' && (files_delivered < files_touched || missing > 0)
  return (
    <li className="outage" data-state={state}>
      <p>
        <StateMark {...(recovering ? { mark: 'turn' as const, tone: 'watch' as const } : MARKS[state])} />{' '}
        <strong>{nameOf(node)}</strong> {t(recovering ? 'outage.recovering' : `outage.is.${state}`)}{' '}
        {state !== 'over' && <Countdown to={state === 'now' ? end : start} />}
      </p>
      <p className="quiet">
        <time className="figure">{readableIso(start)}</time> – <time className="figure">{readableIso(end)}</time> UTC ·{' '}
        {why}
      </p>
      {state !== 'coming' && files_touched > 0 && (
        <p>
          <progress max={files_touched} value={files_delivered} aria-label={t('outage.files')} />{' '}
          {t('outage.filesOf', { done: files_delivered, all: files_touched })}
        </p>
      )}
    </li>
  )
}

function PutIn({ custody, onClose }: { readonly custody: Custody; readonly onClose: () => void }): JSX.Element {
  const { t } = useTranslation('operate-links')
  const nameOf = useNodeName()
  const nodes = custody.nodes.map(({ node }) => node).filter((node, i) => i > 0 && node !== 'centre')
  const [node, setNode] = useState(nodes[0] ?? '')
  const [minutes, setMinutes] = useState('120')
  const act = useOutage(onClose)
  const whole = Number(minutes)
  const right = whole >= 1 && whole <= 20_160
  return (
    <ReasonDialog
      name="links.outage"
      heading={t('outage.put')}
      label={t('outage.why')}
      confirm={t('outage.confirm')}
      act={act}
      ready={right}
      onConfirm={(why, sent) => act.mutate({ node, minutes: whole, why }, { onSuccess: sent })}
      onClose={onClose}
    >
      <p className="quiet">{t('outage.help')}</p>
      <ChoiceField
        label={t('outage.node')}
        value={node}
        onChange={setNode}
        options={nodes.map((n) => [n, nameOf(n)] as const)}
      />
      <TextField
        label={t('outage.lasts')}
        value={minutes}
        onChange={setMinutes}
        unit="min"
        numeric
        problem={right ? undefined : t('outage.range')}
      />
    </ReasonDialog>
  )
}
