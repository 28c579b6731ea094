// The keys of the bench. Single letters act on the row while nothing is written, and are
// matched by their place on the keyboard.

import type { Bench } from "./main"

const writes = (t: EventTarget | null): boolean => t instanceof HTMLElement && (t.isContentEditable || t.matches("input:not([type=checkbox]):not([type=radio]), textarea, select"))

export function keys(bench: Bench, memory: boolean): void {
  let leaving = false // after Escape, Tab goes on as everywhere
  addEventListener("keydown", (e) => {
    if (e.isComposing || document.querySelector("dialog[open]")) return
    const row = bench.current()
    const cell = e.target instanceof Element ? e.target.closest(".cell-edit") : null
    const mod = (e.ctrlKey || e.metaKey) && !e.shiftKey && !e.altKey
    const take = (f: () => void): void => {
      e.preventDefault()
      e.stopPropagation()
      f()
    }
    const todo = (r: HTMLElement): boolean => r.dataset.todo === "true" && !r.hidden
    if (mod && e.code === "KeyK" && memory) {
      const field = document.querySelector<HTMLInputElement>("[data-concordance] [name=q]")
      if (!field || document.activeElement === field) return
      return take(() => {
        const picked = getSelection()?.toString().trim()
        if (picked) field.value = picked.slice(0, 200)
        field.focus()
        field.select()
        if (picked) field.dispatchEvent(new Event("input"))
      })
    }
    const digit = /^Digit([123])$/.exec(e.code)?.[1]
    if (digit && (e.ctrlKey || e.metaKey || e.altKey) && !e.shiftKey && row) return take(() => bench.take(Number(digit)))
    if (e.altKey && !e.ctrlKey && e.code === "KeyC" && row) return take(() => bench.copySource(row))
    if (mod && e.key === "Enter" && row && (cell || e.target === row)) {
      return take(() => {
        if (bench.rows.text(row.dataset.bid ?? "")) bench.say(row, "translated")
        bench.go(bench.next(row, 1, todo) ?? row, true)
      })
    }
    if (e.key === "F7" && !e.ctrlKey && !e.altKey) return take(() => bench.go(bench.next(row, e.shiftKey ? -1 : 1, (r) => Number(r.dataset.found) > 0), true))
    if (cell) {
      if (e.key === "Escape") return leave()
      if (e.key === "Tab" && !e.ctrlKey && !e.altKey && !leaving) return take(() => bench.go(bench.next(row, e.shiftKey ? -1 : 1, todo) ?? row, true))
      leaving = false
      return
    }
    if (e.key === "Escape" && e.target instanceof Element && e.target.closest("[data-concordance], [data-part=act]") && row) return take(() => bench.go(row, !!e.target && (e.target as Element).closest("[data-concordance]") !== null))
    if (writes(e.target) || e.ctrlKey || e.metaKey || e.altKey) return
    if (e.key === "Tab" && e.target === row && !leaving && row) return take(() => bench.go(bench.next(row, e.shiftKey ? -1 : 1, todo) ?? row, true))
    if (e.key === "Escape") leaving = true
    else if (e.key !== "Tab") leaving = false
    if (e.key === "Enter" && e.target === row && row) return take(() => bench.go(row, true))
    if (document.body.dataset.keys === "off" || e.shiftKey) return
    letter(e.code, take)

    function leave(): void {
      e.preventDefault()
      e.stopPropagation()
      leaving = true
      row?.focus()
    }
  }, true)

  let going = 0
  function letter(code: string, take: (f: () => void) => void): void {
    const key = /^Key([A-Z])$/.exec(code)?.[1]
    if (!key) return
    if (going && performance.now() - going < 1500) {
      going = 0
      return // the second letter of "go to" is the desk's
    }
    if (key === "G") {
      going = performance.now()
      return
    }
    const row = bench.current()
    const shown = (r: HTMLElement): boolean => !r.hidden
    if (key === "J" || key === "K") return take(() => bench.go(bench.next(row, key === "J" ? 1 : -1, shown)))
    if (!row) return
    if (key === "E") return take(() => bench.go(row, true))
    const act = row.querySelector<HTMLElement>(`[data-key-row="${key.toLowerCase()}"]`)
    if (!act || act.hidden) return
    take(() => {
      act.click()
      act.parentElement?.querySelector<HTMLElement>(act.tagName === "SUMMARY" ? "input:not([type=hidden]), textarea" : "*")?.focus()
    })
  }
}
