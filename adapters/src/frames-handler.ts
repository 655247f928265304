/** `magpie frames`: what a recording of frames holds. */
import { readFile } from 'node:fs/promises'
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { err, ok, type Result } from '@magpie/core/result'
import { describeCaptureError, readCapture } from '@magpie/operations/frames/capture'
import { whyUnreadable } from './why-unreadable.ts'

/** Reads a recording and tells its frames, packets, gaps and damage. */
export async function describeFrames(
  input: InputOf<Operations['frames']>,
): Promise<Result<OutputOf<Operations['frames']>, Failure>> {
  const { file } = input
  const bytes = await readFile(file).catch((cause: unknown) => whyUnreadable(cause))
  if (typeof bytes === 'string') return err({ kind: 'data-unreadable', message: `${file} ${bytes}.`, file })
  const read = readCapture(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), {
    kind: input.kind,
    frame_octets: input.frame_length,
    randomised: input.randomised,
    fecf_octets: input.error_control,
    insert_octets: input.insert_zone,
    ocf: input.ocf,
    segments: input.unsegmented === true ? false : undefined,
  })
  if (!read.ok) return err({ kind: 'data-unreadable', message: `${file}: ${describeCaptureError(read.error)}`, file })
  const { why, bad_frames, channels, gaps, packets, clcw, ...rest } = read.value
  const lists = {
    why: [...why],
    bad_frames: [...bad_frames],
    channels: [...channels],
    gaps: [...gaps],
    packets: [...packets],
    clcw: [...clcw],
  }
  return ok({ file, ...rest, ...lists })
}
