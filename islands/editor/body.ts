// The body of a text as the server keeps it: see internal/body/body.go, whose JSON this is.

export interface Doc {
  blocks: Block[]
}

export type BlockType =
  | "paragraph" | "heading" | "quote" | "pullquote" | "list" | "image" | "gallery"
  | "embed" | "table" | "question" | "box" | "divider" | "html"

export interface Block {
  id: string
  type: BlockType
  level?: number
  text?: Span[]
  cite?: Span[]
  ordered?: boolean
  items?: Item[]
  pictures?: Picture[]
  embed?: EmbedLink
  header?: boolean
  rows?: Cell[][]
  blocks?: Block[]
  html?: string
}

export interface Item {
  id: string
  text?: Span[]
  ordered?: boolean
  items?: Item[]
}

export interface Cell {
  id: string
  text?: Span[]
  head?: boolean
  cols?: number
  rows?: number
}

export interface Picture {
  media?: string
  source?: string
  alt?: string
  caption?: Span[]
  credit?: string
  link?: string
}

export interface EmbedLink {
  provider: string
  url: string
  title?: string
}

export interface Span {
  t?: string
  m?: MarkJSON[]
  br?: boolean
  note?: Span[]
}

export interface MarkJSON {
  type: MarkType
  href?: string
  lang?: string
}

export type MarkType = "link" | "lang" | "strong" | "em" | "sub" | "sup" | "code"

// Bounds of a body, as internal/body has them.
export const maxBlocks = 5_000
export const maxText = 2_000_000
export const maxListDepth = 4

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

/** newId makes the id of a block: 80 random bits in 16 signs (internal/kit/id). */
export function newId(): string {
  const raw = crypto.getRandomValues(new Uint8Array(16))
  let out = ""
  for (const b of raw) out += alphabet[b & 31]
  return out
}

/** validId says whether s has the form of a block's id. */
export function validId(s: unknown): s is string {
  return typeof s === "string" && /^[0-9a-hjkmnp-tv-z]{16}$/.test(s)
}
