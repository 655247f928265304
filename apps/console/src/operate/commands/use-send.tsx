/** Sending one command: the act, whether the party's key must be opened first, and what was answered. */
import type { CommandRight, CommandView } from '@magpie/api/command-views'
import type { JSX } from 'react'
import { failureOf } from '../../api.ts'
import { Failed } from '../../parts/states.tsx'
import { useDeskAct } from './commands.ts'
import type { Draft } from './draft.ts'
import { type Sender, useSender } from './use-sender.ts'

export type Sending = {
  readonly missing: Sender['missing']
  readonly isPending: boolean
  readonly error: Error | null
  readonly failed: JSX.Element | null
  send(given: { readonly draft: Draft; readonly takes: CommandRight['arguments'] }): void
}

/** The act of sending. */
export function useSend(at: string, onSent: (command: CommandView) => void): Sending {
  const { missing, send } = useSender()
  const act = useDeskAct(
    ({ draft, takes }: { draft: Draft; takes: CommandRight['arguments'] }) => send(draft, takes, at),
    onSent,
  )
  return {
    ...{ missing, isPending: act.isPending, error: act.error },
    failed: act.error === null ? null : <Failed failure={failureOf(act.error)} />,
    send: (given) => act.mutate(given),
  }
}
