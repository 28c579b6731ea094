// The bench: a text beside its source, row by row. Words are saved as on the writing page,
// by the same engine; what is said of rows follows them.

import { post } from "../desk/send"
import type { Block } from "../editor/body"
import type { Editor, Options } from "../editor/editor"
import { fetched } from "../editor/fetched"
import { Outbox } from "../editor/outbox"
import { Presence } from "../editor/presence"
import { showKept, StatusLine, watchPage } from "../editor/status"
import type { Conflicts } from "../editor/conflicts"
import { answerOf, sendKept, Sync, type Conflict, type Status, type Text } from "../editor/sync"
import { speak, type Words } from "../editor/words"
import { keys } from "./keys"
import { fetchPage, patch, swap } from "./live"
import { Rows } from "./rows"
import { Verdicts } from "./verdicts"

const one = <T extends HTMLElement = HTMLElement>(name: string): T => document.querySelector<T>(`[data-${name}]`)!

/** Bench is the open page, for its keys. */
export interface Bench {
  rows: Rows
  may: boolean
  current(): HTMLElement | null
  go(row: HTMLElement | null, edit?: boolean): void
  next(from: HTMLElement | null, by: 1 | -1, fits: (row: HTMLElement) => boolean): HTMLElement | null
  say(row: HTMLElement, verdict: string, reason?: string): void
  take(n: number): void
  copySource(row: HTMLElement): void
  save(): void
}

async function open(root: HTMLElement): Promise<void> {
  const d = root.dataset as Record<string, string>
  const words = speak(JSON.parse(d.words) as Words, document.documentElement.lang)
  const may = d.may === "true"
  const tab = [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("")
  const line = new StatusLine(one("status"), one("live-status"), one("trouble"), words)
  const outbox = new Outbox()
  if (await outbox.open()) {
    const kept = await sendKept(outbox, d.person, tab)
    if (kept.left.length) void showKept(one("kept"), kept.left, kept.down ? words("offline_nothing") : kept.sentence, words, outbox)
    one("device").hidden = false
  }
  let text: Text
  try {
    const r = await fetch(d.address + "text", { headers: { Accept: "application/json" } })
    if (!r.ok) throw new Error(String(r.status))
    text = await r.json()
  } catch {
    return // the forms are there, and work
  }

  const { createEditor } = await fetched(() => import("../editor/editor"))

  let here: HTMLElement | null = null
  let state: Status["state"] = "saved"
  const typed = (block: string): void => {
    presence.at(block, true)
    sync.typed()
    limits()
  }
  const rows = new Rows({
    lang: d.lang, dir: d.dir, may, createEditor, writing: JSON.parse(d.writing) as Pick<Options, "words" | "embeds">,
    label: (row) => words("bench.translation_of", { n: Number(row.querySelector(".no a")?.textContent) }), typed, at: (block) => presence.at(block, false),
  })
  rows.open(text.blocks, text)

  // What is live: asked for again a moment after something changed.
  let asking = 0
  let asked = 0
  const refresh = (soon = 300): void => {
    clearTimeout(asking)
    asking = window.setTimeout(async () => {
      const mine = ++asked
      try {
        const page = await fetchPage(`${d.benchAddress}live?show=${shown()}&pair=${here?.dataset.pair ?? ""}`)
        if (mine !== asked) return
        patch(page)
        rows.draw()
        void conflicts?.then((c) => c.draw())
        presence.draw()
        tidy()
      } catch {
        // The line is down: the next saving or sign asks again.
      }
    }, soon)
  }
  const sync = new Sync({
    address: d.address, person: d.person, tab, outbox, paper: rows,
    status: (s) => {
      line.show(s, () => sync.entry())
      const before = state
      state = s.state
      if (s.state === "saved" && before !== "saved") {
        refresh()
        void verdicts.flush()
      }
    },
    text: (t) => {
      const asks = one("asks")
      asks.hidden = t.conflicts.length === 0
      asks.querySelector("a")!.textContent = words("needs_you", { n: t.conflicts.length })
      showConflicts(t.conflicts)
      refresh()
    },
    suggest: may ? undefined : () => undefined,
  })
  const verdicts = new Verdicts({
    store: `masthead-bench ${d.person} ${d.benchAddress}`, address: d.benchAddress, person: d.person,
    saved: async () => {
      await sync.save()
      return state === "saved" ? sync.revision : null
    },
    done: () => refresh(0),
    refused: (sentence) => tell(sentence),
  })
  let said = "" // what was last heard of the source and of what is said
  const asEditor = { doc: () => rows.doc(), decorate: (name: string, list: Parameters<Rows["decorate"]>[1]) => rows.decorate(name, list) } as unknown as Editor
  const presence = new Presence({
    address: d.address, tab, person: d.person, editor: asEditor, say: words, names: one("whos"), people: null, head: (p) => rows.place(p),
    now: (n) => {
      if (n.conflicts !== waiting && n.rev <= sync.revision) void sync.refresh()
      sync.heard(n.rev)
      const beside = `${n.pairs} ${n.talk}`
      if (said && said !== beside) refresh(0)
      said = beside
    },
    ended: () => void sync.save(),
  })

  // Conflicts are few: what shows them, under their rows, comes with the first.
  let conflicts: Promise<Conflicts> | null = null
  let waiting = 0
  function showConflicts(list: Conflict[]): void {
    waiting = list.length
    if (!waiting && !conflicts) return
    conflicts ??= fetched(() => import("../editor/conflicts")).then((m) => new m.Conflicts({
      lang: d.lang, person: d.person, may, editor: rows.asPaper(), say: words, head: one("gone"),
      fields: { get: () => rows.head(), set: (h) => { rows.setHead(h); sync.typed() } }, save: () => sync.save(), solved: () => sync.refresh(),
      send: async (id, form) => answerOf(await post(`${d.address}conflicts/${id}`, form)),
    }))
    void conflicts.then((c) => c.show(list))
  }
  one("asks").querySelector("a")!.addEventListener("click", (e) => {
    if (!conflicts) return
    e.preventDefault()
    void conflicts.then((c) => c.next())
  })

  function tell(sentence: string): void {
    const at = one("told")
    at.hidden = !sentence
    at.textContent = sentence
  }

  function shown(): string {
    return new URLSearchParams(location.search).get("show") ?? "all"
  }

  const all = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-pairs] > [data-pair]")]

  /** tidy hides what works without a script. */
  function tidy(): void {
    for (const e of root.querySelectorAll<HTMLElement>("[data-plain-row]")) e.hidden = true
    limits()
  }

  /** limits shows how long the headline is beside what each place can hold. */
  function limits(): void {
    const n = [...rows.head().headline].length
    for (const li of document.querySelectorAll<HTMLElement>("[data-limits] > li")) {
      const over = n - Number(li.dataset.max)
      li.classList.toggle("over", over > 0)
      li.querySelector(".q")!.textContent = over > 0 ? words("bench.over", { n: over }) : words("bench.fits", { n, max: Number(li.dataset.max) })
    }
  }

  function mark(row: HTMLElement): void {
    if (here === row) return
    here?.classList.remove("here")
    here = row
    row.classList.add("here")
    void help(row)
  }

  let helping = 0
  async function help(row: HTMLElement): Promise<void> {
    const mine = ++helping
    await new Promise((done) => setTimeout(done, 150))
    if (mine !== helping) return
    try {
      const page = await fetchPage(`${d.benchAddress}help?pair=${row.dataset.pair}`)
      if (mine === helping) swap("help", page)
    } catch {
      // The line is down: help comes with the next row.
    }
  }

  const bench: Bench = {
    rows, may, current: () => here,
    go: (row, edit = false) => {
      if (!row) return
      row.hidden = false
      mark(row)
      if (!edit || !rows.edit(row)) row.focus({ preventScroll: true })
      row.scrollIntoView({ block: "nearest" })
    },
    next: (from, by, fits) => {
      const list = all()
      const at = from ? list.indexOf(from) : by > 0 ? -1 : list.length
      const turn = by > 0 ? [...list.slice(at + 1), ...list.slice(0, Math.max(0, at))] : [...list.slice(0, Math.max(0, at)).reverse(), ...list.slice(at + 1).reverse()]
      return turn.find(fits) ?? null
    },
    say: (row, verdict, reason = "") => {
      const pairs = document.querySelector<HTMLElement>("[data-pairs]")!
      verdicts.say({ pair: row.dataset.pair!, verdict, reason, source: Number(pairs.dataset.sourceRev) })
      row.dataset.todo = String(verdict === "draft" || verdict === "wanted")
      const st = row.querySelector<HTMLElement>(".no .st")
      const word = { translated: "state_translated", reviewed: "state_reviewed", right: "state_translated", omitted: "state_omitted", wanted: "state_untranslated", added: "state_added", draft: "state_draft" }[verdict]
      if (st && word) st.replaceChildren(words("bench." + word))
    },
    take: (n) => {
      const text = document.querySelector<HTMLElement>(`[data-live=help] [data-match="${n}"]`)?.textContent
      if (text && here) rows.put(here, text, true)
    },
    copySource: (row) => void copySource(row),
    save: () => void sync.save(),
  }

  /** copySource puts the source's words into the row, with their marks where they can be had. */
  async function copySource(row: HTMLElement): Promise<void> {
    const parts = [...row.querySelectorAll<HTMLElement>("[data-source]")]
    const text = parts.map((p) => (p.querySelector("[data-plain]") ?? p).textContent ?? "").join(" ")
    let block: Block | null = null
    try {
      if (parts.length === 1) {
        const r = await fetch(sourceAddress() + "text", { headers: { Accept: "application/json" } })
        block = ((await r.json()) as Text).blocks.find((b) => b.id === parts[0].dataset.source) ?? null
      }
    } catch {
      // The line is down: the words alone.
    }
    rows.copy(row, block, text)
  }

  function sourceAddress(): string {
    return d.address.replace(/[^/]+\/$/, encodeURIComponent(one<HTMLSelectElement>("source-lang").dataset.sourceLang!) + "/")
  }

  document.addEventListener("focusin", (e) => {
    const row = (e.target as Element).closest<HTMLElement>("[data-pair]")
    if (row && row.closest("[data-pairs]")) mark(row)
  })
  root.addEventListener("click", (e) => {
    const target = e.target as HTMLElement
    if (target.closest("a, button, summary, input, textarea, label")) return
    const cell = target.closest<HTMLElement>("[data-part=tgt]")
    const row = target.closest<HTMLElement>("[data-pair]")
    if (row && cell && !cell.querySelector(".cell-edit:focus-within, .cell-edit:focus")) bench.go(row, true)
    else if (row && !cell) mark(row)
  })
  acts(bench, refresh, tell, words)
  keys(bench, d.memory === "true")
  concordance(d.benchAddress)
  filters(() => { applyFilter(all(), shown()); refresh(0) })
  sync.opened(text)
  root.classList.add("ready")
  tidy()
  presence.start()
  watchPage(sync)
  addEventListener("online", () => void verdicts.flush())
  void verdicts.flush()
  const wanted = location.hash.startsWith("#row-") ? document.getElementById(location.hash.slice(1)) : null
  if (wanted) bench.go(wanted)
}

/** acts sends the forms of rows without leaving the page. */
function acts(bench: Bench, refresh: (soon?: number) => void, tell: (s: string) => void, words: (key: string) => string): void {
  document.addEventListener("submit", (e) => {
    const form = e.target as HTMLFormElement
    const row = form.closest<HTMLElement>("[data-pair]")
    const by = (e as SubmitEvent).submitter as HTMLButtonElement | null
    if ("verdicts" in form.dataset && row && by?.value && by.value !== "save") {
      e.preventDefault()
      const reason = form.querySelector<HTMLInputElement>("[name=reason]")
      if (by.value === "omitted" && !reason?.value.trim()) return reason?.focus()
      form.closest("details")?.removeAttribute("open")
      bench.say(row, by.value, reason?.value ?? "")
      return bench.go(bench.next(row, 1, (r) => r.dataset.todo === "true" && !r.hidden) ?? row)
    }
    if (!("rowForm" in form.dataset)) return
    e.preventDefault()
    void (async () => {
      bench.save()
      try {
        const r = await post(form.action, new URLSearchParams([...new FormData(form)].map(([k, v]) => [k, String(v)])))
        if (!r.ok) return tell(((await r.json().catch(() => ({}))) as { error?: string }).error ?? r.statusText)
        tell("")
        form.closest("details")?.removeAttribute("open")
        if ("talkForm" in form.dataset) form.reset()
        if (row) row.focus()
        refresh(0)
      } catch {
        tell(words("offline_nothing"))
      }
    })()
  })
  document.addEventListener("click", (e) => {
    const b = (e.target as Element).closest<HTMLElement>("[data-take], [data-insert], [data-mend], [data-goto]")
    if (!b) return
    const here = bench.current()
    if (b.dataset.take) bench.take(Number(b.dataset.take))
    else if (b.dataset.insert && here) bench.rows.put(here, b.dataset.insert, false)
    else if ("mend" in b.dataset) {
      const row = document.getElementById("row-" + b.dataset.pair)
      if (row && bench.rows.mend(row, b.dataset.words ?? "", b.dataset.with ?? "")) bench.go(row, true)
    } else if (b.dataset.goto) {
      e.preventDefault()
      bench.go(document.getElementById("row-" + b.dataset.goto), true)
    }
  })
}

/** concordance searches as she types. */
function concordance(address: string): void {
  const form = document.querySelector<HTMLFormElement>("[data-concordance]")
  if (!form) return
  const field = form.querySelector<HTMLInputElement>("[name=q]")!
  let timer = 0
  const ask = async (): Promise<void> => {
    try {
      swap("hits", await fetchPage(`${address}concordance?q=${encodeURIComponent(field.value)}`))
    } catch {
      // The line is down: what was found stays.
    }
  }
  field.addEventListener("input", () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => void ask(), 250)
  })
  form.addEventListener("submit", (e) => {
    e.preventDefault()
    void ask()
  })
}

/** filters keeps the page while the address changes. */
function filters(changed: () => void): void {
  document.addEventListener("click", (e) => {
    const link = (e.target as Element).closest<HTMLAnchorElement>("[data-live=filters] a")
    if (!link || (e as MouseEvent).ctrlKey || (e as MouseEvent).metaKey) return
    e.preventDefault()
    history.replaceState(null, "", link.href)
    for (const a of link.parentElement!.querySelectorAll("a")) a.removeAttribute("aria-current")
    link.setAttribute("aria-current", "true")
    changed()
  })
}

function applyFilter(rows: HTMLElement[], show: string): void {
  for (const r of rows) r.hidden = show === "todo" ? r.dataset.todo !== "true" : show === "stale" ? r.dataset.state !== "stale" : show === "findings" ? r.dataset.found === "0" : false
}

const root = document.querySelector<HTMLElement>("[data-bench]")
if (root) void open(root)

