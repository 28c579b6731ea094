// What was typed and is not yet known to be saved, kept on the device. An entry belongs
// to one person and to one open page; a page that was closed or died leaves its entry,
// and the next page of that person sends it.

import type { Block, Picture } from "./body"

/** Op is one saving as the server takes it (internal/newsroom/editor/save.go). */
export interface Op {
  op_id: string
  person: string
  base_rev: number
  head?: HeadOps
  blocks?: { id: string; base?: Block; json: Block }[]
  deleted?: { id: string; base?: Block }[]
  order?: string[]
  order_was?: string[]
  made_from?: { lang: string; rev: number }
}

export interface HeadOps {
  headline?: { was: string; is: string }
  standfirst?: { was: string; is: string }
  slug?: { was: string; is: string }
  lead?: { was: Picture | null; is: Picture | null }
}

/** Entry is what one page has not saved: what was sent and has no answer, and what was
 * typed since. */
export interface Entry {
  key: string
  person: string
  address: string
  title: string
  inflight: Op | null
  pending: Op | null
}

const database = "masthead-outbox"
const store = "entries"

/** Outbox keeps entries. Where the device keeps nothing, it says so and holds none. */
export class Outbox {
  private db: IDBDatabase | null = null
  private chain: Promise<unknown> = Promise.resolve()

  /** open says whether the device keeps anything. */
  async open(): Promise<boolean> {
    try {
      this.db = await new Promise<IDBDatabase>((done, failed) => {
        const r = indexedDB.open(database, 1)
        r.onupgradeneeded = () => r.result.createObjectStore(store, { keyPath: "key" })
        r.onsuccess = () => done(r.result)
        r.onerror = () => failed(r.error)
        r.onblocked = () => failed(new Error("blocked"))
      })
      this.db.onversionchange = () => this.db?.close()
      return true
    } catch {
      return false
    }
  }

  get keeps(): boolean {
    return this.db !== null
  }

  /** put keeps an entry, or lets it go when there is nothing in it. It gives false when the
   * device refused. Entries are written in the order in which they are put. */
  put(e: Entry): Promise<boolean> {
    return this.later((s) => (e.inflight || e.pending ? s.put(e) : s.delete(e.key)))
  }

  drop(key: string): Promise<boolean> {
    return this.later((s) => s.delete(key))
  }

  /** of lists a person's entries. */
  async of(person: string): Promise<Entry[]> {
    if (!this.db) return []
    try {
      const r = this.db.transaction(store).objectStore(store).getAll()
      const all = await new Promise<Entry[]>((done, failed) => {
        r.onsuccess = () => done(r.result)
        r.onerror = () => failed(r.error)
      })
      return all.filter((e) => e.person === person)
    } catch {
      return []
    }
  }

  private later(f: (s: IDBObjectStore) => IDBRequest): Promise<boolean> {
    const next = this.chain.then(() => new Promise<boolean>((done) => {
      if (!this.db) return done(false)
      try {
        const tx = this.db.transaction(store, "readwrite", { durability: "strict" })
        f(tx.objectStore(store))
        tx.oncomplete = () => done(true)
        tx.onerror = tx.onabort = () => done(false)
      } catch {
        done(false)
      }
    }))
    this.chain = next
    return next
  }
}

const alive = "masthead-pages"

/** hold says, for as long as the page lives, that its entry is no one else's business. */
export function hold(key: string): void {
  if (navigator.locks) void navigator.locks.request("masthead " + key, () => new Promise(() => undefined))
  if (!("BroadcastChannel" in window)) return
  const channel = new BroadcastChannel(alive)
  channel.onmessage = (e) => {
    if (e.data?.ask === key) channel.postMessage({ alive: key })
  }
}

/** orphaned runs f if no living page holds the entry. */
export async function orphaned(key: string, f: () => Promise<void>): Promise<void> {
  if (navigator.locks) {
    await navigator.locks.request("masthead " + key, { ifAvailable: true }, async (lock) => {
      if (lock) await f()
    })
    return
  }
  if (!(await answered(key))) await f()
}

function answered(key: string): Promise<boolean> {
  if (!("BroadcastChannel" in window)) return Promise.resolve(false)
  const channel = new BroadcastChannel(alive)
  return new Promise((done) => {
    const end = (yes: boolean): void => {
      channel.close()
      done(yes)
    }
    channel.onmessage = (e) => {
      if (e.data?.alive === key) end(true)
    }
    channel.postMessage({ ask: key })
    setTimeout(() => end(false), 400)
  })
}

/** words gives the words of an operation, to be copied or downloaded. */
export function words(op: Op | null): string {
  if (!op) return ""
  const out = [op.head?.headline?.is, op.head?.standfirst?.is].filter((s): s is string => !!s)
  const inner = (v: unknown): string => {
    if (Array.isArray(v)) return v.map(inner).filter(Boolean).join(v.some((x) => x && typeof x === "object" && "id" in x) ? "\n" : "")
    if (!v || typeof v !== "object") return ""
    const o = v as Record<string, unknown>
    if (typeof o.t === "string") return o.t
    if (o.br) return "\n"
    return [o.text, o.note, o.cite, o.items, o.rows, o.blocks, o.pictures, o.caption, o.html].map((x) => (typeof x === "string" ? x : inner(x))).filter(Boolean).join("\n")
  }
  for (const b of op.blocks ?? []) out.push(inner(b.json))
  return out.filter(Boolean).join("\n\n")
}
