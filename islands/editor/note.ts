// Footnotes: a number in the text; its words are written in a card below the block.

import { deleteSelection, selectAll, toggleMark } from "prosemirror-commands"
import { history, redo, undo } from "prosemirror-history"
import { DOMParser, type Node } from "prosemirror-model"
import { EditorState, NodeSelection, Selection, TextSelection, type Command } from "prosemirror-state"
import { EditorView } from "prosemirror-view"
import { closeCard, openCard } from "./card"
import { fromInline, toInline } from "./codec"
import { button, el, type Say } from "./parts"
import { bound } from "./keys"
import { noteSchema } from "./schema"
import type { Span } from "./body"
import { cleaner } from "./paste"
import { setAttr } from "./attr"

/** insertNote puts a footnote behind the selection and opens it. */
export function insertNote(say: Say, lang: string): Command {
  return (state, dispatch, view) => {
    const { $to } = state.selection
    const type = state.schema.nodes.footnote!
    if (!$to.parent.inlineContent || !$to.parent.type.contentMatch.matchType(type)) return false
    if (!dispatch) return true
    const at = $to.pos
    const tr = state.tr.insert(at, type.create({ note: [] }))
    dispatch(tr.setSelection(Selection.near(tr.doc.resolve(at + 1))))
    if (view) openNote(view, at, say, lang)
    return true
  }
}

/** openNote opens the footnote at pos. */
export function openNote(view: EditorView, pos: number, say: Say, lang: string): void {
  const node = view.state.doc.nodeAt(pos)
  if (node?.type.name !== "footnote") return
  const place = el("div", { class: "in" })
  const label = el("p", { class: "q" }, say("note"))
  const dom = el("div", { role: "group", "aria-label": say("note") }, label, place,
    el("div", { class: "btns" }, button(say("done"), () => closeCard(view)), button(say("note_remove"), () => { erase(view, anchor()); closeCard(view) }, { class: "btn bare" })))
  // The note is found again by its node view's element, wherever it has moved to.
  let mine = node
  const anchor = () => {
    let at = -1
    view.state.doc.descendants((n, p) => {
      if (n === mine) at = p
      return at < 0
    })
    return at
  }
  const inner = new EditorView(place, {
    state: noteState(node, () => { closeCard(view); return true }),
    attributes: { class: "text note-words", role: "textbox", "aria-multiline": "true", "aria-label": say("note"), lang, dir: "auto", spellcheck: "true", "data-first": "" },
    editable: () => view.editable,
    handleKeyDown: stay,
    clipboardParser: cleaner(DOMParser.fromSchema(noteSchema)),
    dispatchTransaction(tr) {
      inner.updateState(inner.state.apply(tr))
      if (!tr.docChanged) return
      const at = anchor()
      if (at < 0) return
      const next = mine.type.create({ note: fromInline(inner.state.doc.content) }, null, mine.marks)
      view.dispatch(setAttr(view.state.tr, at, "note", next.attrs.note))
      mine = view.state.doc.nodeAt(at)!
    },
  })
  openCard(view, pos, dom, () => {
    inner.destroy()
    const at = anchor()
    if (at >= 0 && !mine.attrs.note.length) erase(view, at)
  })
  inner.focus()
}

/** stay keeps the caret and the selection in the note. The card stands within the text, and
 * the browser's own movements would carry them, and what is typed next, into a paragraph. */
function stay(view: EditorView, e: KeyboardEvent): boolean {
  // What the browser has moved a moment ago the state may not know yet.
  ;(view as unknown as { domObserver: { flush(): void } }).domObserver.flush()
  const { doc, selection } = view.state
  const far = e.ctrlKey || e.metaKey
  let to = -1
  if (e.key === "PageUp" || e.key === "Home" && far || e.key === "ArrowUp" && (far || view.endOfTextblock("up"))) to = 0
  else if (e.key === "PageDown" || e.key === "End" && far || e.key === "ArrowDown" && (far || view.endOfTextblock("down"))) to = doc.content.size
  else if (e.key === "ArrowLeft" || e.key === "ArrowRight") {
    const out = view.endOfTextblock(e.key === "ArrowLeft" ? "left" : "right")
    if (out && (selection.empty || e.shiftKey)) to = selection.head
  } else if (selection.empty && (e.key === "Backspace" && selection.head === 0 || e.key === "Delete" && selection.head === doc.content.size)) to = selection.head
  if (to < 0) return false
  view.dispatch(view.state.tr.setSelection(TextSelection.create(doc, e.shiftKey ? selection.anchor : to, to)).scrollIntoView())
  return true
}

function erase(view: EditorView, at: number): void {
  if (at >= 0 && view.state.doc.nodeAt(at)?.type.name === "footnote") view.dispatch(view.state.tr.delete(at, at + 1))
}

function noteState(node: Node, done: Command): EditorState {
  const { schema } = { schema: noteSchema }
  const lineBreak: Command = (s, dispatch) => {
    dispatch?.(s.tr.replaceSelectionWith(schema.nodes.break!.create(), false))
    return true
  }
  return EditorState.create({
    doc: schema.nodes.doc!.create(null, toInline(schema, node.attrs.note as Span[])),
    plugins: [
      bound({ "Mod-b": toggleMark(schema.marks.strong!), "Mod-i": toggleMark(schema.marks.em!), "Mod-z": undo, "Mod-Shift-z": redo, "Mod-y": redo }),
      bound({ Enter: done, "Shift-Enter": lineBreak, Backspace: deleteSelection, Delete: deleteSelection, "Mod-a": selectAll }), history(),
    ],
  })
}

/** enterNote opens a selected footnote by Enter. */
export function enterNote(say: Say, lang: string): Command {
  return (state, dispatch, view) => {
    const { selection } = state
    if (!(selection instanceof NodeSelection) || selection.node.type.name !== "footnote") return false
    if (dispatch && view) openNote(view, selection.from, say, lang)
    return true
  }
}
