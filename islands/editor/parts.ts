// Making elements. Text is always set as text.

export type Child = Node | string | null | undefined | false

/** el makes an element. Attributes that are false or undefined are left out. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, attrs: Record<string, string | boolean | undefined> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const out = document.createElement(tag)
  for (const [name, value] of Object.entries(attrs)) {
    if (value === true) out.setAttribute(name, "")
    else if (value !== false && value !== undefined) out.setAttribute(name, value)
  }
  out.append(...children.filter((c): c is Node | string => !!c))
  return out
}

let made = 0

/** uid is an id for an element, different from all others on the page. */
export const uid = () => `w${++made}`

/** button makes a button that does something. */
export function button(label: Child, act: () => void, attrs: Record<string, string | boolean | undefined> = {}): HTMLButtonElement {
  const b = el("button", { type: "button", class: "btn", ...attrs }, label)
  b.addEventListener("click", (e) => {
    e.preventDefault()
    act()
  })
  return b
}

/** field makes a labelled field. */
export function field(label: string, input: HTMLElement, ...more: Child[]): HTMLElement {
  input.id ||= uid()
  input.classList.add("in")
  return el("div", { class: "field" }, el("label", { for: input.id }, label), input, ...more)
}

/** Say gives a sentence of the catalogue, with its places filled in. */
export type Say = (key: string, places?: Record<string, string | number>) => string

/** sayer makes a Say of the sentences that the page was given. A sentence with plural
 * forms takes the one for its n; numbers are written as the desk's language does. */
export function sayer(words: Record<string, string>): Say {
  const lang = document.documentElement.lang || "en"
  const plural = new Intl.PluralRules(lang)
  const number = new Intl.NumberFormat(lang)
  return (key, places = {}) => {
    const n = places.n
    const form = typeof n === "number" ? words[`${key}_${plural.select(n)}`] ?? words[`${key}_other`] : undefined
    return (form ?? words[key] ?? key).replace(/\{(\w+)\}/g, (all, name: string) => {
      const value = places[name]
      return value === undefined ? all : typeof value === "number" ? number.format(value) : value
    })
  }
}
