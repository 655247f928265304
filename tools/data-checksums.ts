/**
 * Whether every file under data/ is listed in data/README.md, with the checksum it has. `node tools/data-checksums.ts`
 * prints what differs and exits 1; `--write` puts the checksums of listed files right.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A row: the file's path from data/, what stands between, and its SHA-256. */
const ROW = /^\| `([^`]+)` \|(.*)\| `([0-9a-f]{64}|)` \|$/gm

/** What differs between the folder and its list, one sentence each; empty where all is well. */
export function dataProblems(folder: string): string[] {
  const listed = new Map([...readme(folder).matchAll(ROW)].map((m) => [m[1]!, m[3]!]))
  const found = dataFiles(folder)
  const problems: string[] = []
  for (const file of found) {
    const expected = listed.get(file)
    if (expected === undefined) problems.push(`${file} is not listed in data/README.md`)
    else if (expected !== sha256(folder, file))
      problems.push(`${file} has SHA-256 ${sha256(folder, file)}, not "${expected}"`)
  }
  for (const file of listed.keys()) if (!found.includes(file)) problems.push(`${file} is listed, but not there`)
  return problems
}

/** The list with the checksums that the files have now. */
export function withChecksums(folder: string): string {
  const found = new Set(dataFiles(folder))
  return readme(folder).replace(ROW, (row, file: string, between: string) =>
    found.has(file) ? `| \`${file}\` |${between}| \`${sha256(folder, file)}\` |` : row,
  )
}

function readme(folder: string): string {
  return readFileSync(join(folder, 'README.md'), 'utf8')
}

function dataFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'README.md')
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

function sha256(folder: string, file: string): string {
  return createHash('sha256')
    .update(readFileSync(join(folder, file)))
    .digest('hex')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL('../data', import.meta.url))
  if (process.argv.includes('--write')) writeFileSync(join(folder, 'README.md'), withChecksums(folder))
  const problems = dataProblems(folder)
  for (const problem of problems) console.log(problem)
  console.log(problems.length === 0 ? 'data/ is as data/README.md lists it' : `${problems.length} problems in data/`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
