import { readdirSync, readFileSync } from 'node:fs'
import { random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileDecoder, type Decoder, describeDecodeError } from '../decoder.ts'
import type { Dictionary } from '../dictionary.ts'
import { readFprime } from '../fprime/fprime-reader.ts'
import { packetValues } from '../packet-values.ts'
import { looks } from '../testing/dictionary-looks.ts'
import { dictionaries } from '../testing/random-dictionary.ts'
import { describeXtceError } from '../xtce-context.ts'
import { XTCE_NAMESPACES, type XtceEdition } from '../xtce-edition.ts'
import { readXtce } from '../xtce-reader.ts'
import { describeXtceWriteError } from './writing.ts'
import { writeXtce } from './xtce-writer.ts'

const root = new URL('../../../../', import.meta.url)
const text = (name: string) => readFileSync(new URL(name, root), 'utf8')
const folder = 'missions/change-8/dictionary/'
const mission = readdirSync(new URL(folder, root)).map((name) => folder + name)

function dictionaryOf(names: readonly string[]): Dictionary {
  if (names[0]!.endsWith('.json')) return unwrap(readFprime(text(names[0]!)))
  const read = readXtce(names.map((name) => ({ name, text: text(name) })))
  if (!read.ok) throw new Error(read.error.map(describeXtceError).join('\n'))
  return read.value.dictionary
}

function rewritten(dictionary: Dictionary, edition: XtceEdition = '1.2'): Dictionary {
  const files = writeXtce(dictionary, edition)
  if (!files.ok) throw new Error(files.error.map(describeXtceWriteError).join('\n'))
  for (const { text: xml } of files.value) expect(xml).toContain(`xmlns="${XTCE_NAMESPACES[edition]}"`)
  const read = readXtce(files.value)
  if (!read.ok) throw new Error(read.error.map(describeXtceError).join('\n'))
  expect(read.value.notRead).toEqual([])
  return read.value.dictionary
}

describe('every dictionary of the project is read back as it was written', () => {
  test.each([
    ['SUDA', ['golden/operations/suda.xml']],
    ['JPSS', ['golden/operations/jpss-geolocation.xml']],
    ['BogusSAT', ['golden/operations/bogussat-2.xml']],
    ['F Prime, from XTCE', ['golden/operations/fprime-reference.xml']],
    ['F Prime, from its own JSON', ['golden/operations/fprime-reference.json']],
    ['the benchmark', ['bench/decode.xml']],
    ["Chang'e-8, all parties", mission],
  ])('%s', (_, names) => {
    const dictionary = dictionaryOf(names)
    expect(looks(rewritten(dictionary))).toEqual(looks(dictionary))
    expect(looks(rewritten(dictionary, '1.3'))).toEqual(looks(dictionary))
  })
})

describe('a packet decodes to the same values', () => {
  const suda = Buffer.from(JSON.parse(text('golden/operations/suda.json')).file, 'hex')
  const numbers = random('xtce-writer')
  const any = (length: number) => Array.from({ length }, () => numbers.integer(256))
  const whatever = () => Uint8Array.from(any(16 + numbers.integer(200)))
  const cases: readonly [string, readonly string[], () => Uint8Array][] = [
    ['SUDA', ['golden/operations/suda.xml'], () => Uint8Array.from([...suda.subarray(4, 10), ...any(5000)])],
    ['BogusSAT', ['golden/operations/bogussat-2.xml'], whatever],
    [
      'F Prime',
      ['golden/operations/fprime-reference.json'],
      () => Uint8Array.from([0, 4, 0xc0, 0, 0, 0, 0, 4, 0, 1 + numbers.integer(6), 0, 2, 0, ...any(400)]),
    ],
    ["Chang'e-8", mission, whatever],
  ]
  test.each(cases)('%s', (_, files, packetOf) => {
    const dictionary = dictionaryOf(files)
    const again = rewritten(dictionary)
    let decoded = 0
    for (const { qualifiedName, base } of dictionary.containers) {
      if (base !== undefined) continue
      const decoders = [dictionary, again].map((d) => unwrap(compileDecoder(d, qualifiedName)))
      for (let k = 0; k < 60; k++) {
        const packet = packetOf()
        const [own, other] = decoders.map((decoder) => valuesOf(decoder, packet))
        expect(other).toEqual(own)
        if (typeof own === 'object') decoded++
      }
    }
    expect(decoded).toBeGreaterThan(0)
  })

  function valuesOf(decoder: Decoder, packet: Uint8Array): unknown {
    const sample = decoder.newSample()
    const done = decoder.decode(packet, sample)
    if (!done.ok) return describeDecodeError(done.error)
    return packetValues(decoder)(sample).map(({ parameter, value, level }) => [parameter.qualifiedName, value, level])
  }
})

test.each(['1.2', '1.3'] as const)('any dictionary is read back as it was written, edition %s', (edition) => {
  fc.assert(
    fc.property(dictionaries, fc.boolean(), (dictionary, defaults) => {
      if (edition === '1.3' && defaults) giveDefaults(dictionary, new Set())
      expect(looks(rewritten(dictionary, edition))).toEqual(looks(dictionary))
    }),
    { numRuns: 250 },
  )
})

/** Every look-up has a value where no case holds, which 1.2 has no words for. */
function giveDefaults(part: unknown, seen: Set<unknown>): void {
  if (typeof part !== 'object' || part === null || seen.has(part)) return
  seen.add(part)
  if ('kind' in part && part.kind === 'lookup') Object.assign(part, { otherwise: 7 })
  for (const inner of Object.values(part)) giveDefaults(inner, seen)
}

describe('what XTCE has no words for is told, all of it', () => {
  const base = dictionaryOf(['bench/decode.xml'])
  const first = base.parameters[0]!
  test.each<[string, Dictionary, string]>([
    [
      'a name with a colon',
      { ...base, parameters: [{ ...first, name: 'a:b', qualifiedName: `${first.system}/a:b` }, ...base.parameters] },
      `${first.system}/a:b cannot be written as XTCE: "a:b" is no name in XTCE`,
    ],
    [
      'a number that is none',
      {
        ...base,
        parameters: base.parameters.map((p, i) =>
          i > 0 ? p : { ...p, type: { ...p.type, valid: [{ min: Number.NaN, minInclusive: true }] } },
        ),
      },
      'NaN is no number in a file',
    ],
    [
      'an argument fixed by nobody',
      {
        ...base,
        commands: [
          {
            qualifiedName: `${first.system}/go`,
            name: 'go',
            system: first.system,
            abstract: false,
            description: '',
            arguments: [],
            assigned: new Map([['x', '1']]),
            types: new Map(),
            entries: [],
            significance: 'none',
            reason: '',
            verifiers: [],
            constraints: [],
            contextSignificance: [],
            ancillary: new Map(),
            line: 0,
          },
        ],
      },
      `${first.system}/go cannot be written as XTCE: it fixes arguments and extends no command`,
    ],
  ])('%s', (_, dictionary, sentence) => {
    const written = writeXtce(dictionary)
    const found = written.ok ? [] : written.error.map(describeXtceWriteError)
    expect(found.join('\n')).toContain(sentence)
  })
})
