// The editor on a page of its own, for tests: what they need of its inside is on window.bed.

import type { Node } from "prosemirror-model"
import { NodeSelection, Selection, TextSelection } from "prosemirror-state"
import { newId, validId, type Block, type Doc } from "./body"
import { cleanHref, cleanText, cleanLang } from "./clean"
import { fromDocNode, toDocNode } from "./codec"
import { createEditor, type Editor, type Options } from "./editor"
import { Embeds, type EmbedSites } from "./embeds"
import { entries } from "./ids"
import { enter } from "./commands"
import { findBlock, positionOf } from "./place"
import { cleanLink, paragraphs } from "./paste"
import { mend, mended } from "./typography"

const log: { files: string[]; notices: string[]; saved: number; helped: number; comments: unknown[]; findings: unknown[]; changes: boolean[]; at: string[]; ran: number } =
  { files: [], notices: [], saved: 0, helped: 0, comments: [], findings: [], changes: [], at: [], ran: 0 }
let editor: Editor

/** open puts a text on the page. */
async function open(doc: Doc, more: Partial<Options> = {}): Promise<void> {
  editor?.destroy()
  for (const key of Object.keys(log) as (keyof typeof log)[]) (log as Record<string, unknown>)[key] = Array.isArray(log[key]) ? [] : 0
  const mount = document.getElementById("mount")!
  mount.replaceChildren()
  editor = createEditor({
    mount, doc, lang: "en", words: {},
    onFiles: (files, at) => log.files.push(...files.map((f) => `${f.name} ${f.size} ${at.block}`)),
    onNotice: (s) => log.notices.push(s), onSave: () => log.saved++, onHelp: () => log.helped++,
    onComment: (at) => log.comments.push(at), onFinding: (at) => log.findings.push(at),
    onPickPicture: async () => ({ media: "0123456789abcdefghjkmnpqrs", credit: "Photo" }),
    ...more,
  })
  editor.onChange((c) => log.changes.push(c.remote))
  editor.onSelection((id) => log.at.push(id))
  bed.editor = editor
  await editor.ready
  editor.view.focus()
}

/** at puts the cursor into a block, or selects from there to another place. */
function at(id: string, offset: number, id2 = id, offset2 = offset): void {
  const { state } = editor.view
  const place = (id: string, o: number) => {
    const b = findBlock(state.doc, id)!
    return positionOf(state.doc, b.pos, o < 0 ? 1e9 : o)
  }
  editor.view.dispatch(state.tr.setSelection(TextSelection.between(state.doc.resolve(place(id, offset)), state.doc.resolve(place(id2, offset2)))))
  editor.view.focus()
}

/** clip pastes, as the clipboard would. */
function clip(data: Record<string, string>, files: File[] = []): void {
  const dt = new DataTransfer()
  for (const [type, text] of Object.entries(data)) dt.setData(type, text)
  for (const f of files) dt.items.add(f)
  editor.view.dom.dispatchEvent(new ClipboardEvent("paste", { clipboardData: dt, bubbles: true, cancelable: true }))
}

/** lift copies or cuts what is selected and gives the clipboard. */
function lift(how: "copy" | "cut"): Record<string, string> {
  const dt = new DataTransfer()
  editor.view.dom.dispatchEvent(new ClipboardEvent(how, { clipboardData: dt, bubbles: true, cancelable: true }))
  return Object.fromEntries(dt.types.map((t) => [t, dt.getData(t)]))
}

/** shape draws the text for people: one line a block, with ids. */
function shape(): string {
  const words = (spans: { t?: string; br?: boolean; note?: unknown }[] | undefined) => (spans ?? []).map((s) => s.t ?? (s.br ? "/" : "*")).join("")
  const block = (b: Block, deep: string): string[] => {
    const kind = { paragraph: "p", heading: "h" + b.level, quote: "q", pullquote: "pq" }[b.type as string] ?? b.type
    const out = [`${deep}${kind} ${b.id} ${words(b.text)}${b.cite ? " -- " + words(b.cite) : ""}`.trimEnd()]
    const items = (list: NonNullable<Block["items"]>, d: string) => list.forEach((i) => { out.push(`${d}- ${i.id} ${words(i.text)}`.trimEnd()); items(i.items ?? [], d + "  ") })
    items(b.items ?? [], deep + "  ")
    for (const row of b.rows ?? []) out.push(`${deep}  | ` + row.map((c) => words(c.text)).join(" | "))
    for (const c of b.blocks ?? []) out.push(...block(c, deep + "  "))
    return out
  }
  return editor.doc().blocks.flatMap((b) => block(b, "")).join("\n")
}

/** ids lists the ids of the text, and says what is wrong with them. */
function wrongIds(): string {
  const list = entries(editor.view.state.doc).list
  const seen = new Set<string>()
  for (const e of list) {
    if (!validId(e.id)) return `${e.node.type.name} has the id ${e.id}`
    if (seen.has(e.id)) return `${e.id} twice`
    seen.add(e.id)
  }
  editor.view.state.doc.check()
  return ""
}

/** storm does random things to the text and tells what went wrong. */
function storm(seed: number, times: number): string[] {
  const random = () => {
    // mulberry32: the same seed gives the same storm
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number) => Math.floor(random() * n)
  const wrong: string[] = []
  const did: string[] = []
  let clipped: Record<string, string> = { "text/html": "<p>first</p><ul><li>x</li></ul>" }
  const quiet = new Set(["link", "language", "image", "gallery", "embed", "signs", "toolbar", "open_note", "note", "comment", "save", "help"])
  const commands = editor.commands().filter((c) => !quiet.has(c))
  const key = (name: string) => () => {
    const e = new KeyboardEvent("keydown", { key: name, code: name, bubbles: true, cancelable: true })
    editor.view.dom.dispatchEvent(e)
  }
  const remote = () => {
    const blocks = editor.doc().blocks.slice()
    for (let i = 0; i < 3 && blocks.length > 1; i++) {
      const from = below(blocks.length)
      const [b] = blocks.splice(from, 1)
      if (random() < 0.6) blocks.splice(below(blocks.length + 1), 0, b!)
    }
    if (random() < 0.5) blocks.splice(below(blocks.length + 1), 0, { id: newId(), type: "paragraph", text: [{ t: "remote" }] })
    editor.applyRemote({ blocks })
    const now = editor.doc()
    if (JSON.stringify(now) !== JSON.stringify({ blocks })) wrong.push("the text is not what was brought")
  }
  const acts: [string, () => void][] = [
    ...commands.map((c): [string, () => void] => [c, () => void editor.run(c)]),
    ...["Enter", "Backspace", "Delete", "Enter", "Backspace", "Delete", "Tab"].map((k): [string, () => void] => [k, key(k)]),
    ["type", () => editor.view.dispatch(editor.view.state.tr.insertText("w" + below(9)))],
    ["delete", () => editor.view.dispatch(editor.view.state.tr.deleteSelection())],
    ["copy", () => { if (!editor.view.state.selection.empty) clipped = lift("copy") }],
    ["cut", () => { if (!editor.view.state.selection.empty) clipped = lift("cut") }],
    ["paste", () => clip(clipped)], ["paste", () => clip(clipped)],
    ["paste plain", () => clip({ "text/plain": "one\n\ntwo\n\n- a\n- b" })],
    ["remote", remote],
  ]
  for (let i = 0; i < times && wrong.length < 3; i++) {
    const { doc } = editor.view.state
    const place = () => Selection.near(doc.resolve(below(doc.content.size + 1)), random() < 0.5 ? 1 : -1)
    const a = place()
    const b = random() < 0.3 ? place() : a
    const sel = a instanceof NodeSelection || b instanceof NodeSelection ? a : TextSelection.between(a.$head, b.$head)
    editor.view.dispatch(editor.view.state.tr.setSelection(sel))
    const [name, act] = acts[below(acts.length)]!
    const before = shape()
    did.push(name)
    try {
      act()
      if (editor.view.state.doc.content.size > 6000) editor.applyRemote({ blocks: editor.doc().blocks.slice(0, 12) })
      const ids = wrongIds()
      if (ids) throw new Error(ids)
    } catch (e) {
      wrong.push(`step ${i}, ${name} at ${a.head}${b === a ? "" : " to " + b.head}: ${(e as Error).stack?.slice(0, 700)}\n${before.slice(0, 2500)}`)
      editor.applyRemote({ blocks: [{ id: newId(), type: "paragraph", text: [{ t: "again" }] }] })
    }
  }
  return wrong
}

const bed = {
  enter: () => enter(editor.view.state, editor.view.dispatch, editor.view),
  storm, nodeSelection: (doc: Node, pos: number) => NodeSelection.create(doc, pos), gap: (doc: Node, pos: number) => TextSelection.create(doc, pos + 1),
  editor: undefined as unknown as Editor, log, open, at, clip, lift, shape, wrongIds, newId,
  cleanHref, cleanText, cleanLang, cleanLink, paragraphs,
  mend: (text: string, lang: string) => mended(text, mend(text, lang)),
  matchEmbed: (sites: EmbedSites, list: string[]) => { const e = new Embeds(sites); return list.map((a) => e.match(a)) },
  /** rounds encodes and decodes bodies and gives those that changed. */
  rounds(docs: Doc[]): string[] {
    const schema = editor.view.state.schema
    return docs.flatMap((d) => {
      const node = toDocNode(schema, d)
      node.check()
      const back = JSON.stringify(d.blocks.length ? fromDocNode(node) : { blocks: [] })
      return back === JSON.stringify(d) ? [] : [JSON.stringify(d).slice(0, 1500) + "\nbecame\n" + back.slice(0, 1500)]
    })
  },
}
Object.assign(window, { bed })
