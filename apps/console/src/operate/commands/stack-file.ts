/** A stack of commands as a file: what was composed, to be opened again here, or by somebody else. */
import * as z from 'zod'
import type { Draft } from './draft.ts'

const entry = z.strictObject({
  element: z.string().min(1).max(64),
  command: z.string().min(1).max(128),
  arguments: z.record(z.string().max(128), z.string().max(1000)).default({}),
  execute: z.string().max(40).default(''),
  expires: z.string().max(40).default(''),
  priority: z
    .string()
    .regex(/^[1-9]$/)
    .default('5'),
  purpose: z.string().max(500).default(''),
})

/** `magpie-stack-1`: commands in their order. What was acknowledged is not kept: each who sends reads warnings anew. */
const stackFile = z.strictObject({
  format: z.literal('magpie-stack-1'),
  mission: z.string().max(64),
  commands: z.array(entry).min(1).max(500),
})

/** The text of a file. */
export function stackText(mission: string, drafts: readonly Draft[]): string {
  const commands = drafts.map(({ key: _, acknowledged: __, ...draft }) => draft)
  return `${JSON.stringify({ format: 'magpie-stack-1', mission, commands }, undefined, 2)}\n`
}

/** The commands of a file, or what is wrong with it. */
export function stackOf(
  text: string,
  mission: string,
): { readonly ok: true; readonly drafts: Draft[] } | { readonly ok: false; readonly why: 'other' | string } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { ok: false, why: 'JSON' }
  }
  const read = stackFile.safeParse(json)
  if (!read.success) {
    const [issue] = read.error.issues
    return { ok: false, why: `/${issue!.path.join('/')}: ${issue!.message}` }
  }
  // Stacks that are made of a dictionary's blocks are of no mission.
  if (read.data.mission !== mission && read.data.mission !== '') return { ok: false, why: 'other' }
  return { ok: true, drafts: read.data.commands.map((c) => ({ ...c, key: crypto.randomUUID(), acknowledged: [] })) }
}
