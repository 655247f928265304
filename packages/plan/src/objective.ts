/** What a plan is worth, what each party got of what it asked, and a bound that no plan can pass. */
import type { Problem, Starts } from './problem.ts'

/** Granted and asked value of one party. */
export type PartyShare = { readonly party: string; readonly asked: number; readonly granted: number }

/** Sums value by party, in order of first appearance. */
export function partyShares(problem: Problem, starts: Starts): PartyShare[] {
  const sums = new Map<string, { asked: number; granted: number }>()
  problem.activities.forEach((a, i) => {
    const sum = sums.get(a.party) ?? { asked: 0, granted: 0 }
    sum.asked += a.value
    if (starts[i]! >= 0) sum.granted += a.value
    sums.set(a.party, sum)
  })
  return [...sums].map(([party, sum]) => ({ party, ...sum }))
}

/**
 * What a plan is worth: (1 - f) of the granted value, and f of the parties' shares, each party counting alike whatever
 * it asked for: T / n (2 s - s^2) with s the part of its request granted, T all value asked and n the parties. Concave,
 * so that a party with little gains more by the same part than one with much; T where everything is granted.
 */
export function worthOf(shares: readonly PartyShare[], fairness: number): number {
  let worth = 0
  let asked = 0
  let parts = 0
  let parties = 0
  for (const s of shares) {
    worth += s.granted
    asked += s.asked
    if (s.asked === 0) continue
    const part = s.granted / s.asked
    parts += part * (2 - part)
    parties++
  }
  return parties === 0 ? 0 : (1 - fairness) * worth + (fairness * asked * parts) / parties
}

/** Jain's index of the parties' shares (DEC-TR-301, 1984): 1 where all got the same part, 1/n where one got all. */
export function jainIndex(shares: readonly PartyShare[]): number {
  const parts = shares.filter((s) => s.asked > 0).map((s) => s.granted / s.asked)
  const sum = parts.reduce((a, b) => a + b, 0)
  const squares = parts.reduce((a, b) => a + b * b, 0)
  return squares === 0 ? 1 : (sum * sum) / (parts.length * squares)
}
