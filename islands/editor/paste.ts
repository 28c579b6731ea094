// What is pasted from elsewhere, cleaned: from Word, Google Docs, web pages, messengers and
// plain text. All words are kept; what only looks is dropped.
//
// The mark-up comes parsed in a document of its own, in which nothing runs or loads.

import type { DOMParser, ParseOptions } from "prosemirror-model"
import { Fragment, Slice, type Node as PMNode, type ResolvedPos } from "prosemirror-model"
import { DOMParser as Parser } from "prosemirror-model"
import { cleanHref, cleanText } from "./clean"
import { fromInline } from "./codec"
import type { Embeds } from "./embeds"
import { noteSchema } from "./schema"

/** cleaner makes a parser of the clipboard that cleans before it reads. */
export function cleaner(base: DOMParser, embeds?: Embeds): DOMParser {
  const clean = Object.create(base) as DOMParser
  clean.parseSlice = (dom, options?: ParseOptions) => {
    const root = dom as HTMLElement
    // Our own clipboard is left alone: what it has is how deep it is open.
    if (!root.querySelector("[data-pm-slice]")) tidy(root, embeds)
    return base.parseSlice(dom, options)
  }
  return clean
}

const dropped = "script,style,meta,title,link,base,object,embed,applet,button,nav,noscript,template,select,input,textarea,datalist,svg,math,audio,video,canvas,dialog,[hidden],head"

/** tidy cleans root in place. */
export function tidy(root: HTMLElement, embeds?: Embeds): void {
  const word = isWord(root)
  uncomment(root)
  frames(root, embeds)
  for (const e of root.querySelectorAll(dropped)) e.remove()
  for (const e of [...root.querySelectorAll<HTMLElement>("[style]")]) if (hidden(e)) e.remove()
  notes(root)
  if (word) fromWord(root)
  fromDocs(root)
  pictures(root)
  links(root)
  tables(root)
  lists(root)
  blocks(root)
  words(root)
  empties(root)
}

const isWord = (root: HTMLElement) => root.querySelector("[class*=Mso],[style*=mso-],o\\:p") !== null

const rawStyle = (e: Element) => (e.getAttribute("style") ?? "").toLowerCase().replace(/\s*([:;])\s*/g, "$1")

function hidden(e: HTMLElement): boolean {
  const style = rawStyle(e)
  return /(^|;)(display:none|visibility:hidden|mso-hide:(all|screen))/.test(style)
}

function uncomment(root: HTMLElement): void {
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_COMMENT | NodeFilter.SHOW_PROCESSING_INSTRUCTION)
  const found: Node[] = []
  while (walker.nextNode()) found.push(walker.currentNode)
  for (const n of found) (n as ChildNode).remove()
}

/** frames turns frames of known sites into embeds; all others go. */
function frames(root: HTMLElement, embeds?: Embeds): void {
  for (const f of root.querySelectorAll("iframe,frame")) {
    const m = embeds?.match(f.getAttribute("src") ?? f.getAttribute("data-src") ?? "")
    if (!m) {
      f.remove()
      continue
    }
    const figure = root.ownerDocument.createElement("figure")
    figure.dataset.embed = m.url
    figure.dataset.provider = m.provider
    f.replaceWith(figure)
  }
}

function unwrap(e: Element): void {
  e.replaceWith(...e.childNodes)
}

function rename(e: Element, tag: string): HTMLElement {
  const out = e.ownerDocument.createElement(tag)
  out.append(...e.childNodes)
  e.replaceWith(out)
  return out
}

/** notes makes footnotes of the links to notes at the end, as Word and Google Docs write them. */
function notes(root: HTMLElement): void {
  const parser = Parser.fromSchema(noteSchema)
  for (const ref of [...root.querySelectorAll<HTMLAnchorElement>("a[href*='#_ftn'],a[href*='#_edn'],a[href*='#ftnt'],a[href*='#cmnt']")]) {
    const name = ref.getAttribute("href")!.split("#")[1]!
    if (/ref\d*$|_ref/.test(name)) continue
    const back = root.querySelector(`a[name="${CSS.escape(name)}"],a[id="${CSS.escape(name)}"]`)
    const home = back?.closest("div[id],div[style*=mso-element],p,li") ?? null
    if (!back || !home || home.contains(ref)) continue
    back.remove()
    const spans = fromInline(parser.parse(home).content)
    while (spans[0]?.t !== undefined && !(spans[0].t = spans[0].t.replace(/^[\s\u00a0]+/, ""))) spans.shift()
    home.remove()
    if (!spans.length) continue
    const note = root.ownerDocument.createElement("span")
    note.dataset.note = JSON.stringify(spans)
    const lifted = ref.closest("sup,span.MsoFootnoteReference,span.MsoEndnoteReference")
    ;(lifted && lifted.textContent === ref.textContent ? lifted : ref).replaceWith(note)
  }
  for (const d of root.querySelectorAll("div[style*='mso-element:footnote-list'],div[style*='mso-element:endnote-list']")) if (!d.textContent?.trim()) d.remove()
}

/** fromWord makes lists of Word's numbered paragraphs and drops what Word puts around. */
function fromWord(root: HTMLElement): void {
  for (const e of root.querySelectorAll("[style*='mso-list:Ignore' i],[style*='mso-list: Ignore' i]")) {
    const p = e.closest("p,h1,h2,h3,h4,h5,h6,div")
    if (p && !p.hasAttribute("data-sign")) p.setAttribute("data-sign", e.textContent?.trim() ?? "")
    e.remove()
  }
  for (const e of [...root.querySelectorAll("*")]) {
    if (!e.tagName.includes(":")) continue
    if (/^(v|w):/i.test(e.tagName) && !e.querySelector("img")) e.remove()
    else unwrap(e)
  }
  for (const a of [...root.querySelectorAll("a:not([href])")]) unwrap(a)
  const open: HTMLElement[] = []
  for (const p of [...root.querySelectorAll<HTMLElement>("p,h1,h2,h3,h4,h5,h6")]) {
    const level = Number(/mso-list:\s*l\d+ level(\d)/i.exec(p.getAttribute("style") ?? "")?.[1] ?? 0)
    if (!level || !p.hasAttribute("data-sign")) {
      if (p.textContent?.trim()) open.length = 0
      continue
    }
    if (open.length && !follows(open[0]!, p)) open.length = 0
    const ordered = /^[(]?([\divxlc]+|[a-zа-яա-ֆა-ჰ])[.)]/i.test(p.getAttribute("data-sign")!)
    intoList(open, p, Math.min(level, open.length + 1, 4), ordered)
  }
}

/** follows says whether nothing but space stands between a list and a paragraph. */
function follows(list: Element, p: Element): boolean {
  let n: Node | null = p.previousSibling
  while (n && n !== list && !n.textContent?.trim() && !(n as Element).querySelector?.("img")) n = n.previousSibling
  return n === list
}

function intoList(open: HTMLElement[], p: HTMLElement, level: number, ordered: boolean): void {
  const doc = p.ownerDocument
  const li = doc.createElement("li")
  open.length = Math.min(open.length, level)
  if (open.length < level) {
    const list = doc.createElement(ordered ? "ol" : "ul")
    const above = open[open.length - 1]
    if (above) (above.lastElementChild ?? above).append(list)
    else p.before(list)
    open.push(list)
  }
  open[level - 1]!.append(li)
  li.append(...p.childNodes)
  p.remove()
}

/** fromDocs takes away the wrapper of Google Docs, which is not bold. */
function fromDocs(root: HTMLElement): void {
  for (const b of [...root.querySelectorAll<HTMLElement>("b[style],b[id^=docs-internal-guid]")]) if (b.id.startsWith("docs-") || /(^|;)font-weight:(normal|400)/.test(rawStyle(b))) unwrap(b)
  for (const br of [...root.querySelectorAll("br")]) if (br.className === "Apple-interchange-newline" || (edge(br, "previousSibling") && edge(br, "nextSibling"))) br.remove()
  for (const s of [...root.querySelectorAll<HTMLElement>(":is(h1,h2,h3,h4,h5,h6) :is(b,strong)")]) unwrap(s)
  for (const s of root.querySelectorAll<HTMLElement>(":is(h1,h2,h3,h4,h5,h6), :is(h1,h2,h3,h4,h5,h6) *")) s.style.removeProperty("font-weight")
}

/** edge says whether a break has a block, or nothing, on one side. */
function edge(br: Element, side: "previousSibling" | "nextSibling"): boolean {
  let n = br[side]
  while (n && (n.nodeName === "BR" || (n.nodeType === 3 && !n.textContent?.trim()))) n = n[side]
  return n ? n instanceof Element && n.matches(blockTags) : !br.parentElement!.matches("p,li,td,th,span,h1,h2,h3,h4,h5,h6")
}

/** pictures keeps pictures with an address on the web. Small ones are signs: their words stay. */
function pictures(root: HTMLElement): void {
  for (const img of [...root.querySelectorAll("img")]) {
    const source = cleanHref(img.getAttribute("src") ?? "") || cleanHref(img.getAttribute("data-src") ?? "")
    const alt = img.getAttribute("alt") ?? ""
    const size = Math.max(Number(img.getAttribute("width") ?? 99), Number(img.getAttribute("height") ?? 99))
    if (!/^https?:/.test(source) || size <= 48) {
      img.replaceWith(/^\p{Extended_Pictographic}/u.test(alt) ? alt : "")
      continue
    }
    const figure = root.ownerDocument.createElement("figure")
    figure.dataset.picture = JSON.stringify({ source, alt: cleanText(alt) })
    const old = img.closest("figure")
    const caption = old?.querySelectorAll("img").length === 1 ? old.querySelector("figcaption") : null
    if (caption) {
      const c = root.ownerDocument.createElement("figcaption")
      c.append(...caption.childNodes)
      figure.append(c)
      old!.replaceWith(figure)
      continue
    }
    const link = img.closest("a")
    if (link && !link.textContent?.trim()) link.replaceWith(figure)
    else img.replaceWith(figure)
  }
}

const trackers = /^(utm_\w+|fbclid|gclid|yclid|mc_eid|igshid|ysclid)$/i

/** links leads links where they really lead, without what follows the reader. */
export function cleanLink(raw: string): string {
  const href = cleanHref(raw)
  if (!/^https?:/.test(href)) return href.startsWith("mailto:") || href.startsWith("tel:") ? href : ""
  try {
    const u = new URL(href)
    if (/^(www\.)?google\.[a-z.]+$/.test(u.hostname) && u.pathname === "/url") {
      const to = u.searchParams.get("q") ?? u.searchParams.get("url")
      if (to && /^https?:/.test(to)) return cleanLink(to)
    }
    const extra = [...u.searchParams.keys()].filter((k) => trackers.test(k))
    if (!extra.length) return href
    for (const k of extra) u.searchParams.delete(k)
    return cleanHref(u.href)
  } catch {
    return ""
  }
}

function links(root: HTMLElement): void {
  for (const a of [...root.querySelectorAll("a")]) {
    const href = cleanLink(a.getAttribute("href") ?? "")
    if (!href || a.querySelector("[data-note]")) unwrap(a)
    else a.setAttribute("href", href)
  }
}

const blockTags = "p,div,section,article,aside,header,footer,main,figure,blockquote,ul,ol,dl,dt,dd,h1,h2,h3,h4,h5,h6,pre,table,hr,address,form,fieldset,center,details,summary,figcaption"

/** inlined makes one line of the blocks in e, parted by breaks. */
function inlined(e: Element): void {
  for (const b of [...e.querySelectorAll(blockTags)]) {
    if (b.matches("figure")) continue
    const br = () => e.ownerDocument.createElement("br")
    if (b.nextSibling && hasWords(b)) b.after(br())
    if (b.previousSibling && !(b.previousSibling instanceof Element && b.previousSibling.tagName === "BR")) {
      if (b.previousSibling.textContent?.trim()) b.before(br())
    }
    unwrap(b)
  }
  while (e.lastChild && (e.lastChild.nodeName === "BR" || (e.lastChild.nodeType === 3 && !e.lastChild.textContent?.trim()))) e.lastChild.remove()
}

const hasWords = (e: Element) => !!e.textContent?.trim() || e.querySelector("img,figure,[data-note],hr") !== null

/** tables keeps tables of rows and columns; one that only places things is taken apart. */
function tables(root: HTMLElement): void {
  for (const t of [...root.querySelectorAll("table")].reverse()) {
    const rows = [...t.querySelectorAll("tr")]
    const wide = Math.max(0, ...rows.map((r) => r.cells.length))
    const cells = [...t.querySelectorAll("td,th")]
    const layout = rows.length < 2 || wide < 2 || t.getAttribute("role") === "presentation"
      || cells.some((c) => c.querySelector("table,figure,h1,h2,h3,hr") || c.querySelectorAll("p").length > 4)
    if (layout) {
      for (const c of cells) rename(c, "div")
      for (const e of [...t.querySelectorAll("thead,tbody,tfoot,tr,colgroup,caption")]) e.tagName === "CAPTION" ? rename(e, "div") : unwrap(e)
      unwrap(t)
      continue
    }
    for (const e of [...t.querySelectorAll("colgroup,col")]) e.remove()
    if (!t.caption) t.prepend(root.ownerDocument.createElement("caption"))
    for (const c of [...cells, ...t.querySelectorAll("caption")]) inlined(c)
    if (rows[0]!.cells.length && [...rows[0]!.cells].every((c) => c.tagName === "TH" && c.getAttribute("scope") !== "row")) t.setAttribute("data-header", "")
    rows.slice(1).forEach((r) => [...r.cells].forEach((c) => { if (c.tagName === "TH") c.setAttribute("scope", "row") }))
    for (const r of rows) if (!r.cells.length) r.remove()
  }
}

/** lists gives each item one line and at most one list below it. */
function lists(root: HTMLElement): void {
  for (const l of [...root.querySelectorAll(":is(ul,ol) > :is(ul,ol)")]) {
    const before = l.previousElementSibling
    if (before?.tagName === "LI") before.append(l)
    else {
      const li = root.ownerDocument.createElement("li")
      l.before(li)
      li.append(l)
    }
  }
  for (const l of root.querySelectorAll("ul,ol")) {
    for (const n of [...l.childNodes]) {
      if (n.nodeName === "LI") continue
      if (!n.textContent?.trim() && !(n instanceof Element && hasWords(n))) n.remove()
      else {
        const li = root.ownerDocument.createElement("li")
        n.before(li)
        li.append(n)
      }
    }
    if (!l.firstChild) l.remove()
  }
  for (const li of [...root.querySelectorAll("li")]) item(li, depthOf(li))
}

const depthOf = (e: Element) => {
  let n = 0
  for (let p = e.parentElement; p; p = p.parentElement) if (p.matches("ul,ol")) n++
  return n
}

function item(li: HTMLElement, depth: number): void {
  const own = li.ownerDocument.createElement("p")
  const inner: Element[] = []
  for (const n of [...li.childNodes]) {
    if (n instanceof Element && n.matches("ul,ol")) inner.push(n)
    else own.append(n)
  }
  for (const l of [...own.querySelectorAll("ul,ol")]) inner.push(l)
  for (const l of inner) l.remove()
  inlined(own)
  li.append(own)
  const [first, ...rest] = inner
  if (!first) return
  for (const l of rest) first.append(...l.children)
  if (depth < 4) li.append(first)
  else li.after(...first.children) // deeper lists come up to the fourth step
}

/** blocks cuts paragraphs at empty lines and keeps the lines of preformatted text. */
function blocks(root: HTMLElement): void {
  for (const pre of [...root.querySelectorAll("pre")]) {
    const p = rename(pre, "p")
    p.style.setProperty("white-space", "pre-wrap")
    const walker = root.ownerDocument.createTreeWalker(p, NodeFilter.SHOW_TEXT)
    const texts: Text[] = []
    while (walker.nextNode()) texts.push(walker.currentNode as Text)
    for (const t of texts) {
      const parts = t.data.replace(/\n$/, "").split("\n")
      t.replaceWith(...parts.flatMap((s, i) => (i ? [root.ownerDocument.createElement("br"), s] : [s])))
    }
  }
  for (const e of [...root.querySelectorAll("dd,dt,address,summary,figcaption:not([data-picture] > *):not([data-embed] > *)")]) inlinedOr(e)
  for (const q of [...root.querySelectorAll("blockquote")]) quote(q)
  const whole = root.querySelectorAll(blockTags).length === 0
  for (const e of [root, ...root.querySelectorAll<HTMLElement>("p,div,section,article,td")]) {
    if (!e.closest("li,table,[data-note]") && (e !== root || whole)) cut(e)
  }
}

function inlinedOr(e: Element): void {
  if (!e.querySelector(blockTags)) rename(e, "p")
}

/** quote makes paragraphs of what stands in a quotation, and its source who said it. */
function quote(q: HTMLElement): void {
  const source = q.querySelector(":scope > :is(footer,cite):last-child")
  if (source) {
    const f = rename(source, "footer")
    f.className = "cite"
    inlined(f)
    q.append(f)
  }
  if (q.querySelector("figure,table,h1,h2,h3,h4,ul,ol,hr,blockquote")) unwrap(q)
}

/** cut parts an element where two or more breaks follow each other. */
function cut(e: HTMLElement): void {
  const kids = [...e.childNodes]
  const at: number[] = []
  for (let i = 0; i < kids.length; i++) {
    if (kids[i]!.nodeName !== "BR") continue
    let j = i + 1
    while (kids[j] && kids[j]!.nodeType === 3 && !kids[j]!.textContent?.trim()) j++
    if (kids[j]?.nodeName === "BR") at.push(i)
  }
  if (!at.length) return
  const groups: Node[][] = [[]]
  kids.forEach((k, i) => {
    const gap = k.nodeName === "BR" && (at.includes(i) || at.some((a) => a < i && kids.slice(a, i).every((x) => x.nodeName === "BR" || !x.textContent?.trim())))
    if (gap) groups.push([])
    else groups[groups.length - 1]!.push(k)
  })
  const made = groups.filter((g) => g.some((n) => n.textContent?.trim() || n instanceof Element)).map((g) => {
    if (g.some((n) => n instanceof Element && n.matches(blockTags))) {
      const d = e.ownerDocument.createElement("div")
      d.append(...g)
      return d
    }
    const p = e.ownerDocument.createElement("p")
    p.append(...g)
    return p
  })
  if (e.tagName === "P") e.replaceWith(...made)
  else e.replaceChildren(...made)
}

/** words cleans the text itself: one space for a run with no-break spaces, no soft hyphens. */
function words(root: HTMLElement): void {
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  const texts: Text[] = []
  while (walker.nextNode()) texts.push(walker.currentNode as Text)
  for (const t of texts) {
    const next = cleanWords(t.data)
    if (next !== t.data) t.data = next
  }
}

const cleanWords = (s: string) => cleanLines(s).replace(/[\u00ad\u200b\u2060]/g, "").replace(/[ \u00a0]*(\u00a0 | \u00a0|\u00a0\u00a0)[ \u00a0]*/g, " ")

const cleanLines = (s: string) => s.split("\n").map((l) => cleanText(l)).join("\n")

function empties(root: HTMLElement): void {
  for (const e of [...root.querySelectorAll("p,h1,h2,h3,h4,h5,h6,blockquote,li,span,div")].reverse()) {
    if (e.closest("[data-picture],[data-embed]") || e.hasAttribute("data-note") || e.closest("table")) continue
    if (!/[^\s\u00a0]/.test(e.textContent ?? "") && !e.querySelector("figure,[data-note],hr,td") && !(e.tagName === "SPAN" && e.textContent)) e.remove()
  }
}

/** plainSlice reads plain text: paragraphs are parted by empty lines, lines that were only
 * wrapped are joined, signs at their beginning make lists. */
export function plainSlice(text: string, $context: ResolvedPos): Slice {
  const { schema } = $context.doc.type
  const blocks: PMNode[] = []
  for (const lines of paragraphs(text)) {
    const list = listOf(lines)
    if (list) {
      const items = list.items.map((t) => schema.nodes.item!.create(null, schema.nodes.paragraph!.create(null, t ? schema.text(t) : null)))
      blocks.push(schema.nodes.list!.create({ ordered: list.ordered }, items))
      continue
    }
    const content: PMNode[] = []
    lines.forEach((l, i) => {
      if (i) content.push(schema.nodes.break!.create())
      if (l) content.push(schema.text(l))
    })
    blocks.push(schema.nodes.paragraph!.create(null, content))
  }
  const open = (n: PMNode | undefined) => (n?.isTextblock ? 1 : 0)
  return new Slice(Fragment.from(blocks), open(blocks[0]), open(blocks[blocks.length - 1]))
}

/** paragraphs gives the lines of each paragraph of plain text. */
export function paragraphs(text: string): string[][] {
  const clean = cleanWords(text.replace(/\r\n?|[\u2028\u2029]/g, "\n"))
  const chunks = clean.split(/\n[ \t]*(?:\n[ \t]*)+/).map((c) => c.split("\n").map((l) => l.replace(/\t/g, " ").trim())).map((c) => c.filter((l, i) => l || (i > 0 && i < c.length - 1)))
  const out: string[][] = []
  for (const lines of chunks.filter((c) => c.some((l) => l))) {
    if (listOf(lines)) out.push(lines)
    else if (wrapped(lines)) out.push([lines.join(" ")])
    else if (chunks.length === 1) out.push(...lines.filter((l) => l).map((l) => [l]))
    else out.push(lines)
  }
  return out
}

/** wrapped says whether lines look cut at a width: all but the last are nearly full. */
function wrapped(lines: string[]): boolean {
  if (lines.length < 2) return false
  const widest = Math.max(...lines.map((l) => l.length))
  if (widest < 45 || widest > 120) return false
  return lines.slice(0, -1).every((l, i) => l.length + 1 + (lines[i + 1]!.split(" ")[0] ?? "").length > widest - 8)
}

function listOf(lines: string[]): { ordered: boolean; items: string[] } | null {
  for (const [sign, ordered] of [[/^[-•*·▪]\s+/, false], [/^\d{1,3}[.)]\s+/, true]] as const) {
    if (lines.length > 1 && lines.every((l) => sign.test(l))) return { ordered, items: lines.map((l) => l.replace(sign, "")) }
  }
  return null
}

/** flat makes one line of a slice, for places where only words stand. */
export function flat(slice: Slice): Fragment {
  const out: PMNode[] = []
  slice.content.descendants((n) => {
    if (n.isTextblock && n.content.size) {
      if (out.length) out.push(n.type.schema.nodes.break!.create())
      n.content.forEach((c) => { out.push(c) })
      return false
    }
    if (n.isInline) out.push(n)
    return !n.isTextblock
  })
  return Fragment.from(out)
}
