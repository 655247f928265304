/** Writes what documents say after the code: docs/errors.md, and the directions in docs/architecture.md. */
import { readFileSync, writeFileSync } from 'node:fs'
import { directionsTable, errorsPage, withPart } from './generated-documents.ts'

const architecture = new URL('../docs/architecture.md', import.meta.url)

writeFileSync(new URL('../docs/errors.md', import.meta.url), errorsPage())
writeFileSync(architecture, withPart(readFileSync(architecture, 'utf8'), 'directions', directionsTable()))
