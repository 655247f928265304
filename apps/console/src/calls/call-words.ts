/** A call and its levels of cooperation, as the contract has them. */
import type { CallView } from '../programme/programme.ts'

export type CallFile = CallView['call']
export type Level = CallFile['levels'][number]['level']
