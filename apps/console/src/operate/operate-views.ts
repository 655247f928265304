/** The views of the Operate place: each is loaded, with its texts, when it is opened. */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react'
import { loadTexts, type PlaceTexts } from '../i18n/i18n.ts'
import type { OperateView, OperateViewProps } from './operate-search.ts'

type View = ComponentType<OperateViewProps>

function viewOf(load: () => Promise<View>, ...texts: readonly PlaceTexts[]): LazyExoticComponent<View> {
  return lazy(async () => ({ default: (await Promise.all([load(), loadTexts(...texts)]))[0] }))
}

/** Each view's page. */
export const VIEWS: { readonly [V in OperateView]: LazyExoticComponent<View> } = {
  authority: viewOf(
    async () => (await import('./authority/authority-view.tsx')).AuthorityView,
    ...(['operate-authority', 'operate-commands', 'agreements'] as const),
  ),
  commands: viewOf(
    async () => (await import('./commands/commands-view.tsx')).CommandsView,
    ...(['operate-commands', 'operate-authority', 'agreements'] as const),
  ),
  watch: viewOf(async () => (await import('./watch/watch-view.tsx')).WatchView, 'operate-watch'),
  procedures: viewOf(
    async () => (await import('./procedures/procedures-view.tsx')).ProceduresView,
    'operate-procedures',
    'desk',
  ),
  deployment: viewOf(
    async () => (await import('./deployment/deployment-view.tsx')).DeploymentView,
    'operate-deployment',
  ),
  exchanges: viewOf(async () => (await import('./exchanges/exchanges-view.tsx')).ExchangesView, 'operate-exchanges'),
  spacecraft: viewOf(
    async () => (await import('./spacecraft/spacecraft-view.tsx')).SpacecraftView,
    ...(['operate-spacecraft', 'operate-commands', 'operate-authority', 'agreements', 'desk'] as const),
  ),
  links: viewOf(async () => (await import('./links/links-view.tsx')).LinksView, 'operate-links'),
  log: viewOf(
    async () => (await import('./log/log-view.tsx')).LogView,
    ...(['operate-log', 'operate-procedures', 'desk'] as const),
  ),
}
