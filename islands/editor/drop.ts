// A line that shows where something dragged would be dropped.

import { Plugin } from "prosemirror-state"
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view"
import { el } from "./parts"

export function dropCursor(): Plugin {
  const plugin: Plugin<number | null> = new Plugin<number | null>({
    state: {
      init: () => null,
      apply: (tr, at) => {
        const next = tr.getMeta(plugin) as { at: number | null } | undefined
        return next ? next.at : tr.docChanged ? null : at
      },
    },
    props: {
      decorations(state) {
        const at = plugin.getState(state)
        if (at == null) return null
        return DecorationSet.create(state.doc, [Decoration.widget(at, () => el("span", { class: "dropat" }), { key: "drop", side: -1, ignoreSelection: true })])
      },
      handleDOMEvents: {
        dragover: (view, event) => over(view, event, plugin),
        dragleave: (view, event) => (view.dom.contains(event.relatedTarget as Node | null) ? false : set(view, plugin, null)),
        dragend: (view) => set(view, plugin, null),
        drop: (view) => set(view, plugin, null),
      },
    },
  })
  return plugin
}

function over(view: EditorView, event: DragEvent, plugin: Plugin): boolean {
  const at = view.editable ? view.posAtCoords({ left: event.clientX, top: event.clientY }) : null
  return set(view, plugin, at ? at.pos : null)
}

function set(view: EditorView, plugin: Plugin, at: number | null): boolean {
  if (plugin.getState(view.state) !== at) view.dispatch(view.state.tr.setMeta(plugin, { at }))
  return false
}
