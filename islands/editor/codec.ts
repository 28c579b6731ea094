// Between body.Doc and the ProseMirror document, without a loss either way.

import { Fragment, type Mark, type Node, type Schema } from "prosemirror-model"
import { newId, type Block, type Cell, type Doc, type Item, type MarkJSON, type Picture, type Span } from "./body"
import { cleanHref, cleanLang, cleanText } from "./clean"

/** toNodes makes the inline content of a text block. */
export function toInline(schema: Schema, spans: Span[] | undefined): Node[] {
  const out: Node[] = []
  for (const s of spans ?? []) {
    if (s.br) out.push(schema.nodes.break!.create())
    else if (s.note) out.push(schema.nodes.footnote!.create({ note: s.note }))
    else if (s.t) out.push(schema.text(s.t, s.m?.map((m) => schema.marks[m.type]!.create(m.type === "link" ? { href: m.href } : m.type === "lang" ? { lang: m.lang } : null))))
  }
  return out
}

/** toNode makes the node of one block. */
export function toNode(schema: Schema, b: Block): Node {
  const t = schema.nodes
  const line = (name: string, spans?: Span[], attrs?: object) => t[name]!.create(attrs ?? null, toInline(schema, spans))
  const inner = () => (b.blocks ?? []).map((c) => toNode(schema, c))
  const bid = b.id
  switch (b.type) {
    case "paragraph": return line("paragraph", b.text, { bid })
    case "heading": return line("heading", b.text, { bid, level: b.level })
    case "quote":
    case "pullquote":
      return t[b.type]!.create({ bid }, [...parts(b.text).map((p) => line("paragraph", p)), line("cite", b.cite)])
    case "list": return t.list!.create({ bid, ordered: !!b.ordered }, (b.items ?? []).map((i) => toItem(schema, i)))
    case "image": return line("image", b.pictures![0]!.caption, { bid, ...pictureAttrs(b.pictures![0]!) })
    case "gallery":
      return t.gallery!.create({ bid }, [...b.pictures!.map((p) => line("picture", p.caption, pictureAttrs(p))), line("legend", b.text)])
    case "embed": return line("embed", b.text, { bid, provider: b.embed!.provider, url: b.embed!.url, title: b.embed!.title ?? "" })
    case "table":
      return t.table!.create({ bid, header: !!b.header }, [line("caption", b.text), ...(b.rows ?? []).map((r) =>
        t.row!.create(null, r.map((c) => line("cell", c.text, { bid: c.id, head: !!c.head, cols: c.cols ?? 0, rows: c.rows ?? 0 }))))])
    case "question":
    case "box":
      return t[b.type]!.create({ bid }, [line("title", b.text), ...inner()])
    case "divider": return t.divider!.create({ bid })
    case "html": return t.html!.create({ bid, html: b.html ?? "" })
  }
}

function toItem(schema: Schema, i: Item): Node {
  const t = schema.nodes
  const content = [t.paragraph!.create(null, toInline(schema, i.text))]
  if (i.items?.length) content.push(t.list!.create({ ordered: !!i.ordered }, i.items.map((c) => toItem(schema, c))))
  return t.item!.create({ bid: i.id }, content)
}

/** toDocNode makes the document. A body without blocks has one empty paragraph to write in. */
export function toDocNode(schema: Schema, doc: Doc): Node {
  const blocks = doc.blocks.length ? doc.blocks : [{ id: newId(), type: "paragraph" } satisfies Block]
  return schema.nodes.doc!.create(null, blocks.map((b) => toNode(schema, b)))
}

const pictureAttrs = (p: Picture) => ({ media: p.media ?? "", source: p.source ?? "", alt: p.alt ?? "", credit: p.credit ?? "", link: p.link ?? "" })

/** parts cuts the words of a quotation into its paragraphs, which two breaks part. */
function parts(spans: Span[] | undefined): Span[][] {
  const out: Span[][] = [[]]
  const list = spans ?? []
  for (let i = 0; i < list.length; i++) {
    if (list[i]!.br && list[i + 1]?.br) {
      out.push([])
      i++
    } else out[out.length - 1]!.push(list[i]!)
  }
  return out
}

const kept = new WeakMap<Node, Block>()

/** fromNode gives the block of a node. The same node always gives the same object. */
export function fromNode(node: Node): Block {
  let b = kept.get(node)
  if (!b) kept.set(node, (b = readBlock(node)))
  return b
}

/** fromDocNode gives the body of a document. */
export function fromDocNode(doc: Node): Doc {
  const blocks: Block[] = []
  doc.forEach((n) => { blocks.push(fromNode(n)) })
  return { blocks }
}

function readBlock(n: Node): Block {
  const b: Block = { id: n.attrs.bid ?? "", type: n.type.name as Block["type"] }
  switch (b.type) {
    case "heading": b.level = n.attrs.level; break
    case "quote":
    case "pullquote": return readQuote(n, b)
    case "list":
      if (n.attrs.ordered) b.ordered = true
      b.items = children(n).map(readItem)
      return b
    case "image": b.pictures = [readPicture(n)]; return b
    case "gallery":
      b.pictures = children(n).filter((c) => c.type.name === "picture").map(readPicture)
      setText(b, fromInline(n.lastChild!.content))
      return orderKeys(b)
    case "embed":
      b.embed = { provider: n.attrs.provider, url: n.attrs.url }
      if (n.attrs.title) b.embed.title = cleanText(n.attrs.title)
      break
    case "table": return readTable(n, b)
    case "question":
    case "box": {
      setText(b, fromInline(n.firstChild!.content))
      const inner = children(n).slice(1).map(fromNode)
      if (inner.length) b.blocks = inner
      return b
    }
    case "html": b.html = n.attrs.html; return b
    case "divider": return b
  }
  setText(b, fromInline(n.content))
  return orderKeys(b)
}

function readQuote(n: Node, b: Block): Block {
  const text: Span[] = []
  n.forEach((c, _, i) => {
    if (c.type.name !== "paragraph") return
    if (i > 0) text.push({ br: true }, { br: true })
    text.push(...fromInline(c.content))
  })
  setText(b, text)
  const cite = fromInline(n.lastChild!.content)
  if (cite.length) b.cite = cite
  return b
}

function readItem(n: Node): Item {
  const i: Item = { id: n.attrs.bid ?? "" }
  const text = fromInline(n.firstChild!.content)
  if (text.length) i.text = text
  if (n.childCount > 1) {
    if (n.lastChild!.attrs.ordered) i.ordered = true
    i.items = children(n.lastChild!).map(readItem)
  }
  return i
}

function readPicture(n: Node): Picture {
  const p: Picture = {}
  if (n.attrs.media) p.media = n.attrs.media
  if (n.attrs.source) p.source = n.attrs.source
  const alt = cleanText(n.attrs.alt)
  if (alt) p.alt = alt
  const caption = fromInline(n.content)
  if (caption.length) p.caption = caption
  const credit = cleanText(n.attrs.credit)
  if (credit) p.credit = credit
  if (n.attrs.link) p.link = n.attrs.link
  return p
}

function readTable(n: Node, b: Block): Block {
  setText(b, fromInline(n.firstChild!.content))
  if (n.attrs.header) b.header = true
  b.rows = children(n).slice(1).map((row) => children(row).map((c) => {
    const cell: Cell = { id: c.attrs.bid ?? "" }
    const text = fromInline(c.content)
    if (text.length) cell.text = text
    if (c.attrs.head) cell.head = true
    if (c.attrs.cols > 1) cell.cols = c.attrs.cols
    if (c.attrs.rows > 1) cell.rows = c.attrs.rows
    return cell
  }))
  return b
}

function children(n: Node): Node[] {
  return [...n.children]
}

function setText(b: Block, spans: Span[]): void {
  if (spans.length) b.text = spans
}

/** orderKeys puts the keys in the order in which the server writes them. */
function orderKeys(b: Block): Block {
  const { id, type, level, text, ...rest } = b
  return { id, type, ...(level === undefined ? {} : { level }), ...(text ? { text } : {}), ...rest }
}

/** fromInline gives the spans of inline content: joined, clean, without empty ones. */
export function fromInline(content: Fragment): Span[] {
  const out: Span[] = []
  content.forEach((n) => {
    if (n.type.name === "break") out.push({ br: true })
    else if (n.type.name === "footnote") {
      if (n.attrs.note.length) out.push({ note: n.attrs.note })
    } else if (n.isText) pushText(out, cleanText(n.text!), readMarks(n.marks))
  })
  return out
}

function pushText(out: Span[], t: string, m: MarkJSON[] | undefined): void {
  if (!t) return
  const last = out[out.length - 1]
  if (last?.t !== undefined && JSON.stringify(last.m) === JSON.stringify(m)) {
    last.t = cleanText(last.t + t)
    return
  }
  out.push(m ? { t, m } : { t })
}

function readMarks(marks: readonly Mark[]): MarkJSON[] | undefined {
  const out: MarkJSON[] = []
  for (const m of marks) {
    const type = m.type.name as MarkJSON["type"]
    if (type === "link") {
      const href = cleanHref(m.attrs.href)
      if (href) out.push({ type, href })
    } else if (type === "lang") {
      const lang = cleanLang(m.attrs.lang)
      if (lang) out.push({ type, lang })
    } else out.push({ type })
  }
  return out.length ? out : undefined
}
