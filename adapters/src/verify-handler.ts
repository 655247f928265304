/** `magpie verify`: the reference folder's outcome as the contract says it. */
import { stat } from 'node:fs/promises'
import type { Failure } from '@magpie/api/failure'
import type { OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { describeAstroError } from '@magpie/astro/errors'
import { err, ok, type Result } from '@magpie/core/result'
import type { KernelFolderError } from './kernels.ts'
import { checkReferenceFolder, type FileCheck } from './reference-folder.ts'

type Verification = OutputOf<Operations['verify']>

/** Checks this installation against the reference files of a folder. */
export async function verifyFolder({ folder }: { folder: string }): Promise<Result<Verification, Failure>> {
  if (!(await isFolder(folder))) {
    return err({ kind: 'folder-unreadable', message: `${folder} is not a folder that can be read.`, folder })
  }
  const checked = await checkReferenceFolder(folder)
  if (!checked.ok) return err({ kind: 'data-unreadable', message: describeKernelFolder(checked.error), file: folder })
  const { files, kernels, passed, earthOrientation } = checked.value
  if (files.every(({ status }) => status === 'not-checked')) return err(nothingKnown(folder, files.length))
  return ok({
    passed,
    quantities: files.flatMap(quantitiesOf),
    notChecked: files.flatMap((f) =>
      f.status === 'not-checked' ? [{ file: f.file, why: 'not a kind of reference file this version knows' }] : [],
    ),
    kernels: [...kernels],
    warnings: earthOrientation === undefined ? [] : [earthOrientation],
  })
}

/** A folder that checks nothing is no proof of anything, so it does not pass. */
function nothingKnown(folder: string, files: number): Failure {
  const found = files === 0 ? 'no JSON file' : `${files} JSON files and none of a kind`
  const message = `${folder} holds ${found} that this version checks: name a folder of reference files, such as golden/flight.`
  return { kind: 'data-unreadable', message, file: folder }
}

function quantitiesOf(check: FileCheck): Verification['quantities'] {
  if (check.status === 'not-checked') return []
  if (check.status === 'malformed') {
    const where = describeAstroError(check.error)
    const nothing = { count: 0, worst: 0, tolerance: 0, unit: '' }
    return [{ file: check.file, quantity: 'the file can be read', ...nothing, where, passed: false }]
  }
  return check.quantities.map(({ quantity, unit, worst, tolerance, where, count, missing, reason, passed }) => ({
    file: check.file,
    quantity,
    count,
    worst,
    tolerance,
    unit,
    where: missing === 0 ? where : `${missing} could not be computed: ${reason ?? ''}`,
    passed,
  }))
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}

/** The sentence for a folder of kernels that could not be used. */
export function describeKernelFolder(error: KernelFolderError): string {
  switch (error.kind) {
    case 'unreadable-folder':
      return `${error.folder} ${error.why}.`
    case 'no-kernels':
      return `${error.folder} holds no kernel.`
    default:
      return describeAstroError(error)
  }
}
