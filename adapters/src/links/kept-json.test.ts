import { expect, test } from 'vitest'
import { fromKeptJson, keptJson } from './kept-json.ts'

test('octets, maps and sets come back as they were, however deep', () => {
  const kept = {
    nodes: [['a', { stored: [{ data: Uint8Array.of(0, 255, 7), at_s: 1.5 }] }]],
    seen: new Map([['k', new Set(['x', 'y'])]]),
    buffer: Buffer.from([1, 2]),
    none: undefined,
  }
  const back = fromKeptJson(keptJson(kept))
  expect(back).toEqual({ nodes: kept.nodes, seen: kept.seen, buffer: Uint8Array.of(1, 2) })
})
