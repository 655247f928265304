/** What the verbs that begin with one word are about, and under which heading the help shows them. */

/** Headings of the help, in order, with the first words below each and what each group is about. */
export const HEADINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Run a centre:': {
    serve: '',
    'sign-in': '',
    status: '',
    people: 'Who acts for which party, and in which roles',
    streams: "Feed partners' centres by NATS, and follow the lead's",
    link: 'Links to spacecraft, passes, and the relay path',
  },
  'A mission from the call to the archive:': {
    mission: 'A mission folder checked; the mission at a centre: its model, what comes next, what a change does',
    rehearse: '',
    rehearsal: 'The rehearsal that a centre runs: pace, restart, stages, report',
    ledger: 'Who decided what: proved, or read entry by entry',
    roadmap: '',
    eligibility: 'Who may take part, by which rules and facts',
  },
  'Work on files, without a centre:': {
    verify: '',
    kernel: 'What an ephemeris or orientation kernel holds; a part of it as a new file',
    frames: '',
    decode: '',
    receive: '',
    simulate: '',
    dictionary: 'XTCE and F Prime dictionaries, one as the other',
    select: '',
    schema: '',
    key: "A party's key: made, proved, told to a centre",
  },
  'Call, selection, agreements:': {
    call: 'Calls for partners: published, amended, asked about, closed',
    letter: 'Letters of intent',
    proposal: 'Proposals',
    draft: 'What you began to write',
    attachment: 'Files that papers name',
    review: 'Reviewers, conflicts, assignment, scores, panel',
    selection: 'Selections computed, compared and recorded',
    decision: 'Motions, votes, decisions',
    project: 'Projects formed of selected proposals',
    agreement: 'Agreements drafted, signed and read',
    interface: 'Interface documents line by line: proposed, signed, changed, verified',
    programme: 'The whole record of a call; a mission folder made of it',
    party: 'Parties; what one takes along, and its leaving',
    notice: 'What you were told',
  },
  'Operate:': {
    operations: 'Deployments and log, in short',
    telemetry: 'Values, packets, gaps and files, from a centre or an archive here',
    alarm: 'Alarms, and who saw them',
    command: 'Commands: checked, submitted, approved, held, followed',
    authority: 'Who may command what, and why not',
    grant: 'Rights given to other parties for a time, and taken back',
    lead: 'The lead of operations, handed over',
    rule: 'Flight rules: set, waived, ended',
    procedure: 'Procedures checked, started and followed',
    anomaly: 'Anomaly reports',
    shift: 'The shift and its handover',
    deployment: 'Modules after landing, step by step behind gates',
    exchange: "Services between two parties' spacecraft",
    spacecraft: 'A simulated spacecraft from the inside',
    fault: 'Faults put into a rehearsal',
    load: 'Memory and software sent up',
    data: 'Who reads what, from when',
    release: 'Data sets published for everybody',
  },
}

/** The heading and the sentence of a first word; a word that stands nowhere comes under the last heading. */
export function groupOf(word: string): { readonly heading: string; readonly about: string } {
  for (const [heading, words] of Object.entries(HEADINGS)) {
    const about = words[word]
    if (about !== undefined) return { heading, about }
  }
  return { heading: Object.keys(HEADINGS).at(-1)!, about: '' }
}
