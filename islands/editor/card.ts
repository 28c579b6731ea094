// A card opens below the block it belongs to, in the flow: nothing covers the words. Only
// one is open at a time.

import { Plugin, PluginKey } from "prosemirror-state"
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view"

interface Open {
  pos: number // where the card stands: the end of a block
  dom: HTMLElement
  n: number
  closed?: (() => void) | undefined
}

const key = new PluginKey<Open | null>("card")
let count = 0

export function cards(): Plugin {
  return new Plugin<Open | null>({
    key,
    state: {
      init: () => null,
      apply(tr, open) {
        const next = tr.getMeta(key) as Open | null | undefined
        if (next !== undefined) return next
        return open && tr.docChanged ? { ...open, pos: tr.mapping.map(open.pos, -1) } : open
      },
    },
    props: {
      decorations(state) {
        const open = key.getState(state)
        if (!open) return null
        const at = Math.min(open.pos, state.doc.content.size)
        return DecorationSet.create(state.doc, [Decoration.widget(at, open.dom, { key: `card${open.n}`, side: -1, ignoreSelection: true, stopEvent: () => true })])
      },
    },
  })
}

/** openCard opens dom below the block at pos and puts the focus into it. Escape closes it. */
export function openCard(view: EditorView, pos: number, dom: HTMLElement, closed?: () => void): void {
  closeCard(view, false)
  dom.classList.add("card", "ui", "below")
  dom.contentEditable = "false"
  dom.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && !e.isComposing) {
      e.preventDefault()
      e.stopPropagation()
      closeCard(view)
    }
  })
  const $pos = view.state.doc.resolve(pos)
  const at = $pos.depth ? $pos.after(1) : pos + ($pos.nodeAfter?.nodeSize ?? 0)
  view.dispatch(view.state.tr.setMeta(key, { pos: at, dom, n: ++count, closed } satisfies Open))
  const first = dom.querySelector<HTMLElement>("[data-first], input, textarea, select, button, [contenteditable=true]")
  first?.focus()
  dom.scrollIntoView({ block: "nearest" })
}

/** closeCard closes the open card; the focus goes back into the text. */
export function closeCard(view: EditorView, focus = true): void {
  const open = key.getState(view.state)
  if (!open) return
  view.dispatch(view.state.tr.setMeta(key, null))
  if (focus) view.focus()
  open.closed?.()
}

/** isOpen says whether dom is the open card. */
export function isOpen(view: EditorView, dom: HTMLElement): boolean {
  return key.getState(view.state)?.dom === dom
}
