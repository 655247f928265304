/** The sky over the landing site for React: asked for when the page has nothing more urgent to do, and once. */
import type { MissionView, SceneView } from '@magpie/api/mission-views'
import { useEffect, useState } from 'react'
import type { SiteSky } from './site-sky.ts'

export type Sky =
  | { readonly kind: 'pending' }
  | { readonly kind: 'open'; readonly at: (tdb_s: number) => SiteSky | undefined }
  | { readonly kind: 'failed'; readonly why: string }

/** Browsers without idle callbacks wait so long. */
const LATER_MS = 1500

/** Pending until scene and kernels are there. */
export function useSiteSky(site: MissionView['site'], scene: SceneView | undefined): Sky {
  const [sky, setSky] = useState<Sky>({ kind: 'pending' })
  const { lat_deg, lon_deg, height_m } = site
  const start_tdb_s = scene?.start_tdb_s
  const end_tdb_s = scene?.end_tdb_s
  useEffect(() => {
    if (start_tdb_s === undefined || end_tdb_s === undefined) return
    let wanted = true
    const open = async () => {
      const { openSky } = await import('./site-sky.ts')
      const opened = await openSky(location.origin, { start_tdb_s, end_tdb_s }, { lat_deg, lon_deg, height_m })
      if (!wanted) return
      setSky(opened.ok ? { kind: 'open', at: opened.value } : { kind: 'failed', why: opened.error })
    }
    const cancel = whenIdle(() => {
      open().catch((cause: unknown) => wanted && setSky({ kind: 'failed', why: String(cause) }))
    })
    return () => {
      wanted = false
      cancel()
    }
  }, [start_tdb_s, end_tdb_s, lat_deg, lon_deg, height_m])
  return sky
}

function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback(run, { timeout: 2 * LATER_MS })
    return () => cancelIdleCallback(handle)
  }
  const timer = setTimeout(run, LATER_MS)
  return () => clearTimeout(timer)
}
