// What a writer needs a moment after the text is there: menus, cards, tools, the cleaning of
// what is pasted, mending. It comes in a script of its own, so that the text comes first.

import { undoInputRule } from "prosemirror-inputrules"
import type { Schema } from "prosemirror-model"
import type { Command, Plugin } from "prosemirror-state"
import type { EditorView } from "prosemirror-view"
import { cards } from "./card"
import { clipboard, type Pasted } from "./clipboard"
import { dropCursor } from "./drop"
import { here } from "./here"
import { bound } from "./keys"
import { choicesOf, commandsOf, toolsOf, type Means } from "./menu"
import { openNote } from "./note"
import { rules } from "./rules"
import { slash } from "./slash"
import { toolbar } from "./toolbar"

export { Embeds } from "./embeds"

/** Equipment is what comes later. */
export interface Equipment {
  commands: Record<string, Command>
  plugins: Plugin[]
  openNote: (view: EditorView, pos: number) => void
}

/** equip makes it. First are the commands that are there already. */
export function equip(schema: Schema, first: Record<string, Command>, m: Means, p: Pasted): Equipment {
  const commands = commandsOf(m)
  const all = { ...first, ...commands }
  commands.toolbar = toolbar(toolsOf(all, m.say), m.say)
  const open = (view: EditorView) => void commands.toolbar!(view.state, view.dispatch, view)
  return {
    commands,
    plugins: [slash(choicesOf(all, m.say), m.say), bound({ Backspace: undoInputRule }), rules(), clipboard(schema, p), cards(), here(m.say, open), dropCursor()],
    openNote: (view, pos) => openNote(view, pos, m.say, m.lang),
  }
}
