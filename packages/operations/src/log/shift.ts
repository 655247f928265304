/**
 * The shift log of a party, and the handover from one shift to the next: the one who goes writes what is open, the one who
 * comes takes it over or hands it back. What was open and is not said to be done goes over by itself; nothing is lost
 * between shifts.
 */
import { err, ok, type Result } from '@magpie/core/result'
import * as z from 'zod'

const text = z.string().min(1).max(10_000)

export const shiftAct = z.discriminatedUnion('action', [
  /** Writes into the log; `item` opens something that stays until it is done. */
  z.strictObject({ action: z.literal('write'), text, item: z.boolean().default(false) }),
  z.strictObject({ action: z.literal('done'), item: z.number().int().nonnegative(), text }),
  /** Begins where nobody is on shift. */
  z.strictObject({ action: z.literal('begin') }),
  z.strictObject({ action: z.literal('hand-over'), to: z.string().min(1).max(128), text }),
  z.strictObject({ action: z.literal('take-over'), text: z.string().max(10_000).default('') }),
  z.strictObject({ action: z.literal('hand-back'), text }),
])
export type ShiftAct = z.infer<typeof shiftAct>

export const shiftEvent = z.strictObject({ kind: z.literal('shift'), act: shiftAct })

export type OpenItem = { readonly item: number; readonly at: string; readonly person: string; readonly text: string }

/** The shift of one party. `items` are open, in the order in which they were opened. */
export type Shift = {
  onDuty: string | undefined
  offered: { readonly to: string; readonly text: string; readonly at: string } | undefined
  readonly items: OpenItem[]
  nextItem: number
  readonly log: {
    readonly at: string
    readonly person: string
    readonly act: ShiftAct
    /** At a handover: what went over. */
    readonly carried?: readonly OpenItem[]
  }[]
}

/** Nobody is on duty, nothing is open. */
export function newShift(): Shift {
  return { onDuty: undefined, offered: undefined, items: [], nextItem: 1, log: [] }
}

export type ShiftError = { readonly kind: 'shift-cannot'; readonly action: ShiftAct['action']; readonly why: string }

/** Whether a person may do this now. */
export function checkShiftAct(shift: Shift, person: string, act: ShiftAct): Result<undefined, ShiftError> {
  const cannot = (why: string) => err<ShiftError>({ kind: 'shift-cannot', action: act.action, why })
  switch (act.action) {
    case 'write':
      return ok(undefined)
    case 'done':
      return shift.items.some((i) => i.item === act.item) ? ok(undefined) : cannot(`no item ${act.item} is open`)
    case 'begin':
      return shift.onDuty === undefined ? ok(undefined) : cannot(`${shift.onDuty} is on shift and hands over`)
    case 'hand-over':
      if (shift.onDuty !== person) return cannot(`${shift.onDuty ?? 'nobody'} is on shift`)
      return act.to === person ? cannot('a handover is to somebody else') : ok(undefined)
    case 'take-over':
    case 'hand-back':
      return shift.offered?.to === person ? ok(undefined) : cannot(`nothing is handed over to ${person}`)
  }
}

/** Puts an act that was checked into the log. */
export function applyShiftAct(shift: Shift, at: string, person: string, act: ShiftAct): void {
  switch (act.action) {
    case 'write':
      if (act.item) shift.items.push({ item: shift.nextItem++, at, person, text: act.text })
      break
    case 'done':
      shift.items.splice(
        shift.items.findIndex((i) => i.item === act.item),
        1,
      )
      break
    case 'begin':
      shift.onDuty = person
      break
    case 'hand-over':
      shift.offered = { to: act.to, text: act.text, at }
      break
    case 'take-over':
      shift.onDuty = person
      shift.offered = undefined
      break
    case 'hand-back':
      shift.offered = undefined
      break
  }
  const carried = act.action === 'hand-over' || act.action === 'take-over' ? { carried: [...shift.items] } : {}
  shift.log.push({ at, person, act, ...carried })
}
