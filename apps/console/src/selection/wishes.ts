/** What somebody wishes of a selection: proposals that must be in or out, kept in the page's address. Pure. */
import type { StudyView } from '@magpie/api/selection-operations'

export type Wish = 'in' | 'free' | 'out'
export type Wishes = { readonly in: readonly string[]; readonly out: readonly string[] }
export const NO_WISHES: Wishes = { in: [], out: [] }

/** As the address has them; what stands in both is in. */
export function readWishes(search: { readonly in?: string; readonly out?: string }): Wishes {
  const list = (text = '') => [...new Set(text.split(',').filter((id) => id !== ''))]
  const wanted = list(search.in)
  return { in: wanted, out: list(search.out).filter((id) => !wanted.includes(id)) }
}

/** As the address takes them: nothing where there are none. */
export function writeWishes(wishes: Wishes): { readonly in?: string; readonly out?: string } {
  return {
    ...(wishes.in.length === 0 ? {} : { in: wishes.in.join(',') }),
    ...(wishes.out.length === 0 ? {} : { out: wishes.out.join(',') }),
  }
}

/** The wish about one proposal. */
export function wishOf(wishes: Wishes, id: string): Wish {
  if (wishes.in.includes(id)) return 'in'
  return wishes.out.includes(id) ? 'out' : 'free'
}

/** With another wish about one. */
export function withWish(wishes: Wishes, id: string, wish: Wish): Wishes {
  const rest = (list: readonly string[]) => list.filter((other) => other !== id)
  return {
    in: wish === 'in' ? [...rest(wishes.in), id] : rest(wishes.in),
    out: wish === 'out' ? [...rest(wishes.out), id] : rest(wishes.out),
  }
}

/** Wishes for just this set: all of it in, all else out. */
export function wishesFor(all: readonly string[], set: ReadonlySet<string>): Wishes {
  return { in: all.filter((id) => set.has(id)), out: all.filter((id) => !set.has(id)) }
}

/**
 * What the bars show while a study runs: what is wished in, and of the rest what the last optimum had and no wish takes out.
 * It may break limits for that moment; the bars say so, and the study answers.
 */
export function shownWith(study: Pick<StudyView, 'optimum'> | undefined, wishes: Wishes): ReadonlySet<string> {
  const out = new Set(wishes.out)
  return new Set([...wishes.in, ...(study?.optimum?.proposals ?? []).filter((id) => !out.has(id))])
}

/** Whether a study was made of these wishes. */
export function answers(study: Pick<StudyView, 'instance'>, wishes: Wishes): boolean {
  const same = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((id) => b.includes(id))
  return same(study.instance.forced.in, wishes.in) && same(study.instance.forced.out, wishes.out)
}

/** A set that is looked at beside the optimum, and what it is. */
export type Looked = {
  readonly kind: 'alternative' | 'point' | 'run'
  readonly proposals: readonly string[]
  readonly text: string
}
