// What other parts show in the text: comments, findings, suggestions, who is where. Each
// part has a name; what it shows moves with the words.

import { Plugin, PluginKey } from "prosemirror-state"
import type { Node } from "prosemirror-model"
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view"
import { entries } from "./ids"
import { offsetOf, positionOf } from "./place"

/** Shown is one thing to show at a block. With start and end it marks those words; with
 * place it puts an element in the margin of the block or below it; else it marks the block. */
export interface Shown {
  block: string
  start?: number
  end?: number
  class?: string
  attrs?: Record<string, string>
  place?: "margin" | "below"
  dom?: (view: EditorView) => HTMLElement
  /** key says that an element is still the same one: it is not drawn again. */
  key?: string
}

interface Change {
  name: string
  list: Shown[]
}

const key = new PluginKey<DecorationSet>("shown")

/** showing is the plugin that holds what is shown. */
export function showing(): Plugin {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply(tr, set) {
        if (tr.docChanged) set = set.map(tr.mapping, tr.doc)
        const change = tr.getMeta(key) as Change | undefined
        if (!change) return set
        set = set.remove(set.find(undefined, undefined, (spec) => spec.name === change.name))
        return set.add(tr.doc, build(tr.doc, change))
      },
    },
    props: { decorations: (state) => key.getState(state) },
  })
}

/** show replaces what the part name shows. */
export function show(view: EditorView, name: string, list: Shown[]): void {
  if (!list.length && !shown(view, name).length) return
  view.dispatch(view.state.tr.setMeta(key, { name, list }).setMeta("addToHistory", false))
}

/** shown lists what the part name shows, where it stands now. */
export function shown(view: EditorView, name: string): { from: number; to: number; shown: Shown }[] {
  const found = key.getState(view.state)?.find(undefined, undefined, (spec) => spec.name === name) ?? []
  return found.map((d) => ({ from: d.from, to: d.to, shown: d.spec.shown as Shown })).sort((a, b) => a.from - b.from)
}

/** offsetsOf gives the place of something shown as offsets in its block. */
export function offsetsOf(doc: Node, at: { from: number; to: number }): { block: string; start: number; end: number } | null {
  const $from = doc.resolve(at.from)
  if (!$from.depth) return null
  const pos = $from.before(1)
  return { block: $from.node(1).attrs.bid, start: offsetOf(doc, pos, at.from), end: offsetOf(doc, pos, at.to) }
}

function build(doc: Node, change: Change): Decoration[] {
  const wanted = new Set(change.list.map((s) => s.block))
  const at = new Map<string, { pos: number; node: Node }>()
  for (const e of entries(doc).list) if (e.id && wanted.has(e.id)) at.set(e.id, e)
  const out: Decoration[] = []
  for (const s of change.list) {
    const b = at.get(s.block)
    if (!b) continue
    const spec = { name: change.name, shown: s }
    const attrs = { ...s.attrs, ...(s.class ? { class: s.class } : {}) }
    if (s.place && s.dom) out.push(widget(b, s, spec))
    else if (s.start === undefined) out.push(Decoration.node(b.pos, b.pos + b.node.nodeSize, attrs, spec))
    else {
      const from = positionOf(doc, b.pos, s.start)
      const to = positionOf(doc, b.pos, s.end ?? s.start)
      if (to > from) out.push(Decoration.inline(from, to, attrs, spec))
    }
  }
  return out
}

function widget(b: { pos: number; node: Node }, s: Shown, spec: object): Decoration {
  const below = s.place === "below"
  const more = {
    ...spec, side: below ? -1 : 1, ignoreSelection: true, stopEvent: () => true,
    ...(s.key ? { key: s.key } : {}),
  }
  const make = (view: EditorView) => {
    const dom = s.dom!(view)
    dom.contentEditable = "false"
    dom.classList.add(below ? "below" : "margin")
    return dom
  }
  return Decoration.widget(below ? b.pos + b.node.nodeSize : b.pos, make, more)
}
