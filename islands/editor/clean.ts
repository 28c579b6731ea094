// What may stand in a text and in an address, in the form in which the server keeps it
// (internal/body/clean.go and link.go): what the server would change again is changed
// here first, so that a text is the same on both sides.

const controls = /[\t\n\r\x85\u2028\u2029]/g
const unseen = /[\x00-\x1f\x7f-\x9f\u202d\u202e\ufeff\ufff9-\uffff\ufdd0-\ufdef]|\udb40[\udc00-\udc7f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const plain = /^[\x20-\x7e\xa0-\u024f\u0400-\u0482\u048a-\u052f\u0531-\u058f\u10a0-\u10ff\u2010-\u2027\u2030-\u205e]*$/

/** cleanText makes text canonical: NFC, no control characters, no direction overrides. */
export function cleanText(s: string): string {
  if (plain.test(s)) return s
  s = s.replace(controls, " ").replace(unseen, "")
  s = s.replace(/(\p{M}{8})\p{M}+/gu, "$1")
  return balance(s.normalize("NFC"))
}

/** balance drops embeddings and isolates that are not closed in the same text (UAX #9). */
function balance(s: string): string {
  if (!/[\u202a-\u202c\u2066-\u2069]/.test(s)) return s
  const open: { at: number; isolate: boolean }[] = []
  const keep = new Set<number>()
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i)
    if (c === 0x202a || c === 0x202b) open.push({ at: i, isolate: false })
    else if (c >= 0x2066 && c <= 0x2068) open.push({ at: i, isolate: true })
    else if (c === 0x202c || c === 0x2069) {
      const last = open[open.length - 1]
      if (last && last.isolate === (c === 0x2069)) {
        keep.add(last.at).add(i)
        open.pop()
      }
    }
  }
  let out = ""
  for (let i = 0; i < s.length; i++) if (!/[\u202a-\u202e\u2066-\u2069]/.test(s[i]!) || keep.has(i)) out += s[i]
  return out
}

const maxHref = 4096

/** cleanHref gives the canonical form of a link's address, or "" if a link may not lead there. */
export function cleanHref(raw: string): string {
  let s = escapeHref(raw)
  if (!s || utf8(s) > maxHref) return ""
  if (s[0] === "#") return s.length > 1 ? s : ""
  if (s.startsWith("//")) s = "https:" + s
  else if (s[0] === "/") return s
  const colon = s.indexOf(":")
  if (colon < 0) return ""
  const scheme = s.slice(0, colon).toLowerCase()
  const rest = s.slice(colon + 1)
  switch (scheme) {
    case "http":
    case "https":
      if (!webAddress(rest)) return ""
      break
    case "mailto":
    case "tel":
      if (/^\/*$/.test(rest)) return ""
      break
    default:
      return ""
  }
  return scheme + ":" + rest
}

/** looksLikeHref turns what a person types as an address into one: "example.org" has a host. */
export function hrefOf(typed: string): string {
  typed = typed.trim()
  const direct = cleanHref(typed)
  if (direct) return direct
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(typed)) return cleanHref("mailto:" + typed)
  if (/^[^\s:/]+\.[^\s:/.]{2,}(\/|$|\?|#)/.test(typed)) return cleanHref("https://" + typed)
  return ""
}

function webAddress(rest: string): boolean {
  if (!rest.startsWith("//")) return false
  try {
    const u = new URL("https:" + rest)
    return u.hostname !== "" && u.username === "" && u.password === "" && !/^\/\/[^/?#]*@/.test(rest) && !/^\/\/([/?#]|[^/?#]*%[0-7])/.test(rest)
  } catch {
    return false
  }
}

const hex = (n: number) => "%" + n.toString(16).toUpperCase().padStart(2, "0")

function escapeHref(raw: string): string {
  raw = raw.replace(/^[\x00-\x20\xa0\ufeff]+|[\x00-\x20\xa0\ufeff]+$/g, "")
  let out = ""
  for (let i = 0; i < raw.length; ) {
    const code = raw.codePointAt(i)!
    const sign = String.fromCodePoint(code)
    const after = raw.slice(i + sign.length, i + sign.length + 2)
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f) || code === 0xfffd || (code >= 0x200b && code <= 0x200f) || /[\u202a-\u202e\u2066-\u2069\u2028\u2029]/.test(sign) || sign.replace(unseen, "") === "") {
      // What a browser ignores is not there.
    } else if (" \"<>\\`'".includes(sign) || ((sign === "[" || sign === "]") && !inHost(raw.slice(0, i)))) out += hex(code)
    else if (code === 0xa0 || code === 0x3000) out += "%20"
    else if (sign === "%" && !/^[0-9a-f]{2}/i.test(after)) out += "%25"
    else out += sign
    i += sign.length
  }
  return out
}

function inHost(before: string): boolean {
  const at = before.indexOf("//")
  return at >= 0 && !/[/?#]/.test(before.slice(at + 2))
}

/** cleanLang gives a language tag its usual case, or "" if it has no such shape. */
export function cleanLang(tag: string): string {
  if (tag.length > 35) return ""
  const parts = tag.trim().replaceAll("_", "-").split("-")
  for (let i = 0; i < parts.length; i++) {
    const p = parts[i]!
    if (!/^[0-9a-z]{1,8}$/i.test(p)) return ""
    if (i > 0 && p.length === 2) parts[i] = p.toUpperCase()
    else if (i > 0 && p.length === 4 && p[0]! > "9") parts[i] = p[0]!.toUpperCase() + p.slice(1).toLowerCase()
    else parts[i] = p.toLowerCase()
  }
  return /^[a-z]{2,3}$/.test(parts[0]!) ? parts.join("-") : ""
}

/** utf8 is the number of bytes of s on the wire. */
export function utf8(s: string): number {
  let n = s.length
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i)
    if (c > 0x7f) n++
    if (c > 0x7ff && (c < 0xd800 || c > 0xdfff)) n++
  }
  return n
}
