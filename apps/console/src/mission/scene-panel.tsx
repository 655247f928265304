/** The scene in its place: waiting, in space, or flat where there is no WebGL. */
import { Component, type JSX, lazy, type ReactNode, Suspense, useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf, useMission, useScene } from '../api.ts'
import { useLive } from '../live/live-context.tsx'
import { usePalette } from '../parts/party.tsx'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import type { Preset } from '../scene/camera-rig.ts'
import { FlatScene } from '../scene/flat-scene.tsx'
import type { CraftLook } from '../scene/scene-props.ts'
import type { ViewTime } from '../time/view-time.ts'

const Scene3d = lazy(() => import('../scene/scene-3d.tsx').then((m) => ({ default: m.Scene3d })))

type PanelProps = {
  readonly viewTime: ViewTime
  readonly preset: Preset
  readonly followed: string | undefined
  readonly onFollow: (element: string) => void
}

/** The scene's panel. */
export function ScenePanel(props: PanelProps): JSX.Element {
  const { t } = useTranslation()
  const scene = useScene()
  const lookOf = useCraftLook()
  const deciding = useLive((s) => s.stages.some((g) => g.state === 'waiting' || g.state === 'running'))
  const [broken, setBroken] = useState<string>()
  const webgl = useMemo(hasWebgl, [])
  const view = scene.data
  if (view === undefined || view.tracks.length === 0) {
    if (view === undefined && scene.error !== null && !deciding)
      return (
        <div className="scene-state">
          <Failed failure={failureOf(scene.error)} retry={() => void scene.refetch()} />
        </div>
      )
    return (
      <div className="scene-state">
        {scene.isPending && !deciding ? <Loading label={t('scene.loading')} /> : <Empty>{t('scene.notYet')}</Empty>}
      </div>
    )
  }
  const given = { ...props, scene: view, lookOf }
  if (!webgl || broken !== undefined)
    return (
      <FlatScene {...given} why={broken === undefined ? t('scene.noWebgl') : t('scene.failed', { reason: broken })} />
    )
  return (
    <Boundary onError={setBroken}>
      <Suspense
        fallback={
          <div className="scene-state">
            <Loading label={t('scene.loading')} />
          </div>
        }
      >
        <Scene3d {...given} onLost={setBroken} />
      </Suspense>
    </Boundary>
  )
}

function useCraftLook(): (element: string) => CraftLook {
  const mission = useMission().data
  const partyOf = usePalette()
  return useCallback(
    (id: string) => {
      const element = mission?.elements.find((e) => e.id === id)
      const { sceneColour } = partyOf(element?.owner ?? '')
      const relay = element?.kind === 'relay'
      const property = relay ? '--scene-relay' : sceneColour
      const colour = getComputedStyle(document.documentElement).getPropertyValue(property).trim()
      return { name: element?.name ?? id, colour: colour === '' ? '#9aa4b5' : colour, relay }
    },
    [mission, partyOf],
  )
}

/** Whether this browser draws with WebGL 2. */
function hasWebgl(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null
  } catch {
    return false
  }
}

type BoundaryProps = { readonly children: ReactNode; readonly onError: (reason: string) => void }

class Boundary extends Component<BoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override componentDidCatch(error: Error): void {
    this.props.onError(error.message)
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children
  }
}
