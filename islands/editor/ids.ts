// Ids of blocks: an id stays with its text through every change, and no two blocks have
// the same. After each change the ids that are missing or doubled are settled by where the
// old blocks' beginnings have gone.

import { Plugin, PluginKey, type EditorState, type Transaction } from "prosemirror-state"
import { Fragment, Slice, type Node } from "prosemirror-model"
import { Mapping } from "prosemirror-transform"
import { newId } from "./body"
import { bears } from "./schema"
import { setAttr } from "./attr"

/** remoteKey marks a transaction that brings what others wrote. */
export const remoteKey = new PluginKey("remote")

/** Entry is a block that carries an id, and where it stands. */
export interface Entry {
  id: string | null
  node: Node
  pos: number
  anchor: number // where its words begin, or where it stands if it has none
  empty: boolean
  text: boolean
  outer: boolean // a block, not a part of one
}

const wordless = new Set(["image", "gallery", "embed", "divider", "html"])

/** entries lists the blocks, items and cells of doc in their order. */
export function entries(doc: Node): { list: Entry[]; stale: number[] } {
  const list: Entry[] = []
  const stale: number[] = []
  const walk = (parent: Node, start: number) => {
    parent.forEach((node, offset) => {
      const pos = start + offset
      if (bears(node, parent)) list.push(entry(node, pos, parent))
      else if (node.attrs.bid) stale.push(pos)
      if (!node.isTextblock && !node.isLeaf) walk(node, pos + 1)
    })
  }
  walk(doc, 0)
  return { list, stale }
}

function entry(node: Node, pos: number, parent: Node): Entry {
  const text = !wordless.has(node.type.name)
  let anchor = pos
  let inner: Node | null = node
  if (text) {
    for (anchor++; inner && !inner.isTextblock; inner = inner.firstChild) anchor++
  }
  const name = parent.type.name
  return { id: node.attrs.bid, node, pos, anchor, empty: !inner?.content.size, text, outer: name !== "list" && name !== "row" }
}

/** settle gives the ids that doc lacks, by position; null where a node must lose a stray one. */
export function settle(before: Entry[], mapping: Mapping, doc: Node): Map<number, string | null> {
  const { list, stale } = entries(doc)
  const out = new Map<number, string | null>()
  for (const pos of stale) out.set(pos, null)
  const holders = new Map<string, Entry[]>()
  const bare = new Set<number>()
  let doubled = false
  for (const e of list) {
    const same = e.id ? holders.get(e.id) : undefined
    if (!e.id) bare.add(e.pos)
    else if (same) doubled = same.push(e) > 1
    else holders.set(e.id, [e])
  }
  if (!bare.size && !doubled) return out
  const at = new Map(list.map((e) => [e.pos, e]))
  const claims = new Map<string, Entry[]>()
  const mapped = (o: Entry) => {
    let chain = claims.get(o.id!)
    if (!chain) claims.set(o.id!, (chain = heirs(o, mapping, doc, at)))
    return chain
  }
  const old = new Map(before.filter((o) => o.id).map((o) => [o.id!, o]))
  for (const [id, same] of holders) {
    if (same.length < 2) continue
    const o = old.get(id)
    const heir = (o && mapped(o).findLast((h) => same.includes(h))) ?? same[0]!
    for (const e of same) if (e !== heir) bare.add(e.pos)
  }
  for (const o of before) {
    if (!o.id || holders.has(o.id)) continue
    const free = mapped(o).filter((h) => bare.has(h.pos) && h.text === o.text)
    const heir = o.outer ? free[0] : free[free.length - 1]
    if (!heir) continue
    bare.delete(heir.pos)
    out.set(heir.pos, o.id)
  }
  for (const pos of bare) out.set(pos, newId())
  return out
}

/** heirs lists the new blocks that hold the place where o began, the outermost first. */
function heirs(o: Entry, mapping: Mapping, doc: Node, at: Map<number, Entry>): Entry[] {
  if (!o.text) {
    const to = mapping.mapResult(o.anchor, 1)
    const e = to.deletedAfter ? undefined : at.get(to.pos)
    return e ? [e] : []
  }
  const $pos = doc.resolve(mapping.map(o.anchor, o.empty ? -1 : 1))
  const out: Entry[] = []
  for (let d = 1; d <= $pos.depth; d++) {
    const e = at.get($pos.before(d))
    if (e) out.push(e)
  }
  // What was pasted into an empty paragraph stands where it stood.
  const next = o.empty && $pos.nodeAfter?.isBlock ? at.get($pos.pos) : undefined
  if (next) out.push(next)
  return out
}

/** sameShape says that a change touched the words of one plain block only. */
function sameShape(a: Node, b: Node): boolean {
  if (a.childCount !== b.childCount) return false
  let changed = -1
  for (let i = 0; i < a.childCount; i++) {
    if (a.child(i) === b.child(i)) continue
    if (changed >= 0) return false
    changed = i
  }
  if (changed < 0) return true
  const x = a.child(changed)
  const y = b.child(changed)
  return x.type === y.type && x.isTextblock && x.attrs.bid === y.attrs.bid && !!x.attrs.bid
}

function write(tr: Transaction, ids: Map<number, string | null>): Transaction | null {
  for (const [pos, id] of ids) setAttr(tr, pos, "bid", id)
  return tr.docChanged ? tr : null
}

/** Ids keeps the ids of one open text. */
export class Ids {
  /** seen holds every id that this text has had while it was open here. */
  readonly seen = new Set<string>()

  plugin(): Plugin {
    return new Plugin({
      appendTransaction: (trs, old, state) => this.append(trs, old, state),
      props: { transformPasted: (slice, view) => this.pasted(slice, view.state) },
    })
  }

  private append(trs: readonly Transaction[], old: EditorState, state: EditorState): Transaction | null {
    const changed = trs.filter((tr) => tr.docChanged)
    if (!changed.length || sameShape(old.doc, state.doc)) return null
    if (changed.every((tr) => tr.getMeta(remoteKey))) {
      this.note(state.doc)
      return null
    }
    const mapping = new Mapping()
    for (const tr of trs) mapping.appendMapping(tr.mapping)
    const tr = write(state.tr, settle(entries(old.doc).list, mapping, state.doc))
    this.note(tr?.doc ?? state.doc)
    return tr
  }

  /** open settles the ids of a text that has just been loaded. */
  open(state: EditorState): EditorState {
    const tr = write(state.tr, settle([], new Mapping(), state.doc))
    this.note(tr?.doc ?? state.doc)
    return tr ? state.apply(tr.setMeta("addToHistory", false)) : state
  }

  note(doc: Node): void {
    for (const e of entries(doc).list) if (e.id) this.seen.add(e.id)
  }

  /** pasted takes off all ids that are not of blocks cut from this text. The first block
   * stays without one, so that it may take that of the empty place it is put into. */
  private pasted(slice: Slice, state: EditorState): Slice {
    const here = new Set(entries(state.doc).list.map((e) => e.id))
    let first = true
    const strip = (f: Fragment): Fragment => {
      const out: Node[] = []
      f.forEach((n) => {
        if (n.isText || n.isInline) return void out.push(n)
        let node = n.isTextblock ? n : n.copy(strip(n.content))
        if ("bid" in n.attrs) {
          const id: string | null = n.attrs.bid
          const moves = id !== null && this.seen.has(id) && !here.has(id)
          const bid = moves ? id : first ? null : newId()
          first = false
          if (bid !== id) node = node.type.create({ ...node.attrs, bid }, node.content, node.marks)
        }
        out.push(node)
      })
      return Fragment.from(out)
    }
    return new Slice(strip(slice.content), slice.openStart, slice.openEnd)
  }
}
