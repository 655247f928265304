/** Runs that concern one's party, filtered by state and words, and how a procedure is opened: from a file, or new. */
import { Link } from '@tanstack/react-router'
import { type DragEvent, type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me } from '../../account/people.ts'
import { PartyTag, usePalette } from '../../parts/party.tsx'
import { SaidText } from '../../parts/said.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Empty, pending } from '../../parts/states.tsx'
import { readableIso } from '../../time/mission-time.ts'
import { ActsFor } from '../acts-for.tsx'
import { Filters } from '../filters.tsx'
import type { OperateViewProps } from '../operate-search.ts'
import { readDraft } from './draft.ts'
import { useRuns } from './runs.ts'
import { flatSteps, type Procedure, partiesOf, RUN_MARK, type Run, type RunStatus } from './steps.ts'

type ListProps = OperateViewProps & {
  readonly me: Me
  readonly draft: Procedure | undefined
  readonly onOpened: (procedure: Procedure) => void
}

const STATES = Object.keys(RUN_MARK) as RunStatus[]
/** A procedure's file is never this long. */
const MOST_BYTES = 1_000_000

/** The list. */
export function RunList({ search, change, me, draft, onOpened }: ListProps): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  const lookOf = usePalette()
  const query = useRuns()
  const runs = query.data?.runs
  const words = (search.find ?? '').toLowerCase()
  const shown = runs?.filter(
    (r) =>
      (search.state === undefined || r.state.status === search.state) &&
      (search.party === undefined || partiesOf(r.procedure).includes(search.party)) &&
      (words === '' || `${r.run} ${r.procedure.id} ${r.procedure.title}`.toLowerCase().includes(words)),
  )
  const parties = [
    ...new Set([
      ...(runs ?? []).flatMap((r) => partiesOf(r.procedure)),
      ...(search.party === undefined ? [] : [search.party]),
    ]),
  ]
  return (
    <article className="run-list">
      <header className="run-head">
        <h2>{t('heading')}</h2>
        <p className="quiet">{t('help')}</p>
        <ActsFor me={me} />
      </header>
      <OpenFile draft={draft} onOpened={onOpened} onWrite={() => change({ item: 'write' })} />
      <Filters
        search={search}
        change={change}
        states={STATES.map((state) => [state, t(`status.${state}`)])}
        parties={parties.map((p) => [p, lookOf(p).name])}
        partyLabel={t('filter.party', { ns: 'operate' })}
      />
      {pending(query)}
      {shown?.length === 0 && (
        <Empty>{runs?.length === 0 ? t('list.none') : t('filter.none', { ns: 'operate' })}</Empty>
      )}
      {shown !== undefined && shown.length > 0 && (
        <ul className="run-rows">
          {shown.map((run) => (
            <RunRow key={run.run} run={run} me={me} />
          ))}
        </ul>
      )}
    </article>
  )
}

function RunRow({ run, me }: { readonly run: Run; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  const { status } = run.state
  const steps = flatSteps(run.procedure.steps).map((s) => s.step)
  const at = steps.find((s) => s.id === run.step)
  const asksYou = status === 'asking' && at?.party === me.party && holds(me, 'operator')
  return (
    <li className="run-row" data-status={status}>
      <p className="run-row-state">
        <StateMark {...RUN_MARK[status]} /> {t(`status.${status}`)}
        {asksYou && <strong className="asks-you">{t('list.asksYou')}</strong>}
      </p>
      <div>
        <h3>
          <Link to="/operate" search={{ view: 'procedures', item: run.run }}>
            {run.procedure.title}
          </Link>
        </h3>
        <p className="quiet">
          <span className="figure">{run.run}</span> · {t('run.begun')}{' '}
          <time className="figure">{readableIso(run.begun.at)} UTC</time>
          {run.step !== undefined && (
            <>
              {' '}
              · {t('list.at')} <span className="figure">{run.step}</span>
            </>
          )}
        </p>
        {run.state.why !== '' && (
          <p className="tone-warning">
            <SaidText text={run.state.why} />
          </p>
        )}
      </div>
      <ul className="run-parties">
        {partiesOf(run.procedure).map((p) => (
          <li key={p}>
            <PartyTag party={p} short />
          </li>
        ))}
      </ul>
    </li>
  )
}

/** A file dropped or chosen; what it lacks is told, and nothing that stood before is lost. */
function OpenFile(props: {
  readonly draft: Procedure | undefined
  readonly onOpened: (procedure: Procedure) => void
  readonly onWrite: () => void
}): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  const [problem, setProblem] = useState<string>()
  const [over, setOver] = useState(false)
  const take = async (file: File | undefined) => {
    if (file === undefined) return
    const read = file.size > MOST_BYTES ? t('open.tooLarge') : readFile(await file.text())
    if (typeof read === 'string') return setProblem(t('open.wrong', { file: file.name, why: read }))
    setProblem(undefined)
    props.onOpened(read)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  return (
    <section
      className="open-file"
      aria-label={t('open.heading')}
      data-over={over ? 'yes' : 'no'}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p>{t('open.drop')}</p>
      <div className="form-buttons">
        <label className="button file-button">
          {t('open.choose')}
          <input
            type="file"
            accept=".json,application/json"
            className="visually-hidden"
            onChange={(event) => {
              void take(event.target.files?.[0])
              event.target.value = ''
            }}
          />
        </label>
        <button type="button" className="button" onClick={props.onWrite}>
          {props.draft === undefined
            ? t('open.write')
            : t('open.goOn', { title: props.draft.title || t('edit.untitled') })}
        </button>
      </div>
      {problem !== undefined && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
    </section>
  )
}

/** The procedure of a file, or why it is none. */
function readFile(text: string): Procedure | string {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    return (cause as Error).message
  }
  const read = readDraft(json)
  if ('procedure' in read) return read.procedure
  return read.problems
    .map((p) => [p.step, p.field, p.message].filter((part) => part !== undefined && part !== '').join(' '))
    .join('; ')
}
