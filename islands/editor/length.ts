// How long the text is, beside how long it was planned to be; and its outline.

import type { Counts, Editor } from "./editor"
import { button, el, sayer } from "./parts"

/** Planned is a planned length in words. */
export interface Planned {
  from: number
  to: number
}

/** lengthLine shows words, minutes and the planned length in mount, and keeps it so. It
 * gives what stops it. */
export function lengthLine(editor: Editor, mount: HTMLElement, words: Record<string, string>, planned?: Planned): () => void {
  const say = sayer(words)
  const parts = { words: el("span"), minutes: el("span"), plan: el("span") }
  const bar = el("meter", { class: "length", hidden: !planned })
  mount.append(parts.words, parts.minutes, parts.plan, bar)
  if (planned) {
    bar.max = planned.to * 1.25
    bar.low = planned.from
    bar.high = planned.to
    bar.optimum = (planned.from + planned.to) / 2
    bar.setAttribute("aria-label", say("planned", { from: planned.from, to: planned.to }))
  }
  const draw = () => {
    const c: Counts = editor.counts()
    const chosen = c.selected ? `${say("words", { n: c.selected.words })}, ${say("characters", { n: c.selected.characters })} / ` : ""
    parts.words.textContent = chosen + say("words", { n: c.words })
    parts.words.title = say("characters", { n: c.characters })
    parts.minutes.textContent = say("minutes", { n: c.minutes })
    if (!planned) return
    const off = c.words < planned.from ? say("planned_less", { n: planned.from - c.words }) : c.words > planned.to ? say("planned_more", { n: c.words - planned.to }) : ""
    parts.plan.textContent = say("planned", { from: planned.from, to: planned.to }) + (off ? ` (${off})` : "")
    bar.value = c.words
  }
  draw()
  return often(editor, draw)
}

/** outlineList shows the headings in mount as a list of buttons that go there. */
export function outlineList(editor: Editor, mount: HTMLElement, words: Record<string, string>): () => void {
  const say = sayer(words)
  let before = ""
  const draw = () => {
    const heads = editor.outline()
    const now = JSON.stringify(heads)
    if (now === before) return
    before = now
    const items = heads.map((h) => el("li", { "data-level": String(h.level) }, button(h.text || "…", () => editor.focusBlock(h.id), { class: "btn bare" })))
    mount.replaceChildren(heads.length ? el("ol", { class: "outline", "aria-label": say("outline") }, ...items) : el("p", { class: "q" }, say("outline_none")))
  }
  draw()
  return often(editor, draw)
}

/** often calls draw after changes, when there is time. */
function often(editor: Editor, draw: () => void): () => void {
  let waiting = 0
  const soon = () => {
    waiting ||= window.setTimeout(() => {
      waiting = 0
      draw()
    }, 250)
  }
  const off = [editor.onChange(soon), editor.onSelect(soon)]
  return () => {
    window.clearTimeout(waiting)
    for (const f of off) f()
  }
}
