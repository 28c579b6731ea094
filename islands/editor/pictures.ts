// Pictures of the writing page: chosen in the library, dropped or pasted into the text, and
// the one at its head. The library itself is fetched when it is first asked for.

import type { Picture } from "./body"
import type { Editor } from "./editor"
import { fetched } from "./fetched"
import { button, el, field, type Say } from "./parts"
import type { PictureView } from "./views"
import type { Picture as Found } from "./library"

/** Means is what the page gives. Tell says a sentence to the writer; an empty one ends it. */
export interface Means {
  lang: string
  say: Say // the table "writing"
  tell: (sentence: string) => void
  sending: (percent: number) => string
}

const library = () => fetched(() => import("./library"))

/** bodyOf is what a text says of a picture of the library. */
const bodyOf = (p: Found): Picture => ({
  media: p.media, ...(p.alt && { alt: p.alt }), ...(p.credit && { credit: p.credit }), ...(p.caption && { caption: [{ t: p.caption }] }),
})

/** Pictures does what the editor asks for pictures. */
export class Pictures {
  private readonly known = new Map<string, Found>()

  constructor(private readonly means: Means) {}

  /** pick lets the writer choose. */
  readonly pick = async (): Promise<Picture | null> => {
    try {
      const p = await (await library()).pickPicture({ text: this.means.lang })
      return p && this.take(p)
    } catch (e) {
      this.means.tell((e as Error).message)
      return null
    }
  }

  /** look says where the desk shows a picture, and what is to be known of its rights. */
  readonly look = async (p: Picture): Promise<PictureView | null> => {
    if (!p.media) return null
    let found = this.known.get(p.media)
    if (!found) {
      const r = await fetch(`/desk/media/find.json?${new URLSearchParams({ media: p.media, text: this.means.lang })}`, { headers: { Accept: "application/json" } })
      found = r.ok ? ((await r.json()) as { items: Found[] }).items[0] : undefined
      if (!found) return null
      this.known.set(p.media, found)
    }
    return { src: found.src, ...(found.state === "ok" ? {} : { note: found.right, stop: found.state === "stop" }) }
  }

  /** bring sends files to the library and puts them below a block. */
  async bring(files: File[], editor: Editor, block: string): Promise<void> {
    const images = files.filter((f) => f.type === "" || f.type.startsWith("image/"))
    try {
      const { uploadFiles } = await library()
      let after = block
      for (const file of images) {
        const [p] = await uploadFiles([file], { text: this.means.lang, progress: (n, all) => this.means.tell(this.means.sending(Math.round((100 * n) / Math.max(1, all)))) })
        if (p) after = this.below(editor, this.take(p), after)
      }
      this.means.tell("")
    } catch (e) {
      this.means.tell((e as Error).message)
    }
  }

  private below(editor: Editor, p: Picture, block: string): string {
    const before = new Set(editor.doc().blocks.map((b) => b.id))
    editor.insertBlock({ type: "image", pictures: [p] }, block)
    return editor.doc().blocks.find((b) => !before.has(b.id))?.id ?? block
  }

  private take(p: Found): Picture {
    this.known.set(p.media, p)
    return bodyOf(p)
  }
}

/** LeadPicture is the picture at the head: chosen, described, taken out. */
export class LeadPicture {
  readonly dom = el("div", { class: "live-field lead body-text" })
  private now: Picture | null = null
  private shown = ""

  constructor(private readonly pictures: Pictures, private readonly means: Means, private readonly names: { label: string; choose: string }, private readonly may: boolean, private readonly changed: (p: Picture | null) => void) {
    this.dom.setAttribute("role", "group")
    this.dom.setAttribute("aria-label", names.label)
  }

  /** set shows a picture. Fields in which somebody writes are not drawn anew. */
  set(p: Picture | null): void {
    const key = JSON.stringify(p)
    if (key === this.shown && this.dom.childElementCount) return
    this.now = p
    this.shown = key
    this.draw()
  }

  private put(p: Picture | null, draw = true): void {
    this.now = p
    this.shown = JSON.stringify(p)
    this.changed(p)
    if (draw) this.draw()
  }

  private async choose(): Promise<void> {
    const p = await this.pictures.pick()
    if (p) this.put(p)
    this.dom.querySelector<HTMLElement>(p ? "textarea" : "button")?.focus()
  }

  private draw(): void {
    const { say, lang } = this.means
    const p = this.now
    if (!p) return this.dom.replaceChildren(...(this.may ? [button(this.names.choose, () => void this.choose(), { class: "btn bare" })] : []))
    const frame = el("div", { class: "frame" })
    const ask = el("p", { class: "st wait", role: "status" }, say("alt_missing"))
    ask.hidden = !!p.alt?.trim()
    const write = (name: "alt" | "credit", input: HTMLInputElement | HTMLTextAreaElement): HTMLElement => {
      input.value = p[name] ?? ""
      input.dir = "auto"
      input.lang = lang
      input.readOnly = !this.may
      input.addEventListener("input", () => {
        this.put({ ...this.now, [name]: input.value }, false)
        ask.hidden = !!this.now?.alt?.trim()
      })
      return name === "alt" ? field(say("alt"), input, el("p", { class: "q" }, say("alt_help"))) : field(say("credit"), input)
    }
    const buttons = this.may && el("div", { class: "btns" }, button(say("picture_other"), () => void this.choose()), button(say("picture_remove"), () => this.put(null), { class: "btn bare" }))
    this.dom.replaceChildren(el("figure", { class: "pic" }, el("div", { class: "side" }, frame, ask), el("figcaption", { lang, dir: "auto" }, (p.caption ?? []).map((s) => s.t ?? "").join("")),
      el("div", { class: "ui about" }, write("alt", el("textarea", { rows: "2", required: true })), write("credit", el("input", { type: "text" })), buttons)))
    void this.pictures.look(p).catch(() => null).then((seen) => {
      if (this.now?.media !== p.media) return
      frame.replaceChildren(seen ? el("img", { src: seen.src, alt: p.alt ?? "" }) : el("p", { class: "q" }, say("picture_absent")), ...(seen?.note ? [el("p", { class: seen.stop ? "st stop" : "st" }, seen.note)] : []))
    })
  }
}
