// What can be done, under its name, and how it is reached: keys, the "/" menu, the tools.

import type { Command } from "prosemirror-state"
import { newId, type Picture } from "./body"
import { closeCard, openCard } from "./card"
import { insertBlock, unbox, within } from "./commands"
import { insertDivider, lift, remove, setBox, setList, setQuestion, setQuote, setText, sink } from "./make"
import { button, el, field, type Say } from "./parts"
import type { Embeds } from "./embeds"
import { linkCard } from "./link"
import { mending, palette } from "./mending"
import { enterNote, insertNote } from "./note"
import { addColumn, addRow, deleteColumn, deleteRow, insertTable, nextCell, toggleHead, toggleHeader } from "./tables"
import type { Choice } from "./slash"
import type { Tool } from "./toolbar"

/** Means is what commands need of the page. */
export interface Means {
  say: Say
  lang: string
  embeds: Embeds
  pick: (() => Promise<Picture | null>) | undefined
  notice: (sentence: string) => void
}

/** commandsOf names every command. */
export function commandsOf(m: Means): Record<string, Command> {
  return {
    link: linkCard(m.say), language: languageCard(m.say),
    paragraph: setText("paragraph"), heading2: setText("heading", 2), heading3: setText("heading", 3), heading4: setText("heading", 4),
    quote: setQuote("quote"), pullquote: setQuote("pullquote"), bullets: setList(false), numbers: setList(true),
    question: setQuestion, box: setBox, unbox, divider: insertDivider, remove, sink, lift,
    table: insertTable, row_above: addRow(0), row_below: addRow(1), column_before: addColumn(0), column_behind: addColumn(1),
    delete_row: deleteRow, delete_column: deleteColumn, header: toggleHeader, head: toggleHead, next_cell: nextCell(1), previous_cell: nextCell(-1),
    note: insertNote(m.say, m.lang), open_note: enterNote(m.say, m.lang),
    image: pictureCommand(m, "image"), gallery: pictureCommand(m, "gallery"), embed: embedCard(m),
    mend: mending(m.lang, (n) => m.notice(n ? m.say("mended", { n }) : m.say("mended_none"))), signs: palette(m.lang, m.say),
  }
}

const entries: [name: string, sign: string, also: string[]][] = [
  ["paragraph", "", ["text"]], ["heading2", "##", ["heading", "h2"]], ["heading3", "###", ["heading", "h3"]], ["heading4", "####", ["heading", "h4"]],
  ["quote", ">", []], ["pullquote", "", ["pull quote", "quote"]], ["bullets", "-", ["list", "bullet"]], ["numbers", "1.", ["list", "numbered"]],
  ["image", "", ["picture", "photo"]], ["gallery", "", ["pictures"]], ["embed", "", ["video", "post"]], ["table", "", []],
  ["question", "", ["interview"]], ["box", "", ["aside"]], ["divider", "", ["line", "rule"]], ["note", "", ["footnote"]], ["signs", "", ["characters", "symbols"]],
]

/** choicesOf are the entries of the "/" menu. */
export function choicesOf(c: Record<string, Command>, say: Say): Choice[] {
  return entries.map(([key, sign, also]) => ({
    key, sign, also: [...also, ...say("also_" + key).split(/,\s*/)].filter((a) => a && !a.startsWith("also_")),
    label: say(key), hint: say("hint_" + key), command: (state, dispatch, view) => c[key]!(state, dispatch, view),
  }))
}

/** toolsOf are the groups of the tools of a block. */
export function toolsOf(c: Record<string, Command>, say: Say): Tool[][] {
  const keys: Record<string, string> = {
    bold: "Ctrl B", italic: "Ctrl I", link: "Ctrl K", heading2: "Ctrl Alt 2", heading3: "Ctrl Alt 3", heading4: "Ctrl Alt 4", paragraph: "Ctrl Alt 0",
    bullets: "Ctrl ⇧ 8", numbers: "Ctrl ⇧ 7", quote: "Ctrl ⇧ 9", up: "Alt ↑", down: "Alt ↓", comment: "Ctrl Alt M", mend: "Ctrl Alt T", signs: "Ctrl Alt S", note: "Ctrl Alt F",
  }
  const groups = [
    ["bold", "italic", "link", "language", "sub", "sup", "note"],
    ["paragraph", "heading2", "heading3", "heading4", "quote", "pullquote", "bullets", "numbers", "question", "box", "unbox", "sink", "lift"],
    ["row_above", "row_below", "column_before", "column_behind", "delete_row", "delete_column", "header", "head"],
    ["image", "gallery", "embed", "table", "divider"],
    ["up", "down", "remove", "comment", "mend", "signs"],
  ]
  return groups.map((g) => g.map((name) => ({ label: say(name), ...(keys[name] ? { key: keys[name] } : {}), command: c[name]! })))
}

/** pictureCommand asks the page for a picture and puts it in, with what is known of it. */
function pictureCommand(m: Means, name: "image" | "gallery"): Command {
  return (state, dispatch, view) => {
    if (!m.pick || !state.selection.$from.depth) return false
    if (!dispatch || !view) return true
    void m.pick().then((p) => {
      if (!p) return view.focus()
      const { nodes } = view.state.schema
      const attrs = { media: p.media ?? "", source: p.source ?? "", alt: p.alt ?? "", credit: p.credit ?? "", link: p.link ?? "" }
      const caption = (p.caption ?? []).map((s) => s.t ?? "").join("")
      const words = caption ? view.state.schema.text(caption) : null
      const gallery = within(view.state.selection.$from, "gallery")
      if (name === "gallery" && gallery) {
        const last = gallery.pos + gallery.node.nodeSize - 1 - gallery.node.lastChild!.nodeSize
        view.dispatch(view.state.tr.insert(last, nodes.picture!.create(attrs)))
        return view.focus()
      }
      const node = name === "image" ? nodes.image!.create({ bid: newId(), ...attrs }, words) : nodes.gallery!.create({ bid: newId() }, [nodes.picture!.create(attrs, words), nodes.legend!.create()])
      const tr = insertBlock(view.state, node)
      if (tr) view.dispatch(tr)
      view.focus()
    })
    return true
  }
}

/** embedCard asks for an address and embeds what stands there. */
function embedCard(m: Means): Command {
  return (state, dispatch, view) => {
    if (!state.selection.$from.depth) return false
    if (!dispatch || !view) return true
    ask(m.say, "embed", "embed_address", (address) => {
      const found = m.embeds.match(address)
      if (!found) return m.say("embed_wrong")
      closeCard(view)
      const tr = insertBlock(view.state, view.state.schema.nodes.embed!.create({ bid: newId(), ...found, title: "" }))
      if (tr) view.dispatch(tr)
      return ""
    }, (dom) => openCard(view, state.selection.from, dom), () => closeCard(view))
    return true
  }
}

/** languageCard says in which language the selected words are. */
function languageCard(say: Say): Command {
  return (state, dispatch, view) => {
    const { from, to, empty, $from } = state.selection
    if (empty || !$from.parent.inlineContent) return false
    if (!dispatch || !view) return true
    const type = state.schema.marks.lang!
    ask(say, "language", "language_tag", (tag) => {
      const tr = view.state.tr.removeMark(from, to, type)
      if (tag && !/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag)) return say("language_wrong")
      closeCard(view)
      view.dispatch(tag ? tr.addMark(from, to, type.create({ lang: tag })) : tr)
      return ""
    }, (dom) => openCard(view, from, dom), () => closeCard(view))
    return true
  }
}

/** ask makes a card with one field. Take gives what is wrong with what was typed, or "". */
function ask(say: Say, name: string, label: string, take: (typed: string) => string, open: (dom: HTMLElement) => void, close: () => void): void {
  const input = el("input", { type: "text", dir: "ltr", autocomplete: "off", spellcheck: "false", "data-first": true })
  const fault = el("p", { class: "err", role: "alert" })
  const form = el("form", { "aria-label": say(name), novalidate: true }, field(say(label), input, fault),
    el("div", { class: "btns" }, el("button", { type: "submit", class: "btn go" }, say("set")), button(say("cancel"), close, { class: "btn bare" })))
  form.addEventListener("submit", (e) => {
    e.preventDefault()
    e.stopPropagation()
    const wrong = take(input.value.trim())
    fault.textContent = wrong
    input.setAttribute("aria-invalid", String(!!wrong))
    if (wrong) input.focus()
  })
  open(form)
}
