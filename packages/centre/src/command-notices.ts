/**
 * What parties are told of the command desk beside what they see there: a consent that is asked of them, what was refused,
 * revoked, expired, held or not heard of, grants and the lead given and taken, keys kept. Written with what caused it.
 */
import type { DeskCommand } from '@magpie/operations/command/book'
import type { CommandDesk, DeskEntry } from '@magpie/operations/command/desk'
import type { DeskEvent, KeptRefusal, Stamp, StepNote } from '@magpie/operations/command/desk-event'

/** To a party; subject and text. */
export type DeskNotice = { readonly to: string; readonly subject: string; readonly text: string }

/** The notices of entries that the desk has just recorded. */
export function deskNotices(desk: CommandDesk, entries: readonly DeskEntry[]): DeskNotice[] {
  return entries.flatMap(({ event, stamp }) => noticesOf(desk, event, stamp))
}

function noticesOf(desk: CommandDesk, event: DeskEvent, stamp: Stamp): DeskNotice[] {
  switch (event.kind) {
    case 'command-submitted':
      // What is refused at once its sender sees at once.
      return stepNotices(
        desk,
        event.id,
        event.steps.filter((s) => s.action === 'await'),
        stamp,
      )
    case 'command-moved':
      return stepNotices(desk, event.id, event.steps, stamp)
    case 'grant-given': {
      const { id, grantee, element, actions, until } = event.grant
      const subject = `${stamp.party} granted you ${actions.join(', ')} of ${element}`
      const end = until === undefined ? '' : `, until ${until}`
      return [{ to: grantee, subject, text: `The grant ${id}${end}. ${event.note}`.trim() }]
    }
    case 'grant-revoked': {
      const found = desk.agreements.flatMap((a) => a.grants).find((g) => g.id === event.grant)
      if (found === undefined) return []
      const subject = `${stamp.party} revoked the grant ${event.grant}`
      return [{ to: found.grantee, subject, text: `From ${stamp.at} on. Reason: ${event.why}` }]
    }
    case 'lead-offered': {
      const subject = `${stamp.party} offers you the lead of joint operations`
      return [{ to: event.to, subject, text: `It is accepted or declined at the desk. ${event.note}`.trim() }]
    }
    case 'own-key-kept':
    case 'own-key-dropped': {
      const done = event.kind === 'own-key-kept' ? 'keeps a key itself from now on' : 'dropped a key that it kept'
      const text = `Key ${event.publicKey}, told at ${stamp.at}. If nobody of yours did this, ask the centre's officer.`
      return [{ to: stamp.party, subject: `${stamp.party} ${done}`, text }]
    }
    default:
      return []
  }
}

function stepNotices(desk: CommandDesk, id: string, steps: readonly StepNote[], stamp: Stamp): DeskNotice[] {
  const c = desk.book.commands.get(id)
  if (c === undefined) return []
  return steps.flatMap((step) => stepNotice(desk, c, step, stamp))
}

function stepNotice(desk: CommandDesk, c: DeskCommand, step: StepNote, { at, party }: Stamp): DeskNotice[] {
  const named = `${c.id} (${c.command.name} to ${c.content.element})`
  const sender = (what: string, text: string) => [{ to: c.content.party, subject: `${named} ${what}`, text }]
  const why = step.refusal === undefined ? (step.why ?? '') : sentences(step.refusal)
  switch (step.action) {
    case 'await':
      return askedOf(desk, c).map((to) => ({ to, subject: `${named} waits for your consent`, text: why }))
    case 'refuse':
      return sender('was refused', why)
    case 'reject':
      return sender('was refused on board', why)
    case 'decline':
      return sender(`was denied by ${party}`, why)
    case 'revoke':
      return sender('left the queue: its grant was revoked', why)
    case 'expire':
      return sender('expired', `It was not sent by ${c.content.expires}.`)
    case 'time-out':
      return sender('was not heard of in time', why)
    case 'fail':
      return sender('failed', why)
    case 'hold':
      return step.by === 'controller' && party !== c.content.party ? sender(`is held by ${party}`, `${at}: ${why}`) : []
    default:
      return []
  }
}

/** Parties of which a person's consent may be needed: owners and carriers, or who leads where they are the sender's alone. */
function askedOf(desk: CommandDesk, c: DeskCommand): string[] {
  const approved = new Set(c.approvals.map((a) => a.party))
  const others = desk.concernedBy(c).filter((party) => party !== c.content.party && !approved.has(party))
  if (others.length > 0) return others
  const { holder } = desk.book.lead
  return holder === c.content.party ? [] : [holder]
}

function sentences({ fact, remedy }: KeptRefusal): string {
  return `${fact.charAt(0).toUpperCase()}${fact.slice(1)}. ${remedy}`
}
