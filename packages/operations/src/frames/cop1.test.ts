import { readFileSync } from 'node:fs'
import { random } from '@magpie/core/random'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Clcw, decodeClcw, encodeClcw } from './clcw.ts'
import { type Farm, type FarmState, farm } from './farm.ts'
import { type Fop, fop } from './fop.ts'
import type { FopNotice, Transmission } from './fop-events.ts'
import { encodeControlCommand } from './tc-frame.ts'

const sequences = JSON.parse(readFileSync(new URL('../../../../golden/frames/cop1-farm.json', import.meta.url), 'utf8'))
  .sequences as Sequence[]

type Sequence = {
  name: string
  start: {
    virtual_channel_id: number
    buffer_frames: number
    sliding_window_width: number
    initial_state: string
    initial_vr: number
    consumer: string
  }
  events: {
    frame?: { type: string; ns?: number; command?: string; vr?: number }
    set?: string
    value?: number
    expect_state?: string
    expect_clcw?: Record<string, number>
    expect_delivered?: number
    consumer_takes?: number
  }[]
}

const STATES: Record<string, FarmState> = { S1: 'open', S2: 'wait', S3: 'lockout' }
const ad = (sequence: number) => ({ bypass: false, control: false, sequence, data: new Uint8Array(0) })
const bd = { bypass: true, control: false, sequence: 0, data: new Uint8Array(0) }
const bc = (command?: string, vr?: number) => ({
  bypass: true,
  control: true,
  sequence: 0,
  data: encodeControlCommand(command === 'unlock' ? { kind: 'unlock' } : { kind: 'set-vr', vr: vr! }),
})

const FIELDS = [
  'status',
  'cop',
  'vcid',
  'noRf',
  'noBitLock',
  'lockout',
  'wait',
  'retransmit',
  'farmB',
  'report',
] as const
const NAMES: Record<(typeof FIELDS)[number], string> = {
  status: 'status_field',
  cop: 'cop_in_effect',
  vcid: 'virtual_channel_id',
  noRf: 'no_rf_available',
  noBitLock: 'no_bit_lock',
  lockout: 'lockout',
  wait: 'wait',
  retransmit: 'retransmit',
  farmB: 'farm_b_counter',
  report: 'report_value',
}

const frameOf = (e: { type: string; ns?: number; command?: string; vr?: number }) => {
  if (e.type === 'AD') return ad(e.ns!)
  return e.type === 'BD' ? bd : bc(e.command, e.vr)
}

/** A receiver with the buffer of a sequence; a blocked consumer holds one frame beside it. */
function farmRig(start: Sequence['start']) {
  const f = farm({
    vcid: start.virtual_channel_id,
    window: start.sliding_window_width,
    state: STATES[start.initial_state]!,
    vr: start.initial_vr,
  })
  const link: Record<string, number> = { no_bit_lock: 1, no_rf_available: 1, status_field: 0 }
  const blocked = start.consumer === 'blocked'
  const room = start.buffer_frames + (blocked ? 1 : 0)
  let held = 0
  let delivered = 0
  const hear = (frame: Parameters<typeof frameOf>[0]) => {
    if (f.receive(frameOf(frame), held < room).kind !== 'accepted') return
    if (blocked) held++
    else delivered++
  }
  const report = () => {
    const word: Clcw = f.report({
      noBitLock: link['no_bit_lock'] === 1,
      noRf: link['no_rf_available'] === 1,
      status: link['status_field']!,
    })
    return Object.fromEntries(FIELDS.map((field) => [NAMES[field], Number(word[field])]).filter(([, v]) => v !== 0))
  }
  const expectations = (event: Sequence['events'][number]) => {
    if (event.expect_state !== undefined) expect(f.state).toBe(STATES[event.expect_state])
    if (event.expect_delivered !== undefined) expect(delivered).toBe(event.expect_delivered)
    if (event.expect_clcw === undefined) return
    const { reserved_spare: _, ...expected } = event.expect_clcw
    expect(report()).toEqual(Object.fromEntries(Object.entries(expected).filter(([, v]) => v !== 0)))
  }
  return {
    act(event: Sequence['events'][number]) {
      if (event.frame !== undefined) hear(event.frame)
      if (event.set !== undefined) link[event.set] = event.value!
      if (event.consumer_takes !== undefined) {
        held -= event.consumer_takes
        f.release()
      }
      expectations(event)
    },
  }
}

describe('FARM-1', () => {
  test.each(sequences)('as another implementation does it: $name', ({ start, events }) => {
    const rig = farmRig(start)
    for (const event of events) rig.act(event)
  })

  // Table 6-1 by state and event: verdict and next state.
  test.each([
    ['open', 'E1', 10, true, 'accepted', 'open'],
    ['open', 'E2', 10, false, 'no-buffer', 'wait'],
    ['open', 'E3', 12, true, 'gap', 'open'],
    ['open', 'E4', 8, true, 'duplicate', 'open'],
    ['open', 'E5', 100, true, 'outside-window', 'lockout'],
    ['wait', 'E2', 10, false, 'no-buffer', 'wait'],
    ['wait', 'E3', 12, true, 'gap', 'wait'],
    ['wait', 'E4', 8, true, 'duplicate', 'wait'],
    ['wait', 'E5', 100, true, 'outside-window', 'lockout'],
    ['lockout', 'E1', 10, true, 'lockout', 'lockout'],
    ['lockout', 'E3', 12, true, 'lockout', 'lockout'],
    ['lockout', 'E5', 100, true, 'outside-window', 'lockout'],
  ] as const)('in %s, %s', (state, _, ns, buffer, verdict, next) => {
    const f = farm({ vcid: 0, window: 10, state, vr: 10 })
    const got = f.receive(ad(ns), buffer)
    expect([got.kind === 'discarded' ? got.why : got.kind, f.state]).toEqual([verdict, next])
  })
})

/** A FOP-1 whose transmissions and notices are kept, the lower layer always ready. */
function bench(options: Partial<Parameters<typeof fop>[0]> = {}) {
  const sent: Transmission[] = []
  const notices: FopNotice[] = []
  let timer = false
  const f: Fop = fop(
    { vcid: 0, window: 5, limit: 3, suspend: false, ...options },
    {
      send: (t) => sent.push(t),
      startTimer: () => {
        timer = true
      },
      cancelTimer: () => {
        timer = false
      },
      notify: (n) => notices.push(n),
    },
  )
  const unit = (id: number) => ({ id, data: Uint8Array.of(id) })
  const give = (n: number) => {
    for (let i = 0; i < n; i++) {
      f.transfer(unit(i))
      f.accepted('ad')
    }
  }
  const clcw = (report: number, flags: Partial<Clcw> = {}) =>
    f.clcw({ ...farm({ vcid: 0, window: 10 }).report(), report, ...flags })
  return {
    f,
    sent,
    notices,
    give,
    clcw,
    timer: () => timer,
    alerts: () => notices.flatMap((n) => (n.kind === 'alert' ? [n.reason] : [])),
  }
}

type Bench = ReturnType<typeof bench>
const active = (n: number, o = {}) => {
  const b = bench(o)
  b.f.directive({ kind: 'initiate' })
  b.give(n)
  return b
}
/** Three frames out, of which the first was asked for again. */
const retransmit = () => {
  const b = active(3)
  b.clcw(0, { retransmit: true })
  return b
}
const waiting = () => {
  const b = active(3)
  b.clcw(0, { retransmit: true, wait: true })
  return b
}
const check = () => {
  const b = bench()
  b.f.directive({ kind: 'initiate-with-check' })
  return b
}
const unlocking = () => {
  const b = bench()
  b.f.directive({ kind: 'initiate-with-unlock' })
  b.f.accepted('bc')
  return b
}

/** The timer runs out until the limit of transmissions is reached. */
const expire = (b: Bench) => {
  for (let i = 0; i < 3; i++) b.f.timerExpired()
}

describe('FOP-1, table 5-1', () => {
  test.each<[string, () => Bench, (b: Bench) => void, string, string[]]>([
    ['E1 active', () => active(0), (b) => b.clcw(0), 'active', []],
    [
      'E1 retransmit',
      () => {
        const b = retransmit()
        b.clcw(3)
        b.clcw(3, { retransmit: true })
        return b
      },
      () => {},
      'initial',
      ['synch'],
    ],
    ['E1 check', check, (b) => b.clcw(0), 'active', []],
    ['E1 command', unlocking, (b) => b.clcw(0), 'active', []],
    ['E2 active', () => active(3), (b) => b.clcw(3), 'active', []],
    ['E2 retransmit', retransmit, (b) => b.clcw(3), 'active', []],
    ['E2 wait', waiting, (b) => b.clcw(3), 'active', []],
    ['E3 active', () => active(3), (b) => b.clcw(3, { wait: true }), 'initial', ['clcw']],
    ['E4 active', () => active(3), (b) => b.clcw(3, { retransmit: true }), 'initial', ['synch']],
    ['E5 active', () => active(3), (b) => b.clcw(0), 'active', []],
    ['E5 retransmit', retransmit, (b) => b.clcw(0), 'initial', ['synch']],
    ['E5 wait', waiting, (b) => b.clcw(0), 'initial', ['synch']],
    ['E6 active', () => active(3), (b) => b.clcw(2), 'active', []],
    ['E6 retransmit', retransmit, (b) => b.clcw(2), 'active', []],
    ['E7 active', () => active(3), (b) => b.clcw(2, { wait: true }), 'initial', ['clcw']],
    ['E8 active', () => active(3), (b) => b.clcw(1, { retransmit: true }), 'retransmit', []],
    ['E9 active', () => active(3), (b) => b.clcw(1, { retransmit: true, wait: true }), 'wait', []],
    ['E10 active', () => active(3), (b) => b.clcw(0, { retransmit: true }), 'retransmit', []],
    ['E10 wait', waiting, (b) => b.clcw(0, { retransmit: true }), 'retransmit', []],
    ['E11 retransmit', retransmit, (b) => b.clcw(0, { retransmit: true, wait: true }), 'wait', []],
    ['E14 active', () => active(3), (b) => b.clcw(9), 'initial', ['nn-r']],
    ['E14 check', check, (b) => b.clcw(9), 'initial', ['nn-r']],
    ['E14 command', unlocking, (b) => b.clcw(9), 'init-command', []],
    ['E15 active', () => active(3), (b) => b.clcw(0, { lockout: true }), 'initial', ['lockout']],
    ['E15 check', check, (b) => b.clcw(0, { lockout: true }), 'initial', ['lockout']],
    ['E15 command', unlocking, (b) => b.clcw(0, { lockout: true }), 'init-command', []],
    ['E16 active', () => active(2), (b) => b.f.timerExpired(), 'active', []],
    ['E16 check', check, (b) => b.f.timerExpired(), 'initial', ['t1']],
    ['E16 command', unlocking, (b) => b.f.timerExpired(), 'init-command', []],
    ['E17 active', () => active(2), expire, 'initial', ['t1']],
    ['E17 command', unlocking, expire, 'initial', ['t1']],
    ['E29 active', () => active(2), (b) => b.f.directive({ kind: 'terminate' }), 'initial', ['terminated']],
    ['E42 active', () => active(2), (b) => b.f.rejected('ad'), 'initial', ['llif']],
    ['E101', () => active(2, { limit: 1 }), (b) => b.clcw(1, { retransmit: true }), 'initial', ['limit']],
    ['E102', () => active(2, { limit: 1 }), (b) => b.clcw(0, { retransmit: true }), 'initial', ['limit']],
  ])('%s', (_, start, event, state, alerts) => {
    const b = start()
    event(b)
    expect([b.f.state, b.alerts()]).toEqual([state, alerts])
  })

  test('E18 suspends with what was sent, and resume (E31) sends it again', () => {
    const b = active(2, { limit: 1, suspend: true })
    b.f.timerExpired()
    expect(b.f.state).toBe('initial')
    expect(b.notices.at(-1)).toEqual({ kind: 'suspended', from: 'active' })
    expect(b.f.directive({ kind: 'set-vs', vs: 9 })).toBe(false)
    expect(b.f.directive({ kind: 'resume' })).toBe(true)
    b.f.accepted('ad')
    expect(b.sent.slice(2).map((t) => (t.kind === 'ad' ? t.ns : -1))).toEqual([0, 1])
    b.clcw(2)
    expect(b.notices.filter((n) => n.kind === 'delivered')).toHaveLength(2)
  })

  test('E20: one data unit waits when the window is full, a second is refused', () => {
    const b = active(5)
    expect([
      b.f.transfer({ id: 5, data: new Uint8Array(0) }),
      b.f.transfer({ id: 6, data: new Uint8Array(0) }),
    ]).toEqual([true, false])
    expect(b.sent).toHaveLength(5)
    b.clcw(1)
    expect(b.sent).toHaveLength(6)
  })

  test('E21, E22: bypass in any state, one at a time', () => {
    const b = bench()
    expect([b.f.bypass({ id: 1, data: new Uint8Array(0) }), b.f.bypass({ id: 2, data: new Uint8Array(0) })]).toEqual([
      true,
      false,
    ])
  })

  test('E23 to E28 in service, and E30 without suspension, are refused', () => {
    const b = active(0)
    for (const kind of ['initiate', 'initiate-with-check', 'initiate-with-unlock', 'resume'] as const)
      expect(b.f.directive({ kind })).toBe(false)
    expect(b.f.directive({ kind: 'initiate-with-set-vr', vr: 4 })).toBe(false)
    expect(b.f.directive({ kind: 'set-vs', vs: 4 })).toBe(false)
  })

  test('E27: Set V(R) goes out and its number is ours', () => {
    const b = bench()
    b.f.directive({ kind: 'initiate-with-set-vr', vr: 77 })
    expect(b.sent).toEqual([{ kind: 'bc', command: { kind: 'set-vr', vr: 77 } }])
    b.clcw(77)
    expect([b.f.state, b.f.vs, b.timer()]).toEqual(['active', 77, false])
  })
})

/** Both ends on a bad link. Up: loss, duplicates, frames overtaking. Down: loss and delay, in order, as TM frames keep it. */
function simulate(
  seed: number,
  n: number,
  loss: number,
  suspend = true,
): { delivered: number[]; confirmed: number[]; steps: number; alerts: number } {
  const r = random(seed)
  type Event = { at: number; order: number; act: () => void }
  let events: Event[] = []
  let now = 0
  let order = 0
  const later = (delay: number, act: () => void) => events.push({ at: now + delay, order: order++, act })
  const delivered: number[] = []
  const confirmed: number[] = []
  let alerts = 0
  let lost = false
  let next = 0
  let timer = 0
  let held = 0
  const room = 3
  const receiver: Farm = farm({ vcid: 0, window: 60 })
  const hear = (frame: Parameters<Farm['receive']>[0]) => {
    if (receiver.receive(frame, held < room).kind !== 'accepted') return
    held++
    delivered.push(frame.data[0]! | (frame.data[1]! << 8))
    later(r.next() * 4, () => {
      held--
      receiver.release()
    })
  }
  const sender = fop(
    { vcid: 0, window: 20, limit: 4, suspend },
    {
      send: (t) => {
        later(0.1, () => sender.accepted(t.kind))
        const frame =
          t.kind === 'bc'
            ? { ...bd, control: true, data: encodeControlCommand(t.command) }
            : t.kind === 'ad'
              ? { ...ad(t.ns), data: t.unit.data }
              : { ...bd, data: t.unit.data }
        const copies = r.next() < 0.1 ? 2 : 1
        for (let c = 0; c < copies; c++) if (r.next() >= loss) later(1 + r.next() * 3, () => hear(frame))
      },
      startTimer: () => {
        const mine = ++timer
        later(12, () => {
          if (mine === timer) sender.timerExpired()
        })
      },
      cancelTimer: () => {
        timer++
      },
      notify: (notice) => {
        if (notice.kind === 'delivered') confirmed.push(notice.id)
        else if (notice.kind === 'suspended') later(1, () => sender.directive({ kind: 'resume' }))
        else if (notice.kind === 'alert') {
          alerts++
          // What is still on its way has passed by then.
          later(10, () => {
            lost = true
          })
        }
      },
    },
  )
  /** The service ended: the next report tells which frames arrived, and it begins again behind them. */
  const recover = (report: number) => {
    lost = false
    for (let missing = (report - sender.nnr + 256) % 256; missing > 0; missing--) confirmed.push(confirmed.length)
    next = confirmed.length
    sender.directive({ kind: 'set-vs', vs: report })
    sender.directive({ kind: 'initiate-with-unlock' })
  }
  let arrival = 0
  const report = () => {
    const word = encodeClcw(receiver.report())
    if (r.next() >= loss) {
      arrival = Math.max(arrival, now + 1 + r.next() * 2)
      later(arrival - now, () => {
        const c = decodeClcw(word)!
        if (lost) recover(c.report)
        else sender.clcw(c)
      })
    }
    later(1, report)
  }
  const feed = () => {
    while (next < n && sender.transfer({ id: next, data: Uint8Array.of(next & 255, next >> 8) })) next++
    later(0.5, feed)
  }
  sender.directive({ kind: 'initiate-with-unlock' })
  later(0, report)
  later(0.2, feed)
  let steps = 0
  while (confirmed.length < n && steps < 400_000) {
    steps++
    let first = 0
    for (let i = 1; i < events.length; i++)
      if (
        events[i]!.at < events[first]!.at ||
        (events[i]!.at === events[first]!.at && events[i]!.order < events[first]!.order)
      )
        first = i
    const [event] = events.splice(first, 1)
    now = event!.at
    event!.act()
  }
  events = []
  return { delivered, confirmed, steps, alerts }
}

describe('both ends on a bad link', () => {
  test('every frame is delivered exactly once and in order, and the service never stands still', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0, max: 0.4, noNaN: true }),
        (seed, n, loss) => {
          const { delivered, confirmed, alerts } = simulate(seed, n, loss)
          const all = Array.from({ length: n }, (_, i) => i)
          expect(alerts).toBe(0)
          expect(delivered).toEqual(all)
          expect(confirmed).toEqual(all)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('where the service gives up and is begun again by what the spacecraft reports, nothing is lost or comes twice', () => {
    let alerts = 0
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0, max: 0.6, noNaN: true }),
        (seed, n, loss) => {
          const outcome = simulate(seed, n, loss, false)
          const all = Array.from({ length: n }, (_, i) => i)
          alerts += outcome.alerts
          expect(outcome.delivered).toEqual(all)
          expect(outcome.confirmed).toEqual(all)
        },
      ),
      { numRuns: 150 },
    )
    expect(alerts).toBeGreaterThan(10)
  })
})
