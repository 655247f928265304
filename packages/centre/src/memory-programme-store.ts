/** A programme's store in memory, for tests and for the browser. */
import type { AttachmentStore, ProgrammeStore, StoredAttachment, StoredDraft, StoredNotice } from './programme-store.ts'
import type { StoredEntry } from './rehearsal-store.ts'

export function memoryProgrammeStore(): ProgrammeStore {
  const entries: StoredEntry[] = []
  const notices: (StoredNotice & { id: number })[] = []
  const sent = new Set<number>()
  const drafts = new Map<string, StoredDraft[]>()
  const versions = (person: string, id: string) => drafts.get(`${person}/${id}`) ?? []
  return {
    ...memoryAttachments(),
    entries: async () => [...entries],
    async append(added, told) {
      if (added[0] !== undefined && added[0].sequence !== entries.length) throw new Error('the sequence has a gap')
      entries.push(...added)
      for (const notice of told) notices.push({ ...notice, id: notices.length + 1 })
    },
    notices: async (to, after, limit) => notices.filter((n) => n.to === to && n.id > after).slice(0, limit),
    unsent: async (after, limit) => notices.filter((n) => n.id > after && !sent.has(n.id)).slice(0, limit),
    async markSent(id) {
      sent.add(id)
    },
    async saveDraft(person, draft, over) {
      const before = versions(person, draft.id)
      if (before.length !== over) return undefined
      const saved = { ...draft, version: over + 1 }
      drafts.set(`${person}/${draft.id}`, [...before, saved])
      return saved
    },
    drafts: async (person) =>
      [...drafts].filter(([key]) => key.startsWith(`${person}/`)).map(([, list]) => list.at(-1)!),
    draft: async (person, id, version) => versions(person, id).at(version === undefined ? -1 : version - 1),
  }
}

function memoryAttachments(): AttachmentStore {
  const files = new Map<string, StoredAttachment>()
  const kept = new Map<string, Map<string, number>>()
  return {
    async keepAttachment(party, file) {
      files.set(file.sha256, files.get(file.sha256) ?? file)
      kept.set(party, new Map(kept.get(party)).set(file.sha256, file.bytes.length))
    },
    attachment: async (sha256) => files.get(sha256),
    attachmentsOf: async (party, wanted) => new Map([...(kept.get(party) ?? [])].filter(([id]) => wanted.includes(id))),
    keptBy: async (party) => [...(kept.get(party)?.keys() ?? [])].sort(),
    attachedBytes: async (party) => [...(kept.get(party) ?? [])].reduce((sum, [, bytes]) => sum + bytes, 0),
  }
}
