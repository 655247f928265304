import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Axis, eulerOfRotation, eulerOfTurn, rotationOfEuler, type Sequence, turnOfEuler } from './euler-angles.ts'
import {
  multiplyQuaternions,
  quaternionOfRotation,
  quaternionRate,
  rotationOfQuaternion,
  slerp,
} from './quaternions.ts'
import {
  angularVelocityOf,
  chainTurns,
  inverseTurn,
  stateMatrixOf,
  turnOfAngularVelocity,
  turnState,
  turnStateBack,
} from './rotations.ts'

const number = (max: number) => fc.double({ min: -max, max, noNaN: true })
const triple = (max: number) => fc.tuple(number(max), number(max), number(max))
const axis = fc.constantFrom<Axis>(1, 2, 3)
const sequence: fc.Arbitrary<Sequence> = fc.tuple(axis, axis, axis).filter(([a, b, c]) => a !== b && b !== c)
const turn = fc
  .tuple(triple(4), triple(1e-2), sequence)
  .map(([angles, rates, axes]) => turnOfEuler(angles, rates, axes, new Float64Array(18)))
const state = fc.tuple(triple(1e5), triple(10)).map((parts) => Float64Array.from(parts.flat()))
const apart = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(b, (value, i) => Math.abs(a[i]! - value)))
const six = () => new Float64Array(6)
const eighteen = () => new Float64Array(18)
const IDENTITY = Float64Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])

describe('turns are a group', () => {
  it('a turn after its inverse is none, rates included', () => {
    fc.assert(
      fc.property(turn, (t) => {
        const back = inverseTurn(t, eighteen())
        expect(apart(chainTurns(back, t, eighteen()), IDENTITY)).toBeLessThan(5e-15)
        expect(apart(chainTurns(t, back, eighteen()), IDENTITY)).toBeLessThan(5e-15)
        expect([...inverseTurn(back, back)]).toEqual([...t])
      }),
    )
  })

  it('chained turns turn as one after the other, and chain in any grouping', () => {
    fc.assert(
      fc.property(turn, turn, turn, state, (a, b, c, s) => {
        const chained = chainTurns(b, a, eighteen())
        const once = turnState(chained, s, six())
        const twice = turnState(b, turnState(a, s, six()), six())
        expect(apart(once.subarray(0, 3), twice.subarray(0, 3))).toBeLessThan(1e-10)
        expect(apart(once.subarray(3), twice.subarray(3))).toBeLessThan(1e-11)
        const left = chainTurns(chainTurns(c, b, eighteen()), a, eighteen())
        expect(apart(left, chainTurns(c, chained, eighteen()))).toBeLessThan(5e-15)
      }),
    )
  })

  it('states come back, and the six by six matrix does the same', () => {
    fc.assert(
      fc.property(turn, state, (t, s) => {
        const there = turnState(t, s, six())
        const again = turnStateBack(t, there, six())
        expect(apart(again.subarray(0, 3), s.subarray(0, 3))).toBeLessThan(1e-10)
        expect(apart(again.subarray(3), s.subarray(3))).toBeLessThan(1e-11)
        expect([...turnState(t, s.slice(), s.slice())]).toEqual([...there])
        const m = stateMatrixOf(t, new Float64Array(36))
        const byMatrix = Array.from(there, (_, i) => s.reduce((sum, value, j) => sum + m[6 * i + j]! * value, 0))
        expect(apart(byMatrix, there)).toBeLessThan(1e-10)
      }),
    )
  })

  it('the rate is the derivative: high-order differences of the rotation', () => {
    fc.assert(
      fc.property(triple(3), triple(1), sequence, (angles, rates, axes) => {
        const at = (h: number) =>
          rotationOfEuler([angles[0] + h * rates[0], angles[1] + h * rates[1], angles[2] + h * rates[2]], axes)
        const h = 1e-2
        const [a, b, c, d, e, f] = [-3, -2, -1, 1, 2, 3].map((k) => at(k * h)) as Float64Array[]
        const slope = a!.map((_, i) => (f![i]! - a![i]! - 9 * (e![i]! - b![i]!) + 45 * (d![i]! - c![i]!)) / (60 * h))
        // Sixth order: h^6 w^7 / 140 is 1e-11 at most.
        expect(apart(turnOfEuler(angles, rates, axes, eighteen()).subarray(9), slope)).toBeLessThan(5e-11)
      }),
    )
  })

  it('the angular velocity makes the rate', () => {
    fc.assert(
      fc.property(turn, triple(1e-2), (t, w) => {
        const made = turnOfAngularVelocity(t, Float64Array.from(w), eighteen())
        expect(apart(angularVelocityOf(made, new Float64Array(3)), w)).toBeLessThan(1e-16)
        const w0 = angularVelocityOf(t, new Float64Array(3))
        expect(apart(turnOfAngularVelocity(t, w0, eighteen()), t)).toBeLessThan(1e-16)
      }),
    )
  })
})

describe('Euler angles', () => {
  it('give their rotation back in every sequence, locked ones too', () => {
    const angle = fc.oneof(number(4), fc.constantFrom(0, Math.PI / 2, -Math.PI / 2, Math.PI, 1e-9))
    fc.assert(
      fc.property(fc.tuple(angle, angle, angle), sequence, (angles, axes) => {
        const r = rotationOfEuler(angles, axes)
        expect(apart(rotationOfEuler(eulerOfRotation(r, axes), axes), r)).toBeLessThan(3e-15)
      }),
      { numRuns: 1000 },
    )
  })

  it('refuse rates where two axes fall together', () => {
    const locked = turnOfEuler([0.3, 0, 0.4], [1e-3, 0, 0], [3, 1, 3], eighteen())
    expect(eulerOfTurn(locked, [3, 1, 3])).toMatchObject({ ok: false, error: { kind: 'gimbal-lock' } })
    expect(unwrap(eulerOfTurn(locked, [1, 2, 3])).rates[2]).toBeCloseTo(1e-3, 15)
  })
})

describe('quaternions', () => {
  const quaternion = turn.map((t) => quaternionOfRotation(t, new Float64Array(4)))
  const nine = () => new Float64Array(9)

  it('give their rotation back, half turns too, and multiply as rotations do', () => {
    const r = fc.oneof(
      turn.map((t) => t.slice(0, 9)),
      fc.constantFrom<Axis>(1, 2, 3).map((k) => rotationOfEuler([Math.PI, 0, 0], [k, k === 1 ? 2 : 1, k])),
    )
    fc.assert(
      fc.property(r, r, (a, b) => {
        const [p, q] = [a, b].map((m) => quaternionOfRotation(m, new Float64Array(4))) as [Float64Array, Float64Array]
        expect(apart(rotationOfQuaternion(p, nine()), a)).toBeLessThan(3e-15)
        expect(p[0]).toBeGreaterThanOrEqual(0)
        const both = rotationOfQuaternion(multiplyQuaternions(p, q, new Float64Array(4)), nine())
        const product = chainTurns(
          Float64Array.from([...a, ...IDENTITY.subarray(9)]),
          Float64Array.from([...b, ...IDENTITY.subarray(9)]),
          eighteen(),
        )
        expect(apart(both, product.subarray(0, 9))).toBeLessThan(5e-15)
      }),
    )
  })

  it('their rate is the one of the rotation', () => {
    fc.assert(
      fc.property(turn, (t) => {
        const q = quaternionOfRotation(t, new Float64Array(4))
        const rate = quaternionRate(q, angularVelocityOf(t, new Float64Array(3)), new Float64Array(4))
        const h = 1
        const ahead = rotationOfQuaternion(
          q.map((x, i) => x + h * rate[i]!),
          nine(),
        )
        const behind = rotationOfQuaternion(
          q.map((x, i) => x - h * rate[i]!),
          nine(),
        )
        const slope = ahead.map((x, i) => (x - behind[i]!) / (2 * h))
        // Third order of h w = 3e-2.
        expect(apart(slope, t.subarray(9))).toBeLessThan(3e-5)
      }),
    )
  })

  it('slerp begins and ends at its ends, turns evenly and the shorter way', () => {
    fc.assert(
      fc.property(quaternion, quaternion, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, part) => {
        const same = (p: Float64Array, q: Float64Array) =>
          Math.min(
            apart(p, q),
            apart(
              p.map((x) => -x),
              q,
            ),
          )
        expect(same(slerp(a, b, 0, new Float64Array(4)), a)).toBeLessThan(1e-15)
        expect(same(slerp(a, b, 1, new Float64Array(4)), b)).toBeLessThan(1e-14)
        const cosine = (p: Float64Array, q: Float64Array) => Math.abs(p.reduce((sum, x, i) => sum + x * q[i]!, 0))
        const whole = Math.acos(Math.min(1, cosine(a, b)))
        const middle = slerp(a, b, part, new Float64Array(4))
        expect(Math.acos(Math.min(1, cosine(a, middle)))).toBeCloseTo(part * whole, 6)
        expect(Math.hypot(...middle)).toBeCloseTo(1, 14)
      }),
    )
  })
})
