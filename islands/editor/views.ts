// How blocks that are more than words look while they are written: pictures, embeds, and
// mark-up that was brought along. Nothing is loaded from other sites.

import type { Node } from "prosemirror-model"
import type { EditorView, NodeView, NodeViewConstructor } from "prosemirror-view"
import { button, el, field, type Say } from "./parts"
import type { Picture, Span } from "./body"
import { swap } from "./commands"
import type { EmbedSites } from "./embeds"
import { setAttr } from "./attr"

/** PictureView is what the page knows of a picture. Src is an address of the desk. */
export interface PictureView {
  src: string
  width?: number
  height?: number
  focal?: { x: number; y: number } // parts of the width and height, 0 to 1
  note?: string // rights, expiry: a sentence
  stop?: boolean // the note stands in the way of publishing
}

/** Pictures is what the page does with pictures. */
export interface Pictures {
  look?: ((p: Picture) => Promise<PictureView | null>) | undefined
  pick?: (() => Promise<Picture | null>) | undefined
}

const fieldsOf = [["alt", "alt"], ["credit", "credit"], ["link", "picture_link"]] as const

/** views gives the node views. */
export function views(say: Say, lang: string, pictures: Pictures, sites: EmbedSites, openNote: (pos: number) => void): Record<string, NodeViewConstructor> {
  const picture: NodeViewConstructor = (node, view, getPos) => new PictureBlock(node, view, getPos, say, lang, pictures)
  return {
    image: picture,
    picture,
    embed: (node) => embedView(node, say, lang, sites),
    html: (node) => htmlView(node, say),
    footnote: (node, _, getPos) => noteView(node, getPos, say, openNote),
  }
}

const attrsOf = (n: Node): Picture => ({ media: n.attrs.media, source: n.attrs.source, alt: n.attrs.alt, credit: n.attrs.credit, link: n.attrs.link })

class PictureBlock implements NodeView {
  readonly dom: HTMLElement
  readonly contentDOM: HTMLElement
  private readonly frame = el("div", { class: "frame" })
  private readonly ask: HTMLElement
  private readonly inputs = new Map<string, HTMLInputElement | HTMLTextAreaElement>()

  constructor(private node: Node, private readonly view: EditorView, private readonly getPos: () => number | undefined, private readonly say: Say, lang: string, private readonly pictures: Pictures) {
    this.ask = el("p", { class: "st wait", role: "status" }, say("alt_missing"))
    const fields = el("div", { class: "ui about" }, ...fieldsOf.map(([name, label]) => this.field(name, say(label), lang)), this.buttons())
    const side = el("div", { class: "side" }, this.frame, this.ask)
    side.contentEditable = "false"
    fields.contentEditable = "false"
    this.contentDOM = el("figcaption", { dir: "auto", lang, "data-ph": say("caption") })
    this.dom = el("figure", { class: "pic" }, side, this.contentDOM, fields)
    this.draw(true)
  }

  private field(name: "alt" | "credit" | "link", label: string, lang: string): HTMLElement {
    const input = name === "alt" ? el("textarea", { rows: "2" }) : el("input", { type: "text" })
    input.setAttribute("dir", name === "link" ? "ltr" : "auto")
    if (name !== "link") input.lang = lang
    input.addEventListener("input", () => {
      const pos = this.getPos()
      if (pos !== undefined) this.view.dispatch(setAttr(this.view.state.tr, pos, name, input.value))
    })
    this.inputs.set(name, input)
    return name === "alt" ? field(label, input, el("p", { class: "q" }, this.say("alt_help"))) : field(label, input)
  }

  private buttons(): HTMLElement {
    const { pick } = this.pictures
    const row = el("div", { class: "btns" },
      pick && button(this.say("picture_other"), () => void this.replace(pick)),
      this.node.type.name === "picture" && button(this.say("earlier"), () => this.order(-1), { class: "btn bare" }),
      this.node.type.name === "picture" && button(this.say("later"), () => this.order(1), { class: "btn bare" }),
      button(this.say("picture_remove"), () => this.remove(), { class: "btn bare" }))
    return row
  }

  private order(by: -1 | 1): void {
    const pos = this.getPos()
    if (pos === undefined) return
    const tr = swap(this.view.state, pos, by)
    if (tr) this.view.dispatch(tr)
  }

  private async replace(pick: () => Promise<Picture | null>): Promise<void> {
    const p = await pick()
    const pos = this.getPos()
    if (!p || pos === undefined) return
    const { bid, alt, credit, link } = this.node.attrs
    this.view.dispatch(this.view.state.tr.setNodeMarkup(pos, null, {
      ...(bid === undefined ? {} : { bid }), media: p.media ?? "", source: p.source ?? "", alt: p.alt ?? alt, credit: p.credit ?? credit, link: p.link ?? link,
    }))
  }

  private remove(): void {
    const pos = this.getPos()
    if (pos === undefined) return
    const { state } = this.view
    const $pos = state.doc.resolve(pos)
    const whole = this.node.type.name === "picture" && $pos.parent.childCount === 2
    const [from, to] = whole ? [$pos.before(), $pos.after()] : [pos, pos + this.node.nodeSize]
    const tr = state.tr
    if (from === 0 && to === state.doc.content.size) tr.replaceWith(from, to, state.schema.nodes.paragraph!.create())
    else tr.delete(from, to)
    this.view.dispatch(tr)
    this.view.focus()
  }

  private draw(first: boolean): void {
    const { node } = this
    if (node.attrs.bid) this.dom.setAttribute("data-bid", node.attrs.bid)
    for (const [name, input] of this.inputs) if (input.value !== node.attrs[name]) input.value = node.attrs[name]
    const bare = !node.attrs.alt.trim()
    this.ask.hidden = !bare
    this.dom.classList.toggle("asks", bare)
    this.inputs.get("alt")!.setAttribute("aria-invalid", String(bare))
    this.inputs.get("alt")!.required = true
    if (first) void this.load()
  }

  private async load(): Promise<void> {
    const { media, source } = this.node.attrs
    const seen = await this.pictures.look?.(attrsOf(this.node)).catch(() => null)
    if (media !== this.node.attrs.media || source !== this.node.attrs.source) return
    if (!seen) {
      const words = source ? this.say("picture_elsewhere", { host: hostOf(source) }) : this.say("picture_absent")
      this.frame.replaceChildren(el("p", { class: "q" }, words))
      return
    }
    const img = el("img", { src: seen.src, alt: this.node.attrs.alt, draggable: "false", ...(seen.width ? { width: String(seen.width), height: String(seen.height) } : {}) })
    const dot = seen.focal && el("span", { class: "focal", title: this.say("focal") })
    if (dot && seen.focal) {
      dot.style.setProperty("inset-inline-start", `${seen.focal.x * 100}%`)
      dot.style.setProperty("inset-block-start", `${seen.focal.y * 100}%`)
    }
    this.frame.replaceChildren(...[img, dot, seen.note && el("p", { class: seen.stop ? "st stop" : "st" }, seen.note)].filter((n) => !!n))
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false
    const other = node.attrs.media !== this.node.attrs.media || node.attrs.source !== this.node.attrs.source
    this.node = node
    this.draw(other)
    return true
  }

  stopEvent(event: Event): boolean {
    const target = event.target as HTMLElement
    return !this.contentDOM.contains(target) && target !== this.dom && target.closest(".about, .side") !== null && !/^(drag|drop)/.test(event.type)
  }

  ignoreMutation(m: { target: globalThis.Node; type: string }): boolean {
    return m.type !== "selection" && !this.contentDOM.contains(m.target)
  }

  selectNode(): void {
    this.dom.classList.add("ProseMirror-selectednode")
  }

  deselectNode(): void {
    this.dom.classList.remove("ProseMirror-selectednode")
  }
}

const hostOf = (address: string) => /^https?:\/\/([^/?#]+)/.exec(address)?.[1] ?? address

function embedView(node: Node, say: Say, lang: string, sites: EmbedSites): NodeView {
  const name = el("b")
  const what = el("span", { class: "q" })
  const address = el("span", { class: "q addr", dir: "ltr" })
  const head = el("div", { class: "ui head" }, name, what, address)
  head.contentEditable = "false"
  const contentDOM = el("figcaption", { dir: "auto", lang, "data-ph": say("caption") })
  const dom = el("figure", { class: "emb" }, head, contentDOM)
  const draw = (n: Node) => {
    if (n.attrs.bid) dom.setAttribute("data-bid", n.attrs.bid)
    const site = sites.providers.find((p) => p.key === n.attrs.provider)
    name.textContent = n.attrs.title || (site?.name ?? n.attrs.provider)
    what.textContent = say("embed_" + (site?.kind ?? "page"))
    address.textContent = n.attrs.url
  }
  draw(node)
  return {
    dom, contentDOM,
    update(n) {
      if (n.type !== node.type) return false
      draw(n)
      return true
    },
    ignoreMutation: (m) => m.type !== "selection" && !contentDOM.contains(m.target),
  }
}

const marks: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: "\"", nbsp: "\u00a0", "#34": "\"", "#39": "'" }

/** htmlView shows the words of mark-up, never the mark-up itself. */
function htmlView(node: Node, say: Say): NodeView {
  const words = el("p", { class: "words", dir: "auto" })
  const dom = el("div", { class: "raw" }, el("p", { class: "ui q" }, say("html_block")), words)
  const draw = (n: Node) => {
    if (n.attrs.bid) dom.setAttribute("data-bid", n.attrs.bid)
    const text = String(n.attrs.html).replace(/<[^>]*>/g, " ").replace(/&(#?\w+);/g, (all, k: string) => marks[k] ?? all)
    words.textContent = text.replace(/\s+/g, " ").trim()
  }
  draw(node)
  return {
    dom,
    update(n) {
      if (n.type !== node.type) return false
      draw(n)
      return true
    },
    ignoreMutation: () => true,
  }
}

/** noteView shows a footnote as its number, which the style sheet counts. */
function noteView(node: Node, getPos: () => number | undefined, say: Say, open: (pos: number) => void): NodeView {
  const dom = el("sup", { class: "fn", role: "button", tabindex: "-1" })
  const draw = (n: Node) => {
    const words = (n.attrs.note as Span[]).map((s) => s.t ?? " ").join("")
    dom.setAttribute("aria-label", `${say("note")}: ${words}`)
    dom.title = words
  }
  draw(node)
  dom.addEventListener("click", () => {
    const pos = getPos()
    if (pos !== undefined) open(pos)
  })
  return {
    dom,
    update(n) {
      if (n.type !== node.type) return false
      draw(n)
      return true
    },
    ignoreMutation: () => true,
  }
}
