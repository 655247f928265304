/**
 * Rotations with their rates, for users: a turn is R by rows and then dR/dt (1/s) by rows, eighteen numbers, as
 * `frames.stateRotation` writes it, with `v_to = R v_from`. Angular velocity, state transformation and its inverse:
 * NAIF, "Rotation Required Reading" (XF2RAV, RAV2XF, INVSTM); angles in rad, rates in rad/s.
 */
import { apply, applyTranspose } from '../matrices.ts'

/**
 * Angular velocity of the axes turned to, against those turned from, on the axes turned FROM, written to `out` (3):
 * R^T dR/dt = -[w], [w] v = w x v (XF2RAV).
 */
export function angularVelocityOf(turn: Float64Array, out: Float64Array): Float64Array {
  const entry = (i: number, j: number): number =>
    turn[i]! * turn[9 + j]! + turn[3 + i]! * turn[12 + j]! + turn[6 + i]! * turn[15 + j]!
  // Half the difference of opposite entries: the part that a rotation can have.
  const x = (entry(1, 2) - entry(2, 1)) / 2
  const y = (entry(2, 0) - entry(0, 2)) / 2
  out[2] = (entry(0, 1) - entry(1, 0)) / 2
  out[0] = x
  out[1] = y
  return out
}

/** The turn of a rotation (9) and its angular velocity on the axes turned from (RAV2XF): dR/dt = -R [w]; written to `out` (18). */
export function turnOfAngularVelocity(r: Float64Array, w: Float64Array, out: Float64Array): Float64Array {
  const [x, y, z] = [w[0]!, w[1]!, w[2]!]
  for (let i = 0; i < 9; i += 3) {
    const [a, b, c] = [r[i]!, r[i + 1]!, r[i + 2]!]
    out[9 + i] = c * y - b * z
    out[10 + i] = a * z - c * x
    out[11 + i] = b * x - a * y
    out[i] = a
    out[i + 1] = b
    out[i + 2] = c
  }
  return out
}

/** A state (6) on the axes turned to: (R r, R v + dR/dt r), written to `out` (may be `state`). */
export function turnState(turn: Float64Array, state: Float64Array, out: Float64Array): Float64Array {
  const [x, y, z] = [state[0]!, state[1]!, state[2]!]
  apply(turn, state, 3, out, 3)
  for (let i = 0; i < 3; i++) out[3 + i]! += turn[9 + 3 * i]! * x + turn[10 + 3 * i]! * y + turn[11 + 3 * i]! * z
  apply(turn, state, 0, out, 0)
  return out
}

/** A state (6) back on the axes turned from: the inverse of `turnState`, written to `out` (may be `state`). */
export function turnStateBack(turn: Float64Array, state: Float64Array, out: Float64Array): Float64Array {
  const [x, y, z] = [state[0]!, state[1]!, state[2]!]
  applyTranspose(turn, state, 3, out, 3)
  for (let i = 0; i < 3; i++) out[3 + i]! += turn[9 + i]! * x + turn[12 + i]! * y + turn[15 + i]! * z
  applyTranspose(turn, state, 0, out, 0)
  return out
}

/** The way back of a turn, written to `out` (18, may be `turn`): both parts transposed. */
export function inverseTurn(turn: Float64Array, out: Float64Array): Float64Array {
  for (const at of [0, 9]) {
    const [b, c, d, f, g, h] = [1, 2, 3, 5, 6, 7].map((i) => turn[at + i]!) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    out.set([turn[at]!, d, g, b, turn[at + 4]!, h, c, f, turn[at + 8]!], at)
  }
  return out
}

/** `second` after `first`: (B A, dB/dt A + B dA/dt), written to `out` (18, neither of them). */
export function chainTurns(second: Float64Array, first: Float64Array, out: Float64Array): Float64Array {
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      let r = 0
      let rate = 0
      for (let k = 0; k < 3; k++) {
        const [b, db] = [second[3 * i + k]!, second[9 + 3 * i + k]!]
        r += b * first[3 * k + j]!
        rate += db * first[3 * k + j]! + b * first[9 + 3 * k + j]!
      }
      out[3 * i + j] = r
      out[9 + 3 * i + j] = rate
    }
  }
  return out
}

/** The six by six matrix of a turn, by rows, that takes states: R above left and below right, dR/dt below left (SXFORM); written to `out` (36). */
export function stateMatrixOf(turn: Float64Array, out: Float64Array): Float64Array {
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      out[6 * i + j] = turn[3 * i + j]!
      out[6 * i + j + 3] = 0
      out[6 * (i + 3) + j] = turn[9 + 3 * i + j]!
      out[6 * (i + 3) + j + 3] = turn[3 * i + j]!
    }
  }
  return out
}
