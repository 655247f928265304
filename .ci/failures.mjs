/**
 * What failed in a run of the tests, in a few lines each, appended to a file: failed tests, suites whose hook failed, and
 * errors that no test caught, which only the log has. Prints how many tests passed and how much failed.
 *
 *     node .ci/failures.mjs REPORT.json LOG EXIT_STATUS TOLD
 */
import { appendFileSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

const [reportFile, logFile, status, told] = process.argv.slice(2)
/** No more are told, and no more lines of one. */
const MOST = 10
const LINES = 3
const WIDTH = 240

const text = (file) => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
const report = reportOf(text(reportFile))
const log = stripVTControlCharacters(text(logFile)).split('\n')

function reportOf(json) {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/** The lines that say something, of those after a heading: neither pieces of code nor places within a library. */
function after(at) {
  const end = log.findIndex((line, i) => i > at && /^\s*⎯{3}/.test(line))
  return log
    .slice(at + 1, end < 0 ? at + 40 : end)
    .filter((line) => line.trim() !== '' && !/^\s*\d*\s*\|/.test(line) && !line.includes('node_modules'))
    .slice(0, LINES)
}

function failedTests() {
  const files = report?.testResults ?? []
  return files.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter((one) => one.status === 'failed')
      .map((one) => ({
        what: `test: ${relative(process.cwd(), name)} > ${one.fullName}`,
        lines: (one.failureMessages[0] ?? '')
          .split('\n')
          .filter((line) => !line.includes('node_modules'))
          .slice(0, LINES),
      })),
  )
}

/** Suites by their headings in the log: the report has no error of a hook within a file. */
function failedSuites() {
  const from = log.findIndex((line) => /⎯ Failed Suites \d+ ⎯/.test(line))
  if (from < 0) return []
  const to = log.findIndex((line, i) => i > from && /⎯ (Failed Tests \d+|Unhandled Errors) ⎯/.test(line))
  const within = (i) => i > from && (to < 0 || i < to)
  return log.flatMap((line, i) =>
    within(i) && /^\s*FAIL\s/.test(line)
      ? [{ what: `suite or its hook: ${line.trim().replace(/^FAIL\s+/, '')}`, lines: after(i) }]
      : [],
  )
}

function uncaught() {
  const from = log.findIndex((line) => /⎯ Unhandled Errors ⎯/.test(line))
  if (from < 0) return []
  return log.flatMap((line, i) => {
    if (i <= from || !/^⎯+ .*(Rejection|Error|Exception|Timeout).* ⎯+$/.test(line)) return []
    const origin = log.slice(i, i + 60).find((one) => one.startsWith('This error originated in'))
    return [
      {
        what: `error that no test caught: ${line.replaceAll('⎯', '').trim()}`,
        lines: [...after(i), ...(origin ? [origin] : [])],
      },
    ]
  })
}

const failures = [...failedTests(), ...failedSuites(), ...uncaught()]
if (failures.length === 0 && status !== '0')
  failures.push({
    what: `the run of tests ended with ${status}`,
    lines: log.slice(-30).filter((line) => line.trim() !== ''),
  })
const cut = (line) => (line.length > WIDTH ? `${line.slice(0, WIDTH)}...` : line)
for (const { what, lines } of failures.slice(0, MOST))
  appendFileSync(told, `${[`FAILED ${what}`, ...lines.map((line) => `    ${line.trim()}`)].map(cut).join('\n')}\n`)
if (failures.length > MOST) appendFileSync(told, `... and ${failures.length - MOST} more\n`)
process.stdout.write(`${report?.numPassedTests ?? 0} ${failures.length}\n`)
