// A link to the writing page may name a block (#f-ID): what a gate holds is mended there.
// Without script the name is that of the block's own field.

import type { Attach } from "./main"

export const goTo: Attach = (editor, page) => {
  const show = (): void => {
    const id = /^#f-([0-9a-z]{16})$/.exec(location.hash)?.[1]
    if (!id || !editor.focusBlock(id)) return
    page.root.querySelector(`[data-bid="${id}"]`)?.scrollIntoView({ block: "center" })
  }
  show()
  addEventListener("hashchange", show)
}
