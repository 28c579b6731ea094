// What could not be saved, to be taken along: as a copy, as a file. It comes in a script of
// its own, for few ever need it.

import { el, type Say } from "./words"

/** Kept is a text that is not saved. */
export interface Kept { title: string; text: string }

/** takeAlong offers what is not saved as a copy and as a file. */
export function takeAlong(kept: () => Kept, say: Say): HTMLElement[] {
  const copy = el("button", { class: "btn", type: "button" }, say("copy"))
  copy.onclick = async () => {
    await navigator.clipboard.writeText(kept().text)
    copy.textContent = say("copied")
  }
  const load = el("button", { class: "btn", type: "button" }, say("download"))
  load.onclick = () => {
    const address = URL.createObjectURL(new Blob([kept().text], { type: "text/plain;charset=utf-8" }))
    el("a", { href: address, download: (kept().title || "text").slice(0, 80) + ".txt" }).click()
    setTimeout(() => URL.revokeObjectURL(address), 10_000)
  }
  return [copy, load]
}

/** show lists what an earlier page left on the device and the server does not take. */
export function show(at: HTMLElement, left: (Kept & { drop(): Promise<unknown> })[], sentence: string, say: Say): void {
  at.hidden = false
  at.replaceChildren(el("strong", {}, say("kept_title")), el("p", {}, sentence))
  for (const one of left) {
    const forget = el("button", { class: "btn bare", type: "button" }, say("forget"))
    const again = el("button", { class: "btn bare", type: "button" }, say("try_again"))
    const box = el("details", {}, el("summary", {}, one.title || say("untitled")), el("pre", { class: "text" }, one.text))
    const row = el("div", { class: "kept-entry" }, box, el("div", { class: "btns" }, ...takeAlong(() => one, say), again, forget))
    again.onclick = () => location.reload()
    forget.onclick = async () => {
      await one.drop()
      row.remove()
      if (!at.querySelector(".kept-entry")) at.hidden = true
    }
    at.append(row)
  }
}
