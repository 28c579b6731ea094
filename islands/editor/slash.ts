// The menu that "/" opens at the beginning of a paragraph. The text keeps the focus; the
// choice is told by aria-activedescendant.

import { Plugin, PluginKey, type Command, type EditorState } from "prosemirror-state"
import type { EditorView } from "prosemirror-view"
import { el, uid, type Say } from "./parts"

/** Choice is an entry: it answers to its label, to its English key and to also. */
export interface Choice {
  key: string
  label: string
  hint: string
  also?: string[]
  sign?: string
  command: Command
}

interface Menu {
  query: string
  from: number
  at: number // the chosen entry
  found: Choice[]
  closed: number // where the writer has closed it
}

const key = new PluginKey<Menu>("slash")
const shut: Menu = { query: "", from: -1, at: 0, found: [], closed: -1 }

/** matching gives the choices that query fits, those that begin with it first. */
export function matching(choices: Choice[], query: string): Choice[] {
  const q = query.toLocaleLowerCase()
  const rank = (c: Choice): number => {
    const names = [c.label, c.key, ...(c.also ?? [])].map((n) => n.toLocaleLowerCase())
    if (names.some((n) => n.startsWith(q))) return 0
    return names.some((n) => n.split(/[\s-]+/).some((w) => w.startsWith(q))) ? 1 : 2
  }
  return choices.map((c) => ({ c, r: rank(c) })).filter((x) => x.r < 2).sort((a, b) => a.r - b.r).map((x) => x.c)
}

/** slash is the plugin. */
export function slash(choices: Choice[], say: Say): Plugin {
  const id = uid()
  return new Plugin<Menu>({
    key,
    state: {
      init: () => shut,
      apply(tr, menu, _, state) {
        const change = tr.getMeta(key) as Partial<Menu> | undefined
        const next = read(state, choices, tr.docChanged && menu.closed >= 0 ? { ...menu, closed: tr.mapping.map(menu.closed) } : menu)
        return change ? { ...next, ...change } : next
      },
    },
    props: {
      handleKeyDown: (view, event) => onKey(view, event),
      attributes: (state): Record<string, string> => {
        const menu = key.getState(state)!
        return isOpen(menu) ? { "aria-controls": id, "aria-activedescendant": `${id}-${menu.at}`, "aria-haspopup": "listbox" } : {}
      },
    },
    view: (view) => new List(view, id, say),
  })
}

const isOpen = (menu: Menu) => menu.from >= 0 && menu.found.length > 0 && menu.from !== menu.closed

function read(state: EditorState, choices: Choice[], menu: Menu): Menu {
  const { $from, empty } = state.selection
  const parent = $from.parent
  if (!empty || parent.type.name !== "paragraph" || !["doc", "box", "question"].includes($from.node(-1)?.type.name)) return shut
  if (!parent.firstChild?.text?.startsWith("/")) return shut
  const text = parent.textBetween(0, parent.content.size, null, "\ufffc")
  const query = /^\/(\S{0,24})$/u.exec(text)?.[1]
  if (query === undefined || $from.parentOffset !== text.length) return shut
  const from = $from.start()
  if (menu.from === from && menu.query === query) return menu
  return { query, from, at: 0, found: matching(choices, query), closed: menu.closed === from ? from : -1 }
}

function onKey(view: EditorView, event: KeyboardEvent): boolean {
  const menu = key.getState(view.state)!
  if (!isOpen(menu) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false
  const go = (at: number) => {
    const n = menu.found.length
    view.dispatch(view.state.tr.setMeta(key, { at: (at + n) % n }))
    return true
  }
  switch (event.key) {
    case "ArrowDown": return go(menu.at + 1)
    case "ArrowUp": return go(menu.at - 1)
    case "Home": return go(0)
    case "End": return go(menu.found.length - 1)
    case "Escape":
      view.dispatch(view.state.tr.setMeta(key, { closed: menu.from }))
      return true
    case "Enter":
    case "Tab":
      choose(view, menu.at)
      return true
  }
  return false
}

/** choose takes the typed words away and does what the entry says. */
function choose(view: EditorView, at: number): void {
  const menu = key.getState(view.state)!
  const choice = menu.found[at]
  if (!choice) return
  view.dispatch(view.state.tr.delete(menu.from, view.state.selection.from))
  choice.command(view.state, view.dispatch, view)
  if (!view.dom.ownerDocument.activeElement?.closest(".below")) view.focus()
}

class List {
  private readonly dom: HTMLElement
  private shown: Menu = shut

  constructor(private readonly view: EditorView, private readonly id: string, private readonly say: Say) {
    this.dom = el("div", { class: "slashm ui", hidden: true })
    this.dom.addEventListener("mousedown", (e) => {
      e.preventDefault()
      const option = (e.target as HTMLElement).closest<HTMLElement>("[role=option]")
      if (option) choose(view, Number(option.dataset.at))
    })
    view.dom.after(this.dom)
  }

  update(view: EditorView): void {
    const menu = key.getState(view.state)!
    if (menu === this.shown) return
    this.shown = menu
    this.dom.hidden = !isOpen(menu)
    if (this.dom.hidden) return this.dom.replaceChildren()
    const list = el("div", { role: "listbox", id: this.id, "aria-label": this.say("insert") }, ...menu.found.map((c, i) =>
      el("div", { role: "option", id: `${this.id}-${i}`, "aria-selected": String(i === menu.at), "data-at": String(i) },
        el("b", {}, c.label), el("span", {}, c.hint), c.sign ? el("kbd", {}, c.sign) : el("span"))))
    this.dom.replaceChildren(el("p", { class: "q" }, this.say("insert")), list, el("p", { class: "q foot" },
      el("span", {}, el("kbd", {}, "↑ ↓"), " ", this.say("menu_move")), el("span", {}, el("kbd", {}, "Enter"), " ", this.say("menu_insert"))))
    this.put()
    list.children[menu.at]?.scrollIntoView({ block: "nearest" })
  }

  /** put places the menu below its line. */
  private put(): void {
    const around = (this.dom.offsetParent ?? this.view.dom.parentElement!).getBoundingClientRect()
    const line = this.view.coordsAtPos(this.shown.from)
    this.dom.style.setProperty("inset-block-start", `${line.bottom - around.top + 4}px`)
    this.dom.style.setProperty("left", `${Math.max(0, Math.min(line.left - around.left, around.width - this.dom.offsetWidth))}px`)
  }

  destroy(): void {
    this.dom.remove()
  }
}
