/** The places and their URLs; a view's whole state stands in the URL. Places that are not built are not routes. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFollowSpine, useMission } from './api.ts'
import { readMissionSearch } from './mission/mission-search.ts'
import { readOperateSearch } from './operate/operate-search.ts'
import { Header } from './parts/header.tsx'
import { PaletteProvider, paletteOf } from './parts/party.tsx'

function Frame(): JSX.Element {
  const { t } = useTranslation()
  const mission = useMission()
  const palette = useMemo(() => paletteOf(mission.data), [mission.data])
  useFollowSpine()
  return (
    <PaletteProvider value={palette}>
      <a className="skip" href="#content">
        {t('app.skip')}
      </a>
      <Header />
      <Outlet />
    </PaletteProvider>
  )
}

const root = createRootRoute({ component: Frame })

/** The Mission place, `/`. */
export const missionRoute = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: readMissionSearch,
  component: lazyRouteComponent(() => import('./mission/mission-place.tsx'), 'MissionPlace'),
})

/** The Operate place, `/operate`. */
export const operateRoute = createRoute({
  getParentRoute: () => root,
  path: '/operate',
  validateSearch: readOperateSearch,
  component: lazyRouteComponent(() => import('./operate/operate-place.tsx'), 'OperatePlace'),
})

/** The router of the page. */
export const router = createRouter({ routeTree: root.addChildren([missionRoute, operateRoute]) })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
