import { createHash } from 'node:crypto'
import { err, ok, unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import { type BoundStage, type EngineEvent, runStages } from './engine.ts'

function store() {
  const files = new Map<string, Uint8Array>()
  return {
    files,
    get: async (name: string) => files.get(name),
    put: async (name: string, bytes: Uint8Array) => void files.set(name, bytes),
  }
}

function bench(artefacts = store()) {
  const ran: string[] = []
  const stage = (
    name: string,
    after: string[],
    files: string[],
    f: (o: Record<string, unknown>) => unknown,
  ): BoundStage => ({
    name,
    files,
    data: [],
    after,
    run: async (outputs) => {
      ran.push(name)
      return ok({
        output: f(outputs),
        headline: `${name} ran`,
        blobs: name === 'b' ? { bin: new Uint8Array([1]) } : {},
      })
    },
  })
  const stages = [
    stage('a', [], ['a.json'], () => ({ mass: 100 })),
    stage('b', ['a'], ['b.json'], (o) => ({ twice: (o['a'] as { mass: number }).mass * 2 })),
    stage('c', ['a'], [], (o) => ({ odd: (o['a'] as { mass: number }).mass % 2 })),
  ]
  const ports = {
    artefacts,
    digest: (d: Uint8Array | string) => createHash('sha256').update(d).digest('hex'),
    cpu_s: () => 0,
  }
  const run = (digests: Record<string, string>, seed = 's', fresh = false, list = stages) => {
    ran.length = 0
    const events: EngineEvent[] = []
    return runStages(list, { codeVersion: 'v', seed, digests, fresh }, ports, (e) => events.push(e))
  }
  return { ran, run, stages, artefacts }
}

describe('the engine of the spine', () => {
  it('runs each stage once and finds it again', async () => {
    const { run, ran, artefacts } = bench()
    const first = unwrap(await run({ 'a.json': '1', 'b.json': '1' }))
    expect(ran).toEqual(['a', 'b', 'c'])
    expect(first.outputs).toEqual({ a: { mass: 100 }, b: { twice: 200 }, c: { odd: 0 } })
    const second = unwrap(await run({ 'a.json': '1', 'b.json': '1' }))
    expect(ran).toEqual([])
    expect(second.outputs).toEqual(first.outputs)
    expect(second.stages.map((s) => s.state)).toEqual(['reused', 'reused', 'reused'])
    expect([...artefacts.files.keys()].filter((n) => n.endsWith('.bin'))).toHaveLength(1)
  })

  it('reruns what a change touches, and nothing else', async () => {
    const { run, ran } = bench()
    await run({ 'a.json': '1', 'b.json': '1' })
    await run({ 'a.json': '1', 'b.json': '2' })
    expect(ran).toEqual(['b'])
    // a runs again but says the same, so nothing that depends on it does
    await run({ 'a.json': '2', 'b.json': '1' })
    expect(ran).toEqual(['a'])
    await run({ 'a.json': '1', 'b.json': '1' }, 'another seed')
    expect(ran).toEqual(['a', 'b', 'c'])
    await run({ 'a.json': '1', 'b.json': '1' }, 's', true)
    expect(ran).toEqual(['a', 'b', 'c'])
  })

  it('resumes after a failure with what was finished', async () => {
    const { run, ran, stages } = bench()
    const broken: BoundStage = {
      ...stages[1]!,
      run: async () => err({ kind: 'stage-failed', stage: 'b', cause: 'no power' }),
    }
    const failed = await run({}, 's', false, [stages[0]!, broken, stages[2]!])
    expect(failed).toEqual(err({ kind: 'stage-failed', stage: 'b', cause: 'no power' }))
    await run({})
    expect(ran).toEqual(['b', 'c'])
  })
})
