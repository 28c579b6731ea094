// The fields above the body: headline, standfirst, address.

import type { LeadPicture } from "./pictures"
import type { Head } from "./sync"
import { el, type Say } from "./words"

const parts = ["headline", "standfirst", "slug"] as const
type Part = (typeof parts)[number]

/** Fields are the parts of the head, each a field that grows with its text. */
export class Fields {
  private readonly fields = new Map<Part, HTMLTextAreaElement>()
  private readonly marks = new Map<string, HTMLElement>()
  private lead: Head["lead"] = null
  private picture: LeadPicture | null = null

  constructor(private readonly mount: HTMLElement, say: Say, lang: string, editable: boolean, private readonly typed: (part: string) => void, at: (part: string) => void) {
    for (const part of parts) {
      const id = "live-" + part
      const field = el("textarea", { id, rows: "1", lang, dir: "auto", spellcheck: part === "slug" ? "false" : "true", class: part === "headline" ? "hl text" : part === "standfirst" ? "sf text" : "in slug", placeholder: say(part === "slug" ? "slug_help" : part) })
      field.readOnly = !editable
      const mark = el("span", { class: "margin" })
      const count = el("span", { class: "ct q", "aria-hidden": "true" })
      const label = el("label", { for: id, class: part === "slug" ? "q" : "sr" }, say(part))
      mount.append(el("div", { class: "live-field " + part }, mark, label, field, part === "headline" ? count : ""))
      const grow = (): void => {
        if (part === "headline") count.textContent = say("characters", { n: [...field.value].length })
      }
      field.addEventListener("input", () => {
        if (part !== "standfirst") field.value = field.value.replace(/\n/g, " ")
        grow()
        this.typed(part)
      })
      field.addEventListener("focus", () => at(part))
      field.addEventListener("keydown", (e) => {
        if (e.key === "Enter" && part !== "standfirst" && !e.isComposing) {
          e.preventDefault()
          const next = part === "headline" ? this.fields.get("standfirst") : document.querySelector<HTMLElement>(".ProseMirror")
          next?.focus()
        }
      })
      field.addEventListener("change", grow)
      this.fields.set(part, field)
      this.marks.set(part, mark)
    }
    mount.hidden = false
  }

  /** join puts the picture at the head below the fields. */
  join(picture: LeadPicture): void {
    this.picture = picture
    this.mount.append(picture.dom)
    picture.set(this.lead)
  }

  /** choose takes another picture for the head, or none. */
  choose(lead: Head["lead"]): void {
    this.lead = lead
    this.typed("lead")
  }

  head(): Head {
    const v = (p: Part): string => this.fields.get(p)!.value
    return { headline: v("headline"), standfirst: v("standfirst"), slug: v("slug"), lead: this.lead }
  }

  setHead(h: Partial<Head>): void {
    for (const p of parts) {
      const f = this.fields.get(p)!
      const value = h[p]
      if (value === undefined || f.value === value) continue
      const { selectionStart, selectionEnd } = f
      f.value = value
      if (document.activeElement === f) f.setSelectionRange(Math.min(selectionStart, value.length), Math.min(selectionEnd, value.length))
      f.dispatchEvent(new Event("change"))
    }
    if (h.lead === undefined) return
    this.lead = h.lead
    this.picture?.set(h.lead)
  }

  mark(part: string): HTMLElement | null {
    return this.marks.get(part) ?? null
  }
}
