/**
 * The workbench: wishes are toggled, bars fill at once from sums in the page, and a study at the centre follows without
 * holding anything up. Whatever set is looked at, an alternative or a point of the front, is shown in the same bars.
 */
import { getRouteApi } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { Failed, Loading } from '../parts/states.tsx'
import type { CallView } from '../programme/programme.ts'
import { Alternatives } from './alternatives.tsx'
import { useAssumedScores } from './assumed-scores.ts'
import { Bars } from './bars.tsx'
import { Decisions } from './decisions.tsx'
import { Growth } from './growth.tsx'
import { OptimumCard } from './optimum-card.tsx'
import { ParetoCard } from './pareto-card.tsx'
import { judgePortfolio } from './portfolio.ts'
import { ProposalTable } from './proposal-table.tsx'
import { Runs } from './runs.tsx'
import { ScoresForm } from './scores-form.tsx'
import { type Inputs, type SelectionView, type StudyView, useRested, useStudy } from './selection.ts'
import { NO_TIES, type Ties, TiesForm } from './ties-form.tsx'
import {
  answers,
  type Looked,
  NO_WISHES,
  readWishes,
  shownWith,
  type Wishes,
  wishesFor,
  writeWishes,
} from './wishes.ts'

const route = getRouteApi('/programme')
const REST_MS = 250
const FRONT = 'score,free:mass'

type WorkbenchProps = { readonly call: CallView; readonly me: Me; readonly view: SelectionView }

/** The workbench, once the scores are known. */
export function Workbench({ call, me, view }: WorkbenchProps): JSX.Element {
  const { t } = useTranslation('selection')
  const id = call.call.id
  const scores = useAssumedScores(call, me, view.proposals)
  const [ties, setTies] = useState<Ties>(NO_TIES)
  const base: Inputs = { ...scores.inputs, ...ties, forced: NO_WISHES_INPUT }
  const free = useStudy(id, base, { prices: true })
  const failure = free.error === null ? undefined : failureOf(free.error)
  const unscored =
    failure?.kind === 'bad-request'
      ? failure.problems.filter((p) => p.field.startsWith('/scores/')).map((p) => p.field.slice(8))
      : []
  if (unscored.length > 0)
    return (
      <section className="card" aria-labelledby="scores">
        <h2 id="scores">{t('scores.heading')}</h2>
        <p>{t('scores.missing')}</p>
        <ScoresForm proposals={view.proposals} scores={scores} open={unscored} />
      </section>
    )
  if (failure !== undefined && free.data === undefined)
    return <Failed failure={failure} retry={() => void free.refetch()} />
  if (free.data === undefined) return <Loading lines={6} />
  return <Bench {...{ call, me, view, scores, ties, setTies, base }} free={free.data} />
}

const NO_WISHES_INPUT = { in: [], out: [] }

type BenchProps = WorkbenchProps & {
  readonly scores: ReturnType<typeof useAssumedScores>
  readonly ties: Ties
  readonly setTies: (ties: Ties) => void
  readonly base: Inputs
  /** The study without wishes: what they cost is measured against it. */
  readonly free: StudyView
}

function Bench({ call, me, view, scores, ties, setTies, base, free }: BenchProps): JSX.Element {
  const { t } = useTranslation('selection')
  const id = call.call.id
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [looked, setLooked] = useState<Looked>()
  const [within, setWithin] = useState(2)
  const [grows, setGrows] = useState(false)
  const known = new Set(free.proposals.map((p) => p.id))
  const typed = readWishes(search)
  const wishes: Wishes = { in: typed.in.filter((w) => known.has(w)), out: typed.out.filter((w) => known.has(w)) }
  const rested = useRested({ wishes, within }, REST_MS)
  const inputs: Inputs = { ...base, forced: { in: [...rested.wishes.in], out: [...rested.wishes.out] } }
  const study = useStudy(id, inputs, { prices: true })
  const front = useStudy(id, inputs, { prices: false, pareto: search.pareto ?? FRONT })
  const near = useStudy(id, inputs, { prices: false, alternatives: rested.within })
  const growth = useStudy(id, inputs, { prices: false, scenarios: 200 }, grows)
  const last = study.data ?? free
  const fresh = answers(last, wishes) && !study.isFetching
  const shown = looked === undefined ? shownWith(last, wishes) : new Set(looked.proposals)
  const judged = judgePortfolio(last, shown)
  const wish = (next: Wishes) => {
    setLooked(undefined)
    void navigate({
      search: ({ in: _in, out: _out, ...rest }) => ({ ...rest, ...writeWishes(next) }),
      replace: true,
      resetScroll: false,
    })
  }
  const failure = study.error === null ? undefined : failureOf(study.error)
  return (
    <>
      <div className="bench-top">
        <section className="card bars-card" aria-labelledby="bars">
          <h2 id="bars">{t('bars.heading')}</h2>
          <Bars study={last} judged={judged} shown={shown} wished={new Set(looked === undefined ? wishes.in : [])} />
        </section>
        <OptimumCard
          {...{ study: last, free, wishes, looked, judged, fresh }}
          running={study.isFetching || !answers(last, wishes)}
          onBack={() => setLooked(undefined)}
          onTake={() => wish(wishesFor([...known], shown))}
          onWish={wish}
        />
      </div>
      {failure !== undefined && <Failed failure={failure} retry={() => void study.refetch()} />}
      <ProposalTable
        {...{ study: last, shown, wishes, scores, fresh }}
        growth={growth.data?.growth === undefined ? undefined : growth.data}
        onWish={wish}
        onClear={() => wish(NO_WISHES)}
      />
      <details className="card">
        <summary>
          <h2>{t('scores.whatIf')}</h2>
        </summary>
        <ScoresForm proposals={free.proposals} scores={scores} open={[]} />
      </details>
      <TiesForm proposals={free.proposals} ties={ties} onChange={setTies} />
      <ParetoCard
        study={front}
        limits={last.instance.limits}
        objectives={search.pareto ?? FRONT}
        onObjectives={(pareto) =>
          void navigate({ search: (s) => ({ ...s, pareto }), replace: true, resetScroll: false })
        }
        looked={looked}
        onLook={setLooked}
      />
      <div className="bench-pair">
        <Alternatives study={near} {...{ within, looked }} onWithin={setWithin} onLook={setLooked} />
        <Growth study={growth} grows={grows} onGrow={() => setGrows(true)} />
      </div>
      <Runs {...{ call, view, inputs, looked }} study={last} ready={fresh} onLook={setLooked} />
      <Decisions {...{ call, me, view, shown }} study={last} />
    </>
  )
}
