/** Decoded parameters as rows of a file, one JSON object a line: what any tool that reads JSON Lines can open. */

import type { TornEnd } from './durable-append.ts'
import { openLineFile } from './line-file.ts'

export type ParameterRow = {
  /** When it was measured and when it was received, UTC. */
  readonly generatedAt: string
  readonly receivedAt: string
  readonly element: string
  readonly name: string
  /** In engineering units; enumerations by label. */
  readonly value: number | string | boolean
  readonly unit?: string
}

export type ParameterTable = {
  /** What a crash had left of a last row. */
  readonly torn: TornEnd | undefined
  /** Appends rows; resolved means durable. */
  append(rows: readonly ParameterRow[]): Promise<void>
  close(): Promise<void>
}

/** Opens or makes a table. */
export async function openParameterTable(path: string): Promise<ParameterTable> {
  const file = await openLineFile(path, isRow)
  return {
    torn: file.torn,
    append: (rows) => file.append(rows.map((row) => JSON.stringify(row))),
    close: file.close,
  }
}

function isRow(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}
