// Which key does what, by the names of commands.

import type { Command } from "prosemirror-state"
import { mark, move, within } from "./commands"
import { back, forth } from "./past"

/** Around is what commands do to the page around the text. */
export interface Around {
  comment: () => boolean
  save: (() => void) | undefined
  help: (() => void) | undefined
  finding: (by: -1 | 1) => boolean
}

const call = (f: (() => void) | undefined): Command => (_, dispatch) => {
  if (f && dispatch) f()
  return !!f
}

/** firstCommands are those that are there from the beginning; the others come later. */
export function firstCommands(a: Around): Record<string, Command> {
  return {
    bold: mark("strong"), italic: mark("em"), sub: mark("sub"), sup: mark("sup"), code: mark("code"),
    undo: back, redo: forth, up: move(-1), down: move(1),
    comment: (_, dispatch) => !dispatch || a.comment(), save: call(a.save), help: call(a.help),
    next_finding: (_, dispatch) => !dispatch || a.finding(1), previous_finding: (_, dispatch) => !dispatch || a.finding(-1),
  }
}

/** keysOf says which key does what. Those of marks and lists work where there are words. */
export function keysOf(c: Record<string, Command>): Record<string, Command> {
  const keys: Record<string, string> = {
    "Mod-b": "bold", "Mod-i": "italic", "Mod-k": "link", "Mod-z": "undo", "Mod-Shift-z": "redo", "Mod-y": "redo",
    "Mod-Alt-0": "paragraph", "Mod-Alt-2": "heading2", "Mod-Alt-3": "heading3", "Mod-Alt-4": "heading4",
    "Mod-Shift-7": "numbers", "Mod-Shift-8": "bullets", "Mod-Shift-9": "quote", "Alt-ArrowUp": "up", "Alt-ArrowDown": "down",
    "Mod-Alt-m": "comment", "Mod-s": "save", F7: "next_finding", "Shift-F7": "previous_finding", "Alt-F10": "toolbar",
    "Mod-Alt-t": "mend", "Mod-Alt-s": "signs", "Mod-Alt-f": "note", Enter: "open_note",
  }
  const out: Record<string, Command> = {}
  for (const [key, name] of Object.entries(keys)) out[key] = (state, dispatch, view) => c[name]?.(state, dispatch, view) ?? false
  return { ...out, ...tabs(c) }
}

/** tabs: Tab moves in tables and lists. After Escape it leaves the text, as everywhere. */
function tabs(c: Record<string, Command>): Record<string, Command> {
  let free = false
  const tab = (inTable: string, inList: string): Command => (state, dispatch, view) => {
    const { $from } = state.selection
    if (free) return (free = false)
    if (within($from, "cell")) return c[inTable]?.(state, dispatch, view) ?? false
    return within($from, "item") ? (c[inList]?.(state, dispatch, view) ?? false) : false
  }
  return {
    Tab: tab("next_cell", "sink"), "Shift-Tab": tab("previous_cell", "lift"),
    Escape: () => { free = true; return false },
  }
}
