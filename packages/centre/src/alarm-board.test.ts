import { LEVELS } from '@magpie/operations/telemetry'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AlarmBoard, type AlarmLine, byGravity, type StandingAlarm } from './alarm-board.ts'

type Level = 'nominal' | 'watch' | 'warning' | 'critical'

const about = { source: 'lander', parameter: '/common/temperature' }
const level = (time_us: number, to: Level): AlarmLine => ({
  alarm: 'level',
  ...about,
  time_us,
  level: to,
  value: time_us,
})
const seen = (since_us: number): AlarmLine => {
  const by = { person: 'Zhao', party: 'cnsa', at: '2029-01-10T00:00:00.000Z', note: 'watched' }
  return { alarm: 'acknowledged', ...about, since_us, ...by }
}
const after = (...lines: readonly AlarmLine[]) => new AlarmBoard(lines.map((line) => JSON.stringify(line)))
const only = (board: AlarmBoard) => board.list()[0]

describe('an alarm', () => {
  it.each<[string, AlarmLine[], Partial<StandingAlarm> | undefined]>([
    ['begins', [level(1, 'warning')], { state: 'standing', level: 'warning', since_us: 1, times: 1 }],
    [
      'becomes graver',
      [level(1, 'watch'), level(2, 'critical')],
      { level: 'critical', worst: 'critical', since_us: 1 },
    ],
    ['becomes less grave', [level(1, 'critical'), level(2, 'watch')], { level: 'watch', worst: 'critical' }],
    ['came and went unseen', [level(1, 'warning'), level(2, 'nominal')], { state: 'returned', changed_us: 2 }],
    ['is seen, then over', [level(1, 'warning'), seen(1), level(2, 'nominal')], undefined],
    ['is over once it is seen', [level(1, 'warning'), level(2, 'nominal'), seen(1)], undefined],
    ['comes again unseen', [level(1, 'warning'), level(2, 'nominal'), level(3, 'watch')], { since_us: 1, times: 2 }],
    ['is new after it was over', [level(1, 'watch'), seen(1), level(2, 'nominal'), level(3, 'watch')], { since_us: 3 }],
    ['is not the one that was seen', [level(1, 'watch'), seen(9)], { state: 'standing' }],
  ])('%s', (_, lines, expected) => {
    if (expected === undefined) expect(after(...lines).list()).toEqual([])
    else expect(only(after(...lines))).toMatchObject(expected)
  })

  it('is not seen any more when it becomes graver, and is when it becomes less grave', () => {
    expect(only(after(level(1, 'warning'), seen(1)))?.acknowledged?.person).toBe('Zhao')
    expect(only(after(level(1, 'warning'), seen(1), level(2, 'watch')))?.acknowledged?.person).toBe('Zhao')
    expect(only(after(level(1, 'warning'), seen(1), level(2, 'critical')))?.acknowledged).toBeUndefined()
  })

  it('stands before others that are less grave, and those that returned come last', () => {
    const board = after(level(1, 'critical'), level(2, 'nominal'))
    const more = [
      { ...level(3, 'watch'), parameter: '/a' },
      { ...level(4, 'critical'), parameter: '/b' },
    ]
    for (const line of more) board.take(line)
    expect(
      board
        .list()
        .sort(byGravity)
        .map(({ parameter }) => parameter),
    ).toEqual(['/b', '/a', about.parameter])
  })
})

/** Changes and acknowledgements in any order, at times that grow. */
const histories = fc.array(fc.tuple(fc.constantFrom(...LEVELS), fc.boolean()), { maxLength: 30 }).map((steps) => {
  const board = new AlarmBoard([])
  return steps.flatMap(([to, sees], i): AlarmLine[] => {
    const lines: AlarmLine[] = [level(i, to)]
    const kept = lines.filter((line) => board.take(line) !== undefined)
    const found = board.list()[0]
    const line = found === undefined || !sees ? undefined : seen(found.since_us)
    return line === undefined || board.take(line) === undefined ? kept : [...kept, line]
  })
})

/** Whether the alarm stands in the list, by the words alone: its level is not nominal, or what stood was not seen. */
function isListed(lines: readonly AlarmLine[]): boolean {
  let [standing, unseen] = [false, false]
  let gravest = 0
  for (const line of lines) {
    if (line.alarm === 'acknowledged') unseen = false
    else {
      const now = LEVELS.indexOf(line.level)
      // What is graver than anything before, or comes again, has to be seen again.
      unseen ||= now > gravest
      standing = now > 0
      gravest = now
    }
    if (!standing && !unseen) gravest = 0
  }
  return standing || unseen
}

describe('a board', () => {
  it('is what its journal says, and levels told again after a restart change nothing', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (lines, from) => {
        const board = after(...lines)
        const levels = lines.filter((line) => line.alarm === 'level')
        for (const line of levels.slice(levels.length === 0 ? 0 : from % levels.length)) board.take(line)
        expect(board.list()).toEqual(after(...lines).list())
      }),
    )
  })

  it('has an alarm exactly while the level is not nominal or what stood was not seen', () => {
    fc.assert(
      fc.property(histories, (lines) => {
        expect(after(...lines).list().length).toBe(isListed(lines) ? 1 : 0)
      }),
    )
  })

  it('passes over lines of others and what is no line', () => {
    expect(new AlarmBoard(['', '{', '{"change":"opened"}', '{"alarm":"level"}']).list()).toEqual([])
  })
})
