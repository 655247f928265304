/**
 * The key of a party that keeps it in this browser: sealed under a passphrase in IndexedDB, in the form of the file that
 * `magpie key make` writes, and open in this page's memory only, for as long as it is used. It never goes to a server.
 */
import type { ActContent, KeyFile } from '@magpie/api/own-key'
import { useSyncExternalStore } from 'react'

const DATABASE = 'magpie-keys'
const STORE = 'keys'
/** An open key is forgotten when nothing was signed with it for so long, ms. */
const IDLE_MS = 15 * 60_000

/** What makes, seals and opens keys, loaded when it is first needed. */
const code = () => import('@magpie/api/own-key')
type Code = Awaited<ReturnType<typeof code>>
type Opened = Extract<ReturnType<Code['openKey']>, { ok: true }>['value']

type Held = { readonly sealed: ReadonlyMap<string, KeyFile>; readonly open: Opened | undefined }
let held: Held | undefined
let reading: Promise<void> | undefined
let idle: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

function hold(next: Held): void {
  held = next
  for (const listener of listeners) listener()
}

const watch = (listener: () => void) => {
  listeners.add(listener)
  if (reading === undefined) reading = readAll()
  return () => listeners.delete(listener)
}

/** The key of a party as it lies here, and whether it is open; undefined until it is known. */
export function useKeyHere(party: string | undefined) {
  const now = useSyncExternalStore(watch, () => held)
  if (now === undefined || party === undefined) return undefined
  return { sealed: now.sealed.get(party), isOpen: now.open?.party === party }
}

/** Makes a key and keeps it here, open; what the centre is told of it. */
export async function makeKey(party: string, passphrase: string) {
  const { sealKey, openKey } = await code()
  const random = (octets: number) => crypto.getRandomValues(new Uint8Array(octets))
  const secret = random(32)
  const file = sealKey(party, secret, passphrase, random(16), random(12))
  secret.fill(0)
  await keep(file)
  const opened = openKey(file, passphrase)
  if (opened.ok) opens(opened.value)
  return file
}

/** Takes a sealed file in, such as `magpie key make` writes; the passphrase shows that it can be opened. */
export async function takeKey(
  text: string,
  party: string,
  passphrase: string,
): Promise<'ok' | 'form' | 'party' | 'closed'> {
  const { keyFile, openKey } = await code()
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return 'form'
  }
  const read = keyFile.safeParse(json)
  if (!read.success) return 'form'
  if (read.data.party !== party) return 'party'
  const opened = openKey(read.data, passphrase)
  if (!opened.ok) return 'closed'
  await keep(read.data)
  opens(opened.value)
  return 'ok'
}

/** Opens the key that lies here. */
export async function openHere(party: string, passphrase: string): Promise<boolean> {
  const file = held?.sealed.get(party)
  if (file === undefined) return false
  const opened = (await code()).openKey(file, passphrase)
  if (opened.ok) opens(opened.value)
  return opened.ok
}

/** Forgets the open key; the sealed one stays. */
export function lock(): void {
  clearTimeout(idle)
  if (held?.open !== undefined) hold({ ...held, open: undefined })
}

/** The key leaves this browser for good; whoever has no copy cannot sign with it any more. */
export async function forget(party: string): Promise<void> {
  await run('readwrite', (store) => store.delete(party))
  const sealed = new Map(held?.sealed)
  sealed.delete(party)
  hold({ sealed, open: held?.open?.party === party ? undefined : held?.open })
}

/** The text of the sealed file. */
export function fileText(file: KeyFile): string {
  return `${JSON.stringify(file, undefined, 2)}\n`
}

/** Shows that one holds the open key. */
export async function proofOf(party: string): Promise<string> {
  const { ownKeyBytes, detached } = await code()
  const key = used(party)
  return detached(ownKeyBytes(party, key.publicKey), key).signature
}

/** Signs a command. */
export async function signCommand(content: Parameters<Code['commandBytes']>[0]) {
  const { commandBytes, detached } = await code()
  return detached(commandBytes(content), used(content.party))
}

/** Signs the approval of another's command, by its content as the centre showed it. */
export async function signApproval(
  content: Parameters<Code['commandBytes']>[0],
  by: { readonly party: string; readonly person: string },
) {
  const { commandApprovalBytes, detached } = await code()
  return detached(commandApprovalBytes(content, by), used(by.party))
}

/** Signs a grant or a revocation, written out as the centre will read it. */
export async function signAct(
  whose: Omit<ActContent, 'format' | 'act'>,
  act: (agreementOf: Code['deskAgreement']) => unknown,
) {
  const { actBytes, actContent, deskAgreement, detached } = await code()
  const content = actContent.parse({ format: 'magpie-act-1', ...whose, act: act(deskAgreement) })
  return { content, signature: detached(actBytes(content), used(content.party)) }
}

function used(party: string): Opened {
  const key = held?.open
  if (key?.party !== party) throw new Error(`the key of ${party} is not open in this page`)
  opens(key)
  return key
}

function opens(open: Opened): void {
  clearTimeout(idle)
  idle = setTimeout(lock, IDLE_MS)
  if (held?.open !== open) hold({ sealed: held?.sealed ?? new Map(), open })
}

async function keep(file: KeyFile): Promise<void> {
  await run('readwrite', (store) => store.put(file, file.party))
  hold({ sealed: new Map([...(held?.sealed ?? []), [file.party, file]]), open: held?.open })
}

async function readAll(): Promise<void> {
  const files = await run<KeyFile[]>('readonly', (store) => store.getAll()).catch((): KeyFile[] => [])
  hold({ sealed: new Map(files.map((f) => [f.party, f])), open: held?.open })
}

async function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const database = await new Promise<IDBDatabase>((done, fail) => {
    const opening = indexedDB.open(DATABASE, 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
    opening.onsuccess = () => done(opening.result)
    opening.onerror = () => fail(opening.error)
  })
  try {
    return await new Promise<T>((done, fail) => {
      const transaction = database.transaction(STORE, mode)
      const request = act(transaction.objectStore(STORE))
      transaction.oncomplete = () => done(request.result as T)
      transaction.onerror = () => fail(transaction.error)
      transaction.onabort = () => fail(transaction.error)
    })
  } finally {
    database.close()
  }
}
