/** What rules are about, so that a question that leaves a matter out is not answered with what nobody asked. */
import type { Condition, RuleField } from '../rule.ts'

/** Who takes part with whose money, and how; the letter itself (level, mass, time); the parts list. */
export type Matter = 'participation' | 'letter' | 'parts'

/** The matters that a condition asks about. */
export function mattersOf(condition: Condition): Matter[] {
  return [...new Set(walk(condition))]
}

function walk(c: Condition): Matter[] {
  switch (c.op) {
    case 'all':
    case 'any':
      return c.of.flatMap(walk)
    case 'not':
      return walk(c.of)
    case 'some':
      return [c.in === 'parts' ? 'parts' : 'participation', ...walk(c.where)]
    case 'licensed':
      return ['parts']
    case 'member':
    case 'paper':
      return ['participation']
    default:
      return [matterOf(c.field)]
  }
}

function matterOf(field: RuleField): Matter {
  if (field === 'level' || field === 'in-time' || field === 'mass-kg') return 'letter'
  return field === 'controlled-share-percent' || field.startsWith('part.') ? 'parts' : 'participation'
}
