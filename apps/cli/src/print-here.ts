/** How the answers of local verbs look: the table of residuals, the problems of a folder, the outcome of a rehearsal. */
import type { OutputOf } from '@magpie/api/operation'
import type { OperationKey, Operations } from '@magpie/api/operations'
import Table from 'cli-table3'
import { printDecoded } from './print-decoded.ts'
import { printChanges, printMembers, printRoadmap, printVerdict } from './print-eligibility.ts'
import { printFrames } from './print-frames.ts'
import { printReceived } from './print-received.ts'
import { printSelection, printStudy } from './print-selection.ts'

/** Prints an answer that has a look of its own; false where it has none. */
export function printHere(key: OperationKey, answer: unknown): boolean {
  switch (key) {
    case 'schema':
      console.log(JSON.stringify(answer, null, 2))
      return true
    case 'verify':
      printVerification(answer as OutputOf<Operations['verify']>)
      return true
    case 'frames':
      printFrames(answer as OutputOf<Operations['frames']>)
      return true
    case 'decode':
      printDecoded(answer as OutputOf<Operations['decode']>)
      return true
    case 'receive':
      printReceived(answer as OutputOf<Operations['receive']>)
      return true
    case 'checkMission':
      printMissionCheck(answer as OutputOf<Operations['checkMission']>)
      return true
    case 'rehearse':
      printRehearsal(answer as OutputOf<Operations['rehearse']>)
      return true
    case 'verifyLedger':
      printLedger(answer as OutputOf<Operations['verifyLedger']>)
      return true
    case 'eligibilityMembers':
      printMembers(answer as OutputOf<Operations['eligibilityMembers']>)
      return true
    case 'eligibilityCheck':
      printVerdict(answer as OutputOf<Operations['eligibilityCheck']>)
      return true
    case 'eligibilityChanges':
      printChanges(answer as OutputOf<Operations['eligibilityChanges']>)
      return true
    case 'select':
    case 'selectionStudy':
      printStudy(answer as OutputOf<Operations['select']>)
      return true
    case 'selection':
      printSelection(answer as OutputOf<Operations['selection']>)
      return true
    case 'roadmap':
      printRoadmap(answer as OutputOf<Operations['roadmap']>)
      return true
    default:
      return false
  }
}

function printVerification(answer: OutputOf<Operations['verify']>): void {
  const { quantities, notChecked, kernels, warnings, passed } = answer
  const table = new Table({
    head: ['file', 'quantity', 'values', 'worst', 'tolerance', 'unit', ''],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'left', 'left'],
    style: { head: [], border: [], compact: true },
  })
  for (const q of quantities) {
    const row = [q.file, q.quantity, String(q.count), q.worst.toExponential(2), q.tolerance.toExponential(2), q.unit]
    table.push([...row, q.passed ? 'ok' : `EXCEEDED at ${q.where}`])
  }
  console.log(table.toString())
  for (const { file, why } of notChecked) console.log(`not checked: ${file} (${why})`)
  if (kernels.length > 0) console.log(`kernels of the folder, before the shipped ones: ${kernels.join(', ')}`)
  for (const warning of warnings) console.log(`mind: ${warning}`)
  const exceeded = quantities.filter((q) => !q.passed).length
  console.log(
    passed
      ? `all ${quantities.length} quantities within tolerance`
      : `${exceeded} of ${quantities.length} quantities exceeded`,
  )
}

function printMissionCheck({ valid, files, problems, assumed, sourced }: OutputOf<Operations['checkMission']>): void {
  for (const p of problems) {
    console.log(`${p.file}${p.line === undefined ? '' : `:${p.line}`} ${p.field}  ${p.message} [${p.rule}]`)
  }
  const values = `${sourced} values with a source, ${assumed} assumed`
  console.log(
    valid ? `${files.length} files are valid: ${values}` : `${problems.length} problems in ${files.length} files`,
  )
}

function printRehearsal({ mission, seed, out, headline, files, elapsed_s }: OutputOf<Operations['rehearse']>): void {
  console.log(`\n${mission}, seed "${seed}", rehearsed in ${elapsed_s.toFixed(1)} s`)
  const width = Math.max(0, ...Object.keys(headline).map((name) => name.length))
  for (const [name, value] of Object.entries(headline)) console.log(`  ${name.padEnd(width)}  ${value}`)
  console.log(`written to ${out}: ${files.join(', ')}`)
}

function printLedger({
  entries,
  parties,
  head,
  redacted,
  files,
  unchecked,
}: OutputOf<Operations['verifyLedger']>): void {
  console.log(`${entries} entries hold: every hash, link and signature verified`)
  for (const p of parties) console.log(`  ${p.party}: ${p.entries}`)
  if (redacted > 0) console.log(`${redacted} of them came without their content, which is proved by its hash alone`)
  console.log(`head ${head}`)
  if (files.length > 0) console.log(`${files.length} files beside it are as their checksums say (these nobody signed)`)
  for (const name of unchecked) console.log(`not checked: ${name} (no checksum speaks of it)`)
}
