// Conflicts stand under the paragraph they belong to: two texts, three choices, no hurry.

import type { Block, Span } from "./body"
import type { Editor, Shown } from "./editor"
import { el, icon, who, type Say } from "./words"
import type { Conflict, Head, Side } from "./sync"

export interface Desk {
  lang: string
  person: string
  may: boolean
  editor: Pick<Editor, "doc" | "decorate" | "replaceBlock" | "focusBlock">
  say: Say
  head: HTMLElement // below the head: conflicts of its parts, and of blocks that are gone
  fields: { get(): Head; set(h: Partial<Head>): void }
  save(): Promise<void>
  /** send tells the server what was chosen. */
  send(conflict: string, choice: URLSearchParams): Promise<unknown>
  solved(): Promise<void>
}

export class Conflicts {
  private list: Conflict[] = []
  private joining = new Set<string>()
  private shown = ""

  constructor(private readonly d: Desk) {
    document.addEventListener("keydown", (e) => this.key(e))
  }

  show(list: Conflict[]): void {
    this.list = list
    for (const id of this.joining) if (!list.some((c) => c.id === id)) this.joining.delete(id)
    this.draw()
  }

  /** draw shows the conflicts where their blocks stand now. */
  draw(): void {
    const there = new Set(this.d.editor.doc().blocks.map((b) => b.id))
    const key = JSON.stringify([this.list, [...this.joining], this.list.map((c) => there.has(c.block))])
    if (key === this.shown) return
    this.shown = key
    const marks: Shown[] = []
    const above: HTMLElement[] = []
    for (const c of this.list) {
      if (!there.has(c.block)) {
        above.push(this.card(c))
        continue
      }
      const state = `${c.id} ${JSON.stringify(c.mine.json)} ${JSON.stringify(c.theirs.json)} ${this.joining.has(c.id)}`
      marks.push({ block: c.block, place: "below", key: state, dom: () => this.card(c) })
      marks.push({ block: c.block, class: "has" })
    }
    this.d.editor.decorate("conflicts", marks)
    this.d.head.replaceChildren(...above)
    this.d.head.hidden = above.length === 0
  }

  /** next brings the next conflict into sight and gives it the keys. */
  next(): void {
    const cards = [...document.querySelectorAll<HTMLElement>(".conf[data-conflict]")]
    if (!cards.length) return
    const at = cards.findIndex((c) => c.contains(document.activeElement))
    const card = cards[(at + 1) % cards.length]
    card.scrollIntoView({ block: "center" })
    card.focus()
  }

  private key(e: KeyboardEvent): void {
    if (e.key === "F8") {
      e.preventDefault()
      this.next()
      return
    }
    const card = (e.target as Element | null)?.closest?.<HTMLElement>(".conf[data-conflict]")
    if (!card || e.ctrlKey || e.metaKey || e.altKey || !/^[123]$/.test(e.key)) return
    const b = card.querySelector<HTMLButtonElement>(`[data-choice="${e.key}"]`)
    if (!b) return
    e.preventDefault()
    e.stopPropagation()
    b.click()
  }

  private card(c: Conflict): HTMLElement {
    const { say } = this.d
    const label = `cf-${c.id}`
    const own = c.mine.who.ID === this.d.person
    const pair = el("div", { class: "pair2" }, this.side(c, c.mine, own), this.side(c, c.theirs, false))
    const card = el("section", { class: "conf ui", "data-conflict": c.id, "aria-labelledby": label, tabindex: "-1" },
      el("header", {}, el("h3", { class: "st wait", id: label }, icon("split"), this.about(c)), el("span", { class: "q" }, say("both_kept"))), pair)
    if (!this.d.may) return card
    const words = (s: Side, mine: boolean): string => (s.gone ? say("keep_deleted") : mine && own ? say("keep_mine") : say("keep_of", { name: s.who.Name }))
    const [first, second] = pair.children
    first.append(this.button(c, "mine", words(c.mine, true), "1"))
    second.append(this.button(c, "theirs", words(c.theirs, false), "2"))
    const foot = el("footer")
    if (this.joinable(c)) {
      if (this.joining.has(c.id)) {
        const take = el("button", { class: "btn go", type: "button", "data-choice": "3" }, say("take_joined") + " ", el("kbd", {}, "3"))
        take.onclick = () => void this.takeJoined(c)
        foot.append(take)
      } else {
        const join = el("button", { class: "btn go", type: "button", "data-choice": "3" }, say("join") + " ", el("kbd", {}, "3"))
        join.onclick = () => this.join(c)
        foot.append(join)
      }
      if (isBlock(c.mine.json)) foot.append(this.button(c, "both", say("keep_both"), "", "btn bare"))
    }
    if (foot.childElementCount) card.append(foot)
    return card
  }

  private about(c: Conflict): string {
    const part = ["headline", "standfirst", "slug"].includes(c.block) ? this.d.say(c.block) + ": " : ""
    return part + this.d.say("kind_" + c.kind)
  }

  private side(_: Conflict, s: Side, own: boolean): HTMLElement {
    const name = el("span", {}, own ? this.d.say("you_device") + " " : s.who.Name + " ", el("span", { class: "q" }, s.at.Human))
    const text = el("p", { class: "text", lang: this.d.lang, dir: "auto" })
    if (s.gone) text.append(this.d.say("deleted"))
    else for (const p of s.pieces) text.append(p.new ? el("ins", {}, p.text) : p.text)
    if (s.gone) text.className = "q"
    return el("figure", {}, el("figcaption", {}, who({ ...s.who, Me: s.who.ID === this.d.person }), name), text)
  }

  private button(c: Conflict, choice: string, label: string, key: string, cls = "btn"): HTMLButtonElement {
    const b = el("button", { class: cls, type: "button" }, label + " ")
    if (key) {
      b.dataset.choice = key
      b.append(el("kbd", {}, key))
    }
    b.onclick = () => void this.solve(c, choice)
    return b
  }

  private joinable(c: Conflict): boolean {
    if (c.mine.gone || c.theirs.gone) return false
    if (typeof c.mine.json === "string") return true
    return isBlock(c.mine.json) && isBlock(c.theirs.json) && !!c.mine.json.text && !!c.theirs.json.text
  }

  /** join puts both texts into the paragraph, to be made one by hand. */
  private join(c: Conflict): void {
    if (isBlock(c.mine.json) && isBlock(c.theirs.json)) {
      const gap: Span[] = [{ t: " " }]
      this.d.editor.replaceBlock(c.block, { ...c.theirs.json, text: [...(c.mine.json.text ?? []), ...gap, ...(c.theirs.json.text ?? [])] })
      this.d.editor.focusBlock(c.block)
    } else if (isField(c.block)) {
      this.d.fields.set({ [c.block]: `${String(c.mine.json)} ${String(c.theirs.json)}` })
    }
    this.joining.add(c.id)
    this.draw()
  }

  private async takeJoined(c: Conflict): Promise<void> {
    const block = this.d.editor.doc().blocks.find((b) => b.id === c.block)
    const joined = isField(c.block) ? this.d.fields.get()[c.block] : block
    if (joined === undefined) return
    await this.d.save()
    await this.solve(c, "joined", JSON.stringify(joined))
  }

  private async solve(c: Conflict, choice: string, joined = ""): Promise<void> {
    const card = document.querySelector<HTMLElement>(`[data-conflict="${c.id}"]`)
    card?.setAttribute("aria-busy", "true")
    try {
      await this.d.save()
      const form = new URLSearchParams({ choice })
      if (joined) form.set("joined", joined)
      await this.d.send(c.id, form)
      await this.d.solved()
    } catch (e) {
      card?.querySelector(".note")?.remove()
      card?.append(el("p", { class: "note stop", role: "alert" }, e instanceof Error ? e.message : String(e)))
    } finally {
      card?.removeAttribute("aria-busy")
    }
  }
}

function isBlock(v: unknown): v is Block {
  return !!v && typeof v === "object" && "type" in v
}

function isField(name: string): name is "headline" | "standfirst" | "slug" {
  return name === "headline" || name === "standfirst" || name === "slug"
}
