// Places in a text: a block by its id, an offset in its words, and back.
//
// Offsets count UTF-16 units of the block's words as textOf gives them.

import type { Node } from "prosemirror-model"
import type { EditorState } from "prosemirror-state"
import { entries } from "./ids"

/** Span is a stretch of words in a block. */
export interface Stretch {
  block: string
  start: number
  end: number
  quote: string
}

const leafText = (n: Node) => (n.type.name === "break" ? "\n" : n.isInline ? "\ufffc" : "")

/** textOf gives the words of a block: its parts (items, cells, paragraphs of a quotation,
 * who said it) each on a line, a break as a line end, a footnote as one U+FFFC. */
export function textOf(node: Node): string {
  return node.textBetween(0, node.content.size, "\n", leafText)
}

/** lines lists the text blocks of the block at pos: where each begins and how long it is. */
function lines(doc: Node, pos: number): { start: number; length: number }[] {
  const node = doc.nodeAt(pos)!
  const out: { start: number; length: number }[] = []
  const line = (n: Node, start: number) => void out.push({ start, length: n.content.size })
  if (node.isTextblock) line(node, pos + 1)
  else {
    node.descendants((n, at) => {
      if (n.isTextblock) line(n, pos + at + 2)
      return !n.isTextblock
    })
  }
  return out
}

/** offsetOf counts the words of the block at pos up to the place at. */
export function offsetOf(doc: Node, pos: number, at: number): number {
  let n = 0
  for (const { start, length } of lines(doc, pos)) {
    if (at < start) return Math.max(0, n - 1)
    if (at <= start + length) return n + at - start
    n += length + 1
  }
  return Math.max(0, n - 1)
}

/** positionOf finds the place in the document of an offset in the block at pos. */
export function positionOf(doc: Node, pos: number, offset: number): number {
  let last = pos
  for (const { start, length } of lines(doc, pos)) {
    if (offset <= length) return start + Math.max(0, offset)
    offset -= length + 1
    last = start + length
  }
  return last
}

/** findBlock finds a block, an item or a cell by its id. */
export function findBlock(doc: Node, id: string): { node: Node; pos: number } | null {
  for (let i = 0, pos = 0; i < doc.childCount; pos += doc.child(i).nodeSize, i++) {
    const node = doc.child(i)
    if (node.attrs.bid === id) return { node, pos }
  }
  const e = entries(doc).list.find((e) => e.id === id)
  return e ? { node: e.node, pos: e.pos } : null
}

/** topAt finds the block of the text in which pos stands. */
export function topAt(doc: Node, pos: number): { node: Node; pos: number; index: number } | null {
  const $pos = doc.resolve(pos)
  const index = Math.min($pos.index(0), doc.childCount - 1)
  if (index < 0) return null
  return { node: doc.child(index), pos: $pos.posAtIndex(index, 0), index }
}

/** selected gives the selected words, as far as they stand in one block. */
export function selected(state: EditorState): Stretch | null {
  const { from, to, empty } = state.selection
  const top = topAt(state.doc, from)
  if (!top || empty) return null
  const end = Math.min(to, top.pos + top.node.nodeSize - 1)
  const a = offsetOf(state.doc, top.pos, from)
  const b = offsetOf(state.doc, top.pos, end)
  if (b <= a) return null
  return { block: top.node.attrs.bid, start: a, end: b, quote: textOf(top.node).slice(a, b) }
}
