// Suggestions: other people's under their paragraphs, to take or to leave; and, for
// whoever may not change the text, what she writes as suggestions of her own.

import { post } from "../desk/send"
import type { Block, Doc } from "./body"
import type { Said } from "./comments"
import type { Editor, Shown } from "./editor"
import type { Page } from "./main"
import { movedIds } from "./order"
import type { Op } from "./outbox"
import { el, icon, who, type Say } from "./words"

interface Run { Kind: string; Text: string }

/** Suggested is a suggestion that waits, with what taking it would do. */
export interface Suggested {
  id: string
  kind: "change" | "insert" | "delete" | "move"
  block: string
  after: string
  who: { ID: string; Name: string; Initials: string; Me: boolean }
  at: { Machine: string; Human: string }
  mine: boolean
  conflict: boolean
  gone: boolean
  parts: { name: string; runs: Run[] }[]
  facts: string[]
  base?: unknown
  wanted?: unknown
}

interface Acts {
  refresh(): Promise<void>
  answer(g: Suggested): void
}

/** showSuggestions shows those that wait below the blocks that they are about. */
export function showSuggestions(editor: Editor, page: Page, said: Said, say: Say, acts: Acts): void {
  const there = new Set(editor.doc().blocks.map((b) => b.id))
  const shown: Shown[] = []
  const above: HTMLElement[] = []
  for (const g of said.suggestions) {
    if (page.suggesting?.writes(g)) continue // it stands in the text, as she wrote it
    const at = g.kind === "insert" ? g.after : g.block
    const card = () => suggestion(g, editor, page, said, say, acts)
    if (!there.has(at)) above.push(card())
    else {
      shown.push({ block: at, place: "below", key: `${g.id} ${g.at.Machine} ${g.conflict} ${JSON.stringify(g.parts)}`, dom: card })
      shown.push({ block: at, class: "has" })
    }
  }
  editor.decorate("suggestions", shown)
  let head = document.querySelector<HTMLElement>(".head-suggestions")
  if (!head && above.length) {
    head = el("div", { class: "head-suggestions" })
    document.querySelector("[data-head]")?.after(head)
  }
  head?.replaceChildren(...above)
}

function suggestion(g: Suggested, editor: Editor, page: Page, said: Said, say: Say, acts: Acts): HTMLElement {
  const box = el("aside", { class: "sug-box ui", "data-suggestion": g.id, "aria-label": say("talk.suggests_" + g.kind, { who: g.who.Name }), tabindex: "-1" })
  for (const p of g.parts) {
    const text = el("p", { class: "text sug-diff", lang: page.lang, dir: "auto" })
    for (const r of p.runs) text.append(r.Kind === "deleted" ? el("del", {}, r.Text) : r.Kind === "inserted" ? el("ins", {}, r.Text) : r.Text)
    box.append(text)
  }
  for (const f of g.facts) box.append(el("p", { class: "q2" }, f))
  if (g.conflict) box.append(el("p", { class: "st wait" }, icon("split"), say("talk.suggestion_conflict")))
  if (g.gone) box.append(el("p", { class: "st wait" }, icon("warn"), say("talk.suggestion_gone")))
  const label = el("span", { class: "q2" }, who(g.who), " ", say("talk.suggests_" + g.kind, { who: g.who.Name }), " ", el("span", { class: "q" }, g.at.Human))
  const buttons = el("span", { class: "btns" })
  const act = async (what: string): Promise<void> => {
    await page.sync.save()
    try {
      const r = await post(`${page.address}suggestions/${g.id}/${what}`)
      if (!r.ok) throw new Error(((await r.json()) as { error?: string }).error)
      box.remove()
      await page.sync.refresh()
      await acts.refresh()
      editor.focusBlock(g.block)
    } catch (err) {
      box.querySelector("[role=alert]")?.remove()
      box.append(el("p", { class: "st stop", role: "alert" }, err instanceof Error && !(err instanceof TypeError) && err.message ? err.message : say("talk.failed")))
    }
  }
  const button = (what: string, name: string, key: string, cls: string): void => {
    const b = el("button", { class: cls, type: "button", "data-act": what }, ...(what === "take" ? [icon("ok")] : []), name + " ", ...(key ? [el("kbd", {}, key)] : []))
    b.addEventListener("click", () => void act(what))
    buttons.append(b)
  }
  if (said.may_save && !g.gone) button("take", say("talk.take"), "Alt Y", "btn")
  if (said.may_save) button("leave", say("talk.leave"), "Alt N", "btn bare")
  if (g.mine) button("withdraw", say("talk.withdraw"), "", "btn bare")
  if (said.may_talk) {
    const answer = el("button", { class: "btn bare", type: "button" }, say("talk.answer"))
    answer.addEventListener("click", () => acts.answer(g))
    buttons.append(answer)
  }
  box.append(el("div", { class: "sug" }, label, buttons))
  return box
}

// Alt+Y and Alt+N act on the suggestion that has the focus, or on the first in sight at
// or after the paragraph that is written in.
document.addEventListener("keydown", (e) => {
  if (!e.altKey || e.ctrlKey || e.metaKey || (e.code !== "KeyY" && e.code !== "KeyN")) return
  const boxes = [...document.querySelectorAll<HTMLElement>("[data-suggestion]")]
  const here = document.querySelector(".ProseMirror .here")
  const box = (document.activeElement?.closest<HTMLElement>("[data-suggestion]")) ??
    boxes.find((b) => here && here.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) ?? boxes[0]
  const button = box?.querySelector<HTMLButtonElement>(`[data-act=${e.code === "KeyY" ? "take" : "leave"}]`)
  if (!button) return
  e.preventDefault()
  button.click()
})

interface Offer {
  kind: Suggested["kind"]
  block: string
  after: string
  base?: unknown
  wanted?: unknown
  rev: number
}

/** Suggesting turns what differs from the text into suggestions, block by block. What is
 * not sent yet is kept on the device. */
export class Suggesting {
  private page: Page | null = null
  private say: Say = (key) => key
  private ids = new Map<string, string>() // by block, those of hers that stand in the text here
  private sent = new Map<string, string>() // by block, what the server has
  private wanted = new Map<string, Offer>()
  private busy = false
  private line: HTMLElement | null = null
  private retry = 0
  private refused = "" // what the server said to what it did not take; it stands until she writes on

  constructor(private readonly address: string, private readonly person: string) {}

  /** writes says whether a suggestion of hers stands in the text here, as she wrote it. */
  writes(g: Suggested): boolean {
    return g.mine && this.ids.get(g.block) === g.id
  }

  /** attach puts her suggestions that wait into the text, so that she goes on from there. */
  attach(editor: Editor, page: Page, said: Said, say: Say): void {
    this.page = page
    this.say = say
    const slug = document.getElementById("live-slug") as HTMLInputElement | null
    if (slug) slug.readOnly = true
    this.line = el("p", { class: "note suggesting-line head", role: "status" })
    document.querySelector("[data-head]")?.before(this.line)
    this.tell()
    const blocks = new Map(editor.doc().blocks.map((b) => [b.id, b]))
    for (const g of said.suggestions) if (g.mine) this.resume(g, editor, page, blocks)
    for (const o of this.kept()) this.wanted.set(o.block, o)
    if (this.wanted.size) void this.flush()
    addEventListener("online", () => void this.flush())
  }

  private resume(g: Suggested, editor: Editor, page: Page, blocks: Map<string, Block>): void {
    const here = blocks.get(g.block)
    const same = here && canon(g.base) === canon(here)
    if (g.block === "headline" || g.block === "standfirst") {
      if (page.fields.head()[g.block] !== g.base) return
      page.fields.setHead({ [g.block]: g.wanted as string })
    } else if (g.kind === "change" && same) editor.replaceBlock(g.block, g.wanted as Block)
    else if (g.kind === "delete" && same) editor.replaceBlock(g.block, [])
    else if (g.kind === "insert" && !here && blocks.has(g.after)) editor.replaceBlock(g.after, [blocks.get(g.after)!, g.wanted as Block])
    else return
    this.ids.set(g.block, g.id)
    this.sent.set(g.block, canon(offerOf(g)))
    this.wanted.set(g.block, offerOf(g))
  }

  /** differs is told what differs from the text, and makes suggestions of it. */
  differs(op: Op | null, doc: Doc): void {
    if (!this.page) return
    this.refused = ""
    this.wanted = new Map(offers(op, doc).map((o) => [o.block, o]))
    this.keep()
    void this.flush()
  }

  private key(): string {
    return `masthead-suggested ${this.person} ${this.address}`
  }

  private kept(): Offer[] {
    try {
      return JSON.parse(localStorage.getItem(this.key()) ?? "[]") as Offer[]
    } catch {
      return []
    }
  }

  /** keep writes what the server does not have to the device. */
  private keep(): void {
    const left = [...this.wanted.values()].filter((o) => this.sent.get(o.block) !== canon({ ...o, rev: 0 }))
    try {
      if (left.length) localStorage.setItem(this.key(), JSON.stringify(left))
      else localStorage.removeItem(this.key())
    } catch {
      // a device without room: the page still has it
    }
    this.tell(left.length)
  }

  private tell(waiting = 0): void {
    if (!this.line) return
    if (this.refused) {
      this.line.replaceChildren(icon("warn"), el("span", {}, this.refused))
      return
    }
    const text = waiting && this.retry ? this.say("talk.suggesting_kept", { n: waiting }) : this.ids.size && !waiting ? this.say("talk.suggesting_sent") : this.say("talk.suggesting")
    if (this.line.textContent !== text) this.line.replaceChildren(icon("say"), el("span", {}, text))
  }

  private async flush(): Promise<void> {
    if (this.busy) return
    this.busy = true
    try {
      for (const o of [...this.wanted.values()]) {
        const form = canon({ ...o, rev: 0 })
        if (this.sent.get(o.block) === form) continue
        const answer = await this.post("suggestions/new", JSON.stringify({ ...o, person: this.person }))
        if (answer) {
          this.ids.set(o.block, (answer as { id: string }).id)
          this.sent.set(o.block, form)
        } else this.wanted.delete(o.block)
      }
      for (const [block, id] of [...this.ids]) {
        if (this.wanted.has(block)) continue
        if (id) await this.post(`suggestions/${id}/withdraw`, "")
        this.ids.delete(block)
        this.sent.delete(block)
      }
      this.retry = 0
      this.keep()
    } catch {
      this.retry = Math.min(15_000, this.retry ? this.retry * 2 : 1000)
      this.keep()
      window.setTimeout(() => void this.flush(), this.retry)
    } finally {
      this.busy = false
    }
  }

  /** post gives the answer, or null where sending again changes nothing; it throws where
   * the line is down. */
  private async post(path: string, body: string): Promise<unknown> {
    const r = await post(this.address + path, body, { type: "application/json" })
    if (r.ok) return r.json()
    if (r.status === 401 || r.status >= 500 || r.status === 429) throw new Error(String(r.status))
    const told = (await r.json().catch(() => ({}))) as { error?: string }
    this.refused = told.error ?? ""
    return null
  }
}

function offerOf(g: Suggested): Offer {
  return { kind: g.kind, block: g.block, after: g.after, base: g.base, wanted: g.wanted, rev: 0 }
}

/** offers makes one suggestion of each block that differs. */
export function offers(op: Op | null, doc: Doc): Offer[] {
  if (!op) return []
  const out = new Map<string, Offer>()
  const order = doc.blocks.map((b) => b.id)
  const before = (id: string): string => order[order.indexOf(id) - 1] ?? ""
  const put = (o: Omit<Offer, "rev">): void => void (out.has(o.block) || out.set(o.block, { ...o, rev: op.base_rev }))
  for (const b of op.blocks ?? []) {
    if (b.base) put({ kind: "change", block: b.id, after: "", base: b.base, wanted: b.json })
    else put({ kind: "insert", block: b.id, after: before(b.id), wanted: b.json })
  }
  for (const d of op.deleted ?? []) put({ kind: "delete", block: d.id, after: "", base: d.base })
  if (op.order && op.order_was) for (const id of movedIds(op.order_was, op.order)) if (op.order_was.includes(id)) put({ kind: "move", block: id, after: before(id) })
  for (const part of ["headline", "standfirst"] as const) {
    const h = op.head?.[part]
    if (h) put({ kind: "change", block: part, after: "", base: h.was, wanted: h.is })
  }
  return [...out.values()]
}

function canon(v: unknown): string {
  return JSON.stringify(v, (_, x: unknown) => (x && typeof x === "object" && !Array.isArray(x) ? Object.fromEntries(Object.entries(x).sort(([a], [b]) => (a < b ? -1 : 1))) : x))
}
