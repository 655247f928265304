/** The Model place: the element tree, one element with all that touches it, and the budgets with what is tried. */
import { modelOperations } from '@magpie/api/model-operations'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type JSX, useMemo } from 'react'
import { callerOf, failureOf } from '../api.ts'
import { usePlaceTitle } from '../parts/place-title.ts'
import { Empty, pending } from '../parts/states.tsx'
import { changesOf, changesText } from './changes-text.ts'
import { ElementSheet } from './element-sheet.tsx'
import { ElementTree } from './element-tree.tsx'
import { Growth } from './growth.tsx'
import { Limits } from './limits.tsx'
import { type ModelData, readModel } from './model-data.ts'
import type { ModelSearch } from './model-search.ts'
import { Shares } from './shares.tsx'
import { useModelText } from './texts.ts'
import { Tried } from './tried.tsx'
import { type Change, tryChanges } from './what-if.ts'
import '../styles/model.css'

const route = getRouteApi('/model')
const call = callerOf(modelOperations)

/** The place. */
export function ModelPlace(): JSX.Element {
  const { t } = useModelText()
  usePlaceTitle(t('heading'))
  const model = useQuery({
    // The model follows what is signed at the desk; who signs sees it at once, others a minute later.
    queryKey: ['model'],
    refetchOnMount: 'always',
    queryFn: async () => readModel(await call('model', {})),
    refetchInterval: 60_000,
  })
  const early = model.error !== null && failureOf(model.error).kind === 'not-found'
  return (
    <main id="content" className="model-place">
      <header className="model-head">
        <h1>{t('heading')}</h1>
        <p className="quiet">{t('help')}</p>
      </header>
      {model.data === undefined && (early ? <Empty>{t('notYet')}</Empty> : pending(model))}
      {model.data?.elements.length === 0 && <Empty>{t('none')}</Empty>}
      {model.data !== undefined && model.data.elements.length > 0 && <Columns model={model.data} />}
    </main>
  )
}

function Columns({ model }: { readonly model: ModelData }): JSX.Element {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const change = (part: { readonly [K in keyof ModelSearch]: ModelSearch[K] | undefined }) =>
    void navigate({ search: (s) => present({ ...s, ...part }), replace: true, resetScroll: false })
  const changes = useMemo(() => changesOf(search.try), [search.try])
  const outcome = useMemo(() => tryChanges(model.elements, model.envelope, changes), [model, changes])
  const folded = useMemo(() => new Set(search.folded?.split(',')), [search.folded])
  const set = (list: readonly Change[]) => change({ try: changesText(list) })
  const first = model.elements.find((e) => e.kind === 'lander') ?? model.elements[0]!
  const chosen = search.element ?? first.id
  const choose = (element: string) => change({ element })
  const fold = (id: string) => {
    const next = folded.has(id) ? [...folded].filter((f) => f !== id) : [...folded, id]
    change({ folded: next.length === 0 ? undefined : next.join(',') })
  }
  return (
    <div className="model-columns">
      <ElementTree
        outcome={outcome}
        changes={changes}
        chosen={chosen}
        folded={folded}
        onChoose={choose}
        onFold={fold}
      />
      <ElementSheet key={chosen} model={model} id={chosen} changes={changes} onChanges={set} onChoose={choose} />
      <div className="model-budgets">
        <Tried model={model} outcome={outcome} changes={changes} onChanges={set} />
        <Limits outcome={outcome} />
        <Shares
          outcome={outcome}
          budget={search.budget ?? 'mass'}
          scope={search.scope ?? 'partners'}
          onBudget={(budget) => change({ budget: budget === 'mass' ? undefined : budget })}
          onScope={(scope) => change({ scope: scope === 'all' ? 'all' : undefined })}
        />
        <Growth elements={model.elements} onChoose={choose} />
      </div>
    </div>
  )
}

/** The search without what was cleared. */
function present(search: { readonly [K in keyof ModelSearch]: ModelSearch[K] | undefined }): ModelSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as ModelSearch
}
