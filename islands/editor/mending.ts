// Mending a text in the editor: one step that one undo takes back, with what it changed
// marked until the next change.

import type { Node } from "prosemirror-model"
import type { Command, EditorState, Transaction } from "prosemirror-state"
import { button, el, type Say } from "./parts"
import { closeCard, openCard } from "./card"
import { show } from "./decorate"
import { entries } from "./ids"
import { held, mend, signs } from "./typography"

/** mending mends what is selected, or the whole text. Told gets the number of places. */
export function mending(lang: string, told: (places: number) => void): Command {
  return (state, dispatch, view) => {
    const { from, to, empty } = state.selection
    const { tr, places } = mendAll(state, lang, empty ? 0 : from, empty ? state.doc.content.size : to)
    if (!dispatch) return true
    if (places.length) dispatch(tr.scrollIntoView())
    if (view) {
      const doc = view.state.doc
      show(view, "mended", marked(doc, places))
    }
    told(places.length)
    return true
  }
}

function mendAll(state: EditorState, lang: string, from: number, to: number): { tr: Transaction; places: { from: number; to: number }[] } {
  const tr = state.tr
  const places: { from: number; to: number }[] = []
  state.doc.nodesBetween(from, to, (node, pos) => {
    if (!node.isTextblock) return true
    const start = pos + 1
    for (const e of mend(lineOf(node), lang)) {
      const [a, b] = [start + e.from, start + e.to]
      if (b < from || a > to) continue
      replace(state, tr, a, b, e.insert)
      places.push({ from: tr.mapping.map(a, -1), to: tr.mapping.map(b, 1) })
    }
    return false
  })
  return { tr, places }
}

/** replace keeps the marks that the signs have. */
function replace(state: EditorState, tr: Transaction, from: number, to: number, insert: string): void {
  const at = (pos: number) => tr.mapping.map(pos)
  const $from = state.doc.resolve(from)
  const marks = (from < to ? $from.nodeAfter : $from.nodeBefore)?.marks ?? []
  if (insert) tr.replaceWith(at(from), at(to), state.schema.text(insert, marks))
  else tr.delete(at(from), at(to))
}

/** lineOf gives the words of a text block; code and notes are held. */
function lineOf(node: Node): string {
  let out = ""
  node.forEach((n) => {
    if (n.type.name === "break") out += "\n"
    else if (!n.isText || n.marks.some((m) => m.type.name === "code" || m.type.name === "lang")) out += held.repeat(n.nodeSize)
    else out += n.text
  })
  return out
}

function marked(doc: Node, places: { from: number; to: number }[]): { block: string; start: number; end: number; class: string }[] {
  const all = entries(doc).list
  return places.flatMap((p) => {
    const e = all.findLast((e) => e.pos < p.from && p.to <= e.pos + e.node.nodeSize)
    if (!e?.id || !e.node.isTextblock) return []
    return [{ block: e.id, start: Math.max(0, p.from - e.pos - 1), end: Math.max(p.to, p.from + 1) - e.pos - 1, class: "mended" }]
  })
}

/** palette opens the signs of the language; a choice is written into the text. */
export function palette(lang: string, say: Say): Command {
  return (state, dispatch, view) => {
    if (!state.selection.$from.parent.inlineContent) return false
    if (!dispatch || !view) return true
    const grid = el("div", { class: "signs", role: "group", "aria-label": say("signs") })
    for (const sign of signs(lang)) {
      const shown = sign === "\u00a0" ? "⍽" : sign === "\u0301" ? "◌́" : sign
      const b = button(shown, () => {
        closeCard(view)
        view.dispatch(view.state.tr.replaceSelectionWith(view.state.schema.text(sign), true).scrollIntoView())
      })
      if (sign === "\u00a0") b.setAttribute("aria-label", say("nbsp"))
      grid.append(b)
    }
    grid.addEventListener("keydown", (e) => arrows(grid, e))
    openCard(view, state.selection.from, grid)
    return true
  }
}

/** arrows moves the focus among the buttons of a group. */
export function arrows(group: HTMLElement, e: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key]
  const all = [...group.querySelectorAll<HTMLButtonElement>("button:not([disabled])")]
  const at = all.indexOf(document.activeElement as HTMLButtonElement)
  if (!step || at < 0) return
  e.preventDefault()
  const rtl = getComputedStyle(group).direction === "rtl" && /Left|Right/.test(e.key)
  all[(at + (rtl ? -step : step) + all.length) % all.length]?.focus()
}
