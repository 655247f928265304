/**
 * The made-up people by whom a party acts on board in a rehearsal: a flight director and an operator each. That there are just
 * these two, and which numbers stand for them in telecommands, is assumed; a mission file may name others.
 */
import type { Identifier } from '@magpie/core/identifier'
import type { OperationsFile, Person } from './operations-file.ts'

/** The parties and people that a gateway knows by their numbers. */
export type PeopleOnBoard = {
  readonly parties: readonly OperationsFile['parties'][number][]
  readonly persons: readonly Person[]
}

const MADE_UP = ['flight-director', 'operator'] as const

/** Parties and people with those of a party that had none; the same lists where it has some. */
export function withPeopleOf({ parties, persons }: PeopleOnBoard, party: Identifier): PeopleOnBoard {
  const known = parties.some((p) => p.id === party)
  const entered = known ? parties : [...parties, { id: party, number: freeNumber(parties) }]
  if (persons.some((p) => p.party === party)) return { parties: entered, persons }
  let all: Person[] = [...persons]
  for (const what of MADE_UP) all = [...all, { id: `${party}-${what}`, number: freeNumber(all), party }]
  return { parties: entered, persons: all }
}

function freeNumber(taken: readonly { readonly number: number }[]): number {
  return Math.max(0, ...taken.map(({ number }) => number)) + 1
}
