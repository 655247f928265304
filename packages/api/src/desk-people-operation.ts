/** Who acted at the command desk, by name: its record keeps people by identifier. */
import * as z from 'zod'
import { operation } from './operation.ts'

export const deskPeople = operation({
  name: 'command.people',
  summary: 'Names of people who acted at the command desk, by their identifiers',
  place: 'centre',
  access: ['operator', 'officer', 'signatory'],
  input: z.strictObject({ people: z.array(z.string().min(1).max(128)).max(200) }),
  output: z.strictObject({ people: z.array(z.strictObject({ person: z.string(), name: z.string() })) }),
  http: { method: 'post', path: '/command-people' },
  cli: { words: ['command', 'people'], positional: [] },
})
