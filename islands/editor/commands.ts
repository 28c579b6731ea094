// What a writer does to blocks. Every command keeps the ids of the blocks it changes.

import { chainCommands, createParagraphNear, deleteSelection, exitCode, joinBackward, joinForward, joinTextblockBackward, liftEmptyBlock, newlineInCode, selectNodeBackward, selectNodeForward, splitBlock, toggleMark } from "prosemirror-commands"
import { Fragment, Slice, type Attrs, type Node, type NodeType, type ResolvedPos } from "prosemirror-model"
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list"
import { EditorState, NodeSelection, Selection, TextSelection, type Command, type Transaction } from "prosemirror-state"
import { ReplaceAroundStep } from "prosemirror-transform"
import { setAttr } from "./attr"
import { maxListDepth, newId } from "./body"

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

const textblocks = ["paragraph", "heading"]

/** plainBlocks lists the paragraphs and headings of the selection that are blocks. */
function plainBlocks(doc: Node, from: number, to: number): Spot[] {
  const out: Spot[] = []
  doc.nodesBetween(from, to, (node, pos, parent) => {
    if (textblocks.includes(node.type.name) && parent && ["doc", "question", "box"].includes(parent.type.name)) out.push({ node, pos, depth: doc.resolve(pos).depth + 1 })
    return !node.isTextblock
  })
  return out
}

/** freed takes the selection out of lists and quotations first, so that its words stand in
 * blocks of their own. Items come out one by one, the last one first. */
function freed(state: EditorState): { state: EditorState; tr: Transaction } {
  const tr = state.tr
  let now = bare(state) // plugins that follow a change have their turn when all is done
  const { from, to } = state.selection
  const step = (command: Command): boolean => {
    let done = false
    command(now, (t) => {
      for (const s of t.steps) tr.step(s)
      now = now.apply(t)
      done = true
    })
    return done
  }
  for (let left = 4 * state.doc.childCount + 400; left > 0; left--) {
    const last = lastItem(now.doc, tr.mapping.map(from, 1), tr.mapping.map(to, -1))
    if (last < 0) break
    now = now.apply(now.tr.setSelection(TextSelection.create(now.doc, last)))
    if (!step(liftListItem(now.schema.nodes.item!))) break
  }
  const reselect = () => {
    const between = (doc: Node) => TextSelection.between(doc.resolve(tr.mapping.map(from, 1)), doc.resolve(Math.max(tr.mapping.map(to, -1), tr.mapping.map(from, 1))))
    now = now.apply(now.tr.setSelection(between(now.doc)))
    tr.setSelection(between(tr.doc))
  }
  if (state.selection instanceof TextSelection) reselect()
  if (within(now.selection.$from, "quote", "pullquote") && step(unquote)) reselect()
  return { state: now, tr }
}

/** bare is a state without plugins. */
const bare = (state: EditorState): EditorState => EditorState.create({ doc: state.doc, selection: state.selection })

/** lastItem is where the words of the last item in a stretch begin, or -1. */
function lastItem(doc: Node, from: number, to: number): number {
  let at = -1
  doc.nodesBetween(from, Math.max(to, from), (n, pos, parent) => {
    if (n.isTextblock && parent?.type.name === "item") at = pos + 1
    return !n.isTextblock
  })
  return at
}

/** apply runs a command on the freed state and joins its steps to those that freed it. */
function onFreed(state: EditorState, dispatch: ((tr: Transaction) => void) | undefined, command: (s: EditorState) => Transaction | null): boolean {
  const free = freed(state)
  const more = command(free.state)
  if (!more) return false
  if (dispatch) {
    for (const s of more.steps) free.tr.step(s)
    free.tr.setSelection(Selection.fromJSON(free.tr.doc, more.selection.toJSON()))
    dispatch(free.tr.scrollIntoView())
  }
  return true
}

/** unquote turns a quotation into paragraphs; who said it becomes one too. */
const unquote: Command = (state, dispatch) => {
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

/** setText makes the selected blocks paragraphs or headings. */
export function setText(name: "paragraph" | "heading", level?: number): Command {
  return (state, dispatch) => {
    if (within(state.selection.$from, "cell", "title", "caption", "legend", "image", "picture", "embed")) return false
    return onFreed(state, dispatch, (s) => {
      const tr = s.tr
      const blocks = plainBlocks(s.doc, s.selection.from, s.selection.to)
      if (!blocks.length) return null
      for (const b of blocks) tr.setNodeMarkup(b.pos, s.schema.nodes[name], { bid: b.node.attrs.bid, ...(level ? { level } : {}) })
      return tr
    })
  }
}

/** setQuote makes the selected paragraphs a quotation, or one kind of it the other. */
export function setQuote(name: "quote" | "pullquote"): Command {
  return (state, dispatch) => {
    const q = within(state.selection.$from, "quote", "pullquote")
    const type = state.schema.nodes[name]!
    if (q) {
      if (q.node.type === type) return unquote(state, dispatch)
      if (!state.doc.resolve(q.pos).parent.canReplaceWith(0, 0, type)) return false
      dispatch?.(state.tr.setNodeMarkup(q.pos, type, { bid: q.node.attrs.bid }))
      return true
    }
    return onFreed(state, dispatch, (s) => wrapQuote(s, type))
  }
}

function wrapQuote(s: EditorState, type: NodeType): Transaction | null {
  const blocks = plainBlocks(s.doc, s.selection.from, s.selection.to)
  const first = blocks[0]
  const last = blocks[blocks.length - 1]
  if (!first || !last) return null
  const parent = s.doc.resolve(first.pos)
  const end = last.pos + last.node.nodeSize
  if (!parent.sameParent(s.doc.resolve(last.pos)) || blocks.length !== s.doc.resolve(end).index(parent.depth) - parent.index()) return null
  if (!parent.parent.canReplaceWith(parent.index(), parent.index(), type)) return null
  const tr = s.tr
  for (const b of blocks) tr.setNodeMarkup(b.pos, s.schema.nodes.paragraph, { bid: null })
  const wrapper = type.create({ bid: first.node.attrs.bid }, s.schema.nodes.cite!.create())
  return tr.step(new ReplaceAroundStep(first.pos, end, first.pos, end, new Slice(Fragment.from(wrapper), 0, 0), 1, true))
}

/** setList makes the selection a list of the kind, or no list if it is one already. */
export function setList(ordered: boolean): Command {
  return (state, dispatch) => {
    const inside = within(state.selection.$from, "list")
    if (inside && !within(state.selection.$from, "cell")) {
      if (inside.node.attrs.ordered === ordered) return setText("paragraph")(state, dispatch)
      dispatch?.(state.tr.setNodeMarkup(inside.pos, null, { ...inside.node.attrs, ordered }))
      return true
    }
    if (within(state.selection.$from, "cell", "title", "caption", "legend", "image", "picture", "embed")) return false
    return onFreed(state, dispatch, (s) => listed(s, ordered))
  }
}

/** listed makes items of paragraphs: the first one's id goes to the list, those of the
 * others to their items. */
function listed(s: EditorState, ordered: boolean): Transaction | null {
  const { list, item, paragraph } = s.schema.nodes
  const blocks = plainBlocks(s.doc, s.selection.from, s.selection.to)
  if (!blocks.length) return null
  const tr = s.tr
  blocks.forEach((b, i) => {
    const first = i === 0 || blocks[i - 1]!.pos + blocks[i - 1]!.node.nodeSize !== b.pos
    const wrapper = list!.create({ ordered, bid: first ? b.node.attrs.bid : null }, item!.create({ bid: first ? newId() : b.node.attrs.bid }))
    const pos = b.pos + 4 * i // each wrapper before adds two signs at either end
    tr.setNodeMarkup(pos, paragraph, { bid: null })
    const end = pos + b.node.nodeSize
    tr.step(new ReplaceAroundStep(pos, end, pos, end, new Slice(Fragment.from(wrapper), 0, 0), 2, true))
  })
  for (let i = blocks.length - 1; i > 0; i--) {
    const [before, b] = [blocks[i - 1]!, blocks[i]!]
    if (before.pos + before.node.nodeSize === b.pos) tr.join(b.pos + 4 * i)
  }
  return tr
}

/** setQuestion makes a paragraph the question, ready for its answer. */
export const setQuestion: Command = (state, dispatch) => titled(state, dispatch, "question")

function titled(state: EditorState, dispatch: ((tr: Transaction) => void) | undefined, name: string): boolean {
  const b = blockAt(state)
  if (!b || b.depth !== 1 || !textblocks.includes(b.node.type.name)) return false
  if (!dispatch) return true
  const { nodes } = state.schema
  const end = b.pos + b.node.nodeSize
  const answer = nodes.paragraph!.create({ bid: newId() })
  const wrapper = nodes[name]!.create({ bid: b.node.attrs.bid }, [nodes.title!.create(), answer])
  const tr = state.tr.step(new ReplaceAroundStep(b.pos, end, b.pos + 1, end - 1, new Slice(Fragment.from(wrapper), 0, 0), 2))
  tr.setSelection(TextSelection.create(tr.doc, Math.min(state.selection.head + 1, tr.doc.content.size)))
  dispatch(tr.scrollIntoView())
  return true
}

/** setBox puts the selected blocks into a box. */
export const setBox: Command = (state, dispatch) => {
  const { $from, $to } = state.selection
  if (!$from.depth || !$to.depth) return false
  const from = $from.before(1)
  const end = $to.after(1)
  const { box, title } = state.schema.nodes
  const content = state.doc.slice(from, end).content
  if (!box!.validContent(Fragment.from(title!.create()).append(content))) return false
  if (dispatch) {
    const wrapper = box!.create({ bid: newId() }, title!.create())
    const tr = state.tr.step(new ReplaceAroundStep(from, end, from, end, new Slice(Fragment.from(wrapper), 0, 0), 3, true))
    dispatch(tr.setSelection(TextSelection.create(tr.doc, from + 2)).scrollIntoView())
  }
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

export const insertDivider: Command = (state, dispatch) => {
  const tr = insertBlock(state, state.schema.nodes.divider!.create({ bid: newId() }))
  if (tr) dispatch?.(tr)
  return !!tr
}

/** remove takes out the block with the cursor. */
export const remove: Command = (state, dispatch) => {
  const b = blockAt(state)
  if (!b) return false
  const tr = state.tr
  const parent = state.doc.resolve(b.pos).parent
  if (parent.type.name === "doc" && parent.childCount === 1) tr.replaceWith(b.pos, b.pos + b.node.nodeSize, state.schema.nodes.paragraph!.create({ bid: newId() }))
  else tr.delete(b.pos, b.pos + b.node.nodeSize)
  dispatch?.(tr.setSelection(Selection.near(tr.doc.resolve(Math.min(b.pos + 1, tr.doc.content.size)))).scrollIntoView())
  return true
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

export const enter = chainCommands(newlineInCode, enterInParts, enterInList, createParagraphNear, liftEmptyBlock, splitBlock)

export const insertBreak: Command = chainCommands(exitCode, (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(state.schema.nodes.break!.create(), false).scrollIntoView())
  return true
})

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

/** sink and lift move an item one step in or out. */
export const sink: Command = (state, dispatch) => {
  let depth = 0
  for (let d = state.selection.$from.depth; d > 0; d--) if (state.selection.$from.node(d).type.name === "list") depth++
  if (!depth) return false
  const item = within(state.selection.$from, "item")!
  if (depth + below4(item.node) > maxListDepth) return true
  sinkListItem(state.schema.nodes.item!)(state, dispatch && ((tr) => dispatch(sameKind(tr, item.pos))))
  return true
}

/** below4 is how many lists stand in an item, one in another. */
function below4(item: Node): number {
  let deepest = 0
  item.descendants((n, _, parent) => {
    if (n.type.name === "list" && parent === item) n.forEach((i) => { deepest = Math.max(deepest, below4(i)) })
    return n.type.name === "list"
  })
  return item.childCount > 1 ? 1 + deepest : 1
}

/** sameKind gives a list that has just been made inside another one its kind. */
function sameKind(tr: Transaction, pos: number): Transaction {
  const $pos = tr.doc.resolve(Math.min(tr.mapping.map(pos) + 1, tr.doc.content.size))
  const inner = within($pos, "list")
  const outer = inner && within(tr.doc.resolve(inner.pos), "list")
  if (inner && outer && inner.node.childCount === 1 && inner.node.attrs.ordered !== outer.node.attrs.ordered) setAttr(tr, inner.pos, "ordered", outer.node.attrs.ordered)
  return tr
}

export const lift: Command = (state, dispatch) => (within(state.selection.$from, "item") ? liftListItem(state.schema.nodes.item!)(state, dispatch) : false)

/** mark sets or takes off a mark; in a heading strong words are no stronger. */
export function mark(name: string, attrs?: Attrs): Command {
  return (state, dispatch) => toggleMark(state.schema.marks[name]!, attrs)(state, dispatch)
}


