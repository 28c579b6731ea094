// Small things of the page: elements, words.

export type Words = Record<string, string | Record<string, string>>

/** Say gives a sentence of the table "editor" with its places filled. */
export type Say = (key: string, places?: Record<string, string | number>) => string

/** speak makes the sentences of a page in its language. */
export function speak(words: Words, lang: string): Say {
  const plural = new Intl.PluralRules(lang)
  const number = new Intl.NumberFormat(lang)
  return (key, places = {}) => {
    const found = words["editor." + key] ?? words[key] ?? key
    const text = typeof found === "string" ? found : (found[plural.select(Number(places.n ?? 0))] ?? found.other ?? key)
    return text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const v = places[name]
      return typeof v === "number" ? number.format(v) : (v ?? "")
    })
  }
}

/** el makes an element. Children that are strings are text. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, attrs: Record<string, string> = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag)
  for (const [k, v] of Object.entries(attrs)) e.setAttribute(k, v)
  e.append(...children)
  return e
}

/** who draws a person's mark. */
export function who(p: { Name: string; Initials: string; Me?: boolean }, on = false): HTMLElement {
  const hidden = el("span", { "aria-hidden": "true" }, p.Initials)
  return el("span", { class: "who" + (p.Me ? " me" : "") + (on ? " on" : ""), title: p.Name }, hidden, el("span", { class: "sr" }, p.Name))
}

/** icon draws an icon of the sprite that the page's own icons come from. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  const from = document.querySelector("svg.i use")?.getAttribute("href")?.split("#")[0] ?? ""
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use")
  svg.setAttribute("class", "i")
  svg.setAttribute("aria-hidden", "true")
  use.setAttribute("href", `${from}#i-${name}`)
  svg.append(use)
  return svg
}
