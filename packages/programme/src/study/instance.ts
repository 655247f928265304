/** A selection instance as a file of its own, like those of golden/selection: a call's proposals with figures, and its limits. */
import { identifier } from '@magpie/core/identifier'
import * as z from 'zod'
import type { Balance, PortfolioProblem } from '../portfolio.ts'

const amount = z.number().min(0)
const pair = z.tuple([z.number().int().min(0), z.number().int().min(0)])

/** Balance as a request or a file states it. */
export const balanceLimit = z
  .strictObject({
    id: identifier,
    reason: z.string().min(1),
    levels: z.array(z.string()).min(1).optional(),
    states: z.array(z.string()).min(1).optional(),
    least: z.number().int().min(0).optional(),
    most: z.number().int().min(0).optional(),
  })
  .refine((b) => b.least !== undefined || b.most !== undefined, 'needs least or most')

const RESOURCES = ['mass', 'power', 'data', 'cost'] as const
const UNITS = { mass: 'kg', power: 'W', data: '', cost: '' } as const

/** Proposals with their figures; synergies and exclusions by place in the list, counted from 0. */
export const callInstance = z
  .looseObject({
    limits: z.strictObject({
      mass: amount,
      power: amount,
      data: amount,
      cost: amount,
      module: amount.optional(),
    }),
    synergies: z.array(z.tuple([...pair.def.items, z.number()])).default([]),
    exclusions: z.array(pair).default([]),
    partyCap: z.number().int().min(1).optional(),
    balance: z.array(balanceLimit).default([]),
    proposals: z
      .array(
        z.looseObject({
          id: z.string().min(1).max(64),
          name: z.string().optional(),
          parties: z.array(z.string()).min(1),
          level: z.string(),
          score: z.number(),
          mass: amount,
          power: amount,
          data: amount,
          cost: amount,
          margin: z.number().min(0).max(1).default(0),
        }),
      )
      .min(1)
      .max(2000),
  })
  .superRefine(({ proposals, synergies, exclusions }, c) => {
    const say = (path: (string | number)[], message: string) => c.addIssue({ code: 'custom', path, message })
    const seen = new Set<string>()
    proposals.forEach(({ id }, i) => {
      if (seen.has(id)) say(['proposals', i, 'id'], `there are two proposals "${id}"`)
      seen.add(id)
    })
    for (const [name, list] of [
      ['synergies', synergies],
      ['exclusions', exclusions],
    ] as const)
      list.forEach(([a, b], i) => {
        if (a === b || Math.max(a, b) >= proposals.length)
          say([name, i], `takes two different places from 0 to ${proposals.length - 1}`)
      })
  })

/** Knapsack problems of OR-Library as JSON: profits, rows of weights, capacities, and the best value known. */
const knapsack = z
  .looseObject({
    profit: z.array(z.number()).min(1).max(2000),
    weights: z.array(z.array(amount)).min(1),
    capacity: z.array(amount).min(1),
    best: z.number().optional(),
  })
  .refine(
    ({ profit, weights, capacity }) =>
      weights.length === capacity.length && weights.every((w) => w.length === profit.length),
    'needs a capacity for each row of weights and a weight for each profit',
  )

export const knapsackInstances = z.looseObject({ problems: z.array(knapsack).min(1) })

/** The problem of a call's instance. Codes of parties are taken for their States, since the file has no others. */
export function problemOfCall(file: z.output<typeof callInstance>): PortfolioProblem {
  const { limits, proposals, partyCap, balance } = file
  const id = (i: number) => proposals[i]!.id
  return {
    candidates: proposals.map(({ id, name, parties, level, score, mass, power, data, cost, margin }) => ({
      id,
      ...(name === undefined ? {} : { title: name }),
      ...{ score, level, parties, states: parties, lead: parties[0]!, module_kg: mass },
      demands: { mass, power, data, cost },
      margins: { mass: margin, power: margin, data: margin, cost: margin },
    })),
    limits: RESOURCES.map((r) => ({ id: r, resource: r, limit: limits[r], unit: UNITS[r] })),
    ...(limits.module === undefined ? {} : { moduleMass: { limit_kg: limits.module, levels: ['system'] } }),
    synergies: file.synergies.map(([a, b, bonus]) => ({ between: [id(a), id(b)], bonus })),
    exclusions: file.exclusions.map(([a, b]) => ({ between: [id(a), id(b)] })),
    ...(partyCap === undefined ? {} : { partyCap }),
    balance: balance.map(defined),
  }
}

/** The problem of a knapsack: items `i0`, `i1`, ... and resources `r0`, `r1`, ... */
export function problemOfKnapsack({ profit, weights, capacity }: z.output<typeof knapsack>): PortfolioProblem {
  return {
    candidates: profit.map((score, i) => ({
      ...{ id: `i${i}`, score, level: 'unit', lead: `i${i}` },
      demands: Object.fromEntries(weights.map((row, k) => [`r${k}`, row[i]!])),
    })),
    limits: capacity.map((limit, k) => ({ id: `r${k}`, resource: `r${k}`, limit })),
    synergies: [],
    exclusions: [],
  }
}

/** A balance as forms give it: what is not said may be there as nothing. */
type LooseBalance = { readonly [K in keyof Balance]: Balance[K] | undefined } & Pick<Balance, 'id' | 'reason'>

/** Without the fields that hold nothing. */
export function defined({ id, reason, levels, states, least, most }: LooseBalance): Balance {
  return {
    ...{ id, reason },
    ...(levels === undefined ? {} : { levels }),
    ...(states === undefined ? {} : { states }),
    ...(least === undefined ? {} : { least }),
    ...(most === undefined ? {} : { most }),
  }
}
