/**
 * The ground's command desk: arguments checked by the dictionary, authority asked at submission and at release, the queue
 * between them asked again at each revocation, packets signed and sent in passes, reports and clocks followed to the end.
 */
import type { Identifier } from '@magpie/core/identifier'
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { epochFromTdb, formatEpoch, type TdbSeconds } from '@magpie/core/time'
import type { Authorise, AuthorityRequest, Refusal } from '@magpie/mission/authority-request'
import { type DeskAction, type DeskActor, type DeskState, isUnderWay, stepFrom } from '@magpie/operations/command/life'
import type { OnBoardReport } from '@magpie/operations/command/on-board-failure'
import {
  type ArgumentValues,
  checkArguments,
  describeArgumentError,
  encodeCommand,
} from '@magpie/operations/command-encoder'
import { authorityQuestion, window_s } from '@magpie/operations/commands'
import { CUC_TO_J2000_S } from '@magpie/operations/cuc-time'
import { type Command, type Dictionary, findCommand } from '@magpie/operations/dictionary'
import type { OperationsFile } from '@magpie/operations/operations-file'
import { type Agent, approvalBytes, buildTelecommand, type Sign } from '@magpie/operations/telecommand'
import type { OperationsEvent, RefusalRow } from './operations-event.ts'
import type { RadioLink } from './radio-link.ts'
import { phaseAt, type World } from './world.ts'

/** What somebody wants sent. People are named; their parties follow from the mission's list. */
export type Submission = {
  readonly id: string
  readonly party: Identifier
  readonly person: Identifier
  readonly element: Identifier
  readonly command: string
  readonly values: ArgumentValues
  readonly approvals: readonly Identifier[]
  /** When it is to be executed on board, TDB s; at once without it. */
  readonly execute_s?: number | undefined
  /** No longer wanted after this, TDB s. */
  readonly expires_s: number
  readonly purpose: string
  /** Another party's key signs: an attack, for rehearsals. */
  readonly forgedBy?: Identifier | undefined
  /** Told of every state, and of what was reported from on board by the report. */
  readonly onState?: ((state: DeskState, report?: OnBoardReport) => void) | undefined
  /** Told of reports between acceptance and the end. */
  readonly onStarted?: (() => void) | undefined
  /** Told why it was refused, at the desk or on board: of the gateway it is heard after the report of the refusal. */
  readonly onRefusal?: ((refusal: Refusal) => void) | undefined
}

export type CommandDesk = {
  submit(submission: Submission): DeskState
  /** Sends what is queued while the link takes it. */
  release(): void
  /** The grant is gone: the queue is asked about again. */
  revoke(grant: Identifier): void
  /** A report of an element came in. */
  report(number: number, report: OnBoardReport): void
  /** The gateway said why it refused. */
  gatewayRefusal(number: number, refusal: Refusal): void
  readonly records: readonly CommandRecord[]
  readonly refusals: readonly RefusalRow[]
}

export type DeskParts = {
  readonly world: World
  readonly file: OperationsFile
  readonly dictionary: Dictionary
  readonly authorise: Authorise
  readonly revocations: Map<Identifier, string>
  readonly sign: Sign
  readonly link: RadioLink
  /** The link of an element that has one of its own; all others are reached by `link`. */
  readonly linkOf?: (element: Identifier) => RadioLink | undefined
  readonly emit: (event: OperationsEvent) => void
  /** When the next pass begins, TDB s. */
  readonly nextPass_s: (after_s: number) => number
}

/** A command in hand. */
export type CommandRecord = {
  readonly id: string
  readonly number: number
  readonly request: Omit<AuthorityRequest, 'at' | 'phase'>
  readonly command: Command
  readonly values: ArgumentValues
  /** When it is to be executed on board, TDB s; at once without it. */
  readonly execute_s: number | undefined
  state: DeskState
}

type Held = { readonly record: CommandRecord; readonly submission: Submission; sequence: number }

/** A desk with an empty queue. */
export function commandDesk(parts: DeskParts): CommandDesk {
  const { world, file, emit } = parts
  const { time } = world
  const held: Held[] = []
  const byNumber = new Map<number, Held>()
  const refusals: RefusalRow[] = []
  let queue: Held[] = []
  const sequences = new Map<string, number>()

  const move = (h: Held, action: DeskAction, by: DeskActor, report?: OnBoardReport): boolean => {
    const next = stepFrom(h.record.state, action, by)
    if (!next.ok) return false
    const state = next.value.to
    h.record.state = state
    const { id, party, person, element, command, purpose } = h.submission
    const why = report?.failure === undefined ? {} : { failure: report.failure }
    emit({ at: time.now, kind: 'command', id, party, person, element, action: command, state, purpose, ...why })
    h.submission.onState?.(state, report)
    return true
  }
  const tellRefusal = (
    h: Held,
    where: RefusalRow['where'] & ('submission' | 'queue' | 'release' | 'gateway'),
    decision: Refusal,
  ) => {
    const { id, party, element, command } = h.submission
    refusals.push({
      command: id,
      at: time.now,
      party,
      element,
      action: command,
      where,
      rule: decision.rule,
      fact: decision.fact,
      source: decision.source.title,
      remedy: decision.remedy,
    })
    emit({ at: time.now, kind: 'refusal', id, party, element, action: command, where, decision })
    h.submission.onRefusal?.(decision)
  }
  const ask = (h: Held): Refusal | undefined => {
    if (h.record.command.ancillary.get('administrative') === 'true') return undefined // the gateway's owner alone sends these
    const at = utcOf(time.now, world.leap)
    const decision = parts.authorise({ ...h.record.request, at, phase: phaseAt(world, time.now) })
    return decision.permitted ? undefined : decision
  }
  const waitForAnswer = (h: Held, stage: 'accepted' | 'complete', deadline_s: number): void => {
    time.at(deadline_s, () => {
      const { state } = h.record
      if (stage === 'accepted' ? state !== 'released' : !isUnderWay(state)) return
      const later = answerPossible_s(parts, linkFor(parts, h))
      if (later > time.now && later < world.end_s) waitForAnswer(h, stage, later)
      else move(h, 'time-out', 'clock')
    })
  }
  const send = (h: Held): boolean => {
    const packet = buildPacket(parts, h)
    const link = linkFor(parts, h)
    const out_s = link.up(packet)
    if (out_s === undefined) return false
    move(h, 'release', 'centre')
    time.at(out_s, () => {
      const light_s = link.pass?.light_s ?? 3
      waitForAnswer(h, 'accepted', out_s + 2 * light_s + window_s(h.record.command, 'accepted'))
      const begins = Math.max(out_s, h.submission.execute_s ?? 0)
      waitForAnswer(
        h,
        'complete',
        begins + 2 * light_s + window_s(h.record.command, 'complete') + longest(h.record.values),
      )
    })
    return true
  }
  const releaseOne = (h: Held): boolean => {
    if (h.record.state !== 'queued') return true
    if (time.now > h.submission.expires_s) {
      move(h, 'expire', 'clock')
      return true
    }
    const refusal = ask(h)
    if (refusal !== undefined) {
      tellRefusal(h, 'release', refusal)
      move(h, 'refuse', 'authority')
      return true
    }
    return send(h)
  }
  const release = () => {
    const left: Held[] = []
    const full = new Set<RadioLink>() // uplinks that take no more in this pass; what follows waits its turn
    for (const h of queue) {
      const link = linkFor(parts, h)
      if (link.pass !== undefined && !full.has(link) && mayLeave(h, time.now) && !releaseOne(h)) full.add(link)
      left.push(h)
    }
    queue = left.filter((h) => h.record.state === 'queued')
  }
  return {
    get records() {
      return held.map((h) => h.record)
    },
    refusals,
    release,
    submit(submission) {
      const command = findCommand(parts.dictionary, submission.element, submission.command)
      if (command === undefined)
        throw new Error(`the dictionary has no command ${submission.element}/${submission.command}`)
      const checked = checkArguments(command, submission.values)
      const approvals = submission.approvals.map((person) => ({ person, party: partyOf(file, person) }))
      const values = checked.ok ? checked.value : submission.values
      const record: CommandRecord = {
        id: submission.id,
        number: held.length + 1,
        request: authorityQuestion(submission, submission.element, command, values, approvals),
        command,
        values,
        execute_s: submission.execute_s,
        state: 'drafted',
      }
      const sequence = sequences.get(submission.element) ?? 0
      sequences.set(submission.element, (sequence + 1) % 16384)
      const h: Held = { record, submission, sequence }
      held.push(h)
      byNumber.set(record.number, h)
      move(h, 'submit', 'sender')
      if (checked.ok) move(h, 'check', 'dictionary')
      const refusal = checked.ok ? ask(h) : outOfRange(describeArgumentError(checked.error), submission.element)
      if (refusal !== undefined) {
        tellRefusal(h, 'submission', refusal)
        move(h, 'refuse', checked.ok ? 'authority' : 'dictionary')
        return record.state
      }
      move(h, 'permit', 'authority')
      queue.push(h)
      release()
      return record.state
    },
    revoke(grant) {
      parts.revocations.set(grant, utcOf(time.now, world.leap))
      for (const h of queue) {
        const refusal = ask(h)
        if (refusal === undefined) continue
        tellRefusal(h, 'queue', refusal)
        move(h, 'revoke', 'authority')
      }
      queue = queue.filter((h) => h.record.state === 'queued')
    },
    report(number, report) {
      const h = byNumber.get(number)
      const { stage } = report
      if (h === undefined) return
      if (stage === 'ACCEPTED') move(h, 'accept', 'element')
      else if (stage === 'STARTED' && move(h, 'start', 'element')) h.submission.onStarted?.()
      else if (stage === 'COMPLETED') move(h, 'complete', 'element')
      else if (stage === 'FAILED') move(h, 'fail', 'element', report)
      else if (stage === 'REFUSED') move(h, 'reject', 'gateway', report)
    },
    gatewayRefusal(number, refusal) {
      const h = byNumber.get(number)
      if (h !== undefined) tellRefusal(h, 'gateway', refusal)
    },
  }
}

function linkFor({ link, linkOf }: DeskParts, { submission }: Held): RadioLink {
  return linkOf?.(submission.element) ?? link
}

/** Out of contact nothing can have been heard: when reports of what has happened could all have come down, TDB s. */
function answerPossible_s({ world, nextPass_s }: DeskParts, link: RadioLink): number {
  const begins = link.pass?.start ?? nextPass_s(world.time.now)
  return begins + 900
}

/** A command with a time of its own goes up in the last eighteen hours before it, so that a change of mind costs no uplink. */
function mayLeave(h: Held, now_s: number): boolean {
  return h.submission.execute_s === undefined || h.submission.execute_s - now_s < 18 * 3600
}

function longest(values: ArgumentValues): number {
  return typeof values['duration'] === 'number' ? values['duration'] : 0
}

function outOfRange(fact: string, element: string): Refusal {
  return {
    permitted: false,
    rule: 'dictionary',
    fact,
    source: { title: `The dictionary of ${element}` },
    remedy: 'Give arguments that the dictionary allows.',
  }
}

function partyOf(file: OperationsFile, person: Identifier): Identifier {
  const found = file.persons.find((p) => p.id === person)
  if (found === undefined) throw new Error(`${person} is not a person of operations.json`)
  return found.party
}

function agentOf(file: OperationsFile, person: Identifier): Agent {
  const { number, party } = file.persons.find((p) => p.id === person)!
  return { person: number, party: file.parties.find((p) => p.id === party)!.number }
}

function buildPacket({ file, world, sign }: DeskParts, { record, submission, sequence }: Held): Uint8Array {
  const execute =
    submission.execute_s === undefined ? undefined : epochFromTdb(submission.execute_s as TdbSeconds, world.leap)
  const octets = encodeCommand(record.command, {
    ...record.values,
    command_number: record.number,
    execute_at: execute === undefined ? 0 : execute.seconds + CUC_TO_J2000_S + execute.fraction,
  })
  const approvals = submission.approvals.map((person) => ({
    agent: agentOf(file, person),
    signature: sign(partyOf(file, person), approvalBytes(octets)),
  }))
  const signer = submission.forgedBy ?? submission.party
  return buildTelecommand(octets, sequence, agentOf(file, submission.person), approvals, (bytes) => sign(signer, bytes))
}

/** UTC of a TDB time, ISO 8601. */
export function utcOf(at_s: number, leap: LeapSeconds): string {
  return formatEpoch(epochFromTdb(at_s as TdbSeconds, leap), leap)
}
