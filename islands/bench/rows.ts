// The translation as rows: each block of the text is a cell, which becomes an editor when
// somebody writes in it and stays one. Together they are the paper that saving knows.

import type { Block, Doc } from "../editor/body"
import type { createEditor, Editor, Options, Shown } from "../editor/editor"
import type { Head, Paper } from "../editor/sync"
import { el } from "../editor/words"

/** Unit is a row's part of the text: one block, or those it was split into. */
interface Unit {
  blocks: Block[]
  editor: Editor | null
  mount: HTMLElement | null
}

export interface Setup {
  lang: string
  dir: string
  may: boolean
  writing: Pick<Options, "words" | "embeds">
  createEditor: typeof createEditor
  label(row: HTMLElement): string
  typed(block: string): void
  at(block: string): void
}

const parts = ["headline", "standfirst"] as const
type Part = (typeof parts)[number]
const isPart = (id: string): id is Part => (parts as readonly string[]).includes(id)

export class Rows implements Paper {
  private units: Unit[] = []
  private words: Head = { headline: "", standfirst: "", slug: "", lead: null }
  private fields = new Map<Part, HTMLTextAreaElement>()

  constructor(private readonly s: Setup) {}

  /** open takes the text as the server has it. */
  open(blocks: Block[], head: Head): void {
    this.units = blocks.map((b) => ({ blocks: [b], editor: null, mount: null }))
    this.words = { headline: head.headline, standfirst: head.standfirst, slug: head.slug, lead: head.lead }
  }

  doc(): Doc {
    return { blocks: this.units.flatMap((u) => (u.editor ? u.editor.doc().blocks : u.blocks)) }
  }

  head(): Head {
    return { ...this.words }
  }

  setHead(h: Partial<Head>): void {
    this.words = { ...this.words, ...h }
    for (const part of parts) {
      const field = this.fields.get(part)
      if (field && field.value !== this.words[part]) field.value = this.words[part]
    }
    this.draw()
  }

  applyRemote(doc: Doc, opts: { skip?: Set<string> } = {}): Set<string> {
    const kept = new Set(opts.skip)
    const home = new Map<string, Unit>()
    for (const u of this.units) for (const b of u.editor ? u.editor.doc().blocks : u.blocks) home.set(b.id, u)
    const next: Unit[] = []
    for (const b of doc.blocks) {
      const u = home.get(b.id)
      const last = next[next.length - 1]
      if (u && last === u) u.blocks.push(b)
      else if (u && !next.includes(u)) {
        u.blocks = [b]
        next.push(u)
      } else next.push({ blocks: [b], editor: null, mount: null })
    }
    for (const u of this.units) if (!next.includes(u)) this.close(u)
    for (const u of next) if (u.editor) for (const id of u.editor.applyRemote({ blocks: u.blocks }, opts)) kept.add(id)
    this.units = next
    this.draw()
    return kept
  }

  private close(u: Unit): void {
    u.editor?.destroy()
    u.mount?.remove()
    u.editor = u.mount = null
  }

  private unit(id: string): Unit | undefined {
    return this.units.find((u) => (u.editor ? u.editor.doc().blocks : u.blocks).some((b) => b.id === id))
  }

  /** text gives the words of a row's block. */
  text(id: string): string {
    if (isPart(id)) return this.words[id]
    const u = this.unit(id)
    return u ? (u.editor ? u.editor.doc().blocks : u.blocks).map(plain).join("\n").trim() : ""
  }

  /** draw puts what the script has into the cells, over what the server rendered. */
  draw(): void {
    for (const row of document.querySelectorAll<HTMLElement>("[data-pairs] > [data-pair]")) {
      const id = row.dataset.bid ?? ""
      const cell = row.querySelector<HTMLElement>("[data-part=tgt]")
      if (!cell || !id || row.dataset.state === "omitted") continue
      const field = isPart(id) ? this.fields.get(id) : null
      const mount = field ?? (isPart(id) ? null : this.unit(id)?.mount)
      if (mount && mount.parentElement !== cell) cell.replaceChildren(mount)
    }
  }

  /** edit opens a row's cell to be written in, and puts the cursor there. */
  edit(row: HTMLElement): boolean {
    const id = row.dataset.bid ?? ""
    const cell = row.querySelector<HTMLElement>("[data-part=tgt]")
    if (!this.s.may || !cell || !id || row.dataset.state === "omitted" || row.dataset.state === "wordless") return false
    if (isPart(id)) return this.editPart(id, row, cell)
    const u = this.unit(id)
    if (!u) return false
    if (!u.editor) {
      u.mount = el("div", { class: "cell-edit" })
      cell.replaceChildren(u.mount)
      u.editor = this.s.createEditor({ mount: u.mount, doc: { blocks: u.blocks }, lang: this.s.lang, dir: this.s.dir === "rtl" ? "rtl" : "ltr", ...this.s.writing, label: this.s.label(row) })
      u.editor.onChange((c) => { if (!c.remote) this.s.typed(id) })
      u.editor.onSelection((block) => this.s.at(block))
    }
    if (u.mount && u.mount.parentElement !== cell) cell.replaceChildren(u.mount)
    u.editor.view.focus()
    this.s.at(id)
    return true
  }

  private editPart(id: Part, row: HTMLElement, cell: HTMLElement): boolean {
    let field = this.fields.get(id)
    if (!field) {
      field = el("textarea", { class: "cell-edit cell-head " + (id === "headline" ? "h" : ""), rows: "2", lang: this.s.lang, dir: "auto", "aria-label": this.s.label(row) })
      field.value = this.words[id]
      const made = field
      made.addEventListener("input", () => {
        const value = made.value.replace(/\n/g, " ")
        if (value !== made.value) made.value = value
        this.words = { ...this.words, [id]: value }
        this.s.typed(id)
      })
      made.addEventListener("focus", () => this.s.at(id))
      this.fields.set(id, field)
    }
    if (field.parentElement !== cell) cell.replaceChildren(field)
    field.focus()
    this.s.at(id)
    return true
  }

  /** put writes words into a row: in the place of all that is there, or where the cursor is. */
  put(row: HTMLElement, text: string, all: boolean): boolean {
    if (!this.edit(row)) return false
    const id = row.dataset.bid!
    if (isPart(id)) {
      const f = this.fields.get(id)!
      if (all) f.value = text
      else f.setRangeText(text, f.selectionStart, f.selectionEnd, "end")
      f.dispatchEvent(new Event("input"))
      return true
    }
    const { view } = this.unit(id)!.editor!
    const { state } = view
    let { from, to } = state.selection
    if (all) {
      const first = state.doc.firstChild!
      if (!first.isTextblock) return false
      from = 1
      to = first.nodeSize - 1
    }
    view.dispatch(state.tr.insertText(text, from, to).scrollIntoView())
    view.focus()
    return true
  }

  /** copy puts a block of the source into a row, with its marks. */
  copy(row: HTMLElement, block: Block | null, text: string): boolean {
    const id = row.dataset.bid ?? ""
    if (!block || isPart(id)) return this.put(row, text, true)
    if (!this.edit(row)) return false
    const editor = this.unit(id)!.editor!
    editor.replaceBlock(id, { ...block, id })
    editor.focusBlock(id)
    return true
  }

  /** mend replaces words of a row's block, where they stand once. */
  mend(row: HTMLElement, words: string, by: string): boolean {
    const id = row.dataset.bid ?? ""
    if (!words || !this.edit(row)) return false
    if (isPart(id)) return this.put(row, this.words[id].replace(words, () => by), true)
    const editor = this.unit(id)!.editor!
    const at = (editor.text(id) ?? "").indexOf(words)
    if (at < 0 || !editor.select({ block: id, start: at, end: at + words.length })) return false
    editor.view.dispatch(editor.view.state.tr.insertText(by))
    return true
  }

  /** run does what a key of the editor does, in the row that is written in. */
  run(row: HTMLElement, command: string): boolean {
    const id = row.dataset.bid ?? ""
    return !isPart(id) && !!this.unit(id)?.editor?.run(command)
  }

  /** decorate shows who is where at the margins of the rows. */
  decorate(_: string, list: Shown[]): void {
    for (const old of document.querySelectorAll("[data-pairs] .row-here")) old.remove()
    for (const one of list) {
      if (one.place !== "margin" || !one.dom) continue
      document.querySelector(`[data-pairs] > [data-bid="${one.block}"] .no`)?.append(el("span", { class: "row-here" }, one.dom(null as never)))
    }
  }

  /** asPaper is what shows conflicts is given: the parts of the head are rows like others. */
  asPaper(): Pick<Editor, "doc" | "decorate" | "replaceBlock" | "focusBlock"> {
    return {
      doc: () => ({ blocks: [...parts.filter((p) => this.rowOf(p)).map((id): Block => ({ id, type: "paragraph" })), ...this.doc().blocks.filter((b) => this.rowOf(b.id))] }),
      decorate: (_, list) => this.below(list),
      replaceBlock: (id, block) => {
        const row = this.rowOf(id)
        return !!row && this.edit(row) && this.unit(id)!.editor!.replaceBlock(id, block)
      },
      focusBlock: (id) => {
        const row = this.rowOf(id)
        return !!row && this.edit(row)
      },
    }
  }

  private rowOf(id: string): HTMLElement | null {
    return document.querySelector<HTMLElement>(`[data-pairs] > [data-bid="${id}"]`)
  }

  /** below shows what belongs under rows, in the place of what was there. */
  private below(list: Shown[]): void {
    const kept = new Set<Element>()
    for (const one of list) {
      const row = one.place === "below" && one.dom ? this.rowOf(one.block) : null
      if (!row) continue
      let at = [...row.querySelectorAll<HTMLElement>(":scope > .row-below")].find((e) => e.dataset.key === one.key)
      if (!at) row.append((at = el("div", { class: "row-below ui", "data-key": one.key ?? "" }, one.dom!(null as never))))
      kept.add(at)
    }
    for (const old of document.querySelectorAll("[data-pairs] .row-below")) if (!kept.has(old)) old.remove()
  }

  place(part: string): HTMLElement | null {
    if (!isPart(part)) return null
    const no = document.querySelector<HTMLElement>(`[data-pairs] > [data-bid="${part}"] .no`)
    if (!no) return null
    let at = no.querySelector<HTMLElement>(".part-here")
    if (!at) no.append((at = el("span", { class: "part-here" })))
    return at
  }
}

/** plain gives the words of a block. */
function plain(v: unknown): string {
  if (Array.isArray(v)) return v.map(plain).join("")
  if (!v || typeof v !== "object") return ""
  const o = v as Record<string, unknown>
  if (typeof o.t === "string") return o.t
  if (o.br) return "\n"
  return [o.text, o.cite, o.items, o.rows, o.blocks, o.caption].map(plain).filter(Boolean).join("\n")
}
