// The writing editor: one text of one language, in blocks.
//
// createEditor puts it into the page. It knows nothing of the server: what others wrote
// comes in by applyRemote, what is written here goes out by onChange and doc.

import { baseKeymap } from "prosemirror-commands"
import { history } from "prosemirror-history"
import { keymap } from "prosemirror-keymap"
import type { Schema } from "prosemirror-model"
import { EditorState, Plugin, Selection, TextSelection, type Transaction } from "prosemirror-state"
import { EditorView } from "prosemirror-view"
import type { Block, Doc } from "./body"
import { fromDocNode, toDocNode, toNode } from "./codec"
import { Counter, type Counts } from "./counts"
import { offsetsOf, show, showing, shown, type Shown } from "./decorate"
import { Ids, remoteKey } from "./ids"
import { findBlock, positionOf, selected, textOf, topAt, type Stretch } from "./place"
import { bring } from "./remote"
import { makeSchema } from "./schema"

export type { Block, Doc, Span, Picture, Item, Cell, EmbedLink } from "./body"
export type { Counts } from "./counts"
export type { Shown } from "./decorate"
export type { Stretch } from "./place"

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
}

/** Change tells of a change: remote says that it came by applyRemote. */
export interface Change {
  remote: boolean
}

/** Editor is an open text. */
export interface Editor {
  readonly view: EditorView
  /** doc gives the text as it is. A block that has not changed is the same object as before. */
  doc(): Doc
  /** applyRemote brings in what is on the server. The blocks of skip, and the one under
   * composition, stay as they are here, and are given back: bring them again later. */
  applyRemote(doc: Doc, opts?: { skip?: Set<string> }): Set<string>
  onChange(cb: (change: Change) => void): () => void
  /** onSelection tells when the cursor comes into another block of the text. */
  onSelection(cb: (block: string) => void): () => void
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
  counts(): Counts
  outline(): { id: string; level: number; text: string }[]
  setEditable(editable: boolean): void
  destroy(): void
}

/** createEditor puts a text into opts.mount, ready to be written in. */
export function createEditor(opts: Options): Editor {
  const say = (key: string) => opts.words[key] ?? key
  const schema = makeSchema(opts.lang, { cite: say("cite"), caption: say("caption"), title: say("title"), question: say("question") })
  const ids = new Ids()
  const editor = new Writing(opts, schema, ids)
  return editor
}

class Writing implements Editor {
  readonly view: EditorView
  private readonly changed = new Set<(change: Change) => void>()
  private readonly moved = new Set<(block: string) => void>()
  private readonly counter: Counter
  private editable: boolean
  private at = ""

  constructor(opts: Options, private readonly schema: Schema, ids: Ids) {
    this.editable = opts.editable ?? true
    this.counter = new Counter(opts.lang)
    const state = EditorState.create({
      doc: toDocNode(schema, opts.doc),
      plugins: [ids.plugin(), history(), keymap(baseKeymap), showing(), this.watching()],
    })
    this.view = new EditorView(opts.mount, {
      state: ids.open(state),
      editable: () => this.editable,
      dispatchTransaction: (tr) => this.dispatch(tr),
      attributes: () => ({
        class: "doc text", role: "textbox", "aria-multiline": "true", "aria-label": opts.label ?? "", lang: opts.lang,
        dir: opts.dir ?? "auto", spellcheck: "true",
      }),
    })
  }

  private watching(): Plugin {
    return new Plugin({
      view: () => ({
        update: (view, before) => {
          const at: string = topAt(view.state.doc, view.state.selection.head)?.node.attrs.bid ?? ""
          if (at !== this.at && !view.state.selection.eq(before.selection)) {
            this.at = at
            for (const cb of this.moved) cb(at)
          }
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
    return fromDocNode(this.view.state.doc)
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
    this.view.destroy()
  }
}
