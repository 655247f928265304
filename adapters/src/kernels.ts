/** Kernels from the disk, for Node: those that ship with Magpie, and any folder of them. */
import { open, readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Ephemerides, type KernelFile, kernelKind, loadEphemerides } from '@magpie/astro/ephemerides'
import type { KernelError } from '@magpie/astro/errors'
import { err, ok, type Result } from '@magpie/core/result'
import { whyUnreadable } from './why-unreadable.ts'

/** A folder that cannot be read, or that holds no kernel. */
export type KernelFolderError =
  | KernelError
  | { readonly kind: 'unreadable-folder'; readonly folder: string; readonly why: string }
  | { readonly kind: 'no-kernels'; readonly folder: string }

/** Where the kernels that ship with Magpie lie. */
export const SHIPPED_KERNELS = fileURLToPath(new URL('../../data/kernels', import.meta.url))

/** The folder of a mission that holds kernels of its own, if it has one. */
export async function missionKernels(missionFolder: string): Promise<string | undefined> {
  const folder = join(missionFolder, 'kernels')
  return (await isFolder(folder)) ? folder : undefined
}

/**
 * The shipped kernels, and over them those of a folder that a user adds: a newer orientation of the Earth, a
 * trajectory. The user's take precedence.
 */
export async function loadShippedKernels(added?: string): Promise<Result<Ephemerides, KernelFolderError>> {
  const shipped = await readKernelFolder(SHIPPED_KERNELS)
  if (!shipped.ok) return shipped
  const own = added === undefined ? ok([]) : await readKernelFolder(added)
  return own.ok ? loadEphemerides([...shipped.value, ...own.value]) : own
}

/** The text kernels that ship, for names of bodies and frames and for what orientations rest on. */
export async function shippedTexts(): Promise<KernelFile[]> {
  const names = (await readdir(SHIPPED_KERNELS)).filter((name) => /\.t[a-z]+$/.test(name)).sort()
  return Promise.all(names.map(async (name) => ({ name, bytes: await readBytes(join(SHIPPED_KERNELS, name)) })))
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}

/**
 * All kernels of a folder and its sub-folders, in the order of their paths (the last wins). Files of other kinds are
 * passed over; a damaged kernel is an error.
 */
export async function loadKernelFolder(folder: string): Promise<Result<Ephemerides, KernelFolderError>> {
  const files = await readKernelFolder(folder)
  if (!files.ok) return files
  return files.value.length === 0 ? err({ kind: 'no-kernels', folder }) : loadEphemerides(files.value)
}

/** The kernel files of a folder and its sub-folders by content, in the order of their paths. */
export async function readKernelFolder(folder: string): Promise<Result<KernelFile[], KernelFolderError>> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    const out: KernelFile[] = []
    for (const path of paths.sort()) {
      if (await isKernel(path)) out.push({ name: relative(folder, path), bytes: await readBytes(path) })
    }
    return ok(out)
  } catch (cause) {
    return err({ kind: 'unreadable-folder', folder, why: whyUnreadable(cause) })
  }
}

/** Whether a file opens as a kernel does: other files of a folder may be large, and are not read further. */
async function isKernel(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0)
    return kernelKind(Uint8Array.from(buffer.subarray(0, bytesRead)).buffer) !== undefined
  } finally {
    await file.close()
  }
}

/** A file's bytes in a buffer of their own: Node's may be a part of a larger one, and words must start at its start. */
async function readBytes(path: string): Promise<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = await readFile(path)
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
}
