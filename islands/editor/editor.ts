// The writing editor: one text of one language, in blocks.
//
// createEditor puts it into the page. It knows nothing of the server: what others wrote
// comes in by applyRemote, what is written here goes out by onChange and doc.


import type { Schema } from "prosemirror-model"
import { EditorState, Plugin, Selection, TextSelection, type Command, type Transaction } from "prosemirror-state"
import { EditorView } from "prosemirror-view"
import { newId, type Block, type Doc, type Picture } from "./body"
import { fromDocNode, toDocNode, toNode } from "./codec"
import { firstCommands, keysOf } from "./bindings"
import { insertAfter, typing } from "./commands"
import { Counter, type Counts } from "./counts"
import { offsetsOf, show, showing, shown, type Shown } from "./decorate"
import { sayer, type Say } from "./parts"
import type { EmbedSites } from "./embeds"
import { fetched } from "./fetched"
import { Ids, remoteKey } from "./ids"
import { heeding } from "./heed"
import { bound, isKey } from "./keys"
import type { Equipment } from "./later"
import { past } from "./past"
import { findBlock, positionOf, selected, textOf, topAt, type Stretch } from "./place"
import { bring } from "./remote"
import { makeSchema } from "./schema"
import { views, type PictureView } from "./views"

export type { Block, Doc, Span, Picture, Item, Cell, EmbedLink } from "./body"
export type { Counts } from "./counts"
export type { Shown } from "./decorate"
export type { EmbedSites } from "./embeds"
export type { Stretch } from "./place"
export type { PictureView } from "./views"
export { newId, validId } from "./body"

/** Options say what to write in, and what the page does for the writer. */
export interface Options {
  mount: HTMLElement
  doc: Doc
  lang: string
  dir?: "ltr" | "rtl"
  /** words holds the sentences of the table "writing" of the catalogue, without "writing.". */
  words: Record<string, string>
  label?: string
  editable?: boolean
  /** embeds is what the server allows to be embedded: writing.Sites in Go. */
  embeds?: EmbedSites
  /** lookPicture gives an address of the desk for a picture, and what is known of it. */
  lookPicture?: (p: Picture) => Promise<PictureView | null>
  /** onPickPicture lets the writer choose a picture; null if she chose none. */
  onPickPicture?: () => Promise<Picture | null>
  /** onFiles gets files that were pasted or dropped, and the block they belong below. */
  onFiles?: (files: File[], at: { block: string }) => void
  /** onComment opens a comment on what is selected, or on the block with the cursor. */
  onComment?: (at: Stretch | { block: string }) => void
  onSave?: () => void
  onHelp?: () => void
  /** onNotice says something to the writer: a sentence that is not an error of the page. */
  onNotice?: (sentence: string) => void
  /** onFinding tells which finding F7 went to. */
  onFinding?: (at: Shown & { block: string; start: number; end: number }) => void
}

/** Change tells of a change: remote says that it came by applyRemote. */
export interface Change {
  remote: boolean
}

/** Editor is an open text. */
export interface Editor {
  readonly view: EditorView
  /** ready is kept when menus, cards and tools are there too. */
  readonly ready: Promise<void>
  /** doc gives the text as it is. A block that has not changed is the same object as before. */
  doc(): Doc
  /** applyRemote brings in what is on the server. The blocks of skip, and the one under
   * composition, stay as they are here, and are given back: bring them again later. */
  applyRemote(doc: Doc, opts?: { skip?: Set<string> }): Set<string>
  onChange(cb: (change: Change) => void): () => void
  /** onSelection tells when the cursor comes into another block of the text. */
  onSelection(cb: (block: string) => void): () => void
  /** onSelect tells of every change of the selection. */
  onSelect(cb: () => void): () => void
  focusBlock(id: string): boolean
  /** replaceBlock puts a block, or several, in the place of one. It can be undone. */
  replaceBlock(id: string, block: Block | Block[]): boolean
  /** decorate replaces what the part name shows in the text. */
  decorate(name: string, list: Shown[]): void
  /** decorations lists what the part name shows, where it stands now. */
  decorations(name: string): (Shown & { block: string; start: number; end: number })[]
  /** text gives the words of a block, in which offsets count. */
  text(block: string): string | null
  selection(): Stretch | null
  /** select selects words of a block and shows them. */
  select(at: { block: string; start: number; end: number }): boolean
  /** insertBlock puts a block below the one called after, or where the cursor is. */
  insertBlock(block: Omit<Block, "id"> & { id?: string }, after?: string): boolean
  counts(): Counts
  outline(): { id: string; level: number; text: string }[]
  /** run does what a key does: "bold", "heading2", "quote", "mend", "undo", "toolbar" … It
   * says whether it could. */
  run(command: string): boolean
  /** commands lists what run knows. */
  commands(): string[]
  setEditable(editable: boolean): void
  destroy(): void
}

/** createEditor puts a text into opts.mount, ready to be written in. */
export function createEditor(opts: Options): Editor {
  return new Writing(opts)
}

class Writing implements Editor {
  readonly view: EditorView
  private readonly schema: Schema
  private readonly named: Record<string, Command>
  private readonly changed = new Set<(change: Change) => void>()
  private readonly selects = new Set<() => void>()
  private readonly moved = new Set<(block: string) => void>()
  private readonly counter: Counter
  private editable: boolean
  private equipment: Equipment | null = null
  readonly ready: Promise<void>
  private at = ""
  private readonly filler: string // the paragraph to write in that an empty text has

  constructor(private readonly opts: Options) {
    const say = sayer(opts.words)
    this.schema = makeSchema(opts.lang, { cite: say("cite"), caption: say("caption"), title: say("title"), question: say("question_title") })
    this.editable = opts.editable ?? true
    this.counter = new Counter(opts.lang)
    const ids = new Ids()
    const sites = opts.embeds ?? { providers: [], rules: [] }
    this.named = firstCommands({ comment: () => this.comment(), save: opts.onSave, help: opts.onHelp, finding: (by) => this.finding(by) })
    this.view = new EditorView(opts.mount, {
      state: ids.open(EditorState.create({ doc: toDocNode(this.schema, opts.doc), plugins: this.plugins(ids) })),
      editable: () => this.editable,
      dispatchTransaction: (tr) => this.dispatch(tr),
      nodeViews: views(say, opts.lang, { look: opts.lookPicture, pick: opts.onPickPicture }, sites, (pos) => this.equipment?.openNote(this.view, pos)),
      attributes: () => ({
        class: "doc text", role: "textbox", "aria-multiline": "true", "aria-label": opts.label ?? say("body"), lang: opts.lang,
        dir: opts.dir ?? "auto", spellcheck: "true",
      }),
    })
    this.ready = this.equip(say, sites)
    this.filler = opts.doc.blocks.length ? "" : this.view.state.doc.firstChild!.attrs.bid
    opts.mount.classList.add("body-text")
    opts.mount.addEventListener("keydown", this.keydown)
  }

  private plugins(ids: Ids): Plugin[] {
    return [bound(keysOf(this.named)), bound(typing), this.pasting(), ids.plugin(), past(), showing(), heeding(), this.watching()]
  }

  /** equip fetches what comes later. */
  private async equip(say: Say, sites: EmbedSites): Promise<void> {
    const { opts } = this
    const { equip, Embeds } = await fetched(() => import("./later"))
    const embeds = new Embeds(sites)
    this.equipment = equip(this.schema, this.named, { say, lang: opts.lang, embeds, pick: opts.onPickPicture, notice: (s) => opts.onNotice?.(s) },
      { files: opts.onFiles, say, tell: (s) => opts.onNotice?.(s), embeds })
    if (this.view.isDestroyed) return
    Object.assign(this.named, this.equipment.commands)
    const { state } = this.view
    this.view.updateState(state.reconfigure({ plugins: [...this.equipment.plugins, ...state.plugins] }))
  }

  /** pasting takes the words of what is pasted before its cleaning is there. */
  private pasting(): Plugin {
    return new Plugin({
      props: {
        handleDOMEvents: {
          paste: (view, event) => {
            const text = event.clipboardData?.getData("text/plain")
            if (this.equipment || !text || !view.editable) return false
            event.preventDefault()
            return view.pasteText(text)
          },
        },
      },
    })
  }

  private comment(): boolean {
    const block: string | undefined = topAt(this.view.state.doc, this.view.state.selection.head)?.node.attrs.bid
    if (!this.opts.onComment || !block) return false
    this.opts.onComment(this.selection() ?? { block })
    return true
  }

  /** finding goes to the next finding, or the one before, around the ends of the text. */
  private finding(by: -1 | 1): boolean {
    const all = shown(this.view, "finding").filter((d) => d.to > d.from)
    if (!all.length) return true
    const { from, to } = this.view.state.selection
    const next = by > 0 ? all.find((d) => d.from >= to && (d.from > from || d.to > to)) ?? all[0]! : all.findLast((d) => d.to <= from) ?? all[all.length - 1]!
    const { state } = this.view
    this.view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, next.from, next.to)).scrollIntoView())
    this.view.focus()
    const at = offsetsOf(state.doc, next)
    if (at) this.opts.onFinding?.({ ...next.shown, ...at })
    return true
  }

  /** keydown has the keys that work in the fields of pictures and cards too. */
  private readonly keydown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return
    if (isKey(event, "Mod-s") && this.opts.onSave) {
      event.preventDefault()
      this.opts.onSave()
    }
  }

  private watching(): Plugin {
    return new Plugin({
      view: () => ({
        update: (view, before) => {
          if (view.state.selection.eq(before.selection)) return
          for (const cb of this.selects) cb()
          const at: string = topAt(view.state.doc, view.state.selection.head)?.node.attrs.bid ?? ""
          if (at === this.at) return
          this.at = at
          for (const cb of this.moved) cb(at)
        },
      }),
    })
  }

  private dispatch(tr: Transaction): void {
    const { state, transactions } = this.view.state.applyTransaction(tr)
    this.view.updateState(state)
    const changes = transactions.filter((t) => t.docChanged)
    if (!changes.length) return
    const change = { remote: changes.every((t) => t.getMeta(remoteKey)) }
    for (const cb of this.changed) cb(change)
  }

  doc(): Doc {
    const { doc } = this.view.state
    const bare = doc.childCount === 1 && doc.firstChild!.attrs.bid === this.filler && !doc.firstChild!.content.size
    return bare ? { blocks: [] } : fromDocNode(doc)
  }

  applyRemote(doc: Doc, opts: { skip?: Set<string> } = {}): Set<string> {
    const { state } = this.view
    const at: string | null = topAt(state.doc, state.selection.head)?.node.attrs.bid ?? null
    const keep = new Set(opts.skip)
    if (this.view.composing && at) keep.add(at)
    const tr = bring(state, doc.blocks, keep, at)
    if (tr.docChanged) this.view.dispatch(tr)
    return keep
  }

  onChange(cb: (change: Change) => void): () => void {
    this.changed.add(cb)
    return () => this.changed.delete(cb)
  }

  onSelection(cb: (block: string) => void): () => void {
    this.moved.add(cb)
    return () => this.moved.delete(cb)
  }

  onSelect(cb: () => void): () => void {
    this.selects.add(cb)
    return () => this.selects.delete(cb)
  }

  focusBlock(id: string): boolean {
    const found = findBlock(this.view.state.doc, id)
    if (!found) return false
    const { state } = this.view
    this.view.dispatch(state.tr.setSelection(Selection.near(state.doc.resolve(found.pos + 1))).scrollIntoView())
    this.view.focus()
    return true
  }

  replaceBlock(id: string, block: Block | Block[]): boolean {
    const found = findBlock(this.view.state.doc, id)
    if (!found) return false
    const nodes = [block].flat().map((b) => toNode(this.schema, b))
    this.view.dispatch(this.view.state.tr.replaceWith(found.pos, found.pos + found.node.nodeSize, nodes))
    return true
  }

  decorate(name: string, list: Shown[]): void {
    show(this.view, name, list)
  }

  decorations(name: string): (Shown & { block: string; start: number; end: number })[] {
    return shown(this.view, name).flatMap((d) => {
      const at = offsetsOf(this.view.state.doc, d)
      return at ? [{ ...d.shown, ...at }] : []
    })
  }

  text(block: string): string | null {
    const found = findBlock(this.view.state.doc, block)
    return found ? textOf(found.node) : null
  }

  selection(): Stretch | null {
    return selected(this.view.state)
  }

  select(at: { block: string; start: number; end: number }): boolean {
    const { state } = this.view
    const found = findBlock(state.doc, at.block)
    if (!found) return false
    const [from, to] = [positionOf(state.doc, found.pos, at.start), positionOf(state.doc, found.pos, at.end)]
    this.view.dispatch(state.tr.setSelection(TextSelection.between(state.doc.resolve(from), state.doc.resolve(to))).scrollIntoView())
    this.view.focus()
    return true
  }

  insertBlock(block: Omit<Block, "id"> & { id?: string }, after?: string): boolean {
    const { state } = this.view
    const tr = insertAfter(state, toNode(this.schema, { id: newId(), ...block }), after ? findBlock(state.doc, after)?.pos : undefined)
    if (tr) this.view.dispatch(tr)
    return !!tr
  }

  run(command: string): boolean {
    const known = this.named[command]
    return !!known && this.editable && known(this.view.state, this.view.dispatch.bind(this.view), this.view)
  }

  commands(): string[] {
    return Object.keys(this.named)
  }

  counts(): Counts {
    return this.counter.counts(this.view.state)
  }

  outline(): { id: string; level: number; text: string }[] {
    const out: { id: string; level: number; text: string }[] = []
    this.view.state.doc.descendants((n, _, parent) => {
      if (n.type.name === "heading") out.push({ id: n.attrs.bid, level: n.attrs.level, text: textOf(n) })
      else if (n.type.name === "title") out.push({ id: parent!.attrs.bid, level: 2, text: textOf(n) })
      return !n.isTextblock
    })
    return out
  }

  setEditable(editable: boolean): void {
    this.editable = editable
    this.view.setProps({})
  }

  destroy(): void {
    this.opts.mount.removeEventListener("keydown", this.keydown)
    this.view.destroy()
  }
}
