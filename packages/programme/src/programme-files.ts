/** The files of a mission folder that the programme reads, each with its schema. */
import { partiesFile } from '@magpie/mission/party'
import { agreementsFile } from './agreements-file.ts'
import { callFile } from './call-file.ts'
import { decisionFile } from './decision-file.ts'
import { factsFile } from './facts-file.ts'
import { instrumentsFile } from './instruments-file.ts'
import { lettersFile } from './letters-file.ts'
import { proposalsFile } from './proposals-file.ts'
import { reviewsFile } from './reviews-file.ts'

/** By the name that `ProgrammeFiles` gives each; the file is the name with `.json`. */
export const PROGRAMME_SCHEMAS = {
  call: callFile,
  parties: partiesFile,
  letters: lettersFile,
  facts: factsFile,
  instruments: instrumentsFile,
  proposals: proposalsFile,
  reviews: reviewsFile,
  decision: decisionFile,
  agreements: agreementsFile,
} as const
