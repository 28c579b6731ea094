// Who has the text open, and where: initials at the margin, names at the top. A sign
// locks nothing; it tells.

import { part, post } from "../desk/send"
import type { Editor, Shown } from "./editor"
import { el, who, type Say } from "./words"
import type { Who } from "./sync"

export interface Here { tab: string; who: Who; block: string; writes: boolean }
export interface Now { rev: number; conflicts: number; talk: number; pairs: number; here: Here[] }

const beat = 15_000
const soon = 800
const pollEvery = 10_000

export class Presence {
  private block = ""
  private typed = false
  private timer = 0
  private beating = 0
  private shown = ""
  private last: Here[] = []
  private source: EventSource | null = null
  private asking = 0
  private polls = false // no stream comes through

  constructor(private readonly s: {
    address: string; tab: string; person: string; editor: Editor; say: Say
    names: HTMLElement; people: HTMLElement | null; head: (part: string) => HTMLElement | null
    now(n: Now): void; ended(why: string): void
  }) {}

  start(): void {
    void this.sign()
    this.listen()
    addEventListener("pagehide", () => part(this.s.address + "here", { tab: this.s.tab, gone: "1" }))
    addEventListener("pageshow", (e) => { if (e.persisted) void this.sign() })
  }

  /** at tells in which block she is, and whether she changed something in it. */
  at(block: string, typed: boolean): void {
    if (block === this.block && (!typed || this.typed)) return
    const moved = block !== this.block
    this.block = block
    this.typed = (typed || (this.typed && !moved))
    if (!this.timer) this.timer = window.setTimeout(() => void this.sign(), soon)
  }

  private async sign(): Promise<void> {
    clearTimeout(this.timer)
    clearTimeout(this.beating)
    this.timer = 0
    const form = new URLSearchParams({ tab: this.s.tab, block: this.block })
    if (this.typed) form.set("typed", "1")
    this.typed = false
    this.beating = window.setTimeout(() => void this.sign(), beat)
    try {
      await post(this.s.address + "here", form)
    } catch {
      // The line is down: the next sign tells.
    }
  }

  /** listen follows the stream; where none comes through, it asks every ten seconds. A
   * browser has six lines to a server that speaks HTTP/1.1, and a stream holds one: a page
   * that nobody looks at lets its own go and asks, so that many open stories can save. */
  private listen(): void {
    if (!("EventSource" in window)) return this.poll()
    this.follow()
    document.addEventListener("visibilitychange", () => {
      if (this.polls) return
      if (document.visibilityState === "visible") return this.follow()
      this.source?.close()
      this.source = null
      clearTimeout(this.asking)
      this.asking = window.setTimeout(() => this.glance(), pollEvery)
    })
  }

  /** glance asks once in a while as long as nobody looks. */
  private glance(): void {
    if (this.source || this.polls) return
    void this.ask().then(() => { this.asking = window.setTimeout(() => this.glance(), pollEvery) })
  }

  private follow(): void {
    clearTimeout(this.asking)
    if (this.source) return
    const source = new EventSource(this.s.address + "events")
    this.source = source
    let heard = false
    const giveUp = window.setTimeout(() => {
      if (heard || this.source !== source) return
      source.close()
      this.poll()
    }, 6000)
    source.addEventListener("now", (e) => {
      heard = true
      clearTimeout(giveUp)
      this.tell(JSON.parse((e as MessageEvent<string>).data))
    })
    source.addEventListener("end", (e) => {
      source.close()
      this.s.ended(JSON.parse((e as MessageEvent<string>).data))
      this.poll()
    })
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) return // it tries again by itself
      clearTimeout(giveUp)
      this.poll()
    }
  }

  private poll(): void {
    if (this.polls) return
    this.polls = true
    const again = (): void => void this.ask().then(() => setTimeout(again, pollEvery))
    again()
  }

  private async ask(): Promise<void> {
    try {
      const r = await fetch(this.s.address + "now", { headers: { Accept: "application/json" } })
      if (r.ok) this.tell(await r.json())
    } catch {
      // The line is down: the next asking tells.
    }
  }

  private tell(n: Now): void {
    this.s.now(n)
    this.last = n.here.filter((h) => h.tab !== this.s.tab)
    const key = JSON.stringify(this.last)
    if (key === this.shown) return
    this.shown = key
    this.draw()
  }

  /** draw shows everybody; blocks that came in since have their marks too. */
  draw(): void {
    const others = new Map<string, Here>()
    for (const h of this.last) if (!others.has(h.who.ID) || h.writes) others.set(h.who.ID, h)
    this.s.names.replaceChildren(...[...others.values()].map((h) => who({ ...h.who, Me: h.who.ID === this.s.person }, true)))
    this.s.people?.replaceChildren(...[...others.values()].map((h) => el("li", {}, who(h.who, true), h.who.Name + " ", el("span", { class: "q" }, this.where(h)))))
    const list: Shown[] = []
    for (const part of ["headline", "standfirst", "slug"]) this.s.head(part)?.replaceChildren()
    for (const h of this.last) {
      if (!h.block) continue
      const part = this.s.head(h.block)
      if (part) part.append(this.mark(h))
      else {
        list.push({ block: h.block, place: "margin", key: `${h.tab} ${h.writes}`, dom: () => this.mark(h) })
        if (h.writes) list.push({ block: h.block, class: "lease" })
      }
    }
    this.s.editor.decorate("presence", list)
  }

  private mark(h: Here): HTMLElement {
    const m = who(h.who, true)
    const says = this.s.say(h.writes ? "writes_here" : "in_paragraph", { name: h.who.Name })
    m.title = says
    m.querySelector(".sr")!.textContent = says
    return el("span", { class: "mg" }, m)
  }

  private where(h: Here): string {
    const n = this.s.editor.doc().blocks.findIndex((b) => b.id === h.block)
    if (n >= 0) return this.s.say("in_block", { n: n + 1 })
    return h.block ? this.s.say("in_head") : this.s.say("here_now")
  }
}
