/**
 * Loads of memory and software: a file goes up by CFDP, lies beside what runs, is checked on board, and takes its place by a
 * command of its own, which names the hash that it must have. So a load that was damaged, exchanged or not permitted is
 * never run; and what ran before stays at hand.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { type Procedure, procedureFile } from './procedure-file.ts'

/** What is to be loaded, and who does it: `owner` owns the element and commits, `second` is the other party's person asked. */
export type Load = {
  readonly id: string
  readonly mission: string
  readonly element: string
  readonly owner: string
  readonly second: string
  /** Where it goes on board: a memory or a file. */
  readonly target: string
  readonly octets: Uint8Array
  /** How long the transfer may take, s. */
  readonly transfer_s: number
}

/** The hash by which a load is named, in hexadecimal. */
export function loadHash(octets: Uint8Array): string {
  return bytesToHex(sha256(octets))
}

/** Names that a dictionary gives to what loads need. */
export type LoadWords = {
  /** Commands with the argument `hash`: check what lies ready, make it run, throw it away. */
  readonly check: string
  readonly commit: string
  readonly discard: string
  /** The parameter that says how far a load is: ARRIVED, CHECKED, RUNNING. */
  readonly state: string
}
/** Names where a dictionary has no others. */
export const LOAD_WORDS: LoadWords = {
  check: 'load_check',
  commit: 'load_commit',
  discard: 'load_discard',
  state: 'load_state',
}

/** The procedure of a load. The file itself is sent by the CFDP entity; every command of it asks for authority as any other. */
export function loadProcedure(load: Load, words: LoadWords = LOAD_WORDS): Procedure {
  const { id, mission, element, owner, second, target, octets, transfer_s } = load
  const hash = loadHash(octets)
  const sent = (step: string, command: string, args: object) => ({
    ...{ kind: 'send', id: step, party: owner, element, command, arguments: args, timeout_s: 3600 },
  })
  const said = (step: string, state: string, timeout_s: number) => ({
    ...{ kind: 'await', id: step, party: owner, timeout_s, onFailure: 'abort' },
    until: { kind: 'parameter', element, name: words.state, is: '==', value: state },
  })
  return procedureFile.parse({
    ...{ format: 'magpie-procedure-1', id, mission, version: 1, title: `Load of ${target} on ${element}` },
    purpose: `${octets.length} octets, SHA-256 ${hash}`,
    steps: [
      {
        kind: 'manual',
        id: 'transfer',
        party: owner,
        text: `Put ${target} (${octets.length} octets) to ${element} by CFDP`,
      },
      said('arrived', 'ARRIVED', transfer_s),
      { ...sent('check', words.check, { hash }), onFailure: 'abort' },
      said('checked', 'CHECKED', 3600),
      { kind: 'ask', id: 'go', party: second, question: `${target} is checked (${hash}). Go?`, onFailure: 'abort' },
      { ...sent('commit', words.commit, { hash }), onFailure: 'hold' },
      said('running', 'RUNNING', 3600),
    ],
    abort: [sent('discard', words.discard, { hash })],
  })
}

export type LoadState = 'NONE' | 'ARRIVED' | 'CHECKED' | 'RUNNING'

export type LoadError =
  | { readonly kind: 'load-absent' }
  | { readonly kind: 'load-differs'; readonly wanted: string; readonly found: string }
  | { readonly kind: 'load-unchecked' }
  | { readonly kind: 'load-nothing-before' }

/** The store on board: what runs, what ran before, and what lies ready. */
export class LoadStore {
  private running: Uint8Array
  private before: Uint8Array | undefined
  private ready: { readonly octets: Uint8Array; checked: boolean } | undefined
  private committed = false

  constructor(running: Uint8Array) {
    this.running = running
  }

  get state(): LoadState {
    if (this.ready === undefined) return this.committed ? 'RUNNING' : 'NONE'
    return this.ready.checked ? 'CHECKED' : 'ARRIVED'
  }

  /** What is executed. */
  get image(): Uint8Array {
    return this.running
  }

  /** What lies ready beside it. */
  get waiting(): Uint8Array | undefined {
    return this.ready?.octets
  }

  /** What ran before, and would run again after `revert`. */
  get previous(): Uint8Array | undefined {
    return this.before
  }

  /** A bit of what lies ready changes: nothing notices before its hash is asked for. */
  upset(at: number): void {
    const octets = this.ready?.octets
    if (octets === undefined || octets.length === 0) return
    octets[at % octets.length] = octets[at % octets.length]! ^ 1
  }

  /** A file came whole; CFDP has compared its own checksum. Another that lay ready goes. */
  arrive(octets: Uint8Array): void {
    this.ready = { octets: octets.slice(), checked: false }
    this.committed = false
  }

  /** Compares what lies ready with the hash that the command names. */
  check(hash: string): Result<undefined, LoadError> {
    const found = this.compare(hash)
    if (found.ok) this.ready!.checked = true
    return found
  }

  /** Makes it run. Hashed once more: memory may have changed since it was checked. */
  commit(hash: string): Result<undefined, LoadError> {
    const found = this.compare(hash)
    if (!found.ok) return found
    if (!this.ready!.checked) return err({ kind: 'load-unchecked' })
    this.before = this.running
    this.running = this.ready!.octets
    this.ready = undefined
    this.committed = true
    return ok(undefined)
  }

  discard(): void {
    this.ready = undefined
  }

  /** Goes back to what ran before. */
  revert(): Result<undefined, LoadError> {
    if (this.before === undefined) return err({ kind: 'load-nothing-before' })
    ;[this.running, this.before] = [this.before, this.running]
    this.committed = true
    return ok(undefined)
  }

  private compare(wanted: string): Result<undefined, LoadError> {
    if (this.ready === undefined) return err({ kind: 'load-absent' })
    const found = loadHash(this.ready.octets)
    return found === wanted ? ok(undefined) : err({ kind: 'load-differs', wanted, found })
  }
}
