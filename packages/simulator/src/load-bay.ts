/**
 * Software on board the lander and its modules: a file that came up by CFDP lies beside what runs; commands compare it with
 * the hash they name, put it in its place, throw it away, or go back. Each step is told in a packet with the hashes.
 */

import type { Result } from '@magpie/core/result'
import { type LoadError, LoadStore, loadHash } from '@magpie/operations/procedure/load'
import type { Voice } from './flight-voice.ts'

/** What the dictionary calls the outcome of the last command. */
type Outcome = 'NONE' | 'DONE' | 'ABSENT' | 'DIFFERS' | 'UNCHECKED' | 'NOTHING_BEFORE'

export type LoadBay = {
  readonly element: string
  readonly store: LoadStore
  outcome: Outcome
  /** Hash and length of what lies ready, as they were when it was looked at last. */
  ready: string
  octets: number
}

/** What a bay needs of its element. */
export type BayHost = {
  readonly voice: Voice
  readonly now: () => number
  readonly send: (packet: Uint8Array) => void
  /** What runs has changed: the element starts again. */
  readonly restart: () => void
}

/** A bay with the software that the element was delivered with. */
export function loadBay(element: string): LoadBay {
  const store = new LoadStore(new TextEncoder().encode(`${element}: software as delivered`))
  return { element, store, outcome: 'NONE', ready: '', octets: 0 }
}

/** A file came up whole. */
export function arrived(bay: LoadBay, content: Uint8Array, host: BayHost): void {
  bay.store.arrive(content)
  bay.outcome = 'NONE'
  tellLoad(bay, host)
}

/** Whether a command is one for the bay. */
export function isLoadCommand(name: string): boolean {
  return name.startsWith('load_')
}

/** Does what the command says; false where it failed, and the packet tells why. */
export function commandLoad(bay: LoadBay, name: string, hash: string, host: BayHost): boolean {
  const { store } = bay
  const running = store.image
  if (name === 'load_check') bay.outcome = outcomeOf(store.check(hash))
  else if (name === 'load_commit') bay.outcome = outcomeOf(store.commit(hash))
  else if (name === 'load_revert') bay.outcome = outcomeOf(store.revert())
  else if (name === 'load_discard') {
    store.discard()
    bay.outcome = 'DONE'
  }
  if (store.image !== running) host.restart()
  tellLoad(bay, host)
  return bay.outcome === 'DONE' || name === 'load_report'
}

/** One packet of what runs, what lies ready, and how the last command ended. */
export function tellLoad(bay: LoadBay, host: BayHost): void {
  const { store } = bay
  const { waiting, previous } = store
  bay.ready = waiting === undefined ? '' : loadHash(waiting)
  bay.octets = waiting?.length ?? 0
  const values = {
    load_state: store.state,
    load_outcome: bay.outcome,
    load_octets: bay.octets,
    running_hash: loadHash(store.image),
    ready_hash: bay.ready,
    previous_hash: previous === undefined ? '' : loadHash(previous),
  }
  host.send(host.voice.say('/common/load', values, host.now()))
}

function outcomeOf(done: Result<undefined, LoadError>): Outcome {
  if (done.ok) return 'DONE'
  switch (done.error.kind) {
    case 'load-absent':
      return 'ABSENT'
    case 'load-differs':
      return 'DIFFERS'
    case 'load-unchecked':
      return 'UNCHECKED'
    case 'load-nothing-before':
      return 'NOTHING_BEFORE'
  }
}
