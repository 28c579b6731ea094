// What comes by the clipboard or is dropped: bounded, cleaned, files handed to the page.

import { DOMParser, Fragment, Slice, type Node, type Schema } from "prosemirror-model"
import { Plugin, type EditorState } from "prosemirror-state"
import type { EditorView } from "prosemirror-view"
import { maxBlocks, maxText, newId } from "./body"
import { cleanHref, utf8 } from "./clean"
import { fromNode } from "./codec"
import { insertBlock } from "./commands"
import type { Say } from "./parts"
import type { Embeds } from "./embeds"
import { entries } from "./ids"
import { cleanLink, cleaner, flat, plainSlice } from "./paste"
import { topAt } from "./place"

/** Pasted is what the page does with what comes by the clipboard. */
export interface Pasted {
  files?: ((files: File[], at: { block: string }) => void) | undefined
  say: Say
  tell: (sentence: string) => void
  embeds: Embeds
}

const maxMarkup = 6_000_000 // signs of HTML that are parsed
const maxBlockText = 100_000 // signs of one block

/** clipboard is the plugin. */
export function clipboard(schema: Schema, p: Pasted): Plugin {
  const raw = new Set<string>() // mark-up that was copied from here
  return new Plugin({
    props: {
      clipboardParser: cleaner(DOMParser.fromSchema(schema), p.embeds),
      transformPasted: (slice, view) => sound(slice, view.state, p.embeds, raw),
      clipboardTextParser: (text, $context) => plainSlice(text, $context),
      handleDOMEvents: {
        paste: (view, event) => early(view, event, p),
        cut: (view) => remember(view.state, raw),
        copy: (view) => remember(view.state, raw),
      },
      handlePaste: (view, event, slice) => paste(view, event, slice, p),
      handleDrop: (view, event, slice, moved) => drop(view, event, slice, moved, p),
    },
  })
}

/** remember notes the mark-up that is copied: only what was here may come back. */
function remember(state: EditorState, raw: Set<string>): boolean {
  state.doc.nodesBetween(state.selection.from, state.selection.to, (n) => {
    if (n.type.name === "html") raw.add(n.attrs.html)
    return !n.isTextblock
  })
  return false
}

/** sound makes paragraphs of blocks that the server would refuse. */
function sound(slice: Slice, state: EditorState, embeds: Embeds, raw: Set<string>): Slice {
  const { schema } = state
  const plain = (text: string) => schema.nodes.paragraph!.create(null, text ? schema.text(text) : null)
  let changed = false
  const list = slice.content.content.map((n) => {
    const m = n.type.name === "embed" ? embeds.match(n.attrs.url) : null
    const bad = n.type.name === "html" ? !raw.has(n.attrs.html) : n.type.name === "embed" && (m?.url !== n.attrs.url || m?.provider !== n.attrs.provider)
    if (!bad) return n
    changed = true
    return plain(n.type.name === "html" ? n.attrs.html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim() : n.attrs.url)
  })
  return changed ? new Slice(Fragment.from(list), 0, 0) : slice
}

/** early looks at what comes before it is parsed. */
function early(view: EditorView, event: ClipboardEvent, p: Pasted): boolean {
  const data = event.clipboardData
  if (!data || !view.editable) return false
  const html = data.getData("text/html")
  const text = data.getData("text/plain")
  if (data.files.length && p.files && !/\S/.test(text) && !/<(p|h\d|li|td|span)\b/i.test(html)) {
    event.preventDefault()
    p.files([...data.files], { block: blockOf(view.state, view.state.selection.to) })
    return true
  }
  if (html.length <= maxMarkup && text.length <= maxText) return false
  event.preventDefault()
  const thin = html.length > 20 * maxMarkup ? "" : html.replace(/(["'(])data:[^"')]*/gi, "$1")
  if (thin && thin.length <= maxMarkup && text.length <= maxText) view.pasteHTML(thin, event)
  else if (text && text.length <= maxText) view.pasteText(text, event)
  else p.tell(p.say("paste_too_large"))
  return true
}

function paste(view: EditorView, event: ClipboardEvent, slice: Slice, p: Pasted): boolean {
  const { state } = view
  if (tooLarge(state, slice)) {
    p.tell(p.say("paste_too_large"))
    return true
  }
  const address = alone(event)
  if (address && pasteAddress(view, address, p)) return true
  const { $from } = state.selection
  if (slice.content.childCount && ["cell", "caption", "legend", "cite", "title", "image", "picture", "embed"].includes($from.parent.type.name)) {
    const line = flat(slice)
    if (!$from.sameParent(state.selection.$to)) return false
    view.dispatch(state.tr.replaceSelection(new Slice(line, 0, 0)).scrollIntoView().setMeta("paste", true).setMeta("uiEvent", "paste"))
    return true
  }
  if ($from.parent.type.name === "paragraph" && within($from, "item", "quote", "pullquote") && state.selection.empty) return pasteInside(view, slice)
  return false
}

const within = ($from: EditorState["selection"]["$from"], ...names: string[]) => $from.depth > 1 && names.includes($from.node(-1).type.name)

/** pasteInside puts paragraphs into an item as one line; other blocks are put below. */
function pasteInside(view: EditorView, slice: Slice): boolean {
  const { state } = view
  const only = (name: string) => slice.content.content.every((n) => n.isInline || n.type.name === name)
  if (only("list") || slice.content.childCount < 2) return false
  if (only("paragraph")) {
    view.dispatch(state.tr.replaceSelection(new Slice(flat(slice), 0, 0)).scrollIntoView().setMeta("paste", true))
    return true
  }
  return false
}

/** alone gives the address, if all that was copied is one. */
function alone(event: ClipboardEvent): string {
  const text = event.clipboardData?.getData("text/plain").trim() ?? ""
  return /^https?:\/\/\S+$/.test(text) && text.length < 4096 ? cleanHref(text) : ""
}

/** pasteAddress makes an embed of an address in an empty paragraph, a link of the selected
 * words, or a linked address. */
function pasteAddress(view: EditorView, address: string, p: Pasted): boolean {
  const { state } = view
  const { $from, empty, from, to } = state.selection
  if (!$from.parent.inlineContent) return false
  const m = p.embeds.match(address)
  if (m && empty && $from.parent.type.name === "paragraph" && !$from.parent.content.size && $from.depth === 1) {
    const tr = insertBlock(state, state.schema.nodes.embed!.create({ bid: newId(), ...m, title: "" }))
    if (tr) view.dispatch(tr)
    return !!tr
  }
  const href = cleanLink(address)
  if (!href) return false
  const link = state.schema.marks.link!
  const tr = state.tr
  if (empty) tr.replaceSelectionWith(state.schema.text(href, link.create({ href }).addToSet($from.marks())), false)
  else if (state.selection.$to.sameParent($from)) tr.addMark(from, to, link.create({ href }))
  else return false
  view.dispatch(tr.removeStoredMark(link).scrollIntoView())
  return true
}

/** tooLarge says whether a text would pass its bounds. */
function tooLarge(state: EditorState, slice: Slice): boolean {
  let blocks = 0
  let long = false
  slice.content.descendants((n) => {
    if (n.isBlock) blocks++
    if (n.isTextblock && n.content.size > maxBlockText) long = true
    return !n.isTextblock
  })
  if (long) return true
  const here = entries(state.doc).list.length
  if (here + blocks > maxBlocks) return true
  if (slice.size + state.doc.content.size < maxText / 8) return false
  return bytes(state.doc.content) + bytes(slice.content) > maxText
}

function bytes(content: Fragment): number {
  let n = 0
  content.forEach((c: Node) => { n += c.isBlock && !c.type.spec.inline ? utf8(JSON.stringify(safe(c))) : c.nodeSize * 4 })
  return n
}

const safe = (n: Node) => (["item", "row", "cell", "picture", "cite", "title", "caption", "legend"].includes(n.type.name) ? n.toJSON() : fromNode(n))

const blockOf = (state: EditorState, pos: number): string => topAt(state.doc, pos)?.node.attrs.bid ?? ""

function drop(view: EditorView, event: DragEvent, slice: Slice, moved: boolean, p: Pasted): boolean {
  const files = [...(event.dataTransfer?.files ?? [])]
  const at = view.posAtCoords({ left: event.clientX, top: event.clientY })
  if (files.length && p.files) {
    event.preventDefault()
    p.files(files, { block: blockOf(view.state, at?.pos ?? view.state.doc.content.size) })
    return true
  }
  if (!moved && tooLarge(view.state, slice)) {
    p.tell(p.say("paste_too_large"))
    return true
  }
  return false
}
