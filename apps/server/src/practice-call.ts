/**
 * The practice call: on a fresh centre the mission's own call opens again with new dates, so that anyone can take part from
 * the first minute. It says that it is practice, and who opened it is made up.
 */
import type { ProgrammeDesk } from '@magpie/centre/programme-desk'
import { unwrap } from '@magpie/core/result'
import type { CallDeadline } from '@magpie/programme/call-deadline'
import type { CallFile } from '@magpie/programme/call-file'
import { reviewRules } from '@magpie/programme/review/review-rules'

const DAY_MS = 86_400_000
const LETTERS_DAYS = 30
const PROPOSALS_DAYS = 90

/** The mission's call says nothing of how proposals are reviewed. */
const REVIEW = {
  anonymity: 'dual',
  reviewsPerProposal: 2,
  load: { least: 0, most: 10 },
  provenance: { kind: 'assumed', reason: 'a practice call: how the real one was reviewed is not published' },
}

/** Opens it, by the lead. */
export async function openPracticeCall(desk: ProgrammeDesk, call: CallFile, now = Date.now()): Promise<void> {
  const arrivedAt = new Date(now).toISOString()
  const person = { id: 'made-up-officer', name: 'Made-up officer of the rehearsal' }
  const caller = { arrivedAt, person, party: call.by, roles: ['officer'] as const }
  unwrap(await desk.perform('call-opened', { call: practiceCall(call, now) }, caller))
}

/** The call with dates that count from now: nothing else of it changes. */
function practiceCall(call: CallFile, now: number): CallFile {
  const provenance = {
    kind: 'assumed',
    reason: 'a practice call: its dates count from the first start of this centre',
  } as const
  // A day back: whatever the zone, its calendar is not behind that.
  const today = new Date(now - DAY_MS).toISOString().slice(0, 10)
  const deadline = (days: number): CallDeadline => ({
    zone: call.letters.zone,
    revisions: [
      {
        day: new Date(now + days * DAY_MS).toISOString().slice(0, 10),
        time: '24:00',
        knownFrom: today,
        provenance,
        timeProvenance: provenance,
      },
    ],
    grace: { seconds: 0, text: 'none', provenance },
  })
  return {
    ...call,
    id: `practice-${call.id}`,
    title: `Practice: ${call.title}`,
    publishedOn: today,
    letters: deadline(LETTERS_DAYS),
    proposals: deadline(PROPOSALS_DAYS),
    milestones: [],
    review: reviewRules.parse(REVIEW),
    provenance,
  }
}
