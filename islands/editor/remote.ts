// What others wrote, brought into the open text in one step: the place in the text, the
// history and a composition that is under way stay as they are.

import type { Node, Schema } from "prosemirror-model"
import type { EditorState, Transaction } from "prosemirror-state"
import { newId, type Block } from "./body"
import { fromNode, toNode } from "./codec"
import { remoteKey } from "./ids"

interface Work {
  schema: Schema
  tr: Transaction
  target: Block[]
  wanted: Set<string>
  keep: Set<string> // blocks whose content stays as it is here
  pinned: string | null // the block that must not be taken out, not even to be moved
  aside: Map<string, Node> // kept blocks taken out, to be put in again
}

/** bring makes the transaction that turns the text into target, except for the blocks of
 * keep, which stay as they are here. A block of keep that target lacks stays too. */
export function bring(state: EditorState, target: Block[], keep: Set<string>, pinned: string | null): Transaction {
  const w: Work = {
    schema: state.schema, tr: state.tr, target, wanted: new Set(target.map((b) => b.id)), keep, pinned, aside: new Map(),
  }
  let pos = 0
  for (const b of target) pos = place(w, b, pos)
  trim(w, pos)
  return w.tr.setMeta("addToHistory", false).setMeta(remoteKey, true)
}

/** place makes b stand at pos and gives the position behind it. */
function place(w: Work, b: Block, pos: number): number {
  for (;;) {
    const here = w.tr.doc.nodeAt(pos)
    const id: string | undefined = here?.attrs.bid
    if (here && id === b.id) {
      update(w, here, b, pos)
      return pos + w.tr.doc.nodeAt(pos)!.nodeSize
    }
    if (here && id !== undefined && !w.wanted.has(id)) {
      if (w.keep.has(id)) pos += here.nodeSize
      else if (w.tr.doc.childCount > 1) w.tr.delete(pos, pos + here.nodeSize)
      else {
        const node = toNode(w.schema, b) // a text has at least one block
        w.tr.replaceWith(pos, pos + here.nodeSize, node)
        return pos + node.nodeSize
      }
      continue
    }
    const at = find(w.tr.doc, b.id, pos)
    if (at < 0) {
      const node = w.aside.get(b.id) ?? toNode(w.schema, b)
      w.tr.insert(pos, node)
      return pos + node.nodeSize
    }
    if (here && b.id === w.pinned) {
      // The block with the cursor stays: the one in front of it is put behind it later.
      if (w.keep.has(id!)) w.aside.set(id!, here)
      w.tr.delete(pos, pos + here.nodeSize)
      continue
    }
    const node = w.tr.doc.nodeAt(at)!
    w.tr.delete(at, at + node.nodeSize).insert(pos, node)
  }
}

function find(doc: Node, id: string, from: number): number {
  for (let i = 0, pos = 0; i < doc.childCount; pos += doc.child(i).nodeSize, i++) if (pos >= from && doc.child(i).attrs.bid === id) return pos
  return -1
}

/** update changes as little of a block as it can. */
function update(w: Work, here: Node, b: Block, pos: number): void {
  if (w.keep.has(b.id) || JSON.stringify(fromNode(here)) === JSON.stringify(b)) return
  const next = toNode(w.schema, b)
  if (here.eq(next)) return
  if (here.isAtom || next.isAtom || here.type !== next.type) {
    w.tr.replaceWith(pos, pos + here.nodeSize, next)
    return
  }
  if (!here.sameMarkup(next)) w.tr.setNodeMarkup(pos, null, next.attrs)
  let start = here.content.findDiffStart(next.content, pos + 1)
  if (start === null) return
  const ends = here.content.findDiffEnd(next.content, pos + 1 + here.content.size, pos + 1 + next.content.size)!
  let { a, b: c } = ends
  const overlap = start - Math.min(a, c)
  if (overlap > 0) {
    a += overlap
    c += overlap
  }
  w.tr.replace(start, a, next.slice(start - pos - 1, c - pos - 1))
}

/** trim takes out what the target does not have. */
function trim(w: Work, pos: number): void {
  while (pos < w.tr.doc.content.size) {
    const here = w.tr.doc.nodeAt(pos)!
    const end = pos + here.nodeSize
    if (w.keep.has(here.attrs.bid)) pos = end
    else if (w.tr.doc.childCount > 1) w.tr.delete(pos, end)
    else {
      w.tr.replaceWith(pos, end, w.schema.nodes.paragraph!.create({ bid: newId() }))
      return
    }
  }
}
