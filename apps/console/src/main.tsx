/** The console begins here. */
import './first.ts'
import '@fontsource-variable/inter/wght.css'
import '@fontsource/jetbrains-mono/latin-400.css'
import '@fontsource/jetbrains-mono/latin-500.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/header.css'
import './styles/mission.css'
import './styles/scene.css'
import './styles/time-bar.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createQueryClient } from './api.ts'
import { startLanguages } from './i18n/i18n.ts'
import { LiveProvider } from './live/live-context.tsx'
import { openLive } from './live/live-store.ts'
import { router } from './router.tsx'

const live = openLive(location.origin)
const queries = createQueryClient()
await startLanguages()
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <LiveProvider value={live}>
        <RouterProvider router={router} />
      </LiveProvider>
    </QueryClientProvider>
  </StrictMode>,
)
