/**
 * The handlers of a rehearsal itself: faults by officers of the party that leads, software sent up by the owner of an element.
 * Each act is recorded at the desk, and enters the simulation at the moment on record.
 */
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import type { rehearsalOperations } from '@magpie/api/rehearsal-operations'
import { fromBase64 } from '@magpie/core/base64'
import { err, ok, type Result } from '@magpie/core/result'
import { FAULTS, faultProblem, faultyKind } from '@magpie/operations/faults'
import type { OperationsFile } from '@magpie/operations/operations-file'
import { loadHash } from '@magpie/operations/procedure/load'
import { LARGEST_LOAD_OCTETS, type RehearsalAct } from '@magpie/operations/rehearsal-acts'
import type { CommandCentre } from './command-centre.ts'
import type { Handlers } from './dispatch.ts'

export type RehearsalHandlerPorts = {
  /** The desk of what runs now; undefined as long as nothing can be commanded. */
  centre(): CommandCentre | undefined
  operations(): OperationsFile
}

/** One handler an operation. */
export function rehearsalHandlers(ports: RehearsalHandlerPorts): Handlers<keyof typeof rehearsalOperations> {
  const act = async (caller: Caller, what: RehearsalAct, why: string): Promise<Result<{ at: string }, Failure>> => {
    const centre = ports.centre()
    if (centre === undefined) return notYet()
    const refused = what.do === 'load' ? notOwner(centre, caller, what.element) : notLead(centre, caller)
    if (refused !== undefined) return err(refused)
    const problem = problemOf(ports.operations(), what)
    if (problem !== undefined) return err(problem)
    const done = await centre.perform((desk, at) => {
      desk.record({ kind: 'rehearsal', act: what, why }, { at, party: caller.party!, person: caller.person!.id })
      return ok({ at })
    })
    return done.ok ? ok(done.value) : notYet()
  }
  return {
    async faultList(_, caller) {
      const centre = ports.centre()
      const file = ports.operations()
      const kinds = file.elements.flatMap(({ id }) => {
        const kind = faultyKind(file, id)
        return kind === undefined ? [] : [{ id, kind }]
      })
      const faults = FAULTS.map(({ id, kinds: of, does, shows, mended, amount = '' }) => ({
        ...{ id, kinds: [...of], does, shows: [...shows], mended, amount },
        elements: kinds.flatMap((e) => (of.includes(e.kind) ? [e.id] : [])),
      }))
      const mayInject =
        centre !== undefined && caller.roles.includes('officer') && notLead(centre, caller) === undefined
      return ok({ faults, record: centre === undefined ? [] : recordOf(centre), mayInject })
    },
    faultInject: ({ element, fault, amount, why }, caller) =>
      act(caller, { do: 'inject', element, fault, amount }, why),
    faultClear: ({ element, fault, why }, caller) =>
      act(caller, { do: 'clear', element, ...(fault === undefined ? {} : { fault }) }, why),
    async loadSend({ element, name, content, why }, caller) {
      const octets = fromBase64(content)
      if (octets === undefined) return err(wrongField('/content', 'base64', 'The file is not base64.'))
      if (octets.length > LARGEST_LOAD_OCTETS)
        return err(wrongField('/content', 'load-size', `${octets.length} octets are more than ${LARGEST_LOAD_OCTETS}.`))
      const done = await act(caller, { do: 'load', element, name, content }, why)
      return done.ok ? ok({ ...done.value, octets: octets.length, sha256: loadHash(octets) }) : done
    },
  }
}

function problemOf(file: OperationsFile, what: RehearsalAct): Failure | undefined {
  const kind = faultyKind(file, what.element)
  if (kind === undefined)
    return { kind: 'not-found', message: `${what.element} is not simulated.`, what: 'element', id: what.element }
  if (what.do === 'load')
    return kind === 'relay'
      ? wrongField('/element', 'load-relay', 'The relay takes no software in a rehearsal.')
      : undefined
  const problem = what.fault === undefined ? undefined : faultProblem(what.fault, kind)
  return problem === undefined ? undefined : wrongField('/fault', 'fault-of-kind', `${problem}.`)
}

function wrongField(field: string, rule: string, message: string): Failure {
  return { kind: 'bad-request', message, problems: [{ file: '', field, rule, message }] }
}

function notLead({ desk }: CommandCentre, { party }: Caller): Failure | undefined {
  const lead = desk.book.lead.holder
  if (party === lead) return undefined
  const message = `Faults are put in by ${lead}, which leads the rehearsal, and not by ${party}. Ask an officer of ${lead}.`
  return { kind: 'refused', message, rule: 'lead-injects-faults' }
}

function notOwner({ desk }: CommandCentre, { party }: Caller, element: string): Failure | undefined {
  const owner = desk.ground.ownerOf(element)
  if (owner === undefined || party === owner) return undefined
  const message = `${element} belongs to ${owner}, and ${party} is not its owner. Ask ${owner} to send its software up.`
  return { kind: 'refused', message, rule: 'owner-loads' }
}

function recordOf({ desk }: CommandCentre) {
  return desk.book.said
    .flatMap(({ event, stamp }) => {
      if (event.kind !== 'rehearsal' || event.act.do === 'load') return []
      const { element, do: done, fault = '' } = event.act
      const amount = event.act.do === 'inject' ? event.act.amount : 0
      return [{ ...stamp, element, fault, done, amount, why: event.why }]
    })
    .reverse()
}

function notYet(): Result<never, Failure> {
  const message = 'Nothing flies yet: operations begin when their plan stands. Ask again in a while.'
  return err({ kind: 'not-found', message, what: 'command desk', id: 'desk' })
}
