/** What a person may do to a run where it stands; the centre has the last word. */
import type { Me } from '../../account/people.ts'
import { flatSteps, isOver, partiesOf, type Run, type RunAction, type Step } from './steps.ts'

/** What may be done now, what answers a question first. */
export function actsNow(run: Run, me: Pick<Me, 'party' | 'person'>): RunAction[] {
  const { status, part } = run.state
  if (isOver(run) || me.party === undefined) return []
  const all: Step[] = [...flatSteps(run.procedure.steps).map((s) => s.step), ...run.procedure.abort]
  const step = all.find((s) => s.id === run.step)
  const yours = step?.party === me.party
  return [
    ...(status === 'asking' && yours ? ANSWERS[step?.kind === 'ask' ? 'ask' : 'manual'] : []),
    ...(mayJoin(run, me) ? (['join'] as const) : []),
    ...(status === 'held' ? heldActs(yours || step === undefined) : (['hold'] as const)),
    ...(part === 'main' ? (['abort'] as const) : []),
  ]
}

const ANSWERS: Readonly<Record<'ask' | 'manual', readonly RunAction[]>> = {
  ask: ['go', 'no-go'],
  manual: ['done', 'no-go'],
}

function heldActs(yours: boolean): readonly RunAction[] {
  return yours ? ['resume', 'retry', 'skip'] : ['resume']
}

function mayJoin({ procedure, begun, state }: Run, { party, person }: Pick<Me, 'party' | 'person'>): boolean {
  const ofIt = partiesOf(procedure).includes(party!) || begun.party === party
  return ofIt && state.crew[party!] !== person?.id
}
