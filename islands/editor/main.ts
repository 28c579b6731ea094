// The writing page: the editor, saving, who is there, conflicts. Other parts of the page
// (comments, history, checks) join by a function of their own: see parts.

import { post } from "../desk/send"
import type { Conflicts } from "./conflicts"
import { el, speak, type Say, type Words } from "./words"
import { createEditor, type Editor, type Options } from "./editor"
import { fetched } from "./fetched"
import { Fields } from "./head"
import { Outbox } from "./outbox"
import { sayer } from "./parts"
import { topAt } from "./place"
import { Presence } from "./presence"
import type { Suggesting } from "./suggest"
import { showKept, StatusLine, watchPage } from "./status"
import { answerOf, sendKept, Sync, type Conflict, type Text } from "./sync"

/** Page is what a part of the page is given. */
export interface Page {
  root: HTMLElement
  address: string // of this text, with a slash at its end
  story: string
  lang: string
  person: string
  may: boolean // she may change the text
  say: Say // the table "editor"; a part brings its own words
  sync: Sync
  fields: Fields
  /** tab gives a panel of its own, with a tab named so. */
  tab(key: string, label: string): HTMLElement
  /** onText tells of each state of the text that came from the server. */
  onText(f: (t: Text) => void): void
  /** onNow tells what the stream tells: that something new is on the server. */
  onNow(f: (now: { rev: number; talk: number }) => void): void
  /** suggesting is there for whoever may not change the text: what she writes is suggested. */
  suggesting: Suggesting | null
}

/** Attach joins a part to the page. */
export type Attach = (editor: Editor, page: Page) => void

/** parts are joined in this order. */
const parts: Attach[] = [outline, counts, (editor, page) => void fetched(() => import("./goto")).then((m) => m.goTo(editor, page)), (editor, page) => void fetched(() => import("./comments")).then((m) => m.beside(editor, page))]

async function open(root: HTMLElement): Promise<void> {
  const d = root.dataset as Record<string, string>
  const say = speak(JSON.parse(d.words) as Words, document.documentElement.lang)
  const may = d.may === "true"
  const tab = [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("")
  const one = <T extends HTMLElement = HTMLElement>(name: string): T => document.querySelector<T>(`[data-${name}]`)!
  const line = new StatusLine(one("status"), one("live"), one("trouble"), say)

  const outbox = new Outbox()
  const device = await outbox.open()
  if (device) {
    line.say(say("sending_kept"))
    const kept = await sendKept(outbox, d.person, tab)
    if (kept.left.length) void showKept(one("kept"), kept.left, kept.down ? say("offline_nothing") : kept.sentence, say, outbox)
  }
  let text: Text
  try {
    const r = await fetch(d.address + "text", { headers: { Accept: "application/json" } })
    if (!r.ok) throw new Error(String(r.status))
    text = await r.json()
  } catch {
    root.classList.add("bare") // the form is there, and works
    return
  }

  const texts: ((t: Text) => void)[] = []
  const nows: ((now: { rev: number; talk: number }) => void)[] = []
  const suggesting = may ? null : new (await fetched(() => import("./suggest"))).Suggesting(d.address, d.person)
  let presence: Presence
  const fields = new Fields(one("head"), say, d.lang, may || suggesting !== null, (part) => {
    presence.at(part, true)
    sync.typed()
  }, (part) => presence.at(part, false))
  const mount = one("live-text")
  const writing = given(root)
  const { Pictures, LeadPicture } = await fetched(() => import("./pictures"))
  const means = { lang: d.lang, say: sayer(writing.words), tell: (sentence: string) => tell(one("told"), sentence), sending: (n: number) => say("sending_picture", { n }) }
  const pictures = new Pictures(means)
  const editor: Editor = createEditor({
    mount, doc: { blocks: text.blocks }, lang: d.lang, dir: d.dir === "rtl" ? "rtl" : "ltr", ...writing, label: say("body"), editable: may || suggesting !== null,
    lookPicture: pictures.look, onPickPicture: pictures.pick, onFiles: (files, at) => void pictures.bring(files, editor, at.block), onNotice: means.tell,
  })
  fields.join(new LeadPicture(pictures, means, { label: say("lead_label"), choose: say("lead_choose") }, may, (p) => fields.choose(p)))
  fields.setHead(text)

  const sync = new Sync({
    address: d.address, person: d.person, tab, outbox, madeFrom: d.from ? { lang: d.from, rev: Number(d.fromRev) } : undefined,
    paper: { doc: () => editor.doc(), applyRemote: (doc, o) => editor.applyRemote(doc, o), head: () => fields.head(), setHead: (h) => fields.setHead(h) },
    status: (s) => {
      line.show(s, () => sync.entry())
      revised(sync.revision, say)
    },
    text: (t) => { for (const f of texts) f(t) },
    suggest: suggesting ? (op) => suggesting.differs(op, editor.doc()) : undefined,
  })
  // Conflicts are few: what shows them comes with the first.
  let conflicts: Promise<Conflicts> | null = null
  let waiting = 0
  const showConflicts = (list: Conflict[]): void => {
    waiting = list.length
    if (!waiting && !conflicts) return
    conflicts ??= fetched(() => import("./conflicts")).then((m) => new m.Conflicts({
      lang: d.lang, person: d.person, may, editor, say, head: conflictsOfHead(one("head")),
      fields: { get: () => fields.head(), set: (h) => { fields.setHead(h); sync.typed() } }, save: () => sync.save(), solved: () => sync.refresh(),
      send: async (id, form) => answerOf(await post(`${d.address}conflicts/${id}`, form)),
    }))
    void conflicts.then((c) => c.show(list))
  }
  presence = new Presence({
    address: d.address, tab, person: d.person, editor, say, names: one("whos"), people: document.querySelector("[data-people]"), head: (p) => fields.mark(p),
    now: (n) => {
      if (n.conflicts !== waiting && n.rev <= sync.revision) void sync.refresh()
      sync.heard(n.rev)
      for (const f of nows) f(n)
    },
    ended: () => void sync.save(),
  })
  texts.push((t) => {
    showConflicts(t.conflicts)
    asks(one("asks"), t.conflicts.length, say)
    const title = document.querySelector("[data-title]")
    if (title) title.textContent = t.headline || say("untitled")
  })

  for (const old of document.querySelectorAll<HTMLElement>("[data-plain]")) old.remove()
  mount.hidden = false
  root.classList.add("ready")
  sync.opened(text)
  editor.onChange((c) => {
    void conflicts?.then((one) => one.draw())
    if (c.remote) return presence.draw()
    presence.at(blockAt(editor), true)
    sync.typed()
  })
  editor.onSelection((block) => presence.at(block, false))
  presence.start()
  watchPage(sync)
  const page: Page = {
    root, address: d.address, story: d.story, lang: d.lang, person: d.person, may, say, sync, fields, tab: addTab,
    onText: (f) => texts.push(f), onNow: (f) => nows.push(f), suggesting,
  }
  for (const attach of parts) attach(editor, page)
  one("asks").querySelector("a")?.addEventListener("click", (e) => {
    e.preventDefault()
    void conflicts?.then((one) => one.next())
  })
}

/** tell says a sentence above the text until it is closed; an empty one takes it away. */
function tell(at: HTMLElement, sentence: string): void {
  at.hidden = !sentence
  at.textContent = sentence
}

function blockAt(editor: Editor): string {
  const { doc, selection } = editor.view.state
  return (topAt(doc, selection.head)?.node.attrs.bid as string | undefined) ?? ""
}

/** given is what the server gives the writing editor: see internal/newsroom/writing. */
function given(root: HTMLElement): Pick<Options, "words" | "embeds"> {
  return JSON.parse(root.dataset.writing!) as Pick<Options, "words" | "embeds">
}

function conflictsOfHead(head: HTMLElement): HTMLElement {
  const place = el("div", { class: "head-conflicts" })
  head.after(place)
  return place
}

/** revised tells in the panel which revision she has before her. */
function revised(n: number, say: Say): void {
  const at = document.querySelector("[data-rev]")
  if (at) at.textContent = say("revision", { n })
}

function asks(at: HTMLElement, n: number, say: Say): void {
  at.hidden = n === 0
  const link = at.querySelector("a")
  if (link) link.textContent = say("needs_you", { n })
}

/** addTab adds a tab to the panel; the style sheet knows com, hist, outline, checks. */
function addTab(key: string, label: string): HTMLElement {
  const tabs = document.querySelector<HTMLElement>("[data-panel] .tabs")!
  const radio = el("input", { type: "radio", name: "p", id: "p-" + key })
  const panel = el("div", { class: "tp tp-" + key, "data-tab": key })
  tabs.append(radio, el("label", { for: "p-" + key }, label))
  document.querySelector("[data-panel]")!.append(panel)
  return panel
}

/** outline lists the headings; each leads to its place. */
function outline(editor: Editor, page: Page): void {
  const list = document.querySelector<HTMLElement>("[data-outline]")
  if (!list) return
  let before = ""
  const draw = (): void => {
    const heads = editor.outline()
    const key = JSON.stringify(heads)
    if (key === before) return
    before = key
    list.replaceChildren(...heads.map((h) => {
      const link = el("a", { href: "#", "data-level": String(h.level) }, h.text || "…")
      link.onclick = (e) => {
        e.preventDefault()
        editor.focusBlock(h.id)
      }
      return el("li", {}, link)
    }))
    if (!heads.length) list.append(el("li", { class: "q" }, page.say("nothing_outlined")))
  }
  draw()
  editor.onChange(draw)
}

/** counts tells how long the text is, in the page's last line. */
function counts(editor: Editor, page: Page): void {
  const line = document.querySelector<HTMLElement>("[data-counts]")
  if (!line) return
  const put = (name: string, text: string): void => { line.querySelector(`[data-${name}]`)!.textContent = text }
  let timer = 0
  const draw = (): void => {
    timer = 0
    const c = editor.counts()
    put("words", page.say("words", { n: c.words }))
    put("signs", page.say("characters", { n: c.characters }))
    put("minutes", page.say("minutes", { n: c.minutes }))
  }
  draw()
  line.hidden = false
  editor.onChange(() => { timer ||= window.setTimeout(draw, 300) })
}

const root = document.querySelector<HTMLElement>("[data-editor]")
if (root) void open(root)
