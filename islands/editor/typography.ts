// Mending of signs, by language: quotation marks, dashes, ellipses, spaces that hold, and
// the Armenian marks. Words are never changed.

/** Edit replaces a stretch of a text. */
export interface Edit {
  from: number
  to: number
  insert: string
}

/** Quotes are the marks of a language: the outer pair, then the inner one. */
export interface Quotes {
  open: string
  close: string
  innerOpen: string
  innerClose: string
}

const guillemets = { open: "«", close: "»" }
const marks: Record<string, Quotes> = {
  ru: { ...guillemets, innerOpen: "„", innerClose: "“" },
  uk: { ...guillemets, innerOpen: "„", innerClose: "“" },
  hy: { ...guillemets, innerOpen: "«", innerClose: "»" },
  ka: { open: "„", close: "“", innerOpen: "«", innerClose: "»" },
  fa: { ...guillemets, innerOpen: "‹", innerClose: "›" },
  ar: { ...guillemets, innerOpen: "“", innerClose: "”" },
}
const english: Quotes = { open: "“", close: "”", innerOpen: "‘", innerClose: "’" }

/** quotesOf gives the marks of a language, as kit/lang has them. */
export const quotesOf = (lang: string): Quotes => marks[base(lang)] ?? english

const base = (lang: string) => lang.split("-")[0]!

/** held marks what is not to be touched: code, footnotes, addresses. */
export const held = "\ufffc"

/** mend gives the edits that a text needs, in order, none touching another. A text is one
 * line or several; what must not change stands in it as U+FFFC. */
export function mend(text: string, lang: string): Edit[] {
  const edits: Edit[] = []
  const kept = addresses(text)
  const add = (from: number, to: number, insert: string) => {
    if (text.slice(from, to) === insert || kept.some((k) => from < k.to && to > k.from)) return
    edits.push({ from, to, insert })
  }
  const each = (at: RegExp, f: (m: RegExpExecArray) => void) => { for (const m of text.matchAll(at)) f(m as RegExpExecArray) }
  const l = base(lang)

  each(/(?<!\.)\.{3}(?!\.)/g, (m) => add(m.index, m.index + 3, "…"))
  each(/(?<=\S) {2,}(?=\S)/g, (m) => add(m.index, m.index + m[0].length, " "))
  each(/(?<=[\p{L}\p{N}»”“)])[ ]+(?=[,;!?։՝](?!\p{N}))/gu, (m) => add(m.index, m.index + m[0].length, ""))
  dashes(each, add, l)
  if (l === "hy") armenian(text, each, add)
  spaces(each, add, l)
  quotes(text, quotesOf(lang), l, add)
  apostrophes(each, add, l)
  return settle(edits)
}

type Each = (at: RegExp, f: (m: RegExpExecArray) => void) => void
type Add = (from: number, to: number, insert: string) => void

/** settle puts edits in order; of two that touch the same signs the first one counts. */
function settle(edits: Edit[]): Edit[] {
  const out: Edit[] = []
  for (const e of edits.map((e, i) => ({ e, i })).sort((a, b) => a.e.from - b.e.from || a.i - b.i).map((x) => x.e)) {
    const last = out[out.length - 1]
    if (last && (e.from < last.to || (e.from === last.from && e.to === last.to))) continue
    out.push(e)
  }
  return out
}

function addresses(text: string): { from: number; to: number }[] {
  const out: { from: number; to: number }[] = []
  for (const m of text.matchAll(/(?:https?:\/\/|www\.)\S+|\S+@\S+\.\S+/g)) out.push({ from: m.index, to: m.index + m[0].length })
  return out
}

/** dashes: between words a dash with spaces, which in Russian may not begin a line; between
 * two numbers a short one. Hyphens inside words stay. */
function dashes(each: Each, add: Add, l: string): void {
  const long = l === "ru" || l === "uk" ? "\u00a0— " : " – "
  each(/(?<=[^\s])[ \u00a0]+(?:-{1,3}|–|—)[ \u00a0]+(?=\S)/g, (m) => {
    const set = m[0].trim()
    if (set === "—" && l === "en") return // the writer's own choice
    if (set === "–" && /^\d/.test(m.input.slice(m.index + m[0].length)) && /\d$/.test(m.input.slice(0, m.index))) return
    add(m.index, m.index + m[0].length, long)
  })
  each(/(?<=[\p{L}»”“,])--(?=[\p{L}«“„"])/gu, (m) => add(m.index, m.index + 2, l === "en" ? "—" : long))
  if (l === "ru" || l === "uk" || l === "az" || l === "hy" || l === "ka") each(/^(?:-|–)[ \u00a0](?=[\p{L}«„“"…])/gmu, (m) => add(m.index, m.index + 2, l === "ru" || l === "uk" ? "—\u00a0" : "– "))
  each(/(?<![\d\-–—+/.:,])(\d{1,4})-(\d{1,4})(?![\d–—/]|-(?!\p{L})|[.:,]\d)/gu, (m) => {
    const [a, b] = [m[1]!, m[2]!]
    const range = (a.length === 4 && b.length === 4) || (a.length < 4 && b.length < 4)
    if (range && Number(a) < Number(b)) add(m.index + a.length, m.index + a.length + 1, "–")
  })
}

const short: Record<string, RegExp> = {
  ru: /(?<![\p{L}\p{M}-])(?:[вкосуияаВКОСУИЯА]|во|ко|со|на|по|за|из|от|до|не|Во|Ко|Со|На|По|За|Из|От|До|Не) (?=[\p{L}\p{N}«„"])/gu,
}

/** spaces puts no-break spaces where a line must not end. */
function spaces(each: Each, add: Add, l: string): void {
  if (short[l]) each(short[l], (m) => add(m.index + m[0].length - 1, m.index + m[0].length, "\u00a0"))
  each(/№ ?(?=\d)/g, (m) => add(m.index + 1, m.index + m[0].length, "\u00a0"))
  each(/(?<=\d) (?=(?:км|кг|га|млн|млрд|тыс|руб|км²|мм|см|km|kg|ha|km²|mm|cm|mln|mlrd|min|կմ|կգ|հա|մլն|մլրդ|კმ|კგ|ჰა|მლნ|მლრდ|%|°C|AMD|GEL|AZN|USD|EUR|₾|₼|֏|₽|€)(?![\p{L}\p{M}]))/gu, (m) => add(m.index, m.index + 1, "\u00a0"))
  each(/(?<=(?<![\p{L}\p{M}])\p{Lu}\.) (?=\p{Lu}(?:\.|\p{Ll}))/gu, (m) => {
    if (l === "ru" || l === "uk" || l === "hy" || l === "az") add(m.index, m.index + 1, "\u00a0")
  })
}

const openers = /[\s([{\u00a0—–«„“‘‹/\ufffc-]/

/** quotes sets the marks of the language. Straight marks are always set; marks of other
 * languages only where all of the line pair up. */
function quotes(text: string, q: Quotes, l: string, add: Add): void {
  let start = 0
  for (const line of text.split("\n")) {
    const found = pairs(line, l)
    const sound = found.every((f) => f.depth >= 0) && found.length % 2 === 0
    for (const f of found) {
      const outer = f.depth % 2 === 0 || f.depth < 0
      const sign = f.open ? (outer ? q.open : q.innerOpen) : outer ? q.close : q.innerClose
      if (line[f.at] === "\"" || sound) add(start + f.at, start + f.at + 1, sign)
    }
    start += line.length + 1
  }
}

interface Found {
  at: number
  open: boolean
  depth: number // -1: it has no partner
}

/** pairs finds the quotation marks of a line and which belong together. */
function pairs(line: string, l: string): Found[] {
  const out: Found[] = []
  const stack: Found[] = []
  for (const m of line.matchAll(/["“”„‟«»]/g)) {
    const at = m.index
    const before = line[at - 1] ?? " "
    const after = line[at + 1] ?? " "
    if (m[0] === "\"" && /\d/.test(before) && !stack.length) continue // inches
    let open: boolean
    switch (m[0]) {
      case "«":
      case "„":
      case "‟": open = true; break
      case "»":
      case "”": open = false; break
      case "“": open = !(stack.length && line[stack[stack.length - 1]!.at] === "„") && !(l !== "en" && l !== "az" && stack.length && !/\s/.test(before)); break
      default: open = openers.test(before) && !/\s/.test(after) || (before === "\"" && stack.length > 0 && out[out.length - 1]?.open === true && !/\s/.test(after))
    }
    const f: Found = { at, open, depth: -1 }
    out.push(f)
    if (open) stack.push(f)
    else {
      const partner = stack.pop()
      if (partner) partner.depth = f.depth = stack.length
    }
  }
  return out
}

function apostrophes(each: Each, add: Add, l: string): void {
  each(/(?<=[\p{L}\p{M}])'(?=\p{L})/gu, (m) => add(m.index, m.index + 1, "’"))
  if (l !== "en") return
  each(/(?<=\p{L}s)'(?=[\s,.;:!?)])(?![^\n]*(?<=\s)')/gu, (m) => add(m.index, m.index + 1, "’"))
  each(/(?<=^|[\s(“—–])'(?=\d\ds?\b|(?:tis|twas|em|til)\b)/gim, (m) => add(m.index, m.index + 1, "’"))
  each(/(?<=^|[\s(“—–"])'(?=\p{L}[^'\n]*[\p{L},.!?…]'(?=$|[\s,.;:!?)”"—–]))/gmu, (m) => {
    const end = m.input.slice(m.index + 1).search(/(?<=[\p{L},.!?…])'(?=$|[\s,.;:!?)”"—–])/mu)
    if (/^(?:tis|twas|em|til)\b/i.test(m.input.slice(m.index + 1)) || end < 0) return
    add(m.index, m.index + 1, "‘")
    add(m.index + 1 + end, m.index + 2 + end, "’")
  })
}

const vowels = "աեէըիոօԱԵԷԸԻՈՕ"

/** armenian: a colon that ends a sentence is a verjaket; the marks of question, wonder and
 * stress stand behind the last vowel of their word, not behind the word; an accent or a
 * backquote behind a word is a but. */
function armenian(text: string, each: Each, add: Add): void {
  each(/(?<=[\u0561-\u0587\u0531-\u0556»՞՜՛)\d]) ?:(?=\s+[«„"(–—-]*\s?[\u0531-\u0556]|\s*$|\s*\n)/gu, (m) => {
    if (/\d ?:$/.test(text.slice(0, m.index + m[0].length)) && /^\d/.test(text.slice(m.index + m[0].length))) return
    add(m.index, m.index + m[0].length, "։")
  })
  each(/(?<=[\u0561-\u0587]) ?[`´](?=[\s,])/g, (m) => add(m.index, m.index + m[0].length, "՝"))
  each(/([\u0531-\u0556\u0561-\u0587]+) ?([՞՜՛])(?![\u0531-\u0556\u0561-\u0587])/g, (m) => {
    const word = m[1]!
    const at = stressed(word)
    const end = m.index + m[0].length
    const tail = word.slice(at)
    if (at < 0 || (tail === "" && m[0].length === word.length + 1)) return
    add(m.index + at, end, m[2]! + tail)
  })
}

/** stressed is the place behind the last vowel of a word; a final ը never has the stress. */
function stressed(word: string): number {
  const end = /[^աեէիոօ]ը$/.test(word) && [...word.slice(0, -1)].some((c) => vowels.includes(c)) ? word.length - 1 : word.length
  for (let i = end - 1; i >= 0; i--) if (vowels.includes(word[i]!)) return i + 1
  return -1
}

/** mended applies edits to a text. */
export function mended(text: string, edits: Edit[]): string {
  let out = ""
  let at = 0
  for (const e of edits) {
    out += text.slice(at, e.from) + e.insert
    at = e.to
  }
  return out + text.slice(at)
}

/** signs are the characters that a writer of the language may look for. */
export function signs(lang: string): string[] {
  const all = ["–", "—", "…", "’", "\u00a0", "№", "§", "°", "×", "−", "½", "€", "$", "£", "₽", "₾", "₼", "֏"]
  const q = quotesOf(lang)
  const own: Record<string, string[]> = {
    hy: ["՞", "՜", "՛", "՝", "։", "․", "՚", "֊", "և"],
    ru: ["ё", "Ё", "\u0301"],
    az: ["ə", "Ə", "ğ", "ı", "İ", "ö", "ş", "ü", "ç"],
    ka: ["„", "“", "«", "»"],
    en: ["é", "è", "ö", "ü", "ç", "ñ", "ə", "‘"],
  }
  return [...new Set([q.open, q.close, q.innerOpen, q.innerClose, ...(own[base(lang)] ?? []), ...all])]
}
