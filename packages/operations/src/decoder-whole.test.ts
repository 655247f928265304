import { readdirSync, readFileSync } from 'node:fs'
import { random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileDecoder } from './decoder.ts'
import type { PacketAt, Sample } from './decoder-run.ts'
import { compileTree, decodeByContainer } from './decoder-tree.ts'
import { kindOf, routesOf } from './decoder-whole.ts'
import type { Dictionary } from './dictionary.ts'
import { initialSample } from './initial-sample.ts'
import { dictionaries } from './testing/random-dictionary.ts'
import { container, parameter, unsigned, xtceText } from './testing/xtce-text.ts'
import { readXtce } from './xtce-reader.ts'

/** Both ways of decoding, side by side, with samples that live on from packet to packet. */
function bothWays(dictionary: Dictionary, root?: string) {
  const decoder = compileDecoder(dictionary, root)
  const compiled = compileTree(dictionary, root)
  if (!decoder.ok || !compiled.ok) return undefined
  const tree = compiled.value
  const routes = routesOf(tree.root)
  const one = decoder.value.newSample()
  const other = initialSample(dictionary.parameters, tree.values)
  return (octets: Uint8Array): boolean => {
    const packet: PacketAt = { view: new DataView(octets.buffer), from: octets.byteOffset, octets: octets.length }
    const done = decoder.value.decode(octets, one)
    const expected = decodeByContainer(tree.root, packet, other)
    expect(done).toEqual(expected)
    expect(seen(one)).toEqual(seen(other))
    return routes !== undefined && done.ok && kindOf(routes, packet) !== undefined
  }
}

function seen({ container, count, slots, raw, value, text, bits, exact, kept }: Sample): unknown {
  return { container, slots: slots.slice(0, count), raw, value, text, bits, exact, kept }
}

const packets = fc.array(fc.uint8Array({ minLength: 0, maxLength: 60 }), { minLength: 1, maxLength: 6 })

test('any dictionary: the same samples and the same refusals both ways', () => {
  fc.assert(
    fc.property(dictionaries, packets, (dictionary, all) => {
      for (const { qualifiedName, base } of dictionary.containers) {
        if (base !== undefined) continue
        const decode = bothWays(dictionary, qualifiedName)
        for (const packet of all) decode?.(packet)
      }
    }),
    { numRuns: 150 },
  )
})

/** A header of two keys and a number before, between and behind them; kinds told apart by one or both; kinds of kinds. */
const families = fc
  .tuple(
    fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 24 })),
    fc.array(fc.tuple(fc.nat(3), fc.option(fc.tuple(fc.constantFrom('==', '!=', '<', '>='), fc.nat(3))), fc.nat(3)), {
      minLength: 1,
      maxLength: 6,
    }),
    fc.boolean(),
  )
  .map(([[first, k1, k2], kinds, abstract]) => {
    const is = (p: string, value: number, operator = '==') =>
      `<Comparison parameterRef="${p}" value="${value}" comparisonOperator="${operator.replace('<', '&lt;')}"/>`
    const kind = (name: string, of: string, own: string, criteria: string) =>
      container(
        name,
        [own],
        `<BaseContainer containerRef="${of}"><RestrictionCriteria><ComparisonList>${criteria}</ComparisonList></RestrictionCriteria></BaseContainer>`,
      )
    const signed =
      '<IntegerParameterType name="i12"><IntegerDataEncoding sizeInBits="12" encoding="twosComplement"/></IntegerParameterType>'
    const text = xtceText('s', {
      types: unsigned('f', first) + unsigned('k1', k1) + unsigned('k2', k2) + unsigned('u64', 64) + signed,
      parameters:
        parameter('first', 'f') +
        parameter('k1', 'k1') +
        parameter('k2', 'k2') +
        kinds.map((_, i) => parameter(`own${i}`, i % 2 === 0 ? 'u64' : 'i12') + parameter(`deep${i}`, 'k2')).join(''),
      containers:
        container('head', ['first', 'k1', 'k2'], '', abstract ? 'abstract="true"' : '') +
        kinds
          .map(
            ([a, more, deep], i) =>
              kind(`kind${i}`, 'head', `own${i}`, is('k1', a) + (more === null ? '' : is('k2', more[1], more[0]))) +
              kind(`deep${i}`, `kind${i}`, `deep${i}`, is('k2', deep)),
          )
          .join(''),
    })
    return unwrap(readXtce([{ name: 's.xml', text }])).dictionary
  })

test('headers that tell kinds apart: the same both ways, and most packets are read in one go', () => {
  let [inOneGo, all] = [0, 0]
  const few = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 40 }).map((x) => Uint8Array.from(x))
  fc.assert(
    fc.property(families, fc.array(few, { minLength: 5, maxLength: 12 }), (dictionary, some) => {
      const decode = bothWays(dictionary, '/s/head')!
      for (const packet of some) {
        all++
        if (decode(packet)) inOneGo++
      }
    }),
    { numRuns: 300 },
  )
  expect(inOneGo).toBeGreaterThan(all / 10)
})

test("the project's dictionaries with packets that lead into every container", () => {
  const root = new URL('../../../', import.meta.url)
  const text = (name: string) => ({ name, text: readFileSync(new URL(name, root), 'utf8') })
  const mission = readdirSync(new URL('missions/change-8/dictionary/', root)).map(
    (n) => `missions/change-8/dictionary/${n}`,
  )
  const numbers = random('decoder-whole')
  const cases: readonly [string[], string | undefined, number][] = [
    [['bench/decode.xml'], '/BENCH/ccsds', 1],
    [['golden/operations/jpss-geolocation.xml'], undefined, 0],
    [['golden/operations/suda.xml'], undefined, 0],
    [['golden/operations/bogussat-2.xml'], undefined, 0],
    [mission, '/common/telemetry', 1],
  ]
  for (const [files, name, least] of cases) {
    const { dictionary } = unwrap(readXtce(files.map(text)))
    const decode = bothWays(dictionary, name)!
    let inOneGo = 0
    for (let k = 0; k < 3000; k++) {
      const packet = Uint8Array.from({ length: numbers.integer(160) }, () => numbers.integer(256))
      if (packet.length > 13) packet.set([0x08 | numbers.integer(2), [11, 100, 101, 210, 4, 44][numbers.integer(6)]!])
      if (packet.length > 13) packet[12] = 1 + numbers.integer(5)
      if (decode(packet)) inOneGo++
    }
    expect(inOneGo).toBeGreaterThanOrEqual(least)
  }
})
