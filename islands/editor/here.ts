// The block with the cursor, and in its margin the button that opens its tools.

import { Plugin } from "prosemirror-state"
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view"
import type { EditorState } from "prosemirror-state"
import { button, type Say } from "./parts"
import { topAt } from "./place"

interface Here {
  id: string
  pos: number
  set: DecorationSet
}

export function here(say: Say, open: (view: EditorView) => void): Plugin {
  const build = (state: EditorState): Here => {
    const top = topAt(state.doc, state.selection.head)
    if (!top) return { id: "", pos: 0, set: DecorationSet.empty }
    const id: string = top.node.attrs.bid ?? ""
    const tools = (view: EditorView) => {
      const b = button("⋯", () => open(view), { class: "tools-open margin", tabindex: "-1", "aria-label": say("tools") })
      b.contentEditable = "false"
      b.addEventListener("mousedown", (e) => e.preventDefault())
      return b
    }
    return {
      id, pos: top.pos,
      set: DecorationSet.create(state.doc, [
        Decoration.node(top.pos, top.pos + top.node.nodeSize, { class: "here" }),
        Decoration.widget(top.pos, tools, { key: "tools", side: 1, ignoreSelection: true, stopEvent: () => true }),
      ]),
    }
  }
  const plugin: Plugin<Here> = new Plugin<Here>({
    state: {
      init: (_, state) => build(state),
      apply: (tr, old, _, state) => {
        if (!tr.docChanged && !tr.selectionSet) return old
        const top = topAt(state.doc, state.selection.head)
        if (!tr.docChanged && top && top.pos === old.pos) return old
        if (top && top.pos === old.pos && top.node.attrs.bid === old.id) return { ...old, set: old.set.map(tr.mapping, tr.doc) }
        return build(state)
      },
    },
    props: { decorations: (state) => plugin.getState(state)?.set },
  })
  return plugin
}
