/** Deployments at the desk: what is read of them, and acts. */
import { type DeploymentView, deploymentOperations } from '@magpie/api/deployment-operations'
import type { OutputOf } from '@magpie/api/operation'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { callerOf } from '../../api.ts'
import { useLive } from '../../live/live-context.tsx'
import { COMMAND_DESK, DESK_REFRESH_MS } from '../desk.ts'

const call = callerOf(deploymentOperations)

export type Deployment = DeploymentView
export type Shown = OutputOf<(typeof deploymentOperations)['deploymentShow']>
export type Action = Deployment['rights'][number]['action']

/** Every module. */
export function useDeployments() {
  return useQuery({
    queryKey: [COMMAND_DESK, 'deployments'],
    queryFn: () => call('deploymentList', {}),
    refetchInterval: DESK_REFRESH_MS,
  })
}

/** One module, with what happened to it. */
export function useDeployment(module: string) {
  return useQuery({
    queryKey: [COMMAND_DESK, 'deployment', module],
    queryFn: () => call('deploymentShow', { module }),
    refetchInterval: DESK_REFRESH_MS,
  })
}

/** Reads again what the board tells of as soon as it tells. */
export function useFollowBoard(): void {
  const queries = useQueryClient()
  const boards = useLive((s) => s.deployments)
  useEffect(() => {
    if (Object.keys(boards).length > 0) void queries.invalidateQueries({ queryKey: [COMMAND_DESK] })
  }, [boards, queries])
}

/** Says something of a module. */
export function useSay(module: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ action, why = '' }: { readonly action: Action; readonly why?: string }) =>
      call('deploymentAct', { module, action, why }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [COMMAND_DESK] }),
  })
}
