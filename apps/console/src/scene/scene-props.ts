/** What the picture of the scene is given, drawn in space or flat. */
import type { SceneView } from '@magpie/api/mission-views'
import type { ViewTime } from '../time/view-time.ts'
import type { Preset } from './camera-rig.ts'

export type CraftLook = { readonly name: string; readonly colour: string; readonly relay: boolean }

export type SceneProps = {
  readonly scene: SceneView
  readonly viewTime: ViewTime
  readonly preset: Preset
  /** The element that the spacecraft view follows. */
  readonly followed: string | undefined
  readonly lookOf: (element: string) => CraftLook
  readonly onFollow: (element: string) => void
}
