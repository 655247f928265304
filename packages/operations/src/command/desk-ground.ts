/** What the desk stands on: the mission, its dictionary and rules, and what is seen of the spacecraft. All data and ports. */
import type { Identifier } from '@magpie/core/identifier'
import type { Agreement } from '@magpie/mission/agreement'
import type { Element } from '@magpie/mission/element'
import type { Party } from '@magpie/mission/party'
import type { PolicyEngine } from '@magpie/mission/policy-engine'
import { type Command, type Dictionary, findCommand } from '../dictionary.ts'
import type { Circumstances, SeenValue } from './condition.ts'
import type { LatestValue } from './criteria.ts'

/** What is given; times TAI s past J2000. */
export type DeskSource = {
  readonly mission: Identifier
  readonly lead: Identifier
  readonly dictionary: Dictionary
  readonly elements: readonly Element[]
  readonly parties: readonly Party[]
  /**
   * Agreements in force; grants given at the desk come beside them. What is signed while the desk is open makes another
   * list: these three are asked each time, and a list that is another one is taken as changed.
   */
  readonly agreements: readonly Agreement[]
  readonly engine: PolicyEngine
  readonly phaseAt: (at_s: number) => string
  /** The newest value of a parameter of an element. */
  readonly value: (element: string, name: string) => SeenValue | undefined
  /** Seconds that a window of the kind stays open; undefined where nothing is known of the kind. */
  readonly window_s: (kind: string, at_s: number) => number | undefined
  /** Way of a signal to the element and back, s. */
  readonly signal_s: (element: string, at_s: number) => number
  /** Grants that others than this desk take back, and from when (UTC), which may be later than now: a rehearsal's script. */
  readonly struck?: ReadonlyMap<Identifier, string> | undefined
  /** Public keys (hexadecimal) of keys that a party keeps itself from the beginning; others are told to the desk. */
  readonly ownKeys: (party: Identifier) => readonly string[]
}

export type DeskGround = DeskSource & {
  command(element: string, name: string): Command | undefined
  ownerOf(element: string): Identifier | undefined
  /** Owners of the element and of all that carries it. */
  carriersOf(element: string): readonly Identifier[]
  latestOf(element: string): LatestValue
  circumstances(at_s: number, command?: Circumstances['command']): Circumstances
}

/** The ground with what is looked up in it. */
export function deskGround(source: DeskSource): DeskGround {
  let known = { of: source.elements, byId: byId(source.elements) }
  const elements = () => {
    if (known.of !== source.elements) known = { of: source.elements, byId: byId(source.elements) }
    return known.byId
  }
  return {
    ...source,
    // What is signed while the desk is open changes these.
    get elements() {
      return source.elements
    },
    get parties() {
      return source.parties
    },
    get agreements() {
      return source.agreements
    },
    command: (element, name) =>
      findCommand(source.dictionary, element, name) ?? byAlias(source.dictionary, element, name),
    ownerOf: (element) => elements().get(element)?.owner,
    carriersOf(element) {
      const owners = new Set<Identifier>()
      const seen = new Set<Identifier>()
      for (let e = elements().get(element); e !== undefined && !seen.has(e.id); e = elements().get(e.host ?? '')) {
        seen.add(e.id)
        owners.add(e.owner)
      }
      return [...owners]
    },
    // What a system shares (`/common/state`) is the commanded element's own; else the parameter's system is its element.
    latestOf: (element) => (parameter) => {
      const system = parameter.system.split('/').at(-1) ?? ''
      return source.value(elements().has(system) ? system : element, parameter.name)
    },
    circumstances: (at_s, command) => ({
      now_s: at_s,
      phase: source.phaseAt(at_s),
      value: source.value,
      window_s: (kind) => source.window_s(kind, at_s),
      ...(command === undefined ? {} : { command }),
    }),
  }
}

function byId(elements: readonly Element[]): ReadonlyMap<string, Element> {
  return new Map(elements.map((e) => [e.id, e]))
}

/** A command by one of the names that the dictionary gives it beside its own. */
function byAlias(dictionary: Dictionary, element: string, name: string): Command | undefined {
  return dictionary.commands.find(
    (c) => c.system === `/${element}` && !c.abstract && c.aliases?.some((a) => a.alias === name) === true,
  )
}
