/** The handlers of the command desk: acts go to it in their turn, reads show a party what concerns it. */
import type { Caller } from '@magpie/api/access'
import type { authorityActs, authorityReads } from '@magpie/api/authority-operations'
import type { commandActs, commandReads } from '@magpie/api/command-operations'
import type { CommandView } from '@magpie/api/command-views'
import type { Failure } from '@magpie/api/failure'
import type { logActs, logReads } from '@magpie/api/log-operations'
import type { InputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import type { procedureActs, procedureReads } from '@magpie/api/procedure-operations'
import { err, ok, type Result } from '@magpie/core/result'
import type { Grant } from '@magpie/mission/agreement'
import type { DeskCommand, DeskRun } from '@magpie/operations/command/book'
import { type ActContent, type CommandContent, deskAgreement } from '@magpie/operations/command/content'
import { describeDeskError } from '@magpie/operations/command/describe-desk'
import type { CommandDesk, DeskError } from '@magpie/operations/command/desk'
import type { Stamp } from '@magpie/operations/command/desk-event'
import {
  draftAct,
  dropOwnKey,
  endRule,
  fallsWith,
  giveGrant,
  handOverLead,
  keepOwnKey,
  performSigned,
  revokeGrant,
  setRule,
  waiveRule,
} from '@magpie/operations/command/desk-grants'
import { secondsOf, utcText } from '@magpie/operations/command/instant'
import type { LeadStep } from '@magpie/operations/command/lead'
import { type AnomalyAct, anomalyAct, checkAnomalyAct } from '@magpie/operations/log/anomaly'
import { checkShiftAct, newShift, type ShiftAct, shiftAct } from '@magpie/operations/log/shift'
import { actOnRun, foreseen, startRun } from '@magpie/operations/procedure/desk-runs'
import type { RunEvent } from '@magpie/operations/procedure/run'
import type { CommandCentre } from './command-centre.ts'
import {
  anomaliesSeenBy,
  checkViewOf,
  commandViewOf,
  grantsSeenBy,
  keysOf,
  rightsOf,
  rulesOf,
  seesCommand,
  shiftOf,
} from './command-views.ts'
import type { Handlers } from './dispatch.ts'
import { runViewOf, seesRun } from './run-views.ts'

export type CommandHandlerPorts = {
  /** The desk of what runs now; undefined as long as nothing can be commanded. */
  centre(): CommandCentre | undefined
  /** Letters and digits that nobody had before, for commands that come without a nonce. */
  nonce(): string
}

type Reads = typeof commandReads & typeof authorityReads & typeof procedureReads & typeof logReads
type Acts = typeof commandActs & typeof authorityActs & typeof procedureActs & typeof logActs

/** One handler an operation of the desk. */
export function commandHandlers(ports: CommandHandlerPorts): Handlers<keyof (Reads & Acts)> {
  return {
    ...readHandlers(ports),
    ...actHandlers(ports),
    ...authorityHandlers(ports),
    ...procedureHandlers(ports),
    ...logHandlers(ports),
  }
}

/** A day, s: how long a command is wanted that does not say. */
const WANTED_S = 86400

function actHandlers(ports: CommandHandlerPorts): Handlers<keyof typeof commandActs> {
  type Act = (desk: CommandDesk, stamp: Stamp) => Result<DeskCommand, DeskError>
  const act = (caller: Caller, run: Act): Promise<Result<CommandView, Failure>> =>
    performed(ports, caller, run, commandViewOf)
  return {
    submitCommand: ({ nonce, ...given }, caller) =>
      act(caller, (desk, stamp) =>
        desk.submit(contentOf(desk, given, nonce ?? ports.nonce(), stamp), undefined, stamp),
      ),
    submitSigned: ({ signed }, caller) =>
      act(caller, (desk, stamp) => desk.submit(signed.content, signed.signature, stamp)),
    approveCommand: ({ id, signature }, caller) => act(caller, (desk, stamp) => desk.approve(id, signature, stamp)),
    takeBackApproval: ({ id }, caller) => act(caller, (desk, stamp) => desk.takeBack(id, stamp)),
    declineCommand: ({ id, why }, caller) => act(caller, (desk, stamp) => desk.decline(id, why, stamp)),
    acknowledgeCommand: ({ id, warnings }, caller) =>
      act(caller, (desk, stamp) => desk.acknowledge(id, warnings, stamp)),
    withdrawCommand: ({ id, why }, caller) => act(caller, (desk, stamp) => desk.withdraw(id, why, stamp)),
    holdCommand: ({ id, why }, caller) => act(caller, (desk, stamp) => desk.hold(id, why, stamp)),
    letGoCommand: ({ id }, caller) => act(caller, (desk, stamp) => desk.letGo(id, stamp)),
    orderCommand: ({ id, before }, caller) => act(caller, (desk, stamp) => desk.order(id, before ?? null, stamp)),
  }
}

type Given = Omit<InputOf<Operations['submitCommand']>, 'nonce'>

/** What somebody wants sent, with what it need not say. */
function contentOf({ ground }: CommandDesk, given: Given, nonce: string, { at, party, person }: Stamp): CommandContent {
  const { expires, execute, acknowledged, ...rest } = given
  return {
    ...{ format: 'magpie-command-1', mission: ground.mission, party, person, ...rest, nonce },
    expires: expires ?? utcText(secondsOf(at) + WANTED_S),
    ...(execute === undefined ? {} : { execute }),
    ...(acknowledged === undefined ? {} : { acknowledged }),
  }
}

function authorityHandlers(ports: CommandHandlerPorts): Handlers<keyof typeof authorityActs> {
  const at = ({ now }: Pick<CommandCentre, 'now'>, revoked: readonly DeskCommand[] = []) => ({
    at: now(),
    revoked: revoked.filter((c) => c.state === 'revoked').map((c) => c.id),
  })
  return {
    giveGrant: (given, caller) =>
      performed(
        ports,
        caller,
        (desk, stamp) => {
          const done = giveGrant(desk, grantOf(given, stamp), given.note, stamp)
          return done.ok ? ok(given.id) : done
        },
        ({ desk, now }, id) => grantsSeenBy(desk, caller.party!, now()).find((g) => g.grant.id === id)!,
      ),
    revokeGrant: ({ id, why }, caller) =>
      performed(ports, caller, (desk, stamp) => revokeGrant(desk, id, why, stamp), at),
    draftGrant: ({ expires, ...given }, caller) =>
      drafted(ports, caller, expires, (stamp) => ({ grant: grantOf(given, stamp), note: given.note })),
    draftRevocation: ({ id, why, expires }, caller) => drafted(ports, caller, expires, () => ({ revoke: id, why })),
    submitSignedAct: ({ signed }, caller) =>
      performed(ports, caller, (desk, stamp) => performSigned(desk, signed, stamp), at),
    handOverLead: ({ action, to, note }, caller) =>
      performed(
        ports,
        caller,
        (desk, stamp) => {
          const step: LeadStep = action === 'offer' ? { action, to: to ?? '', note } : { action }
          return handOverLead(desk, step, stamp)
        },
        ({ desk }) => desk.book.lead,
      ),
    keepKey: ({ publicKey, proof }, caller) =>
      performed(
        ports,
        caller,
        (desk, stamp) => keepOwnKey(desk, publicKey, proof, stamp),
        (c) => at(c),
      ),
    dropKey: ({ publicKey, why }, caller) =>
      performed(
        ports,
        caller,
        (desk, stamp) => dropOwnKey(desk, publicKey, why, stamp),
        (c) => at(c),
      ),
  }
}

/** A grant as the desk takes it, from what its giver wrote. */
function grantOf(
  { note: _, from, until, ...given }: InputOf<Operations['giveGrant']>,
  { party }: Pick<Stamp, 'party'>,
): Grant {
  const bounds = { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) }
  return { ...given, ...bounds, grantor: party, agreement: deskAgreement(given.id) }
}

/** What a party that keeps its key is to sign, for a day or as long as it says. */
async function drafted(
  ports: CommandHandlerPorts,
  caller: Caller,
  expires: string | undefined,
  act: (stamp: Stamp) => Parameters<typeof draftAct>[1],
): Promise<Result<ActContent, Failure>> {
  const centre = ports.centre()
  if (centre === undefined) return notYet()
  const stamp = { at: centre.now(), party: caller.party!, person: caller.person!.id }
  const done = draftAct(centre.desk, act(stamp), expires ?? utcText(secondsOf(stamp.at) + WANTED_S), stamp)
  return done.ok ? done : err(failureOf(done.error))
}

function procedureHandlers(ports: CommandHandlerPorts): Handlers<keyof typeof procedureActs> {
  const view = (centre: CommandCentre, { run }: { readonly run: DeskRun }) => runViewOf(centre, run)
  const keep = (centre: CommandCentre, told: ReturnType<typeof tellings>) => centre.told.push(...told)
  return {
    async validateProcedure({ procedure, start }, caller) {
      const centre = ports.centre()
      if (centre === undefined) return notYet()
      const stamp = { at: start ?? centre.now(), party: caller.party!, person: caller.person!.id }
      const findings = foreseen(centre.desk, procedure, stamp).map(({ at_s, ...f }) => ({
        ...f,
        ...(at_s === undefined ? {} : { at: utcText(at_s) }),
      }))
      return ok({ runnable: !findings.some((f) => f.severity === 'error'), findings })
    },
    startProcedure: ({ procedure }, caller) =>
      performed(
        ports,
        caller,
        (desk, stamp) => startRun(desk, procedure, stamp),
        (centre, started) => {
          keep(centre, tellings(centre, started.told))
          return view(centre, started)
        },
      ),
    actOnRun: ({ run, action, why }, caller) =>
      performed(
        ports,
        caller,
        (desk, stamp) => actOnRun(desk, run, runEventOf(action, why), stamp),
        (centre, acted) => {
          keep(centre, tellings(centre, acted.told))
          return view(centre, acted)
        },
      ),
  }
}

function tellings(centre: CommandCentre, told: readonly { run: string; party: string; text: string }[]) {
  return told.map((t) => ({ ...t, at: centre.now() }))
}

function runEventOf(kind: RunEvent['kind'] & string, why: string): RunEvent {
  return kind === 'no-go' || kind === 'hold' || kind === 'skip' || kind === 'abort' ? { kind, why } : { kind }
}

function logHandlers(ports: CommandHandlerPorts): Handlers<keyof typeof logActs> {
  const at = ({ now }: CommandCentre) => ({ at: now(), revoked: [] })
  return {
    setRule: ({ rule }, caller) => performed(ports, caller, (desk, stamp) => setRule(desk, rule, stamp), at),
    endRule: ({ rule, why }, caller) => performed(ports, caller, (desk, stamp) => endRule(desk, rule, why, stamp), at),
    waiveRule: ({ rule, command, until, why }, caller) =>
      performed(
        ports,
        caller,
        (desk, stamp) => {
          const what = { ...(command === undefined ? {} : { command }), ...(until === undefined ? {} : { until }) }
          return waiveRule(desk, { rule, why, ...what }, stamp)
        },
        at,
      ),
    openAnomaly: (report, caller) =>
      performed(
        ports,
        caller,
        (desk, stamp) => {
          if (desk.ground.ownerOf(report.element) === undefined)
            return err({ kind: 'desk-unknown', what: 'element', id: report.element })
          const id = `a${desk.book.anomalies.size + 1}`
          desk.record({ kind: 'anomaly', id, act: { action: 'open', report } }, stamp)
          return ok(id)
        },
        ({ desk }, id) => anomaliesSeenBy(desk, caller.party!).find((a) => a.id === id)!,
      ),
    async actOnAnomaly({ anomaly: id, ...given }, caller) {
      const act = anomalyActOf(given)
      if (act === undefined) return badRequest(`${given.action} needs more than it was given`)
      return performed(
        ports,
        caller,
        (desk, stamp) => {
          const found = desk.book.anomalies.get(id)
          if (found === undefined || act.action === 'open')
            return err({ kind: 'desk-unknown', what: 'anomaly report', id })
          const checked = checkAnomalyAct(found, stamp.party, act)
          if (!checked.ok)
            return err({
              kind: 'desk-cannot',
              what: `${act.action} of a report that is ${found.state}`,
              why: `it takes ${checked.error.needs}`,
            })
          desk.record({ kind: 'anomaly', id, act }, stamp)
          return ok(id)
        },
        ({ desk }) => anomaliesSeenBy(desk, caller.party!).find((a) => a.id === id)!,
      )
    },
    async actOnShift(given, caller) {
      const act = shiftActOf(given)
      if (act === undefined) return badRequest(`${given.action} needs more than it was given`)
      return performed(
        ports,
        caller,
        (desk, stamp) => {
          const shift = desk.book.shifts.get(stamp.party) ?? newShift()
          const checked = checkShiftAct(shift, stamp.person, act)
          if (!checked.ok) return err({ kind: 'desk-cannot', what: act.action, why: checked.error.why })
          desk.record({ kind: 'shift', act }, stamp)
          return ok(undefined)
        },
        ({ desk }) => shiftOf(desk, caller.party!),
      )
    },
  }
}

/** The act that flat fields mean; undefined where one that it needs is missing. */
function anomalyActOf({
  action,
  note,
  disposition,
  links,
  with: others,
}: {
  action: string
  note: string
  disposition?: string | undefined
  links?: unknown
  with?: unknown
}): AnomalyAct | undefined {
  const shapes: Readonly<Record<string, object>> = {
    link: { links },
    share: { with: others },
    dispose: { disposition, rationale: note },
  }
  const read = anomalyAct.safeParse({ action, ...(shapes[action] ?? { note }) })
  return read.success ? read.data : undefined
}

function shiftActOf({
  action,
  text,
  item,
  number,
  to,
}: {
  action: string
  text: string
  item?: boolean | undefined
  number?: number | undefined
  to?: string | undefined
}): ShiftAct | undefined {
  const shapes: Readonly<Record<string, object>> = {
    write: { text, item: item ?? false },
    done: { item: number, text },
    begin: {},
    'hand-over': { to, text },
  }
  const read = shiftAct.safeParse({ action, ...(shapes[action] ?? { text }) })
  return read.success ? read.data : undefined
}

function readHandlers(ports: CommandHandlerPorts): Handlers<keyof Reads> {
  const rightsNow = knownForAWhile()
  const seeing = <T>(look: (centre: CommandCentre, party: string, caller: Caller) => Result<T, Failure>) => {
    return async (caller: Caller): Promise<Result<T, Failure>> => {
      const centre = ports.centre()
      return centre === undefined ? notYet() : look(centre, caller.party!, caller)
    }
  }
  return {
    commands: ({ state, element, limit }, caller) =>
      seeing((centre, party) => {
        const { desk, now } = centre
        const all = [...desk.book.commands.values()].reverse().filter((c) => seesCommand(desk, c, party))
        const wanted = all.filter(
          (c) => (state === undefined || c.state === state) && (element === undefined || c.content.element === element),
        )
        return ok({ at: now(), commands: wanted.slice(0, limit).map((c) => commandViewOf(centre, c)) })
      })(caller),
    command: ({ id }, caller) =>
      seeing((centre, party) => {
        const { desk } = centre
        const c = desk.book.commands.get(id)
        return c !== undefined && seesCommand(desk, c, party) ? ok(commandViewOf(centre, c)) : missing('command', id)
      })(caller),
    commandQueue: (_, caller) =>
      seeing((centre, party) => {
        const { desk, now } = centre
        const seen = desk.book.queue.filter((c) => seesCommand(desk, c, party))
        return ok({ at: now(), lead: desk.book.lead, queue: seen.map((c) => commandViewOf(centre, c)) })
      })(caller),
    commandRights: ({ element }, caller) =>
      seeing(({ desk, now }, party, { person }) => {
        const at = now()
        const rights = rightsNow(desk, { party, person: person!.id }, element, at)
        return ok({ at, phase: desk.ground.phaseAt(secondsOf(at)), rights })
      })(caller),
    checkCommand: (given, caller) =>
      seeing((centre, party, { person }) => {
        const { desk, now } = centre
        const { element, command } = given
        if (desk.ground.ownerOf(element) === undefined) return missing('element', element)
        const found = desk.ground.command(element, command)
        if (found === undefined) return missing('command', `${element}/${command}`)
        const stamp = { at: now(), party, person: person!.id }
        return ok(checkViewOf(centre, contentOf(desk, given, 'not-sent', stamp), found, stamp.at))
      })(caller),
    ownKeys: (_, caller) => seeing((centre) => ok({ at: centre.now(), keys: keysOf(centre) }))(caller),
    grantFalls: ({ id }, caller) =>
      seeing(({ desk, now }, party) => {
        if (!grantsSeenBy(desk, party, now()).some((g) => g.grant.id === id)) return missing('grant', id)
        const fall = fallsWith(desk, id, now()).filter((c) => seesCommand(desk, c, party))
        return ok({
          at: now(),
          commands: fall.map(({ id: of, content: { element, party: sender }, command, state }) => ({
            ...{ id: of, element, command: command.name, party: sender, state },
          })),
        })
      })(caller),
    grants: (_, caller) =>
      seeing(({ desk, now }, party) => ok({ at: now(), grants: grantsSeenBy(desk, party, now()) }))(caller),
    flightRules: (_, caller) =>
      seeing(({ desk, now }, party) => {
        const at = now()
        return ok({ at, rules: rulesOf(desk, party, at) })
      })(caller),
    anomalies: (_, caller) => seeing(({ desk }, party) => ok({ anomalies: anomaliesSeenBy(desk, party) }))(caller),
    shift: (_, caller) => seeing(({ desk }, party) => ok(shiftOf(desk, party)))(caller),
    runs: (_, caller) =>
      seeing((centre, party) => {
        const seen = [...centre.desk.book.runs.values()].filter((r) => seesRun(r, party))
        return ok({ runs: seen.reverse().map((r) => runViewOf(centre, r)) })
      })(caller),
    run: ({ run }, caller) =>
      seeing((centre, party) => {
        const found = centre.desk.book.runs.get(run)
        return found !== undefined && seesRun(found, party) ? ok(runViewOf(centre, found)) : missing('run', run)
      })(caller),
  }
}

/** How long what one may send is taken as known, s of the mission, as long as no grant comes or goes. */
const KNOWN_S = 5

/** Rights by who asks: hundreds of questions of authority, which consoles ask again and again. */
function knownForAWhile(): typeof rightsOf {
  const known = new Map<string, { of: readonly unknown[]; until_s: number; rights: ReturnType<typeof rightsOf> }>()
  return (desk, sender, element, at) => {
    const { book, ground } = desk
    const now_s = secondsOf(at)
    const of = [
      desk,
      book.authorityVersion,
      book.revoked.size,
      [...desk.revocations.keys()].filter((grant) => desk.revokedSince(grant, at) !== undefined).length,
      ground.agreements,
      ground.parties,
      ground.phaseAt(now_s),
    ]
    const key = `${sender.party} ${sender.person} ${element ?? ''}`
    const before = known.get(key)
    if (before !== undefined && now_s < before.until_s && now_s >= before.until_s - KNOWN_S)
      if (before.of.every((part, i) => part === of[i])) return before.rights
    const rights = rightsOf(desk, sender, element, at)
    known.delete(key)
    known.set(key, { of, until_s: now_s + KNOWN_S, rights })
    if (known.size > 200) known.delete(known.keys().next().value!)
    return rights
  }
}

/** Does an act at the desk in the caller's name, and shows what it came to. */
async function performed<T, V>(
  ports: CommandHandlerPorts,
  caller: Caller,
  act: (desk: CommandDesk, stamp: Stamp) => Result<T, DeskError>,
  view: (centre: CommandCentre, outcome: T) => V,
): Promise<Result<V, Failure>> {
  const centre = ports.centre()
  if (centre === undefined) return notYet()
  const done = await centre.perform((desk, at) => act(desk, { at, party: caller.party!, person: caller.person!.id }))
  return done.ok ? ok(view(centre, done.value)) : err(failureOf(done.error))
}

/** What the desk does not do, in the contract's words. */
function failureOf(error: DeskError): Failure {
  const text = describeDeskError(error)
  const message = `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
  switch (error.kind) {
    case 'desk-unknown':
      return { kind: 'not-found', message, what: error.what, id: error.id }
    case 'not-yours':
      return { kind: 'not-allowed', message, needs: [], party: error.needs[0] ?? '' }
    default:
      return { kind: 'refused', message, rule: error.kind }
  }
}

function missing(what: string, id: string): Result<never, Failure> {
  return err({ kind: 'not-found', message: `There is no ${what} ${id} that concerns your party.`, what, id })
}

function notYet(): Result<never, Failure> {
  const message = 'Nothing can be commanded yet: operations begin when their plan stands. Ask again in a while.'
  return err({ kind: 'not-found', message, what: 'command desk', id: 'desk' })
}

function badRequest(what: string): Result<never, Failure> {
  const message = `It cannot be done as asked: ${what}.`
  return err({
    kind: 'bad-request',
    message,
    problems: [{ file: '', field: '/action', rule: 'missing', message: what }],
  })
}
