/**
 * Which entries of the command desk's ledger a party reads whole. Of the others it gets the head, so that its copy is one
 * chain that it can verify, and sees that something stands there.
 */
import { type ChainItem, hasContent, redact } from '@magpie/ledger/entry'
import type { CommandDesk, DeskEntry } from '@magpie/operations/command/desk'
import { seesAnomaly } from '@magpie/operations/log/anomaly'
import { seesCommand } from '../command-views.ts'
import { seesRun } from '../run-views.ts'

/** Whether an event of the desk concerns a party as things stand. */
export function concerns({ event, stamp }: DeskEntry, party: string, desk: CommandDesk): boolean {
  if (stamp.party === party || party === desk.ground.lead) return true
  switch (event.kind) {
    case 'command-submitted':
    case 'command-moved':
    case 'queue-ordered': {
      const command = desk.book.commands.get(event.id)
      return command !== undefined && seesCommand(desk, command, party)
    }
    case 'grant-given':
      return event.grant.grantee === party
    case 'grant-revoked':
      return desk.book.grants.get(event.grant)?.grant.grantee === party
    case 'anomaly': {
      const report = desk.book.anomalies.get(event.id)
      return report !== undefined && seesAnomaly(report, party)
    }
    case 'procedure': {
      const run = desk.book.runs.get(event.state.run)
      return run !== undefined && seesRun(run, party)
    }
    // A shift's log is its party's own.
    case 'shift':
      return false
    // What everybody must keep to: the lead, flight rules, and whose key counts.
    default:
      return true
  }
}

/** An entry as a party has it. */
export function entryFor(item: ChainItem, mayRead: boolean): ChainItem {
  return mayRead || !hasContent(item) ? item : redact(item)
}
