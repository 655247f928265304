/**
 * `magpie ledger verify`: a ledger file, or the folder of a rehearsal, proved entry by entry. In a folder the files beside
 * the ledger are held against the checksums that were written with them. Those find damage and careless hands; against
 * forgery only what is signed stands, and a head that was noted before.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { err, ok, type Result } from '@magpie/core/result'
import { verifyChain } from '@magpie/ledger/chain'
import { describeLedgerError } from '@magpie/ledger/describe'
import { type ChainItem, decodeEntry } from '@magpie/ledger/entry'
import { alteredFiles, namesIn } from './checksums.ts'
import { filesBelow } from './digests.ts'
import { CHECKSUMS } from './file-artefacts.ts'
import { SHA256SUMS } from './rehearse-handler.ts'

/** The name of the ledger in the folder of a rehearsal. */
const LEDGER_FILE = 'ledger.jsonl'

type Verified = OutputOf<Operations['verifyLedger']>

/** Verifies every hash, link and signature; the first bad entry is named, and every file beside that was altered. */
export async function verifyLedgerFile({
  file,
  head,
}: InputOf<Operations['verifyLedger']>): Promise<Result<Verified, Failure>> {
  const folder = (await stat(file).catch(() => undefined))?.isDirectory() ? file : undefined
  const path = folder === undefined ? file : join(folder, LEDGER_FILE)
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) {
    const message = `${path} cannot be read: name a ledger file, or the folder that "magpie rehearse" wrote.`
    return err({ kind: 'data-unreadable', message, file: path })
  }
  const chain = provedChain(text, path, head)
  if (!chain.ok || folder === undefined) return chain
  const beside = await provedFiles(folder)
  return beside.ok ? ok({ ...chain.value, ...beside.value }) : beside
}

function provedChain(text: string, path: string, noted: string | undefined): Result<Verified, Failure> {
  const items: ChainItem[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue
    const decoded = decodeEntry(line)
    if (!decoded.ok) return broken(index, `line ${index + 1}: ${describeLedgerError(decoded.error)}`)
    items.push(decoded.value)
  }
  if (items.length === 0) {
    const message = `${path} has no entry, so that nothing can be proved by it: a ledger begins with the lead's key.`
    return err({ kind: 'data-unreadable', message, file: path })
  }
  const verified = verifyChain(items)
  if (!verified.ok) return broken(verified.error.index, describeLedgerError(verified.error))
  const { entries, redacted, parties, head } = verified.value
  if (noted !== undefined && !items.some((item) => item.hash === noted))
    return broken(entries, `no entry has the hash ${noted} that was noted: entries were cut off the end, or rewritten`)
  return ok({ entries, parties: [...parties], head, redacted, files: [], unchecked: [] })
}

/** The files of a rehearsal's folder that are as their checksums say; one that is not is a failure, which names all. */
async function provedFiles(folder: string): Promise<Result<Pick<Verified, 'files' | 'unchecked'>, Failure>> {
  const files: string[] = []
  const wrong: string[] = []
  const sums = await checksumFiles(folder)
  for (const { below, name } of sums) {
    const checksums = await readFile(join(folder, below, name), 'utf8')
    files.push(...namesIn(checksums).map((file) => join(below, file)))
    for (const { file, why } of await alteredFiles(join(folder, below), checksums))
      wrong.push(`${join(folder, below, file === '' ? name : file)} ${why}`)
  }
  if (wrong.length === 0) {
    const known = new Set([LEDGER_FILE, ...files, ...sums.map(({ below, name }) => join(below, name))])
    return ok({ files, unchecked: (await filesBelow(folder)).filter((name) => !known.has(name)) })
  }
  const message = `The ledger holds, but not what lies beside it: ${wrong.join('; ')}. Rehearse again, or ask for the file again.`
  return err({ kind: 'data-unreadable', message, file: folder })
}

async function checksumFiles(folder: string): Promise<{ below: string; name: string }[]> {
  const own = (await readdir(folder)).filter((name) => name === SHA256SUMS)
  const artefacts = await readdir(join(folder, 'artefacts')).catch(() => [])
  return [
    ...own.map((name) => ({ below: '', name })),
    ...artefacts.filter((name) => name.endsWith(CHECKSUMS)).map((name) => ({ below: 'artefacts', name })),
  ]
}

function broken(sequence: number, why: string): Result<never, Failure> {
  const message = `The ledger does not hold: ${why}. Compare it with a partner's copy.`
  return err({ kind: 'ledger-broken', message, sequence, why })
}
