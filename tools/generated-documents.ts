/**
 * The documents, and parts of documents, that are made from the code: `npx node tools/write-documents.ts` writes them,
 * documents.test.ts says when they are old.
 */
import { type Failure, httpStatus } from '@magpie/api/failure'
import { openApi } from '@magpie/api/openapi'
import { CONSOLE_MAY, DIRECTIONS } from './directions.ts'

/** A kind of failure in the words of the page: what it means, and what helps. */
type Words = { readonly means: string; readonly helps: string }

const KINDS: Readonly<Record<Failure['kind'], Words>> = {
  'bad-request': {
    means: 'The input does not fit the operation: a field is missing, superfluous, of another type or out of range.',
    helps: 'Each problem names the field and the rule. `magpie VERB --help` and `/api/openapi.json` say what is taken.',
  },
  'not-found': {
    means: 'There is nothing of that name: a route, an element, a parameter, a stage.',
    helps: 'List what there is first: `magpie mission show`, `magpie status`, or `/api/openapi.json` for routes.',
  },
  'not-signed-in': {
    means: 'The operation is done by a person, and the request has no sign-in.',
    helps: 'Sign in in the console, or give the command your key in MAGPIE_KEY (docs/accounts.md).',
  },
  'not-allowed': {
    means: 'The person acts for a party in which they lack the role, or on what another party owns.',
    helps: 'The sentence names role and party; an officer of that party gives the role.',
  },
  refused: {
    means: 'A rule of the programme says no: a deadline has passed, a letter is withdrawn already.',
    helps: 'The sentence says what was found and what is needed; `rule` names the rule.',
  },
  'folder-unreadable': {
    means: 'A folder that was named does not exist or may not be read.',
    helps: 'Check the path, which counts from where the command was started, and the permissions.',
  },
  'invalid-mission': {
    means: 'Files of a mission folder are missing or break a rule; nothing was computed from them.',
    helps: 'Each problem names file, field and rule: mend them and run `magpie mission check DIR` until none is left.',
  },
  'data-unreadable': {
    means: 'A file that is needed (kernel, terrain, reference file, request file) is missing, cut off or damaged.',
    helps:
      'For shipped data, get the file again and compare its checksum; for your own, the sentence says what was expected.',
  },
  'stage-failed': {
    means: 'A stage of the rehearsal could not do its work, such as a landing that runs out of propellant.',
    helps:
      'The cause says which limit was met. What earlier stages made is kept: after a change only the rest runs again.',
  },
  'ledger-broken': {
    means: 'The ledger does not verify: an entry was altered, dropped, reordered or signed with a wrong key.',
    helps: "Compare with a partner's copy from the entry named by `sequence` on; what stands before it holds.",
  },
  conflict: {
    means: 'Something else holds what is needed, such as another Magpie running on the same data folder.',
    helps: 'Stop what `with` names, or choose another folder or port.',
  },
  internal: {
    means: 'Magpie itself failed. Nothing you did should cause this.',
    helps: 'Report it with the lines of the log under `reference`.',
  },
}

/** `docs/errors.md`. */
export function errorsPage(): string {
  const { components } = openApi('') as { components: { schemas: { Failure: { oneOf: KindSchema[] } } } }
  const { oneOf } = components.schemas.Failure
  return [
    '# Errors',
    '',
    '<!-- Made from packages/api/src/failure.ts by tools/write-documents.ts: change those, not this page. -->',
    '',
    'What can go wrong is the same union everywhere: the HTTP API answers with it as JSON, `magpie --format json` prints it',
    'under `error`, the typed client returns it. Every failure has its `kind`, a `message` that says what is wrong and what',
    'to do, and the values below. The command line ends with 2 for `bad-request` and for what is typed wrong, with 1 for all',
    'others; a check that was done and found something wrong (`verify`, `mission check`) also ends with 1.',
    '',
    'A command that authority refuses is not an error: it is an answer, and names its rule, fact, source and remedy',
    '([architecture](architecture.md#authority)).',
    '',
    '| kind | HTTP |',
    '|---|---|',
    ...oneOf.map((s) => `| [\`${kindOf(s)}\`](#${kindOf(s)}) | ${httpStatus({ kind: kindOf(s) } as Failure)} |`),
    ...oneOf.flatMap(section),
    '',
  ].join('\n')
}

type KindSchema = { readonly properties: Readonly<Record<string, ValueSchema>> }
type ValueSchema = { readonly const?: string; readonly type?: string; readonly items?: ItemSchema }
type ItemSchema = { readonly properties?: Readonly<Record<string, unknown>>; readonly required?: readonly string[] }

function kindOf(schema: KindSchema): Failure['kind'] {
  return schema.properties['kind']?.const as Failure['kind']
}

function section(schema: KindSchema): string[] {
  const kind = kindOf(schema)
  const values = Object.entries(schema.properties).filter(([name]) => name !== 'kind' && name !== 'message')
  const { means, helps } = KINDS[kind]
  return ['', `## ${kind}`, '', means, helps, '', ...values.map(([name, value]) => `- \`${name}\`: ${typeOf(value)}`)]
}

function typeOf({ type, items }: ValueSchema): string {
  if (items === undefined) return type ?? 'any value'
  const fields = Object.keys(items.properties ?? {}).map((name) =>
    items.required?.includes(name) ? `\`${name}\`` : `\`${name}\` (where known)`,
  )
  return `a list, each with ${fields.join(', ')}`
}

/** The table of `docs/architecture.md`: what each package may import. */
export function directionsTable(): string {
  return [
    '| package | may import |',
    '|---|---|',
    ...Object.entries(DIRECTIONS).map(([name, may]) => `| \`${name}\` | ${list(may)} |`),
    `| the console | ${list(CONSOLE_MAY)} |`,
  ].join('\n')
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.map((name) => `\`${name}\``).join(', ')
}

/** The text with the part between `<!-- NAME:begin -->` and `<!-- NAME:end -->` replaced; throws where there is none. */
export function withPart(text: string, name: string, part: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`]
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from) throw new Error(`there is no part ${name}`)
  return `${text.slice(0, from + begin.length)}\n${part}\n${text.slice(to)}`
}
