// A link to the writing page may name a block (#f-ID): what a gate holds is mended there.
// Without script the name is that of the block's own field.

import type { Attach } from "./main"

export const goTo: Attach = (_editor, page) => {
  const show = (): void => {
    const id = /^#f-([0-9a-z]{16})$/.exec(location.hash)?.[1]
    const block = id && page.root.querySelector<HTMLElement>(`[data-bid="${id}"]`)
    if (!block) return
    block.scrollIntoView({ block: "center" })
    const at = document.getSelection()
    page.root.querySelector<HTMLElement>("[contenteditable=true]")?.focus({ preventScroll: true })
    at?.collapse(block, 0)
  }
  show()
  addEventListener("hashchange", show)
}
