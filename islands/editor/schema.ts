// The schema: body.Doc as a ProseMirror document.
//
// A block with parts (a quotation and who said it, a list, a table) is a node with the
// parts as text blocks in it. Paragraphs that only shape the inside of a quotation or of
// an item have no id: see bears.

import { Fragment, Schema, type Node, type NodeSpec, type MarkSpec, type DOMOutputSpec, type Attrs } from "prosemirror-model"
import { cleanHref, cleanLang } from "./clean"
import { validId, type MarkJSON } from "./body"
import { fromInline, toInline } from "./codec"

const bid = { bid: { default: null } }

const idOf = (dom: HTMLElement) => {
  const id = dom.getAttribute("data-bid")
  return validId(id) ? id : null
}

/** emptyPicture holds the attributes of a picture of which nothing is known. */
const picture = { media: { default: "" }, source: { default: "" }, alt: { default: "" }, credit: { default: "" }, link: { default: "" } }

function pictureOf(dom: HTMLElement): Attrs | false {
  try {
    const p = JSON.parse(dom.getAttribute("data-picture") ?? "")
    const s = (v: unknown) => (typeof v === "string" ? v : "")
    const media = /^[0-9a-z]{1,64}$/i.test(s(p.media)) ? p.media : ""
    const source = /^(https?:|\/)/.test(cleanHref(s(p.source))) ? cleanHref(s(p.source)) : ""
    if (!media && !source) return false
    return { bid: idOf(dom), media, source, alt: s(p.alt), credit: s(p.credit), link: cleanHref(s(p.link)) }
  } catch {
    return false
  }
}

const pictureData = (n: Node) =>
  JSON.stringify({ media: n.attrs.media, source: n.attrs.source, alt: n.attrs.alt, credit: n.attrs.credit, link: n.attrs.link })

/** noteOf reads a footnote that was copied from one of our own texts. */
function noteOf(dom: HTMLElement): Attrs | false {
  try {
    const raw: unknown = JSON.parse(dom.getAttribute("data-note") ?? "")
    if (!Array.isArray(raw)) return false
    const known = raw.map((s) => ({
      ...(typeof s?.t === "string" ? { t: s.t } : {}), ...(s?.br === true ? { br: true } : {}),
      ...(Array.isArray(s?.m) ? { m: s.m.filter((m: { type?: string }) => Object.hasOwn(marks, String(m?.type))).map((m: MarkJSON) => ({ type: m.type, href: String(m.href ?? ""), lang: String(m.lang ?? "") })) } : {}),
    }))
    const note = fromInline(Fragment.from(toInline(noteSchema, known)))
    return note.length ? { note } : false
  } catch {
    return false
  }
}

const marks: Record<string, MarkSpec> = {
  link: {
    attrs: { href: {} },
    inclusive: false,
    parseDOM: [{ tag: "a[href]", getAttrs: (d) => { const href = cleanHref(d.getAttribute("href") ?? ""); return href ? { href } : false } }],
    toDOM: (m) => ["a", { href: m.attrs.href, rel: "noopener noreferrer" }, 0],
  },
  lang: {
    attrs: { lang: {} },
    parseDOM: [{ tag: "span[lang]", getAttrs: (d) => { const lang = cleanLang(d.getAttribute("lang") ?? ""); return lang && d.hasAttribute("data-lang") ? { lang } : false } }],
    toDOM: (m) => ["span", { lang: m.attrs.lang, "data-lang": "", dir: "auto" }, 0],
  },
  strong: {
    parseDOM: [
      { tag: "strong" },
      { tag: "b", getAttrs: (d) => d.style.fontWeight !== "normal" && d.style.fontWeight !== "400" && null },
      { style: "font-weight", getAttrs: (v) => /^(bold(er)?|[6-9]\d{2})$/.test(v as string) && null },
      { style: "font-weight=400", clearMark: (m) => m.type.name === "strong" },
      { style: "font-weight=normal", clearMark: (m) => m.type.name === "strong" },
    ],
    toDOM: () => ["strong", 0],
  },
  em: {
    parseDOM: [{ tag: "i" }, { tag: "em" }, { style: "font-style=italic" }, { style: "font-style=normal", clearMark: (m) => m.type.name === "em" }],
    toDOM: () => ["em", 0],
  },
  sub: { parseDOM: [{ tag: "sub" }, { style: "vertical-align=sub" }], toDOM: () => ["sub", 0] },
  sup: { parseDOM: [{ tag: "sup" }, { style: "vertical-align=super" }], toDOM: () => ["sup", 0] },
  code: { parseDOM: [{ tag: "code" }], toDOM: () => ["code", 0] },
}

/** Placeholders are what empty parts of a block show: the sentences of the desk. */
export interface Placeholders {
  cite: string
  caption: string
  title: string
  question: string
}

/** makeSchema makes the schema for texts in lang. */
export function makeSchema(lang: string, ph: Placeholders): Schema {
  const base = (n: Node): Record<string, string> => {
    const out: Record<string, string> = { dir: "auto", lang }
    if (n.attrs.bid) out["data-bid"] = n.attrs.bid
    return out
  }
  const own = (tag: string, more?: (n: Node) => Record<string, string>) => (n: Node): DOMOutputSpec => [tag, { ...base(n), ...more?.(n) }, 0]
  const nodes: Record<string, NodeSpec> = {
    doc: { content: "block+" },
    paragraph: {
      content: "inline*", group: "block inner", attrs: bid,
      parseDOM: [{ tag: "p", getAttrs: (d) => ({ bid: idOf(d) }) }],
      toDOM: own("p"),
    },
    heading: {
      content: "inline*", group: "block inner", attrs: { ...bid, level: { default: 2 } }, defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map((n) => ({ tag: "h" + n, getAttrs: (d: HTMLElement) => ({ bid: idOf(d), level: Math.min(4, Math.max(2, n)) }) })),
      toDOM: (n) => ["h" + n.attrs.level, base(n), 0],
    },
    quote: {
      content: "paragraph+ cite", group: "block inner", attrs: bid, defining: true,
      parseDOM: [{ tag: "blockquote", getAttrs: (d) => ({ bid: idOf(d) }) }],
      toDOM: own("blockquote"),
    },
    pullquote: {
      content: "paragraph+ cite", group: "block", attrs: bid, defining: true,
      parseDOM: [{ tag: "blockquote.pull", priority: 60, getAttrs: (d) => ({ bid: idOf(d) }) }],
      toDOM: own("blockquote", () => ({ class: "pull" })),
    },
    cite: {
      content: "inline*", defining: true,
      parseDOM: [{ tag: "footer.cite" }],
      toDOM: (n) => ["footer", { class: "cite", dir: "auto", lang: base(n).lang!, "data-ph": ph.cite }, 0],
    },
    list: {
      content: "item+", group: "block inner", attrs: { ...bid, ordered: { default: false } },
      parseDOM: [
        { tag: "ul", getAttrs: (d) => ({ bid: idOf(d), ordered: false }) },
        { tag: "ol", getAttrs: (d) => ({ bid: idOf(d), ordered: true }) },
      ],
      toDOM: (n) => [n.attrs.ordered ? "ol" : "ul", base(n), 0],
    },
    item: {
      content: "paragraph list?", attrs: bid, defining: true,
      parseDOM: [{ tag: "li", getAttrs: (d) => ({ bid: idOf(d) }) }],
      toDOM: own("li"),
    },
    image: {
      content: "inline*", group: "block inner", attrs: { ...bid, ...picture }, isolating: true, defining: true, draggable: true,
      parseDOM: [{ tag: "figure[data-picture]", getAttrs: pictureOf }],
      toDOM: (n) => ["figure", { ...base(n), "data-picture": pictureData(n) }, ["figcaption", 0]],
    },
    gallery: {
      content: "picture+ legend", group: "block", attrs: bid, isolating: true, defining: true, draggable: true,
      parseDOM: [{ tag: "div.gallery", getAttrs: (d) => ({ bid: idOf(d) }) }],
      toDOM: own("div", () => ({ class: "gallery" })),
    },
    picture: {
      content: "inline*", attrs: picture, isolating: true, defining: true,
      parseDOM: [{ tag: "figure[data-picture]", context: "gallery/", priority: 60, getAttrs: pictureOf }],
      toDOM: (n) => ["figure", { "data-picture": pictureData(n) }, ["figcaption", 0]],
    },
    legend: {
      content: "inline*", defining: true, isolating: true,
      parseDOM: [{ tag: "p.caption", priority: 60 }],
      toDOM: (n) => ["p", { class: "caption", dir: "auto", lang: base(n).lang!, "data-ph": ph.caption }, 0],
    },
    caption: {
      content: "inline*", defining: true, isolating: true,
      parseDOM: [{ tag: "caption" }],
      toDOM: (n) => ["caption", { class: "caption", dir: "auto", lang: base(n).lang!, "data-ph": ph.caption }, 0],
    },
    embed: {
      content: "inline*", group: "block", attrs: { ...bid, provider: { default: "" }, url: { default: "" }, title: { default: "" } },
      isolating: true, defining: true, draggable: true,
      parseDOM: [{
        tag: "figure[data-embed]",
        getAttrs: (d) => ({ bid: idOf(d), provider: d.dataset.provider ?? "", url: d.dataset.embed ?? "", title: d.dataset.title ?? "" }),
      }],
      toDOM: (n) => ["figure", { ...base(n), "data-embed": n.attrs.url, "data-provider": n.attrs.provider, "data-title": n.attrs.title }, ["figcaption", 0]],
    },
    table: {
      content: "caption row+", group: "block inner", attrs: { ...bid, header: { default: false } }, isolating: true,
      parseDOM: [{ tag: "table", getAttrs: (d) => ({ bid: idOf(d), header: d.hasAttribute("data-header") }) }],
      toDOM: (n) => ["table", { ...base(n), ...(n.attrs.header ? { "data-header": "" } : {}) }, 0],
    },
    row: { content: "cell+", parseDOM: [{ tag: "tr" }], toDOM: () => ["tr", 0] },
    cell: {
      content: "inline*", isolating: true,
      attrs: { ...bid, head: { default: false }, cols: { default: 0 }, rows: { default: 0 } },
      parseDOM: [
        { tag: "td", getAttrs: (d) => cellOf(d, false) },
        { tag: "th", getAttrs: (d) => cellOf(d, d.getAttribute("scope") === "row") },
      ],
      toDOM: (n) => [n.attrs.head ? "th" : "td", {
        ...base(n), ...(n.attrs.head ? { scope: "row" } : {}),
        ...(n.attrs.cols ? { colspan: String(n.attrs.cols) } : {}), ...(n.attrs.rows ? { rowspan: String(n.attrs.rows) } : {}),
      }, 0],
    },
    title: {
      content: "inline*", defining: true,
      parseDOM: [{ tag: "p.title", priority: 60 }],
      toDOM: (n) => ["p", { class: "title", dir: "auto", lang: base(n).lang!, "data-ph": ph.title, "data-ph-question": ph.question }, 0],
    },
    question: {
      content: "title inner*", group: "block", attrs: bid, defining: true, isolating: true,
      parseDOM: [{ tag: "section.question", getAttrs: (d) => ({ bid: idOf(d) }) }],
      toDOM: own("section", () => ({ class: "question" })),
    },
    box: {
      content: "title inner*", group: "block", attrs: bid, defining: true, isolating: true,
      parseDOM: [{ tag: "section.box", getAttrs: (d) => ({ bid: idOf(d) }) }],
      toDOM: own("section", () => ({ class: "box" })),
    },
    divider: {
      group: "block inner", attrs: bid,
      parseDOM: [{ tag: "hr", getAttrs: (d) => ({ bid: idOf(d) }) }],
      toDOM: (n) => ["hr", base(n)],
    },
    html: {
      group: "block", attrs: { ...bid, html: { default: "" } }, atom: true, draggable: true,
      parseDOM: [{ tag: "div[data-html]", getAttrs: (d) => ({ bid: idOf(d), html: d.dataset.html ?? "" }) }],
      toDOM: (n) => ["div", { ...base(n), "data-html": n.attrs.html }],
    },
    text: { group: "inline" },
    break: {
      group: "inline", inline: true, selectable: false, linebreakReplacement: true, leafText: () => "\n",
      parseDOM: [{ tag: "br" }],
      toDOM: () => ["br"],
    },
    footnote: {
      group: "inline", inline: true, atom: true, attrs: { note: { default: [] } },
      parseDOM: [{ tag: "span[data-note]", priority: 60, getAttrs: noteOf }],
      toDOM: (n) => ["span", { "data-note": JSON.stringify(n.attrs.note) }],
    },
  }
  return new Schema({ nodes, marks })
}

function cellOf(d: HTMLElement, head: boolean): Attrs {
  const span = (name: string) => {
    const n = Number(d.getAttribute(name))
    return Number.isInteger(n) && n > 1 && n <= 100 ? n : 0
  }
  return { bid: idOf(d), head, cols: span("colspan"), rows: span("rowspan") }
}

/** bears says whether a node of this type carries an id when it stands in parent. */
export function bears(node: Node, parent: Node): boolean {
  if (!("bid" in node.attrs)) return false
  switch (parent.type.name) {
    case "item":
    case "quote":
    case "pullquote":
      return false
  }
  return true
}

/** noteSchema is the schema of a footnote's own words. */
export const noteSchema = new Schema({
  nodes: {
    doc: { content: "inline*" },
    text: { group: "inline" },
    break: { group: "inline", inline: true, selectable: false, linebreakReplacement: true, leafText: () => "\n", parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  },
  marks,
})
