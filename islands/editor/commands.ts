// What keys do to blocks while a text is typed. Every command keeps the ids of the blocks it
// changes. Making blocks of another kind is in make.ts.

import { chainCommands, createParagraphNear, deleteSelection, joinBackward, joinForward, joinTextblockBackward, liftEmptyBlock, selectAll, selectNodeBackward, selectNodeForward, splitBlock, toggleMark } from "prosemirror-commands"
import { Slice, type Attrs, type Node, type NodeType, type ResolvedPos } from "prosemirror-model"
import { liftListItem, splitListItem } from "prosemirror-schema-list"
import { NodeSelection, Selection, TextSelection, type Command, type EditorState, type Transaction } from "prosemirror-state"
import { ReplaceAroundStep } from "prosemirror-transform"
import { setAttr } from "./attr"
import { newId } from "./body"


/** Spot is a node and where it stands. */
export interface Spot {
  node: Node
  pos: number
  depth: number
}

/** within finds the innermost node of one of the types that holds $pos. */
export function within($pos: ResolvedPos, ...names: string[]): Spot | null {
  for (let depth = $pos.depth; depth > 0; depth--) {
    const node = $pos.node(depth)
    if (names.includes(node.type.name)) return { node, pos: $pos.before(depth), depth }
  }
  return null
}

/** blockAt finds the block that a command works on: one of the text, or of a box or an
 * answer, never a part of a block. */
export function blockAt(state: EditorState): Spot | null {
  const { selection } = state
  if (selection instanceof NodeSelection && selection.node.isBlock && selection.node.type.name !== "picture") {
    return { node: selection.node, pos: selection.from, depth: selection.$from.depth + 1 }
  }
  const { $from } = selection
  if (!$from.depth) return null
  const depth = ["question", "box"].includes($from.node(1).type.name) && $from.depth > 1 && $from.node(2).type.name !== "title" ? 2 : 1
  return { node: $from.node(depth), pos: $from.before(depth), depth }
}

export const textblocks = ["paragraph", "heading"]

/** unquote turns a quotation into paragraphs; who said it becomes one too. */
export const unquote: Command = (state, dispatch) => {
  const q = within(state.selection.$from, "quote", "pullquote")
  if (!q) return false
  if (!dispatch) return true
  const cite = q.node.lastChild!
  const end = q.pos + q.node.nodeSize
  const gap = end - 1 - cite.nodeSize
  const tr = state.tr
  if (cite.content.size) tr.insert(end, state.schema.nodes.paragraph!.create(null, cite.content))
  tr.step(new ReplaceAroundStep(q.pos, end, q.pos + 1, gap, Slice.empty, 0))
  setAttr(tr, q.pos, "bid", q.node.attrs.bid)
  dispatch(tr)
  return true
}

/** unbox takes the blocks of a box or an answer out of it; the title becomes a heading. */
export const unbox: Command = (state, dispatch) => {
  const b = within(state.selection.$from, "box", "question")
  if (!b) return false
  if (!dispatch) return true
  const title = b.node.firstChild!
  const out: Node[] = []
  const { heading, paragraph } = state.schema.nodes
  if (title.content.size) out.push(heading!.create({ bid: b.node.attrs.bid, level: 3 }, title.content))
  b.node.forEach((n, _, i) => { if (i) out.push(n) })
  if (!out.length) out.push(paragraph!.create({ bid: b.node.attrs.bid }))
  const tr = state.tr.replaceWith(b.pos, b.pos + b.node.nodeSize, out)
  dispatch(tr.setSelection(Selection.near(tr.doc.resolve(b.pos + 1))).scrollIntoView())
  return true
}

/** insertBlock puts a block into the place of an empty paragraph, whose id it takes, or
 * below the block with the cursor; with at, below that block. */
export function insertBlock(state: EditorState, node: Node, at?: number): Transaction | null {
  const here = at === undefined ? blockAt(state) : { node: state.doc.nodeAt(at)!, pos: at, depth: state.doc.resolve(at).depth + 1 }
  if (!here) return null
  const tr = state.tr
  let pos = here.pos
  const $here = state.doc.resolve(here.pos)
  if (!$here.parent.canReplaceWith($here.index(), $here.index(), node.type)) {
    pos = $here.after(1)
    tr.insert(pos, node)
  } else if (here.node.type.name === "paragraph" && !here.node.content.size) {
    node = node.type.create({ ...node.attrs, bid: here.node.attrs.bid }, node.content)
    tr.replaceWith(pos, pos + here.node.nodeSize, node)
  } else {
    pos += here.node.nodeSize
    tr.insert(pos, node)
  }
  const after = pos + node.nodeSize
  if (after === tr.doc.content.size) tr.insert(after, state.schema.nodes.paragraph!.create({ bid: newId() }))
  const inside = node.isLeaf ? after + 1 : pos + 1
  return tr.setSelection(Selection.near(tr.doc.resolve(inside))).scrollIntoView()
}

/** move puts the block with the cursor, or the item, row or picture, before or behind its
 * neighbour. At the end of its list an item takes the whole list along. */
export function move(by: -1 | 1): Command {
  return (state, dispatch) => {
    const { $from } = state.selection
    const part = state.selection instanceof NodeSelection && state.selection.node.isBlock && state.selection.node.type.name !== "picture" ? null : within($from, "item", "row", "picture")
    const candidates = [part, blockAt(state), $from.depth ? { node: $from.node(1), pos: $from.before(1), depth: 1 } : null]
    for (const c of candidates) {
      const tr = c && swap(state, c.pos, by)
      if (!tr) continue
      dispatch?.(tr.scrollIntoView())
      return true
    }
    return true // the key does nothing else at the ends of the text
  }
}

/** swap changes the places of the node at pos and its neighbour. The neighbour moves, so
 * that a cursor in the node stays where it is. */
export function swap(state: EditorState, pos: number, by: -1 | 1): Transaction | null {
  const $pos = state.doc.resolve(pos)
  const node = $pos.nodeAfter!
  const other = $pos.parent.maybeChild($pos.index() + by)
  if (!other || ["title", "caption", "legend", "cite"].includes(other.type.name)) return null
  const end = pos + node.nodeSize
  if (by > 0) return state.tr.delete(end, end + other.nodeSize).insert(pos, other)
  return state.tr.insert(end, other).delete(pos - other.nodeSize, pos)
}

const atStart = ($pos: ResolvedPos) => $pos.parentOffset === 0
const atEnd = ($pos: ResolvedPos) => $pos.parentOffset === $pos.parent.content.size

/** below puts the words behind the cursor into a paragraph at pos, outside of the part. */
function below(state: EditorState, dispatch: ((tr: Transaction) => void) | undefined, pos: number): boolean {
  if (!dispatch) return true
  const { $head } = state.selection
  const rest = $head.parent.content.cut($head.parentOffset)
  const tr = state.tr
  tr.insert(pos, state.schema.nodes.paragraph!.create({ bid: newId() }, rest))
  if (rest.size) tr.delete($head.pos, $head.end())
  const at = tr.mapping.map(pos, -1)
  dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView())
  return true
}

/** enterInParts is Enter where a part of a block ends and where it may be left. */
const enterInParts: Command = (state, dispatch) => {
  const sel = state.selection
  if (!(sel instanceof TextSelection) || !sel.empty) return false
  const { $head } = sel
  const { schema } = state
  const inside = $head.parent.type.name
  switch (inside) {
    case "cell":
      dispatch?.(state.tr.replaceSelectionWith(schema.nodes.break!.create(), false).scrollIntoView())
      return true
    case "title":
      return below(state, dispatch, $head.after())
    case "cite":
      return below(state, dispatch, $head.after(-1))
    case "image":
    case "embed":
      return below(state, dispatch, $head.after())
    case "picture": {
      dispatch?.(state.tr.setSelection(Selection.near(state.doc.resolve($head.after()), 1)).scrollIntoView())
      return true
    }
    case "caption":
    case "legend":
      return below(state, dispatch, $head.after(-1))
  }
  if (inside !== "paragraph") return false
  const holder = $head.node(-1)
  const index = $head.index(-1)
  if (["quote", "pullquote"].includes(holder.type.name)) {
    if (!$head.parent.content.size && index === holder.childCount - 2 && index > 0) return leave(state, dispatch, null)
    dispatch?.(state.tr.split($head.pos).scrollIntoView())
    return true
  }
  if ($head.parent.content.size) return false
  if (["box", "question"].includes(holder.type.name) && index === holder.childCount - 1 && index > 1) return leave(state, dispatch, $head.parent.attrs.bid)
  return false
}

/** leave takes the empty paragraph out of the block that holds it and puts it below. */
function leave(state: EditorState, dispatch: ((tr: Transaction) => void) | undefined, bid: string | null): boolean {
  if (!dispatch) return true
  const { $head } = state.selection
  const after = $head.after(-1)
  const tr = state.tr.insert(after, state.schema.nodes.paragraph!.create({ bid: bid ?? newId() }))
  tr.delete($head.before(), $head.after())
  const at = tr.mapping.map(after, -1)
  dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView())
  return true
}

const enterInList: Command = (state, dispatch) => {
  const { item } = state.schema.nodes
  const { $head, empty } = state.selection
  if (empty && $head.depth > 1 && $head.node(-1).type === item && !$head.parent.content.size && $head.node(-1).childCount === 1) {
    return liftListItem(item!)(state, dispatch)
  }
  return splitListItem(item!)(state, dispatch)
}

export const enter = chainCommands(enterInParts, enterInList, createParagraphNear, liftEmptyBlock, splitBlock)

export const insertBreak: Command = (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(state.schema.nodes.break!.create(), false).scrollIntoView())
  return true
}

/** backInParts is Backspace at the beginning of a part, or behind a block with parts. */
const backInParts: Command = (state, dispatch, view) => {
  const sel = state.selection
  if (!(sel instanceof TextSelection) || !sel.empty || !atStart(sel.$head)) return false
  if (view && !view.endOfTextblock("backward", state)) return false
  const { $head } = sel
  const { schema } = state
  const holder = $head.depth > 1 ? $head.node(-1) : null
  const goTo = (pos: number) => {
    dispatch?.(state.tr.setSelection(Selection.near(state.doc.resolve(pos), -1)).scrollIntoView())
    return true
  }
  switch ($head.parent.type.name) {
    case "cite": return goTo($head.before())
    case "cell": return true
    case "caption":
    case "legend": return goTo($head.before())
    case "image":
    case "embed":
      if (NodeSelection.isSelectable($head.parent)) dispatch?.(state.tr.setSelection(NodeSelection.create(state.doc, $head.before())))
      return true
    case "picture": return true
    case "title":
      return holder!.textContent ? goTo($head.before(-1)) : unbox(state, dispatch)
  }
  if (holder?.type.name === "item") return backInItem(state, dispatch)
  if (holder && ["quote", "pullquote"].includes(holder.type.name)) {
    return $head.index(-1) === 0 ? unquote(state, dispatch) : joinTextblockBackward(state, dispatch)
  }
  if (holder && ["box", "question"].includes(holder.type.name) && $head.index(-1) === 1) {
    if ($head.parent.content.size || holder.childCount === 2) return goTo($head.before() - 1)
    const tr = state.tr.delete($head.before(), $head.after())
    dispatch?.(tr.setSelection(Selection.near(tr.doc.resolve($head.before() - 1), -1)))
    return true
  }
  return backBehind(state, dispatch, schema.nodes.item!)
}

function backInItem(state: EditorState, dispatch?: (tr: Transaction) => void): boolean {
  const { $head } = state.selection
  const item = state.schema.nodes.item!
  if ($head.index(-2) === 0 || $head.node(-1).childCount > 1) return liftListItem(item)(state, dispatch)
  return joinTextblockBackward(state, dispatch)
}

/** backBehind is Backspace at the beginning of a plain block behind one with parts. */
function backBehind(state: EditorState, dispatch: ((tr: Transaction) => void) | undefined, item: NodeType): boolean {
  const { $head } = state.selection
  const $cut = state.doc.resolve($head.before())
  const before = $cut.nodeBefore
  if (!before || textblocks.includes(before.type.name)) return false
  const blank = !$head.parent.content.size
  if (before.type.name === "list" && item) {
    let end = $cut.pos - 1
    for (let n: Node = before; !n.isTextblock; n = n.lastChild!) end--
    return joinInto(state, dispatch, end, $head.before(), $head.parent)
  }
  const tr = state.tr
  if (["quote", "pullquote"].includes(before.type.name)) {
    if (blank) tr.delete($head.before(), $head.after())
    dispatch?.(tr.setSelection(Selection.near(tr.doc.resolve($cut.pos - 1), -1)).scrollIntoView())
    return true
  }
  if (!NodeSelection.isSelectable(before)) return false
  const at = $cut.pos - before.nodeSize
  if (blank) tr.delete($head.before(), $head.after())
  dispatch?.(tr.setSelection(NodeSelection.create(tr.doc, at)).scrollIntoView())
  return true
}

/** joinInto puts the words of a block behind those that end at end. */
function joinInto(state: EditorState, dispatch: ((tr: Transaction) => void) | undefined, end: number, pos: number, block: Node): boolean {
  if (!dispatch) return true
  const tr = state.tr.delete(pos, pos + block.nodeSize).insert(end, block.content)
  dispatch(tr.setSelection(TextSelection.create(tr.doc, end)).scrollIntoView())
  return true
}

/** forward is Delete at the end of a part, or before a block with parts. */
const forwardInParts: Command = (state, dispatch, view) => {
  const sel = state.selection
  if (!(sel instanceof TextSelection) || !sel.empty || !atEnd(sel.$head)) return false
  if (view && !view.endOfTextblock("forward", state)) return false
  const { $head } = sel
  const name = $head.parent.type.name
  if (["cite", "title", "cell", "caption", "legend", "image", "picture", "embed"].includes(name)) return true
  const holder = $head.depth > 1 ? $head.node(-1).type.name : ""
  const next = Selection.findFrom(state.doc.resolve($head.after()), 1, true)
  if (!next) return false
  const into = next.$head
  const plain = into.parent.type.name === "paragraph" || into.parent.type.name === "heading"
  if (into.sameParent($head) || (into.depth === $head.depth && into.node(-1) === $head.node(-1) && plain)) return false
  if (!plain || ["box", "question", "quote", "pullquote"].includes(into.node(-1).type.name) || holder === "quote" || holder === "pullquote") {
    // Words of two kinds are not run together: the cursor goes there.
    const after = state.doc.resolve($head.after()).nodeAfter
    const target = after && !after.isTextblock && NodeSelection.isSelectable(after) && after.isAtom ? NodeSelection.create(state.doc, $head.after()) : next
    dispatch?.(state.tr.setSelection(target).scrollIntoView())
    return true
  }
  return pullIn(state, dispatch, into)
}

/** pullIn puts the words of the next item or block behind those of this one. */
function pullIn(state: EditorState, dispatch: ((tr: Transaction) => void) | undefined, into: ResolvedPos): boolean {
  if (!dispatch) return true
  const { $head } = state.selection
  let depth = into.depth
  if (into.node(-1).type.name === "item") {
    if (into.node(-1).childCount > 1) {
      dispatch(state.tr.setSelection(Selection.near(into)))
      return true
    }
    depth--
    while (depth > 1 && into.node(depth - 1).childCount === 1) depth--
    if (into.node(depth).type.name === "list" && depth > 1 && into.node(depth - 1).type.name === "item" && into.before(depth) < $head.pos) depth++
  }
  const content = into.parent.content
  const tr = state.tr.delete(into.before(depth), into.after(depth)).insert($head.pos, content)
  dispatch(tr.setSelection(TextSelection.create(tr.doc, $head.pos)).scrollIntoView())
  return true
}

export const backspace = chainCommands(deleteSelection, backInParts, joinBackward, selectNodeBackward)
export const del = chainCommands(deleteSelection, forwardInParts, joinForward, selectNodeForward)

/** mark sets or takes off a mark; in a heading strong words are no stronger. */
export function mark(name: string, attrs?: Attrs): Command {
  return (state, dispatch) => toggleMark(state.schema.marks[name]!, attrs)(state, dispatch)
}



/** typing says which keys write. */
export const typing: Record<string, Command> = {
  Enter: enter, "Shift-Enter": insertBreak, "Mod-a": selectAll,
  Backspace: backspace, "Shift-Backspace": backspace, "Mod-Backspace": backspace, Delete: del, "Mod-Delete": del,
}

/** insertAfter puts a block below the one at pos, or where the cursor is. */
export function insertAfter(state: EditorState, node: Node, pos?: number): Transaction | null {
  return insertBlock(state, node, pos ?? blockAt(state)?.pos)
}
