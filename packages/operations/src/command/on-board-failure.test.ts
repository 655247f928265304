import { describe, expect, test } from 'vitest'
import { PUS_FAILURE } from '../pus/on-board.ts'
import { ownReport, type ReportedValue, type ReportPacket, requestReport } from './on-board-failure.ts'

const heard = (container: string, values: Record<string, readonly [ReportedValue['value'], number]>) => {
  const packet: ReportPacket = {
    ...{ element: 'queqiao-2', count: 812, made: '2029-01-10T06:00:00.000Z' },
    values: new Map(Object.entries(values).map(([name, [value, raw]]) => [name, { value, raw }])),
  }
  return { container, report: () => packet }
}
const request = { request_apid: [110, 110], request_count: [7, 7] } as const

describe('service 1', () => {
  test.each([
    ['accepted', 'ACCEPTED'],
    ['started', 'STARTED'],
    ['progress', 'PROGRESS'],
    ['completed', 'COMPLETED'],
  ])('%s moves a command on, and says no more', (container, stage) => {
    expect(requestReport(heard(container, { ...request }))).toEqual({ stage })
  })

  test.each([
    ['acceptance-failed', 'REFUSED', 'acceptance', 2],
    ['start-failed', 'FAILED', 'start', 4],
    ['progress-failed', 'FAILED', 'progress', 6],
    ['completion-failed', 'FAILED', 'completion', 8],
    ['routing-failed', 'REFUSED', 'routing', 10],
  ])('%s says what failed and why, by which packet', (container, stage, failed, subtype) => {
    const report = requestReport(heard(container, { ...request, failure: ['FUNCTION_FAILED', 4] }))
    expect(report).toEqual({
      stage,
      failure: {
        permitted: false,
        rule: `pus-${failed}-failed`,
        fact: `queqiao-2 reports that ${failed} failed: the function could not be carried out (code 4, FUNCTION_FAILED)`,
        source: { title: `PUS report [1,${subtype}] of queqiao-2, packet 812 made at 2029-01-10T06:00:00.000Z` },
        remedy: expect.stringMatching(/^Look at its state/),
      },
    })
  })

  test('data of a failure are told by name: the step, and what is at fault', () => {
    const values = { progress_step: [3, 3], failure: ['UNKNOWN_PARAMETER', 7], failed_item: [61, 61] } as const
    const report = requestReport(heard('progress-failed', { ...request, ...values }))
    expect(report!.failure!.fact).toMatch(/\(code 7, UNKNOWN_PARAMETER\), with progress_step 3, failed_item 61$/)
  })

  test('a name that only the dictionary of a mission explains stands as it is; a code without a name too', () => {
    const named = requestReport(heard('start-failed', { failure: ['TANK_EMPTY', 4001] }))!.failure!
    expect(named.fact).toMatch(/by the code alone \(code 4001, TANK_EMPTY\)$/)
    expect(named.remedy).toBe('Look the code up in the handbook of queqiao-2, and its state in telemetry.')
    expect(requestReport(heard('start-failed', { failure: [99, 99] }))!.failure!.fact).toMatch(/\(code 99\)$/)
    expect(requestReport(heard('start-failed', {}))!.failure!.fact).toMatch(/by the code alone$/)
  })

  test('every failure code of an element of Magpie has words of its own', () => {
    const labels = Object.keys(PUS_FAILURE).map((name) => name.replace(/[A-Z]/g, (c) => `_${c}`).toUpperCase())
    for (const [i, label] of labels.entries()) {
      const { failure, refused } = requestReport(heard('start-failed', { failure: [label, i + 1] }))!
      expect(failure!.fact, label).not.toContain('by the code alone')
      // What the gateway refused it says itself, in an event.
      expect(refused ?? false, label).toBe(label === 'NOT_PERMITTED')
    }
  })

  test('another packet says nothing of commands', () => {
    expect(requestReport(heard('housekeeping', {}))).toBeUndefined()
    expect(requestReport(heard('report', {}))).toBeUndefined()
  })
})

describe('reports of an element that has its own', () => {
  test.each([
    ['ACCEPTED', undefined],
    ['COMPLETED', undefined],
    ['FAILED', 'queqiao-2 reports that execution failed: it was interrupted (code 5, INTERRUPTED)'],
    ['REFUSED', 'queqiao-2 reports that acceptance failed: it was interrupted (code 5, INTERRUPTED)'],
  ])('%s', (stage, fact) => {
    const report = ownReport(heard('report', { report_stage: [stage, 1], report_code: ['INTERRUPTED', 5] }))
    expect(report!.stage).toBe(stage)
    expect(report!.failure?.fact).toBe(fact)
  })

  test('a stage that moves nothing on, and another packet', () => {
    expect(ownReport(heard('report', { report_stage: ['QUEUED', 6] }))).toBeUndefined()
    expect(ownReport(heard('event', {}))).toBeUndefined()
  })
})
