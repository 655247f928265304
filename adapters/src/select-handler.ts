/** `magpie select`: a selection instance or a mission folder, studied on this machine. */
import { readFile, stat } from 'node:fs/promises'
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { problemOfMission, studyAsAsked } from '@magpie/centre/selection-study'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { err, ok, type Result } from '@magpie/core/result'
import { fieldProblems } from '@magpie/programme/desk/act'
import type { PortfolioProblem } from '@magpie/programme/portfolio'
import { exactSolver } from '@magpie/programme/study/exact'
import {
  callInstance,
  defined,
  knapsackInstances,
  problemOfCall,
  problemOfKnapsack,
} from '@magpie/programme/study/instance'
import { highsSolver } from './highs.ts'
import { loadMission } from './mission-folder.ts'
import { whyUnreadable } from './why-unreadable.ts'

type Input = InputOf<Operations['select']>

/** Studies what the file or folder holds. */
export async function selectFile(input: Input): Promise<Result<OutputOf<Operations['select']>, Failure>> {
  const { file, balance, problem: which, ...asked } = input
  const there = await stat(file).catch(() => undefined)
  const read = there?.isDirectory() === true ? await problemOfFolder(file) : await problemOfFile(file, which)
  if (!read.ok) return read
  const problem = { ...read.value, balance: [...(read.value.balance ?? []), ...balance.map((b) => defined(b))] }
  return studyAsAsked(file, problem, asked, exactSolver(await highsSolver()))
}

/** The problem of a mission folder: proposals of the letters that are in and eligible, by their reviews. */
async function problemOfFolder(folder: string): Promise<Result<PortfolioProblem, Failure>> {
  const loaded = await loadMission(folder)
  if (!loaded.ok) return loaded
  const { mission } = loaded.value
  return problemOfMission({ ...mission, leap: NAIF0012 })
}

async function problemOfFile(file: string, which: number): Promise<Result<PortfolioProblem, Failure>> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    const why = cause instanceof SyntaxError ? `is not JSON: ${cause.message}` : whyUnreadable(cause)
    const message = `${file} ${why}.`
    return err({ kind: 'data-unreadable', message, file })
  }
  if (typeof json === 'object' && json !== null && 'problems' in json) {
    const read = knapsackInstances.safeParse(json)
    if (!read.success) return wrong(file, read.error)
    const one = read.data.problems[which - 1]
    if (one !== undefined) return ok(problemOfKnapsack(one))
    const message = `${file} has ${read.data.problems.length} problems, and no problem ${which}.`
    return err({ kind: 'not-found', message, what: 'problem', id: String(which) })
  }
  const read = callInstance.safeParse(json)
  return read.success ? ok(problemOfCall(read.data)) : wrong(file, read.error)
}

function wrong(file: string, error: Parameters<typeof fieldProblems>[0]): Result<never, Failure> {
  const problems = fieldProblems(error).map((p) => ({ file, ...p }))
  return err({
    kind: 'bad-request',
    message: `${file} is no selection instance: ${problems.length} problems.`,
    problems,
  })
}
