// Links: a card with the address, below the paragraph.

import type { MarkType, ResolvedPos } from "prosemirror-model"
import { TextSelection, type Command, type EditorState } from "prosemirror-state"
import type { EditorView } from "prosemirror-view"
import { closeCard, openCard } from "./card"
import { hrefOf } from "./clean"
import { button, el, field, type Say } from "./parts"

/** linkCard opens the card for the selected words, the link at the cursor, or the word there. */
export function linkCard(say: Say): Command {
  return (state, dispatch, view) => {
    if (!state.selection.$from.parent.inlineContent || !(state.selection instanceof TextSelection)) return false
    if (dispatch && view) open(view, say)
    return true
  }
}

function open(view: EditorView, say: Say): void {
  const { state } = view
  const range = rangeOf(state)
  const old = linkAt(state, range)
  const input = el("input", { type: "text", inputmode: "url", value: old ?? "", dir: "ltr", autocomplete: "off", spellcheck: "false", "data-first": true })
  const fault = el("p", { class: "err", role: "alert" })
  const form = el("form", { "aria-label": say("link"), novalidate: true }, field(say("link_address"), input, fault),
    el("div", { class: "btns" },
      el("button", { type: "submit", class: "btn go" }, say("link_set")),
      old !== null && button(say("link_remove"), () => { finish(view, range, null) }),
      button(say("cancel"), () => closeCard(view), { class: "btn bare" })))
  form.addEventListener("submit", (e) => {
    e.preventDefault()
    e.stopPropagation()
    const href = input.value.trim() ? hrefOf(input.value) : null
    if (href === "") {
      fault.textContent = say("link_wrong")
      input.setAttribute("aria-invalid", "true")
      input.focus()
      return
    }
    finish(view, range, href)
  })
  openCard(view, range.from, form)
  input.select()
}

/** finish sets or takes off the link. Without words the address becomes the words. */
function finish(view: EditorView, range: { from: number; to: number }, href: string | null): void {
  closeCard(view)
  const { state } = view
  const type = state.schema.marks.link!
  const tr = state.tr
  if (range.to > state.doc.content.size) return
  if (range.from === range.to) {
    if (!href) return
    tr.insert(range.from, state.schema.text(href, [type.create({ href })]))
  } else {
    tr.removeMark(range.from, range.to, type)
    if (href) tr.addMark(range.from, range.to, type.create({ href }))
  }
  view.dispatch(tr.removeStoredMark(type))
}

function linkAt(state: EditorState, range: { from: number; to: number }): string | null {
  const type = state.schema.marks.link!
  let href: string | null = null
  state.doc.nodesBetween(range.from, range.to, (n) => {
    const m = type.isInSet(n.marks)
    if (m && href === null) href = m.attrs.href
  })
  return href
}

function rangeOf(state: EditorState): { from: number; to: number } {
  const { from, to, empty, $from } = state.selection
  if (!empty) return { from, to }
  return extent($from, state.schema.marks.link!) ?? wordAt($from)
}

/** extent is the stretch with the mark of this type around $pos. */
export function extent($pos: ResolvedPos, type: MarkType): { from: number; to: number } | null {
  const { parent } = $pos
  let at = parent.childAfter($pos.parentOffset)
  if (!at.node || !type.isInSet(at.node.marks)) at = parent.childBefore($pos.parentOffset)
  const found = at.node && type.isInSet(at.node.marks)
  if (!found) return null
  let [from, to] = [at.offset, at.offset + at.node!.nodeSize]
  for (let i = at.index - 1; i >= 0 && found.isInSet(parent.child(i).marks); i--) from -= parent.child(i).nodeSize
  for (let i = at.index + 1; i < parent.childCount && found.isInSet(parent.child(i).marks); i++) to += parent.child(i).nodeSize
  return { from: $pos.start() + from, to: $pos.start() + to }
}

function wordAt($pos: ResolvedPos): { from: number; to: number } {
  const text = $pos.parent.textBetween(0, $pos.parent.content.size, null, "\ufffc")
  const before = /[\p{L}\p{M}\p{N}\u055b-\u055e’'-]*$/u.exec(text.slice(0, $pos.parentOffset))![0]
  const after = /^[\p{L}\p{M}\p{N}\u055b-\u055e’'-]*/u.exec(text.slice($pos.parentOffset))![0]
  return { from: $pos.pos - before.length, to: $pos.pos + after.length }
}
