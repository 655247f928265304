/**
 * Sentences by code. English is made from a table's text and its values; and because records, signatures and packets hold the
 * sentence alone, the same table finds code and values in it again, so that a page can say it in its reader's language. What
 * was taken out of a sentence for who may not read it cannot come back that way.
 *
 * A text has its values in braces: `{name}` is any text, `{name:kind}` one of a kind: `id` has no blanks, `ids` are one or several, `part` no semicolon, `number` and `time` are
 * what they are called, `said` is a sentence of the table, `about` may be one, `list` has several between "; ". Any other
 * kind is a list of words.
 */

/** English by code. */
type SentenceTable = Readonly<Record<string, string>>

/** The words of each kind that is a list of words. */
type WordTable = Readonly<Record<string, readonly string[]>>

type NamesIn<Text extends string> = Text extends `${string}{${infer Value}}${infer Rest}`
  ? (Value extends `${infer Name}:${string}` ? Name : Value) | NamesIn<Rest>
  : never

/** The values that a text asks for. */
type SentenceValues<Text extends string> = { readonly [Name in NamesIn<Text>]: string | number }

/** What a sentence says: its code, and each value as it stands there, as a word of a kind, or as sentences itself. */
export type Said = { readonly code: string; readonly values: Readonly<Record<string, SaidValue>> }
export type SaidValue = {
  readonly text: string
  /** The kind of words that it is one of. */
  readonly word?: string
  /** The parts of a value that is one sentence or several; one that is no sentence is its text. */
  readonly parts?: readonly (Said | string)[]
}

/** Makes the English sentences of a table. */
export function sayer<T extends SentenceTable>(table: T) {
  // What stands still, name, kind, what stands still, and so on, by code.
  const texts = new Map(Object.entries(table).map(([code, text]) => [code, text.split(VALUE)]))
  return <Code extends keyof T & string>(code: Code, values: SentenceValues<T[Code]>): string => {
    const parts = texts.get(code)!
    let text = parts[0]!
    for (let i = 1; i < parts.length; i += 3)
      text += `${(values as Record<string, string | number>)[parts[i]!]}${parts[i + 2]}`
    return text
  }
}

/** Finds code and values in a sentence of a table; undefined where it is none. */
export function sentenceReader(table: SentenceTable, words: WordTable): (text: string) => Said | undefined {
  const patterns = Object.entries(table)
    .map(([code, text]) => patternOf(code, text, words))
    .sort((a, b) => Number(b.frames) - Number(a.frames) || b.fixed - a.fixed)
  const read = (text: string): Said | undefined => {
    for (const pattern of patterns) {
      if (!text.includes(pattern.within)) continue
      const found = pattern.shape.exec(text)
      const values = found === null ? undefined : valuesOf(pattern, found, read)
      if (values !== undefined) return { code: pattern.code, values }
    }
    return undefined
  }
  // A sentence may stand at the head of a text, or of another's remedy, with a capital.
  return (text) => read(text) ?? (/^[A-Z]/.test(text) ? read(text.charAt(0).toLowerCase() + text.slice(1)) : undefined)
}

type Pattern = {
  readonly code: string
  readonly shape: RegExp
  /** Its longest part between values, and how many letters such parts have in all: the most particular text is tried first. */
  readonly within: string
  readonly fixed: number
  /**
   * It begins with a value of a form of its own, has words, and ends with another sentence: it is tried before that one,
   * whose first value may be any text and would take the whole head for a name.
   */
  readonly frames: boolean
  readonly values: readonly { readonly name: string; readonly kind: string }[]
}

const VALUE = /\{(\w+)(?::([\w-]+))?\}/g
const SHAPES: Readonly<Record<string, string>> = {
  '': '.+?',
  id: '[^\\s,;]+',
  number: '[-+]?\\d[\\d.]*(?:e[-+]?\\d+)?',
  time: '\\d{4}-\\d\\d-\\d\\d[\\dTZ:. ]*',
  ids: '[^\\s,;]+(?:(?:,| or| and) [^\\s,;]+)*',
  part: '[^;]+?',
  said: '.+',
  about: '.+?',
  list: '.+',
}

function patternOf(code: string, text: string, words: WordTable): Pattern {
  const parts = text.split(VALUE)
  const values: { name: string; kind: string }[] = []
  let shape = ''
  const fixed: string[] = []
  // Split by two groups: what stands still, name, kind, what stands still, and so on.
  for (let i = 0; i < parts.length; i += 3) {
    fixed.push(parts[i]!)
    shape += escaped(parts[i]!)
    const [name, kind = ''] = [parts[i + 1], parts[i + 2]]
    if (name === undefined) continue
    values.push({ name, kind })
    shape += `(${SHAPES[kind] ?? words[kind]!.map(escaped).join('|')})`
  }
  const within = fixed.reduce((longest, part) => (part.length > longest.length ? part : longest), '')
  const length = fixed.reduce((sum, part) => sum + part.length, 0)
  const [first, last] = [values.at(0), values.at(-1)]
  const heads = fixed[0] === '' && first !== undefined && !LOOSE.has(first.kind) && !NESTED.has(first.kind)
  const frames = heads && /\w{3}/.test(within) && fixed.at(-1) === '' && NESTED.has(last!.kind)
  return { code, shape: new RegExp(`^${shape}$`, 's'), within, fixed: length, frames, values }
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function valuesOf(
  { values }: Pattern,
  found: RegExpExecArray,
  read: (text: string) => Said | undefined,
): Said['values'] | undefined {
  const out: Record<string, SaidValue> = {}
  for (const [i, { name, kind }] of values.entries()) {
    const text = found[i + 1]!
    const parts = NESTED.has(kind) ? (kind === 'list' ? text.split('; ') : [text]).map((p) => read(p) ?? p) : undefined
    if (kind === 'said' && typeof parts![0] === 'string') return undefined
    if (parts !== undefined) out[name] = { text, parts }
    else out[name] = SHAPES[kind] === undefined ? { text, word: kind } : { text }
  }
  return out
}

const NESTED: ReadonlySet<string> = new Set(['said', 'about', 'list'])
/** Kinds that are nearly any text. */
const LOOSE: ReadonlySet<string> = new Set(['', 'part'])
