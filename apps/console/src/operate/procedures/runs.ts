/** Procedures at the command desk: what is read of them and what is done to them. */
import { commandReads } from '@magpie/api/command-operations'
import { procedureActs, procedureReads } from '@magpie/api/procedure-operations'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { callerOf } from '../../api.ts'
import { COMMAND_DESK, DESK_REFRESH_MS } from '../desk.ts'
import { isOver, type Procedure, type Run, type RunAction } from './steps.ts'

const call = callerOf({
  commandRights: commandReads.commandRights,
  ...procedureReads,
  ...procedureActs,
})

/** Every run that concerns one's party, newest first. */
export function useRuns() {
  return useQuery({
    queryKey: [COMMAND_DESK, 'runs'],
    queryFn: () => call('runs', {}),
    refetchInterval: DESK_REFRESH_MS,
  })
}

/** One run; what its conditions find changes without anybody's act. */
export function useRun(run: string) {
  return useQuery({
    queryKey: [COMMAND_DESK, 'run', run],
    queryFn: () => call('run', { run }),
    refetchInterval: ({ state }) => (state.data !== undefined && isOver(state.data) ? false : DESK_REFRESH_MS),
  })
}

/** What is done to a run. */
export function useActOnRun(run: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (act: { readonly action: RunAction; readonly why?: string }) => call('actOnRun', { run, ...act }),
    onSuccess: (next) => queries.setQueryData([COMMAND_DESK, 'run', run], next),
  })
}

/** What stands in the way of a procedure if it were started now. */
export function useFindings(procedure: Procedure | undefined) {
  return useQuery({
    queryKey: [COMMAND_DESK, 'findings', procedure],
    queryFn: () => call('validateProcedure', { procedure: procedure! }),
    enabled: procedure !== undefined,
    placeholderData: keepPreviousData,
  })
}

/** Starts a procedure; what it came to is shown by its run. */
export function useStart(onStarted: (run: Run) => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (procedure: Procedure) => call('startProcedure', { procedure }),
    onSuccess: (run) => {
      queries.setQueryData([COMMAND_DESK, 'run', run.run], run)
      void queries.invalidateQueries({ queryKey: [COMMAND_DESK] })
      onStarted(run)
    },
  })
}

/** The dictionary's commands, with their arguments: what forms of steps are made from. */
export function useCommands() {
  return useQuery({
    queryKey: [COMMAND_DESK, 'rights', 'all'],
    queryFn: () => call('commandRights', {}),
    staleTime: 300_000,
  })
}
