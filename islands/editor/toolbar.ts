// The tools of a block, below it: for those who do not know the keys, and for fingers.

import type { Command } from "prosemirror-state"
import type { EditorView } from "prosemirror-view"
import { closeCard, openCard } from "./card"
import { button, el, type Say } from "./parts"
import { arrows } from "./mending"

/** Tool is a command with its name. */
export interface Tool {
  label: string
  key?: string
  command: Command
}

/** toolbar opens the tools that can be used where the cursor is. */
export function toolbar(tools: Tool[][], say: Say): Command {
  return (state, dispatch, view) => {
    if (!dispatch || !view) return true
    const bar = el("div", { role: "toolbar", class: "tools", "aria-label": say("tools") })
    for (const group of tools) {
      const can = group.filter((t) => t.command(state, undefined, view))
      if (can.length) bar.append(el("div", { role: "group" }, ...can.map((t) => tool(view, t))))
    }
    bar.addEventListener("keydown", (e) => {
      arrows(bar, e)
      for (const b of bar.querySelectorAll("button")) b.tabIndex = b === document.activeElement ? 0 : -1
    })
    bar.querySelectorAll("button").forEach((b, i) => { b.tabIndex = i ? -1 : 0 })
    openCard(view, state.selection.from, bar)
    return true
  }
}

function tool(view: EditorView, t: Tool): HTMLElement {
  const b = button(t.label, () => {
    closeCard(view)
    t.command(view.state, view.dispatch, view)
  }, { class: "btn bare" })
  if (t.key) b.append(" ", el("kbd", {}, t.key))
  return b
}
