/** The handlers of the mission model as it stands: what is in it, and who may do what by all that is signed. */
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { err, ok, type Result } from '@magpie/core/result'
import { authoriseWith } from '@magpie/mission/authority'
import { type AuthorityModel, compileAuthority } from '@magpie/mission/authority-compile'
import { describeDecision } from '@magpie/mission/describe'
import type { MissionModel } from '@magpie/mission/mission-model'
import type { PolicyEngine } from '@magpie/mission/policy-engine'
import { authorityQuestion } from '@magpie/operations/commands'
import { type Command, type Dictionary, findCommand } from '@magpie/operations/dictionary'
import { readXtce } from '@magpie/operations/xtce-reader'
import { dictionaryFiles, type MissionFolder } from '@magpie/rehearsal/mission-folder'
import type { Handlers } from './dispatch.ts'
import type { SignedNow } from './signed-now.ts'

export type ModelPorts = {
  /** The mission as it stands. */
  now(): SignedNow | undefined
  running(): MissionFolder
  policies(): PolicyEngine
  /** UTC of the mission clock, where it runs. */
  clock(): string | undefined
}

type Asked = InputOf<Operations['authority']>
type Answer = OutputOf<Operations['authority']>

/** One handler an operation. */
export function modelHandlers(ports: ModelPorts): Handlers<'model' | 'authority'> {
  const compiled = new WeakMap<MissionModel, AuthorityModel>()
  const dictionaries = new WeakMap<MissionFolder, Dictionary | undefined>()
  const dictionaryOf = (mission: MissionFolder) => {
    if (!dictionaries.has(mission)) {
      const read = readXtce(dictionaryFiles(mission.dictionaries))
      dictionaries.set(mission, read.ok ? read.value.dictionary : undefined)
    }
    return dictionaries.get(mission)
  }
  return {
    async model() {
      const now = ports.now()
      return now === undefined ? noModel() : ok(modelView(now))
    },
    async authority(asked, caller) {
      const now = ports.now()
      if (now === undefined) return noModel()
      const authority = compiled.get(now.model) ?? compileAuthority(now.model)
      compiled.set(now.model, authority)
      const running = ports.running()
      const command = findCommand(dictionaryOf(running) ?? NO_DICTIONARY, asked.element, asked.action)
      const at = asked.at ?? ports.clock() ?? caller.arrivedAt
      const phase = asked.phase ?? running.operations.phases.science
      const question = questionOf(asked, command, caller)
      const decision = authoriseWith(authority, ports.policies())({ ...question, at, phase })
      return ok({
        ...{ permitted: decision.permitted, rule: decision.rule, text: describeDecision(decision), at },
        ...(decision.permitted ? {} : { remedy: decision.remedy }),
        ...operatedView(now, running, asked.element, command),
      })
    },
  }
}

const NO_DICTIONARY = { commands: [] } as unknown as Dictionary

function questionOf(asked: Asked, command: Command | undefined, caller: Caller) {
  const person = asked.person || (caller.person?.id ?? 'nobody named')
  const sender = { party: asked.party, person }
  if (command !== undefined) return authorityQuestion(sender, asked.element, command, asked.arguments, asked.approvals)
  const numbers = Object.entries(asked.arguments).filter((e): e is [string, number] => typeof e[1] === 'number')
  return {
    ...{ ...sender, action: asked.action, element: asked.element, arguments: Object.fromEntries(numbers), touches: [] },
    ...{ hazardous: false, makesSafe: false, approvals: asked.approvals },
  }
}

/** Whether the rehearsal that runs has the element as it stands; if not, what to do. */
function operatedView(
  { model, signed }: SignedNow,
  running: MissionFolder,
  element: string,
  command: Command | undefined,
): Pick<Answer, 'operated' | 'note'> {
  if (!model.elements.some((e) => e.id === element)) return { operated: false, note: 'no element of the mission' }
  const waiting = signed.some((s) => !s.rehearsed && s.elements.includes(element))
  const operated = running.operations.elements.some((e) => e.id === element)
  if (waiting) return { operated, note: WAITING }
  if (!operated) return { operated, note: 'the element is in the model, and not operated in the rehearsal' }
  if (command === undefined) return { operated, note: `its dictionary has no such command: significance is not known` }
  return { operated, note: 'the rehearsal that runs would take it' }
}

const WAITING = 'signed, and known to the model; the rehearsal that runs was begun before: "rehearsal restart" flies it'

function modelView({ model, signed, leftOut: left }: SignedNow): OutputOf<Operations['model']> {
  const { elements, agreements, envelope, budgets } = model
  const waiting = signed.filter((s) => !s.rehearsed)
  const ids = waiting.map((s) => s.agreement).join(', ')
  return {
    elements: [...elements],
    agreements: [...agreements],
    ...(envelope === undefined ? {} : { envelope: { ...envelope, ...finite(envelope) } }),
    limits: budgets.checks.map(({ limit, element, allowed, used, verdict }) => ({
      ...{ limit, ...(element === undefined ? {} : { element }), allowed: orNull(allowed) },
      ...{ used: used.value, withMargin: used.withMargin, verdict },
    })),
    ...{ signed: [...signed], left: [...left] },
    note: waiting.length === 0 ? 'The rehearsal that runs has all of it.' : `${ids}: ${WAITING}.`,
  }
}

function finite({ total_kg, module_kg }: { readonly total_kg: number; readonly module_kg: number }) {
  return { total_kg: orNull(total_kg), module_kg: orNull(module_kg) }
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

function noModel(): Result<never, Failure> {
  const message = 'The files of the mission form no model: "magpie mission check" tells what is wrong with them.'
  return err({ kind: 'not-found', message, what: 'model', id: 'mission' })
}
