// The house's style in the text: words that a rule has something to say about are marked,
// and explained under their paragraph when somebody goes there. Blocks are sent when their
// words have changed; an answer about words that are no longer there is dropped.

import { post } from "../desk/send"
import type { Editor, Shown } from "./editor"
import type { Page } from "./main"
import { el, icon, speak, type Say, type Words } from "./words"

interface Finding {
  bid: string
  from: number
  to: number
  rule: string
  key: string
  severity: "note" | "ask" | "stop"
  words: string
  suggestions: string[]
  why: string
  why_lang: string
  source?: string
  quoted?: boolean
}
interface Ruling { key: string; decision: string; wording: string; reason: string; said: string; by: string; at: string }
interface Answer { findings: Finding[]; rulings: Ruling[]; may: boolean; stops: boolean; words?: Words }
interface Block { bid: string; text: string; quote?: boolean }

const head = ["headline", "standfirst"] as const
const pause = 700 // milliseconds after the last key
const icons = { note: "note", ask: "ask", stop: "stop" }

/** findings joins what the rules find to the page. */
export function findings(editor: Editor, page: Page): void {
  new Findings(editor, page).open()
}

class Findings {
  private say: Say = (key) => key
  private told: Answer | null = null
  private readonly texts = new Map<string, string>() // by block, the words that were answered for
  private readonly found = new Map<string, Finding[]>() // by block
  private readonly marks = new Map<string, Finding>() // by the mark's name
  private named = 0
  private timer = 0
  private busy = false
  private shown = "" // the mark whose card is open
  private panel: HTMLElement | null = null
  private readonly under = el("div", { class: "head-findings" })

  constructor(private readonly editor: Editor, private readonly page: Page) {}

  open(): void {
    this.editor.onChange(() => this.soon())
    this.editor.onSelect(() => this.follow())
    this.editor.view.dom.addEventListener("click", (e) => {
      const name = (e.target as Element).closest<HTMLElement>("[data-finding]")?.dataset.finding
      if (name) this.show(name)
    })
    document.addEventListener("keydown", (e) => this.key(e))
    const fields = document.querySelector<HTMLElement>("[data-head]")
    fields?.addEventListener("input", () => this.soon())
    fields?.after(this.under)
    this.page.onText(() => this.soon())
    void this.ask()
  }

  private soon(): void {
    window.clearTimeout(this.timer)
    this.timer = window.setTimeout(() => void this.ask(), pause)
  }

  /** blocks are those of the text and its head, as they are now. */
  private blocks(): Block[] {
    const fields = this.page.fields.head()
    const out: Block[] = head.map((bid) => ({ bid, text: fields[bid] }))
    for (const b of this.editor.doc().blocks) {
      out.push({ bid: b.id, text: this.editor.text(b.id) ?? "", ...(b.type === "quote" || b.type === "pullquote" ? { quote: true } : {}) })
    }
    return out
  }

  private textOf(bid: string): string | null {
    return bid === "headline" || bid === "standfirst" ? this.page.fields.head()[bid] : this.editor.text(bid)
  }

  /** ask sends what is new; one question is under way at a time. */
  private async ask(): Promise<void> {
    if (this.busy) return this.soon()
    const all = this.blocks()
    const there = new Set(all.map((b) => b.bid))
    for (const bid of [...this.texts.keys()]) if (!there.has(bid)) this.forget(bid)
    const fresh = all.filter((b) => this.texts.get(b.bid) !== b.text)
    if (!fresh.length && this.told) return this.draw()
    this.busy = true
    try {
      const r = await post(this.page.address + "terms/check", JSON.stringify({ blocks: fresh, first: !this.told?.words }), { type: "application/json" })
      if (!r.ok) throw new Error(String(r.status))
      this.take((await r.json()) as Answer, fresh)
    } catch {
      window.clearTimeout(this.timer)
      this.timer = window.setTimeout(() => void this.ask(), 15_000) // the line is down: the words stay as they are
    } finally {
      this.busy = false
    }
  }

  private take(answer: Answer, asked: Block[]): void {
    if (answer.words) this.say = speak(answer.words, document.documentElement.lang)
    this.told = { ...answer, words: answer.words ?? this.told?.words }
    let late = false
    for (const b of asked) {
      if (this.textOf(b.bid) !== b.text) {
        late = true
        continue
      }
      this.texts.set(b.bid, b.text)
      this.found.set(b.bid, answer.findings.filter((f) => f.bid === b.bid))
    }
    this.draw()
    if (late) this.soon()
  }

  private forget(bid: string): void {
    this.texts.delete(bid)
    this.found.delete(bid)
  }

  /** draw marks the words. Marks of blocks that were written in since stand where they have
   * moved to until these are answered for. */
  private draw(): void {
    const moved = new Map<string, Shown[]>()
    for (const d of this.editor.decorations("finding")) {
      if (d.end > d.start) moved.set(d.block, [...(moved.get(d.block) ?? []), { block: d.block, start: d.start, end: d.end, class: d.class, attrs: d.attrs }])
    }
    const shown: Shown[] = []
    const kept = new Map<string, Finding>()
    for (const [bid, list] of this.found) {
      if (bid === "headline" || bid === "standfirst") continue
      if (this.editor.text(bid) !== this.texts.get(bid)) {
        for (const s of moved.get(bid) ?? []) {
          const f = this.marks.get(s.attrs?.["data-finding"] ?? "")
          if (f) kept.set(s.attrs!["data-finding"], f)
          shown.push(s)
        }
        continue
      }
      for (const f of list) {
        const name = [...this.marks].find(([, known]) => known === f)?.[0] ?? `w${++this.named}`
        kept.set(name, f)
        shown.push({ block: bid, start: f.from, end: f.to, class: `find-${f.severity}`, attrs: { "data-finding": name } })
      }
    }
    this.marks.clear()
    for (const [name, f] of kept) this.marks.set(name, f)
    this.editor.decorate("finding", shown)
    if (this.shown && !this.marks.has(this.shown)) this.close()
    this.drawHead()
    this.drawPanel()
  }

  private drawHead(): void {
    const cards: HTMLElement[] = []
    for (const bid of head) for (const f of this.found.get(bid) ?? []) cards.push(this.card(f, (s) => this.replaceInHead(bid, f, s)))
    this.under.replaceChildren(...cards)
  }

  private replaceInHead(bid: string, f: Finding, words: string): void {
    const field = document.getElementById("live-" + bid) as HTMLTextAreaElement | null
    if (!field || field.value.slice(f.from, f.to) !== f.words || field.readOnly) return
    field.setRangeText(words, f.from, f.to, "end")
    field.dispatchEvent(new Event("input", { bubbles: true }))
    field.focus()
  }

  private drawPanel(): void {
    const all = [...head.flatMap((b) => this.found.get(b) ?? []), ...this.editor.decorations("finding").flatMap((d) => this.marks.get(d.attrs?.["data-finding"] ?? "") ?? [])]
    const rulings = this.told?.rulings ?? []
    if (!this.panel && !all.length && !rulings.length) return
    if (!this.panel) {
      this.panel = this.page.tab("checks", this.say("terms.tab"))
      document.querySelector(`label[for="p-checks"]`)?.append(el("b", { "data-found": "" }))
    }
    const n = all.filter((f) => f.severity !== "note").length
    document.querySelector("[data-found]")!.textContent = n ? String(n) : ""
    const list = el("ul", { class: "list" })
    for (const f of all) {
      const go = el("button", { class: "btn bare", type: "button", lang: this.page.lang }, f.words)
      go.onclick = () => this.goTo(f)
      list.append(el("li", {}, this.mark(f), el("div", {}, go)))
    }
    const decided = el("ul", { class: "list" })
    for (const r of rulings) decided.append(this.ruled(r))
    this.panel.replaceChildren(
      el("section", { class: "sec" }, el("h2", {}, this.say("terms.title")), el("p", { class: "q2" }, all.length ? this.say("terms.places", { n: all.length }) : this.say("terms.tried_none")), list,
        el("p", { class: "q" }, el("kbd", {}, "F7"), " " + this.say("terms.key_f7")), el("p", {}, el("a", { class: "link", href: this.page.address + "terms/" }, this.say("terms.in_text")))),
      ...(rulings.length ? [el("section", { class: "sec" }, el("h2", {}, this.say("terms.rulings")), decided)] : []),
    )
  }

  private mark(f: Finding): HTMLElement {
    const state = f.severity === "stop" ? "st stop" : f.severity === "ask" ? "st wait" : "st"
    return el("span", { class: state }, icon(icons[f.severity]), el("span", { class: "sr" }, this.say("terms.severity_" + f.severity)))
  }

  private ruled(r: Ruling): HTMLElement {
    const back = el("button", { class: "btn bare", type: "button" }, this.say("terms.unrule"), el("span", { class: "sr" }, ": " + r.key))
    back.onclick = () => void this.send("unrule", { key: r.key }).then((wrong) => { if (wrong) back.after(el("p", { class: "st stop", role: "alert" }, wrong)) })
    const said = el("div", {}, el("strong", {}, r.key), ` ${r.said} `, ...(r.wording ? [el("q", { lang: this.page.lang }, r.wording)] : []), el("p", { class: "q2" }, r.reason), el("p", { class: "q" }, `${r.by}, ${r.at}`))
    return el("li", {}, icon("ok"), said, ...(this.told?.may ? [back] : []))
  }

  private goTo(f: Finding): void {
    if (f.bid === "headline" || f.bid === "standfirst") return document.getElementById("live-" + f.bid)?.focus()
    const at = this.editor.decorations("finding").find((d) => this.marks.get(d.attrs?.["data-finding"] ?? "") === f)
    if (at) this.editor.select(at)
  }

  /** follow opens the card of the words that were selected as a whole, as F7 does. */
  private follow(): void {
    const s = this.editor.selection()
    if (!s) return
    const at = this.editor.decorations("finding").find((d) => d.block === s.block && d.start === s.start && d.end === s.end)
    if (at) this.show(at.attrs?.["data-finding"] ?? "")
  }

  private show(name: string): void {
    const f = this.marks.get(name)
    if (!f || this.shown === name) return
    this.shown = name
    // A selection that is being set must be there before the text is drawn anew.
    queueMicrotask(() => {
      if (this.shown !== name) return
      this.editor.decorate("finding-card", [{ block: f.bid, place: "below", key: "finding " + name, dom: () => this.card(f, (s) => this.replace(name, s)) }])
    })
  }

  private close(): void {
    this.shown = ""
    queueMicrotask(() => this.editor.decorate("finding-card", []))
  }

  /** replace puts a suggestion in the place of the words, where they stand now. */
  private replace(name: string, words: string): void {
    const at = this.editor.decorations("finding").find((d) => d.attrs?.["data-finding"] === name)
    const f = this.marks.get(name)
    if (!at || !f || !this.page.may && !this.page.suggesting || this.editor.text(at.block)?.slice(at.start, at.end) !== f.words || !this.editor.select(at)) return
    const { state } = this.editor.view
    this.editor.view.dispatch(state.tr.insertText(words, state.selection.from, state.selection.to))
    this.close()
    void this.ask()
  }

  /** key: Escape closes the card, Alt with a number takes that suggestion. */
  private key(e: KeyboardEvent): void {
    if (!this.shown) return
    const card = document.querySelector<HTMLElement>(`[data-card="${this.shown}"]`)
    if (e.key === "Escape" && !e.isComposing) {
      this.close()
      this.editor.view.focus()
    } else if (e.altKey && !e.ctrlKey && !e.metaKey && /^Digit[1-6]$/.test(e.code)) {
      const button = card?.querySelector<HTMLButtonElement>(`[data-take="${e.code.slice(5)}"]`)
      if (!button) return
      e.preventDefault()
      button.click()
    }
  }

  /** card explains a finding, offers what could stand there, and takes a ruling. */
  private card(f: Finding, take: (words: string) => void): HTMLElement {
    const say = this.say
    const top = el("header", {}, el("span", { class: f.severity === "stop" ? "st stop" : f.severity === "ask" ? "st wait" : "st" }, icon(icons[f.severity]), say("terms.severity_" + f.severity)), el("strong", { lang: this.page.lang }, f.words))
    if (f.quoted) top.append(el("span", { class: "tag" }, say("terms.quoted")))
    const box = el("aside", { class: `card ui finding ${f.severity}`, "data-card": this.shown, "aria-label": f.words }, top, el("p", { lang: f.why_lang }, f.why))
    if (f.suggestions.length && (this.page.may || this.page.suggesting)) {
      const buttons = el("div", { class: "btns" }, el("span", { class: "q2" }, say("terms.instead")))
      f.suggestions.forEach((s, i) => {
        const b = el("button", { class: "btn", type: "button", lang: this.page.lang, "data-take": String(i + 1) }, s, ...(f.bid === "headline" || f.bid === "standfirst" ? [] : [" ", el("kbd", {}, `Alt ${i + 1}`)]))
        b.onclick = () => take(s)
        buttons.append(b)
      })
      box.append(buttons)
    }
    if (f.source) box.append(el("p", { class: "q" }, f.source))
    if (this.told?.may && (f.severity !== "stop" || this.told.stops)) box.append(this.ruling(f))
    return box
  }

  private ruling(f: Finding): HTMLElement {
    const say = this.say
    const name = `rule-${++this.named}`
    const radio = (value: string, text: string, checked: boolean) => {
      const input = el("input", { type: "radio", name, value })
      input.checked = checked
      return el("label", { class: "check" }, input, text)
    }
    const wording = el("input", { class: "in", id: name + "-w", lang: this.page.lang, maxlength: "300" })
    wording.value = f.words
    const reason = el("textarea", { class: "in", id: name + "-y", rows: "2", maxlength: "1000", required: "" })
    const button = el("button", { class: "btn go" }, say("terms.rule"))
    const form = el("form", { class: "pile" }, el("p", { class: "radios" }, radio("decided", say("terms.decide"), true), " ", radio("ignored", say("terms.ignore"), false)),
      el("div", { class: "field" }, el("label", { for: name + "-w" }, say("terms.ruling_wording")), wording),
      el("div", { class: "field" }, el("label", { for: name + "-y" }, say("terms.ruling_why")), reason), el("div", { class: "btns" }, button))
    form.onsubmit = async (e) => {
      e.preventDefault()
      button.disabled = true
      const decision = form.querySelector<HTMLInputElement>("input[type=radio]:checked")!.value
      const wrong = await this.send("rule", { key: f.key, decision, wording: decision === "decided" ? wording.value : "", reason: reason.value })
      button.disabled = false
      form.querySelector("[role=alert]")?.remove()
      if (wrong) form.append(el("p", { class: "st stop", role: "alert" }, wrong))
      else this.editor.view.focus()
    }
    return el("details", { class: "tab" }, el("summary", {}, say("terms.rule_here")), form)
  }

  /** send tells what was decided, and looks through the whole text anew. It gives the
   * sentence of what is wrong, or nothing. */
  private async send(what: string, fields: Record<string, string>): Promise<string> {
    try {
      const r = await post(`${this.page.address}terms/${what}`, new URLSearchParams(fields))
      if (!r.ok) return ((await r.json()) as { error?: string }).error ?? this.say("terms.failed")
    } catch {
      return this.say("terms.failed")
    }
    this.close()
    this.texts.clear()
    await this.ask()
    return ""
  }
}
