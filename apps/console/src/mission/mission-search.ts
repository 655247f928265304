/** The Mission place's state in its URL: time (absent while live), view, element. */
import { PRESETS, type Preset } from '../scene/camera-rig.ts'

export type MissionSearch = {
  /** UTC, ISO 8601; absent while the view follows the mission clock. */
  readonly t?: string
  readonly view?: Preset
  readonly element?: string
}

/** Reads the query of a URL; what it does not know it leaves out. */
export function readMissionSearch(query: Record<string, unknown>): MissionSearch {
  const { t, view, element } = query
  return {
    ...(typeof t === 'string' && t !== '' ? { t } : {}),
    ...(PRESETS.includes(view as Preset) ? { view: view as Preset } : {}),
    ...(typeof element === 'string' && element !== '' ? { element } : {}),
  }
}
