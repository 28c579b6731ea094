// What is said about the text: comments marked where their words stand, their threads in
// the panel, suggestions under their paragraphs. The panel's parts come from the server
// and work there without this script too.

import { post } from "../desk/send"
import { lineBack } from "./again"
import type { Editor, Shown } from "./editor"
import type { Page } from "./main"
import { showSuggestions, type Suggested } from "./suggest"
import { findings } from "./terms"
import { el, icon, speak, type Say, type Words } from "./words"

interface Thread { id: string; block: string; quote: string; start: number; state: string; entries: number; suggestion?: string }

/** Said is what the server tells of the text's comments and suggestions. */
export interface Said {
  changed: number
  open: number
  may_save: boolean
  may_talk: boolean
  threads: Thread[]
  suggestions: Suggested[]
  words: Words
}

/** beside joins comments, suggestions, the history and the house's style to the page. They
 * come in one script: the writing page's own then names one part less. */
export function beside(editor: Editor, page: Page): void {
  void new Talk(editor, page).open()
  findings(editor, page)
}

class Talk {
  private said: Said | null = null
  private say: Say = (key) => key
  private panel!: HTMLElement
  private past!: HTMLElement
  private busy = false
  private again = false
  private at = "" // the block with the cursor
  private selected: { block: string; start: number; quote: string } | null = null

  constructor(private readonly editor: Editor, private readonly page: Page) {}

  async open(): Promise<void> {
    while (!(await this.read())) await lineBack() // opened on a bad line, the page still gets what is said
    this.say = speak(this.said!.words, document.documentElement.lang)
    this.panel = this.page.tab("com", this.say("talk.tab_comments"))
    this.past = this.page.tab("hist", this.say("talk.tab_history"))
    document.querySelector(`label[for="p-com"]`)?.append(el("b", { "data-open": "" }))
    this.panel.addEventListener("submit", (e) => void this.send(e as SubmitEvent))
    this.panel.addEventListener("click", (e) => this.click(e))
    this.panel.addEventListener("input", (e) => this.typed(e))
    this.panel.addEventListener("keydown", (e) => this.key(e))
    document.getElementById("p-hist")?.addEventListener("change", () => this.load(this.past, "history/?panel=1"))
    document.addEventListener("keydown", (e) => this.shortcut(e))
    this.editor.view.dom.addEventListener("click", (e) => this.openThread(e.target))
    this.editor.onSelection((block) => (this.at = block))
    this.page.onNow((now) => {
      if (now.talk !== this.said?.changed) void this.refresh()
    })
    this.page.onText(() => void this.refresh())
    this.page.suggesting?.attach(this.editor, this.page, this.said!, this.say)
    this.loadPanel()
    this.draw()
    if (location.hash.length === 27) this.show(location.hash.slice(1))
  }

  private async read(): Promise<boolean> {
    try {
      const r = await fetch(this.page.address + "comments/data", { headers: { Accept: "application/json" } })
      if (!r.ok) return false
      this.said = (await r.json()) as Said
      return true
    } catch {
      return false
    }
  }

  /** refresh reads what is said anew; one reading is under way at a time. */
  async refresh(): Promise<void> {
    if (this.busy) {
      this.again = true
      return
    }
    this.busy = true
    const before = this.said?.changed
    if (await this.read()) {
      this.draw()
      if (this.said!.changed !== before) this.loadPanel()
    }
    this.busy = false
    if (this.again) {
      this.again = false
      void this.refresh()
    }
  }

  private draw(): void {
    const said = this.said!
    const count = document.querySelector<HTMLElement>("[data-open]")
    if (count) count.textContent = said.open ? String(said.open) : ""
    const marks: Shown[] = []
    const margin = new Map<string, Thread[]>()
    for (const t of said.threads) {
      if (t.state !== "found" || !t.block) continue
      margin.set(t.block, [...(margin.get(t.block) ?? []), t])
      const at = t.quote ? find(this.editor.text(t.block), t.quote, t.start) : null
      if (at) marks.push({ block: t.block, start: at[0], end: at[1], class: "cm", attrs: { "data-thread": t.id } })
    }
    for (const [block, list] of margin) {
      const n = list.reduce((sum, t) => sum + t.entries, 0)
      marks.push({ block, place: "margin", key: `talk ${list[0].id} ${n}`, dom: () => {
        const pin = el("a", { class: "pin", href: "#" + list[0].id, "data-thread": list[0].id, title: this.say("talk.comments_here", { n }) }, icon("say"), el("span", { class: "sr" }, this.say("talk.comments_here", { n })))
        pin.addEventListener("click", (e) => {
          e.preventDefault()
          this.show(list[0].id)
        })
        return pin
      } })
    }
    this.editor.decorate("comments", marks)
    showSuggestions(this.editor, this.page, said, this.say, { refresh: () => this.refresh(), answer: (g) => this.begin({ block: g.block, start: 0, quote: "" }, g.id) })
  }

  private loadPanel(url = "comments/?panel=1"): void {
    const drafts = new Map([...this.panel.querySelectorAll<HTMLTextAreaElement>("textarea")].map((t) => [t.id, t.value]))
    const focus = this.panel.contains(document.activeElement) ? document.activeElement!.id : ""
    const open = [...this.panel.querySelectorAll("details[open]")].map((d) => d.querySelector("textarea")?.id ?? "")
    this.load(this.panel, url, () => {
      for (const t of this.panel.querySelectorAll<HTMLTextAreaElement>("textarea")) {
        t.value = drafts.get(t.id) || this.draft(t.id) || t.value
        if (open.includes(t.id)) t.closest("details")?.setAttribute("open", "")
      }
      if (this.selected) this.fill()
      if (focus) document.getElementById(focus)?.focus()
    })
  }

  private load(into: HTMLElement, url: string, done?: () => void): void {
    document.dispatchEvent(new CustomEvent("desk:load", { detail: { url: this.page.address + url, into, done: (ok: boolean) => ok && done?.() } }))
  }

  // What is being written stays on the device until it is sent.
  private draftKey(id: string): string {
    return `masthead-said ${this.page.person} ${this.page.address} ${id}`
  }

  private draft(id: string): string {
    try {
      return localStorage.getItem(this.draftKey(id)) ?? ""
    } catch {
      return ""
    }
  }

  private keepDraft(id: string, value: string): void {
    try {
      if (value) localStorage.setItem(this.draftKey(id), value)
      else localStorage.removeItem(this.draftKey(id))
    } catch {
      // a device without room: the field itself still has it
    }
  }

  private async send(e: SubmitEvent): Promise<void> {
    const form = e.target as HTMLFormElement
    e.preventDefault()
    if (form.getAttribute("aria-busy") === "true") return
    const data = new FormData(form)
    const area = form.querySelector("textarea")
    if (area && !String(data.get("said")).trim() && !e.submitter?.hasAttribute("formaction")) return area.focus()
    form.setAttribute("aria-busy", "true")
    await this.page.sync.save() // the words that it is about are to be there
    try {
      const to = e.submitter?.getAttribute("formaction") ?? form.getAttribute("action")!
      const body = new URLSearchParams([...data].map(([k, v]) => [k, String(v)]))
      const r = await post(to, body)
      if (!r.ok) throw new Error(((await r.json()) as { error?: string }).error)
      if (area && !(e.submitter?.hasAttribute("formaction"))) {
        this.keepDraft(area.id, "")
        area.value = ""
        if (form.hasAttribute("data-new")) this.drop()
      }
      await this.refresh()
      this.loadPanel()
    } catch (err) {
      const sentence = err instanceof Error && err.message && !(err instanceof TypeError) ? err.message : this.say("talk.failed")
      form.querySelector("[role=alert]")?.remove()
      form.append(el("p", { class: "st stop", role: "alert" }, sentence))
    } finally {
      form.removeAttribute("aria-busy")
    }
  }

  private click(e: MouseEvent): void {
    const target = e.target as HTMLElement
    const block = target.closest<HTMLElement>("[data-block]")?.dataset.block
    const link = target.closest<HTMLAnchorElement>("[data-panel-load]")
    if (block && this.editor.focusBlock(block)) e.preventDefault()
    else if (link) {
      e.preventDefault()
      this.loadPanel(link.pathname.slice(this.page.address.length) + link.search)
    } else if (target.closest("[data-drop]")) this.drop()
  }

  private shortcut(e: KeyboardEvent): void {
    if (!(e.ctrlKey || e.metaKey) || !e.altKey || e.code !== "KeyM") return
    e.preventDefault()
    const s = this.editor.selection()
    if (s) this.begin({ block: s.block, start: s.start, quote: s.quote.replaceAll("\ufffc", "") })
    else this.begin({ block: this.at, start: 0, quote: "" })
  }

  private begin(at: { block: string; start: number; quote: string }, suggestion = ""): void {
    this.selected = at
    this.openTab()
    this.fill(suggestion)
    this.panel.querySelector<HTMLTextAreaElement>("[data-new] textarea")?.focus()
  }

  private fill(suggestion = ""): void {
    const form = this.panel.querySelector<HTMLFormElement>("[data-new]")
    if (!form || !this.selected) return
    form.hidden = false
    const put = (name: string, value: string): void => {
      let field = form.querySelector<HTMLInputElement>(`[name=${name}]`)
      if (!field) form.append((field = el("input", { type: "hidden", name })))
      field.value = value
    }
    put("block", this.selected.block)
    put("start", String(this.selected.start))
    put("quote", this.selected.quote)
    put("suggestion", suggestion)
    put("op", [...crypto.getRandomValues(new Uint32Array(3))].join("-"))
    const quote = form.querySelector<HTMLElement>("[data-quote]")!
    quote.textContent = this.selected.quote || (this.editor.text(this.selected.block) ?? "").slice(0, 80)
    quote.hidden = !quote.textContent
    this.panel.querySelector<HTMLElement>("[data-hint]")?.setAttribute("hidden", "")
  }

  private drop(): void {
    this.selected = null
    const form = this.panel.querySelector<HTMLFormElement>("[data-new]")
    if (form) form.hidden = true
    this.panel.querySelector("[data-hint]")?.removeAttribute("hidden")
  }

  private openThread(target: EventTarget | null): void {
    const id = (target as Element | null)?.closest?.<HTMLElement>("[data-thread]")?.dataset.thread
    if (id) this.show(id)
  }

  private openTab(): void {
    const radio = document.getElementById("p-com") as HTMLInputElement | null
    if (radio) radio.checked = true
  }

  private show(id: string): void {
    this.openTab()
    document.getElementById(id)?.scrollIntoView({ block: "center" })
  }

  private typed(e: Event): void {
    const area = e.target
    if (!(area instanceof HTMLTextAreaElement)) return
    this.keepDraft(area.id, area.value)
    this.offer(area)
  }

  // Ctrl+Enter sends. While names are offered, arrows, Enter and Escape are theirs.
  private key(e: KeyboardEvent): void {
    const area = e.target
    if (!(area instanceof HTMLTextAreaElement)) return
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
      e.preventDefault()
      area.form?.requestSubmit()
      return
    }
    const list = area.form?.querySelector<HTMLElement>(".names-list")
    if (!list || e.isComposing) return
    const options = [...list.children] as HTMLElement[]
    const at = options.findIndex((o) => o.getAttribute("aria-selected") === "true")
    const choose = (i: number): void => {
      options.forEach((o, j) => o.setAttribute("aria-selected", String(i === j)))
      area.setAttribute("aria-activedescendant", options[i].id)
    }
    if (e.key === "ArrowDown") choose((at + 1) % options.length)
    else if (e.key === "ArrowUp") choose((at + options.length - 1) % options.length)
    else if (e.key === "Enter" || e.key === "Tab") this.call(area, options[at].textContent!)
    else if (e.key === "Escape") this.close(area)
    else return
    e.preventDefault()
    e.stopPropagation()
  }

  /** offer shows whom the word after "@" can call. */
  private offer(area: HTMLTextAreaElement): void {
    this.close(area)
    if (!("call" in area.dataset)) return
    const word = /(?:^|[^\p{L}\p{N}])@([\p{L}\p{M}\p{N} .’'-]{0,40})$/u.exec(area.value.slice(0, area.selectionStart))
    if (!word) return
    const wanted = word[1].toLocaleLowerCase()
    const names = (this.panel.querySelector<HTMLElement>("[data-readers]")?.dataset.readers ?? "").split("\n").filter(Boolean)
    const fits = names.filter((n) => n.toLocaleLowerCase() !== wanted && n.toLocaleLowerCase().split(" ").some((_, i, all) => all.slice(i).join(" ").startsWith(wanted))).slice(0, 8)
    if (!fits.length) return
    const id = "names-" + area.id
    const list = el("ul", { class: "names-list", role: "listbox", id })
    fits.forEach((n, i) => {
      const option = el("li", { role: "option", id: `${id}-${i}`, "aria-selected": String(i === 0) }, n)
      option.addEventListener("mousedown", (e) => {
        e.preventDefault()
        this.call(area, n)
      })
      list.append(option)
    })
    area.after(list)
    area.setAttribute("aria-controls", id)
    area.setAttribute("aria-activedescendant", id + "-0")
  }

  private call(area: HTMLTextAreaElement, name: string): void {
    const at = area.value.lastIndexOf("@", area.selectionStart - 1)
    area.setRangeText(`@${name} `, at, area.selectionStart, "end")
    this.keepDraft(area.id, area.value)
    this.close(area)
  }

  private close(area: HTMLTextAreaElement): void {
    area.form?.querySelector(".names-list")?.remove()
    area.removeAttribute("aria-activedescendant")
    area.removeAttribute("aria-controls")
  }
}

/** find looks for words in a block's text, the nearest to where the server found them.
 * Footnotes are signs in the text here and nothing there. */
export function find(text: string | null, quote: string, near: number): [number, number] | null {
  if (text === null) return null
  const places: number[] = []
  let plain = ""
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\ufffc") continue
    places.push(i)
    plain += text[i]
  }
  let best = -1
  for (let i = plain.indexOf(quote); i >= 0; i = plain.indexOf(quote, i + 1)) {
    if (best < 0 || Math.abs(i - near) < Math.abs(best - near)) best = i
  }
  if (best < 0 || !quote) return null
  return [places[best], places[best + quote.length - 1] + 1]
}
