/** Selection at the desk: runs of the study, motions with their votes, the decision, and the projects it became. */

/** What a run was made of, beside the proposals themselves. Scores by proposal; `scoresFrom` says whose they are. */
export type RunInputs = {
  readonly scores: Readonly<Record<string, number>>
  readonly scoresFrom: string
  readonly synergies: readonly {
    readonly between: readonly [string, string]
    readonly bonus: number
    readonly reason: string
  }[]
  readonly exclusions: readonly { readonly between: readonly [string, string]; readonly reason: string }[]
  readonly balance: readonly {
    readonly id: string
    readonly reason: string
    readonly levels?: readonly string[] | undefined
    readonly states?: readonly string[] | undefined
    readonly least?: number | undefined
    readonly most?: number | undefined
  }[]
  readonly forced: { readonly in: readonly string[]; readonly out: readonly string[] }
}

export type RunResult =
  | {
      readonly kind: 'optimum'
      readonly proposals: readonly string[]
      readonly score: number
      readonly bound: number
      readonly solver: string
    }
  | { readonly kind: 'conflict'; readonly sentences: readonly string[] }

/** A run as recorded: `versions` are the proposals' then; `digest` is the SHA-256 of the whole problem as canonical JSON. */
export type RunRecord = {
  readonly id: string
  readonly call: string
  readonly at: string
  readonly party: string
  readonly person: string
  readonly inputs: RunInputs
  readonly versions: Readonly<Record<string, number>>
  readonly digest: string
  readonly objective: 'score'
  readonly result: RunResult
}

export type Outcome = 'selected' | 'reserve' | 'declined'
export type ProposalOutcome = { readonly proposal: string; readonly outcome: Outcome; readonly reason: string }

export type Vote = {
  readonly person: string
  readonly party: string
  readonly vote: 'yes' | 'no' | 'abstain'
  readonly reason: string
  readonly at: string
  /** By who held the role of chair then. */
  readonly chair?: boolean
}

/** Who stands aside from a motion, since they are in conflict with something of it. */
export type Recusal = { readonly person: string; readonly reason: string; readonly at: string }

/** A motion to decide, and the decision once it is taken. `loss` is what it is worth less than the run's optimum. */
export type DecisionRecord = {
  readonly id: string
  readonly call: string
  readonly run: string
  readonly by: string
  readonly person: string
  readonly at: string
  readonly outcomes: readonly ProposalOutcome[]
  readonly score: number
  readonly loss: number
  /** Why it is not the optimum, where it is not. */
  readonly departure?: string | undefined
  /** Every vote that was given, in order; of each person the last one counts. */
  readonly votes: readonly Vote[]
  readonly recusals?: readonly Recusal[]
  readonly lapsesAt?: string | undefined
  readonly closed?: { readonly reason: string; readonly at: string; readonly person: string }
  readonly state: 'moved' | 'taken' | 'announced' | 'lapsed'
  readonly takenAt?: string
  readonly takenBy?: string
  readonly announcedAt?: string
}

/** What a project has of a proposal: some of its elements, and the part of its score that goes with their mass. */
export type ProjectPart = { readonly proposal: string; readonly version: number; readonly elements: readonly string[] }

/** A project formed of selected proposals; it stands once every lead has confirmed it. */
export type ProjectRecord = {
  readonly id: string
  readonly call: string
  readonly decision: string
  readonly name: string
  readonly level: 'mission' | 'system' | 'unit'
  readonly lead: string
  readonly parties: readonly string[]
  readonly from: readonly ProjectPart[]
  readonly reason: string
  readonly mass_kg: number
  readonly score: number
  readonly at: string
  /** Leads that must confirm it, and those that did. */
  readonly leads: readonly string[]
  readonly confirmed: readonly string[]
  readonly state: 'formed' | 'standing' | 'declined'
  readonly declined?: { readonly by: string; readonly reason: string; readonly at: string }
}

/** The part of the desk that selection holds. */
export type SelectionDesk = {
  readonly runs: ReadonlyMap<string, RunRecord>
  readonly decisions: ReadonlyMap<string, DecisionRecord>
  readonly projects: ReadonlyMap<string, ProjectRecord>
}

export const EMPTY_SELECTION: SelectionDesk = { runs: new Map(), decisions: new Map(), projects: new Map() }
