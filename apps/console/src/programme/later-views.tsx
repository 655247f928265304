/** Views of the Programme place that are loaded, with their texts, when they are first opened. */
import { type ComponentType, type JSX, lazy, Suspense } from 'react'
import type { Me } from '../account/people.ts'
import { loadTexts, type PlaceTexts } from '../i18n/i18n.ts'
import { Loading } from '../parts/states.tsx'
import type { CallView } from './programme.ts'

type ViewProps = { readonly call: CallView; readonly me: Me }

function later(load: () => Promise<ComponentType<ViewProps>>, texts: PlaceTexts) {
  const View = lazy(async () => ({ default: (await Promise.all([load(), loadTexts(texts)]))[0] }))
  return (props: ViewProps): JSX.Element => (
    <Suspense fallback={<Loading lines={5} />}>
      <View {...props} />
    </Suspense>
  )
}

const Agreements = lazy(async () => ({
  default: (await Promise.all([import('../agreements/agreements-view.tsx'), loadTexts('agreements')]))[0]
    .AgreementsView,
}))

/** Agreements, interface documents and their signatures: they need no call. */
export function AgreementsView({ me }: { readonly me: Me }): JSX.Element {
  return (
    <Suspense fallback={<Loading lines={5} />}>
      <Agreements me={me} />
    </Suspense>
  )
}

const Opening = lazy(async () => ({ default: (await import('../calls/open-call.tsx')).OpenCall }))

/** A new call as its officer writes it; it may begin with what another says, where there is one. */
export function OpenCallView(props: { readonly call: CallView | undefined; readonly me: Me }): JSX.Element {
  return (
    <Suspense fallback={<Loading lines={5} />}>
      <Opening {...props} />
    </Suspense>
  )
}

/** A call as its owner amends it. */
export const AmendCallView = later(async () => (await import('../calls/amend-call.tsx')).AmendCall, 'calls')

/** The reviewer's own view, and the feedback to proposers. */
export const ReviewView = later(async () => (await import('../review/review-place.tsx')).ReviewPlace, 'review')

/** The review desk of the call's owner. */
export const ReviewsDeskView = later(async () => (await import('../review/reviews-desk.tsx')).ReviewsDesk, 'review')

/** The selection workbench, and what was announced. */
export const SelectionView = later(
  async () => (await import('../selection/selection-place.tsx')).SelectionPlace,
  'selection',
)
