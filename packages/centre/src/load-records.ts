/** Files that were sent up to elements, as the desk has them on record, and who may not send one, with the reason. */
import { fromBase64 } from '@magpie/core/base64'
import type { Refusal } from '@magpie/mission/authority-request'
import type { RecordedAct } from '@magpie/operations/command/book'
import type { CommandDesk } from '@magpie/operations/command/desk'
import { loadHash } from '@magpie/operations/procedure/load'
import { LARGEST_LOAD_OCTETS } from '@magpie/operations/rehearsal-acts'

/** A file that was sent up. */
export type LoadRecord = {
  readonly at: string
  readonly party: string
  readonly person: string
  readonly name: string
  readonly octets: number
  readonly sha256: string
  readonly why: string
  content(): Uint8Array
}

/** What is known of each once it was looked at: hashing takes a moment. */
const known = new WeakMap<object, { readonly octets: number; readonly sha256: string }>()

/** The files of an element, newest first. */
export function loadRecords(said: readonly RecordedAct[], element: string): LoadRecord[] {
  return said
    .flatMap(({ event, stamp }): LoadRecord[] => {
      if (event.kind !== 'rehearsal' || event.act.do !== 'load' || event.act.element !== element) return []
      const { act, why } = event
      const content = () => fromBase64(act.content) ?? new Uint8Array()
      let told = known.get(act)
      if (told === undefined) {
        const octets = content()
        told = { octets: octets.length, sha256: loadHash(octets) }
        known.set(act, told)
      }
      return [{ at: stamp.at, party: stamp.party, person: stamp.person, name: act.name, why, ...told, content }]
    })
    .reverse()
}

/** How files go up here. */
export const LOADS_IN_REHEARSALS = { largest_octets: LARGEST_LOAD_OCTETS } as const

export type LoadAsked = {
  /** Whether a way of this centre takes files up. */
  readonly takesFiles: boolean
  readonly element: string
  readonly party: string
  readonly roles: readonly string[]
}

/** Why a file may not be sent up; undefined where it may. */
export function loadRefusal({ ground }: CommandDesk, asked: LoadAsked): Refusal | undefined {
  const { takesFiles, element, party, roles } = asked
  const owner = ground.ownerOf(element)
  if (!takesFiles)
    return {
      permitted: false,
      rule: 'loads-over-links',
      fact: 'this centre operates over links, and none of them takes files: commands go up by them, and no bundles',
      source: { title: 'The links that the centre was started with' },
      remedy:
        'Give the link whose other end takes bundles its "bundles" in the file of links, or rehearse the load at a centre without links.',
    }
  if (owner !== undefined && party !== owner)
    return {
      permitted: false,
      rule: 'owner-loads',
      fact: `${element} belongs to ${owner}, and ${party} is not its owner`,
      source: { title: `The mission model: owner of ${element}` },
      remedy: `Ask ${owner} to send its software up.`,
    }
  if (!roles.some((r) => r === 'operator' || r === 'officer'))
    return {
      permitted: false,
      rule: 'operators-load',
      fact: `software is sent up by operators and officers, and you are neither in ${party}`,
      source: { title: `The roles of ${party}` },
      remedy: `Ask an officer of ${party} for the role of an operator.`,
    }
  return undefined
}
