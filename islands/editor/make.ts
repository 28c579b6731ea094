// Blocks of another kind: headings, quotations, lists, questions, boxes. Ids stay.

import { Fragment, Slice, type Node, type NodeType } from "prosemirror-model"
import { liftListItem, sinkListItem } from "prosemirror-schema-list"
import { EditorState, Selection, TextSelection, type Command, type Transaction } from "prosemirror-state"
import { ReplaceAroundStep } from "prosemirror-transform"
import { setAttr } from "./attr"
import { maxListDepth, newId } from "./body"
import { blockAt, insertBlock, textblocks, unquote, within, type Spot } from "./commands"

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

