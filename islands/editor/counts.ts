// How long a text is: words and signs after UAX #29, minutes to read.

import type { Node } from "prosemirror-model"
import type { EditorState } from "prosemirror-state"

/** Counts is the length of a text, and of what is selected in it. */
export interface Counts {
  words: number
  characters: number
  minutes: number
  selected?: { words: number; characters: number }
}

/** Counter counts the words of texts in one language. It remembers what it has counted. */
export class Counter {
  private readonly words: Intl.Segmenter
  private readonly signs: Intl.Segmenter
  private readonly known = new WeakMap<Node, { words: number; characters: number }>()

  constructor(private readonly lang: string) {
    this.words = new Intl.Segmenter(lang, { granularity: "word" })
    this.signs = new Intl.Segmenter(lang, { granularity: "grapheme" })
  }

  counts(state: EditorState): Counts {
    let words = 0
    let characters = 0
    state.doc.forEach((n) => {
      let c = this.known.get(n)
      if (!c) this.known.set(n, (c = this.count(plain(n, 0, n.content.size))))
      words += c.words
      characters += c.characters
    })
    const out: Counts = { words, characters, minutes: words ? Math.max(1, Math.round(words / this.pace())) : 0 }
    const { from, to, empty } = state.selection
    if (!empty) out.selected = this.count(plain(state.doc, from, to))
    return out
  }

  /** pace is how many words a person reads in a minute. */
  pace(): number {
    return this.lang.split("-")[0] === "en" ? 200 : 180
  }

  count(text: string): { words: number; characters: number } {
    let words = 0
    let open = false // an Armenian mark inside a word does not end it
    for (const s of this.words.segment(text)) {
      if (s.isWordLike) {
        if (!open) words++
        open = false
      } else open = /^[\u055b-\u055e]$/.test(s.segment)
      if (s.isWordLike) open = /[\u055b-\u055e]$/.test(s.segment)
    }
    let characters = 0
    const lines = text.replaceAll("\n", "")
    if (/^[\x20-\x7e\xa0-\u02ff\u0400-\u0482\u048a-\u052f\u0531-\u058f\u10a0-\u10ff\u2010-\u2027]*$/.test(lines)) characters = lines.length
    else for (const _ of this.signs.segment(lines)) characters++
    return { words, characters }
  }
}

function plain(node: Node, from: number, to: number): string {
  return node.textBetween(from, to, "\n", (leaf) => (leaf.type.name === "break" ? "\n" : ""))
}
