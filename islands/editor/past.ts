// Undo and redo that never stand in the way: where what others wrote has taken away what
// a step was about, the library's history throws. Then it is begun anew; no word is lost.

import { history, redo, undo } from "prosemirror-history"
import type { Command, Plugin } from "prosemirror-state"

export const past = (): Plugin => history({ depth: 500 })

function safely(command: Command): Command {
  return (state, dispatch, view) => {
    try {
      return command(state, dispatch, view)
    } catch (e) {
      if (!(e instanceof RangeError || e instanceof Error) || !view) throw e
      const { plugins } = view.state
      const without = view.state.reconfigure({ plugins: plugins.filter((p) => !isPast(p)) })
      view.updateState(without.reconfigure({ plugins: plugins.map((p) => (isPast(p) ? past() : p)) }))
      return true
    }
  }
}

const isPast = (p: Plugin) => (p as unknown as { key: string }).key.startsWith("history$")

export const back = safely(undo)
export const forth = safely(redo)
