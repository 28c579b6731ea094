// What a person says of rows: done, read, still right, left out. It is kept on the device
// until the server has it, and goes after the words it was said of.

import { post } from "../desk/send"

export interface Verdict {
  key: string
  pair: string
  verdict: string
  reason: string
  source: number // revision of the source that she read
}

export interface Told { rev: number }

export class Verdicts {
  private list: Verdict[]
  private busy = false
  private timer = 0

  constructor(private readonly s: {
    store: string
    person: string // whose verdicts these are: somebody else can be signed in by now
    address: string
    saved(): Promise<number | null> // saves the words; their revision, or null while they are not saved
    done(): void
    refused(sentence: string): void
  }) {
    try {
      this.list = JSON.parse(localStorage.getItem(s.store) ?? "[]") as Verdict[]
    } catch {
      this.list = []
    }
  }

  get waiting(): number {
    return this.list.length
  }

  say(v: Omit<Verdict, "key">): void {
    this.list = [...this.list.filter((o) => o.pair !== v.pair), { ...v, key: crypto.randomUUID() }]
    this.keep()
    void this.flush()
  }

  private keep(): void {
    try {
      if (this.list.length) localStorage.setItem(this.s.store, JSON.stringify(this.list))
      else localStorage.removeItem(this.s.store)
    } catch {
      // a device without room: the page still has them
    }
  }

  /** flush sends what waits, after the words. */
  async flush(): Promise<void> {
    if (this.busy || !this.list.length) return
    this.busy = true
    clearTimeout(this.timer)
    let sent = false
    try {
      for (let v = this.list[0]; v; v = this.list[0]) {
        const rev = await this.s.saved()
        if (rev === null) break
        const form = new URLSearchParams({ verdict: v.verdict, reason: v.reason, source_rev: String(v.source), target_rev: String(rev), as: this.s.person })
        const r = await post(`${this.s.address}pairs/${v.pair}`, form)
        if (r.status === 401 || r.status === 429 || r.status >= 500) break
        if (!r.ok) {
          const told = (await r.json().catch(() => ({}))) as { error?: string; key?: string }
          this.s.refused(told.error ?? r.statusText)
          if (told.key === "editor.another_person") break // they wait for her
        }
        const key = v.key
        this.list = this.list.filter((o) => o.key !== key)
        this.keep()
        sent = true
      }
    } catch {
      // The line is down: they go when it is back.
    } finally {
      this.busy = false
    }
    if (sent) this.s.done()
    if (this.list.length) this.timer = window.setTimeout(() => void this.flush(), 4000)
  }
}
