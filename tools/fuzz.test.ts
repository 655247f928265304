/** The fuzz of every parser with few inputs each, and that it finds what it looks for. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { allParsers } from './fuzz/all.ts'
import { fuzzParser, inputOf, isSound, type Parser } from './fuzz/parser.ts'
import { plantedParsers } from './fuzz/planted.ts'

const parsers = (await allParsers()).map(({ parser }) => parser)

test('names are unique', () => {
  expect(new Set(parsers.map(({ name }) => name)).size).toBe(parsers.length)
})

test.each(parsers.map((parser) => [parser.name, parser] as const))(
  '%s reads or refuses damaged inputs',
  async (_, parser) => {
    const { crashes, accepted } = await fuzzParser(parser, 20, 'test', () => undefined)
    expect(crashes).toEqual([])
    expect(accepted).toBeLessThanOrEqual(20)
  },
)

describe('what is planted is found', () => {
  test('a crash, at the same input each time', async () => {
    const [crash] = plantedParsers()
    const first = await fuzzParser(crash!, 200, 'test', () => undefined)
    const again = await fuzzParser(crash!, 200, 'test', () => undefined)
    expect(first.crashed).toBeGreaterThan(0)
    expect(first.crashes[0]!.what).toContain('RangeError')
    expect(again.crashes.map(({ input }) => input)).toEqual(first.crashes.map(({ input }) => input))
    expect(isSound(first)).toBe(false)
    expect(inputOf(crash!, 'test', 7)).toEqual(inputOf(crash!, 'test', 7))
    expect(inputOf(crash!, 'test', 7)).not.toEqual(inputOf(crash!, 'other', 7))
  })

  test('an input that takes too long, by its computing', async () => {
    const busy_us = () => process.threadCpuUsage().user
    let busy = 0
    const slow: Parser = {
      name: 'slow',
      kind: 'text',
      right: ['a'],
      parse: () => {
        for (const from = busy_us(); busy_us() - from < busy; );
        busy = 0
        return true
      },
    }
    const quick = await fuzzParser(slow, 1, 'test', () => {
      busy = 60_000
    })
    expect(quick.slowest.ms).toBeGreaterThanOrEqual(59)
    expect(isSound({ ...quick, slowest: { ms: 900, input: 0 } })).toBe(true)
    expect(isSound({ ...quick, slowest: { ms: 1001, input: 0 } })).toBe(false)
  })

  test('a parser that refuses what is right', async () => {
    const stubborn: Parser = { name: 'stubborn', kind: 'text', right: ['a'], parse: () => false }
    await expect(fuzzParser(stubborn, 1, 'test', () => undefined)).rejects.toThrow('refuses its right input 0')
  })

  test('by the command, which ends with 1: a crash, a hang, memory that is kept', async () => {
    const args = ['--planted', '--count', '3000', '--silence', '3']
    const done = await promisify(execFile)(process.execPath, [
      fileURLToPath(new URL('fuzz.ts', import.meta.url)),
      ...args,
    ]).catch((failure: { code: number; stdout: string }) => failure)
    expect(done).toMatchObject({ code: 1 })
    expect(done.stdout).toMatch(/RangeError/)
    expect(done.stdout).toMatch(/computes for 3 s/)
    expect(done.stdout).toMatch(/keeps \d+ MB/)
  })
})
