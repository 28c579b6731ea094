// Keys. A letter is known by what it writes where the layout is Latin, and by its place on
// the keyboard where it is not: Ctrl+B works on Armenian, Georgian and Russian layouts.

import type { Command } from "prosemirror-state"
import { Plugin } from "prosemirror-state"

const mac = typeof navigator !== "undefined" && /Mac|iP(hone|[oa]d)/.test(navigator.platform)

/** Binding is a key with what it does: "Mod-Shift-z", "Alt-ArrowUp", "F7", "Mod-Alt-2". */
export type Bindings = Record<string, Command>

interface Key {
  mod: boolean
  alt: boolean
  shift: boolean
  name: string
  command: Command
}

/** bound is the plugin for bindings. */
export function bound(bindings: Bindings): Plugin {
  const keys = Object.entries(bindings).map(([text, command]): Key => {
    const parts = text.split("-")
    const name = parts.pop()!
    return { mod: parts.includes("Mod"), alt: parts.includes("Alt"), shift: parts.includes("Shift"), name, command }
  })
  return new Plugin({
    props: {
      handleKeyDown(view, event) {
        if (event.getModifierState?.("AltGraph")) return false // it writes a sign
        for (const k of keys) if (presses(event, k) && k.command(view.state, view.dispatch, view)) return true
        return false
      },
    },
  })
}

/** presses says whether an event is a key. */
export function presses(event: KeyboardEvent, k: { mod: boolean; alt: boolean; shift: boolean; name: string }): boolean {
  const mod = mac ? event.metaKey : event.ctrlKey
  const other = mac ? event.ctrlKey : event.metaKey
  if (mod !== k.mod || other || event.altKey !== k.alt || event.shiftKey !== k.shift) return false
  if (/^[a-z]$/.test(k.name)) {
    return /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() === k.name : event.code === "Key" + k.name.toUpperCase()
  }
  if (/^\d$/.test(k.name)) return event.code === "Digit" + k.name
  return event.key === k.name || event.code === k.name
}

/** isKey says whether an event is the key of that text. */
export function isKey(event: KeyboardEvent, text: string): boolean {
  const parts = text.split("-")
  const name = parts.pop()!
  return presses(event, { mod: parts.includes("Mod"), alt: parts.includes("Alt"), shift: parts.includes("Shift"), name })
}
