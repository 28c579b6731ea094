// The page's moving parts, rendered by the server: what changed takes the place of what is
// there, and what somebody writes in stays.

/** fetchPage reads markup of our own server. The browser parses it as a document of its
 * own, in which nothing runs. */
export function fetchPage(address: string): Promise<Document> {
  return new Promise((done, failed) => {
    const x = new XMLHttpRequest()
    x.open("GET", address)
    x.responseType = "document"
    x.onload = () => (x.status === 200 && x.responseXML ? done(x.responseXML) : failed(new Error(String(x.status))))
    x.onerror = x.ontimeout = () => failed(new Error("offline"))
    x.timeout = 20_000
    x.send()
  })
}

/** patch brings a newer state of the rows and of what stands around them into the page. */
export function patch(page: Document): void {
  for (const name of ["head", "filters", "finds", "chain"]) swap(name, page)
  const now = document.querySelector<HTMLElement>("[data-pairs]")
  const next = page.querySelector<HTMLElement>("[data-pairs]")
  if (!now || !next) return
  Object.assign(now.dataset, next.dataset)
  const rows = new Map([...now.querySelectorAll<HTMLElement>(":scope > [data-pair]")].map((r) => [r.dataset.pair, r]))
  let before: Element | null = null
  for (const fresh of [...next.children] as HTMLElement[]) {
    const old = rows.get(fresh.dataset.pair)
    const row = old ?? document.adoptNode(fresh)
    if (old) {
      rows.delete(fresh.dataset.pair)
      update(old, fresh)
    }
    const place: Element | null = before ? before.nextElementSibling : now.firstElementChild
    if (place !== row) now.insertBefore(row, place)
    before = row
  }
  for (const old of rows.values()) if (!old.contains(document.activeElement)) old.remove()
  for (const extra of [...now.children]) if (!extra.hasAttribute("data-pair") && !next.contains(extra) && extra !== before) extra.remove()
}

/** swap puts another state of one part in its place. */
export function swap(name: string, page: Document): void {
  const now = document.querySelector(`[data-live=${name}]`)
  const next = page.querySelector(`[data-live=${name}]`)
  if (now && next && !(now.contains(document.activeElement) && now.querySelector("details[open]"))) now.replaceWith(document.adoptNode(next))
}

function update(row: HTMLElement, fresh: HTMLElement): void {
  const here = row.classList.contains("here")
  row.className = fresh.className
  row.classList.toggle("here", here)
  for (const key of ["bid", "state", "todo", "found", "has"]) row.dataset[key] = fresh.dataset[key] ?? ""
  row.setAttribute("aria-label", fresh.getAttribute("aria-label") ?? "")
  row.hidden = fresh.hidden && !here
  for (const part of [".no", "[data-part=src]", "[data-part=act]", "[data-part=tgt]"]) {
    const now = row.querySelector(part)
    const next = fresh.querySelector(part)
    if (!now || !next || now.isEqualNode(next)) continue
    if (part === "[data-part=tgt]" && now.querySelector(".cell-edit") && fresh.dataset.state !== "omitted") continue
    if (part === "[data-part=act]" && now.querySelector("details[open]")) {
      for (const name of ["source_rev", "target_rev"]) {
        const field = now.querySelector<HTMLInputElement>(`[name=${name}]`)
        const value = next.querySelector<HTMLInputElement>(`[name=${name}]`)?.value
        if (field && value) field.value = value
      }
      continue
    }
    now.replaceWith(document.adoptNode(next))
  }
}
