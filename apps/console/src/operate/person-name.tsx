/** A person who acted at the command desk, by name: identifiers of a page are asked for together, once. */
import { deskPeople } from '@magpie/api/desk-people-operation'
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { callerOf } from '../api.ts'

const call = callerOf({ deskPeople })

/** So many names are asked for at once at most. */
const MOST = 200

type Asked = { readonly person: string; readonly take: (name: string) => void; readonly fail: (cause: unknown) => void }
const waiting: Asked[] = []

function nameOf(person: string): Promise<string> {
  return new Promise((take, fail) => {
    if (waiting.length === 0) setTimeout(ask)
    waiting.push({ person, take, fail })
  })
}

async function ask(): Promise<void> {
  const asked = waiting.splice(0, MOST)
  if (waiting.length > 0) setTimeout(ask)
  try {
    const { people } = await call('deskPeople', { people: [...new Set(asked.map((a) => a.person))] })
    const names = new Map(people.map((p) => [p.person, p.name]))
    for (const { person, take } of asked) take(names.get(person) ?? person)
  } catch (cause) {
    for (const { fail } of asked) fail(cause)
  }
}

/** The name; the identifier until it is known. */
export function usePersonName(person: string | undefined): string {
  const { data } = useQuery({
    queryKey: ['desk-person', person],
    queryFn: () => nameOf(person!),
    enabled: person !== undefined,
    staleTime: Infinity,
  })
  return data ?? person ?? ''
}

/** The same as text. */
export function PersonName({ person }: { readonly person: string }): JSX.Element {
  return <span className="person-name">{usePersonName(person)}</span>
}
