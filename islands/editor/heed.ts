// Where the browser's cursor stands counts before each key.

import { Plugin } from "prosemirror-state"
import type { EditorView } from "prosemirror-view"

/** Inside is what the view keeps to itself. */
interface Inside {
  domObserver: { flush(): void }
  input: { lastFocus: number }
}

/** heeding takes the cursor from the page before a key does something, or two quick keys
 * would have the second act where the first began. And for a moment after the focus came
 * back, the view takes a cursor at the beginning of the text for the browser's doing, and
 * puts it where it was; once she has pressed a key it is hers. */
export function heeding(): Plugin {
  return new Plugin({
    props: {
      handleDOMEvents: {
        keydown(view: EditorView, event: KeyboardEvent) {
          if (event.isComposing || view.composing) return false
          const { domObserver, input } = view as unknown as Inside
          domObserver.flush()
          input.lastFocus = 0
          return false
        },
      },
    },
  })
}
