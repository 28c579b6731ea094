// Saving. What is typed is kept on the device at once and sent in a moment; what others
// saved comes in without touching what was typed since. Nothing here asks the time of
// day: revisions and what each block began from decide.

import { post as send } from "../desk/send"
import type { Block, Doc, Picture } from "./body"
import { mergeOrder } from "./order"
import { hold, orphaned, Outbox, words, type Entry, type Op } from "./outbox"

/** Head is the text above the body. */
export interface Head {
  headline: string
  standfirst: string
  slug: string
  lead: Picture | null
}

/** Paper is where the text stands: the editor and the fields of the head. */
export interface Paper {
  doc(): Doc
  applyRemote(doc: Doc, opts?: { skip?: Set<string> }): Set<string>
  head(): Head
  setHead(head: Partial<Head>): void
}

/** Text is what the server has, whole or what changed since a revision. */
export interface Text extends Head {
  rev: number
  whole: boolean
  blocks: Block[]
  order: string[]
  conflicts: Conflict[]
  at: Moment
}

export interface Moment { Machine: string; Human: string }
export interface Who { ID: string; Name: string; Initials: string; Me: boolean }
export interface Side { who: Who; at: Moment; pieces: { text: string; new?: boolean }[]; json: unknown; gone: boolean }
export interface Conflict { id: string; block: string; kind: string; mine: Side; theirs: Side }

/** State is where saving stands, for the status line. */
export interface Status {
  state: "saved" | "typing" | "saving" | "offline" | "signed-out" | "refused" | "forbidden" | "another"
  kept: number // paragraphs that are not known to be saved
  at: string // when it was last saved, in words
  sentence: string // of the server, where it refused
  device: boolean // whether the device keeps what is typed
}

export interface Setup {
  address: string
  person: string
  tab: string
  madeFrom?: { lang: string; rev: number }
  paper: Paper
  outbox: Outbox
  status(s: Status): void
  text(t: Text): void // told of each state of the text that came from the server
  suggest?(op: Op | null): void // she may not save: told of what differs from the text, in place of saving it
}

interface Sent {
  op: Op
  blocks: Map<string, Block>
  order: string[]
  head: Head
}

/** Refusal is an answer that sending again does not change. */
class Refusal extends Error {
  constructor(readonly status: number, readonly key: string, sentence: string) {
    super(sentence)
  }
}

// How long what was typed may wait, in milliseconds.
const rest = 1500
const longest = 10_000
const keepAfter = 250
const retryMost = 15_000
const keepaliveMost = 60_000

const heads = ["headline", "standfirst", "slug"] as const

export class Sync {
  private base = new Map<string, { json: Block; seen: string }>()
  private baseOrder: string[] = []
  private baseHead: Head = { headline: "", standfirst: "", slug: "", lead: null }
  private rev = 0
  private newest = 0
  private sent: Sent | null = null
  private overlay = new Map<string, Block>() // blocks of a saving that became something else, until they are shown
  private behind = false
  private busy = false
  private saveTimer = 0
  private firstTyped = 0
  private keepTimer = 0
  private retry = 0
  private retryTimer = 0
  private status: Status = { state: "saved", kept: 0, at: "", sentence: "", device: false }
  private readonly key: string
  private stopped = false

  constructor(private readonly s: Setup) {
    this.key = `${s.person} ${s.address} ${s.tab}`
    this.status.device = s.outbox.keeps
    hold(this.key)
  }

  /** opened takes the text as it is in the paper now. */
  opened(t: Text): void {
    this.rev = this.newest = t.rev
    this.baseOrder = t.order
    this.baseHead = headOf(t)
    const here = byId(this.s.paper.doc())
    this.base.clear()
    for (const b of t.blocks) {
      const seen = here.get(b.id)
      this.base.set(b.id, { json: b, seen: seen ? canon(seen) : "" })
    }
    this.status.at = t.at.Human
    this.s.text(t)
    this.tell("saved")
  }

  get revision(): number {
    return this.rev
  }

  /** typed is told of every change that a person made. */
  typed(): void {
    if (this.s.suggest) {
      clearTimeout(this.saveTimer)
      this.saveTimer = window.setTimeout(() => void this.save(), rest)
      return
    }
    if (this.stopped) return
    if (this.status.state === "saved" || this.status.state === "refused") this.tell("typing")
    if (!this.keepTimer) this.keepTimer = window.setTimeout(() => void this.keep(), keepAfter)
    const now = performance.now()
    if (!this.firstTyped) this.firstTyped = now
    clearTimeout(this.saveTimer)
    this.saveTimer = window.setTimeout(() => void this.save(), Math.max(0, Math.min(rest, this.firstTyped + longest - now)))
  }

  /** save sends what is not saved. One saving is under way at a time. */
  async save(): Promise<void> {
    clearTimeout(this.saveTimer)
    if (this.s.suggest) return this.s.suggest(this.gather()?.op ?? null)
    if (this.busy || this.stopped) return
    this.busy = true
    const known = this.newest
    clearTimeout(this.retryTimer)
    try {
      for (;;) {
        if (!this.sent) {
          this.firstTyped = 0
          this.sent = this.gather()
          if (!this.sent) {
            if (this.behind || this.newest > this.rev) await this.pull()
            await this.keep()
            if (!this.gather()) this.tell("saved")
            break
          }
          this.tell("saving")
          await this.keep()
        }
        const answer = await sendOp(this.s.address, this.sent.op)
        this.acknowledged(answer)
        if (answer.merged) {
          this.behind = true
          await this.pull()
        }
        await this.keep()
        if (!this.gather()) {
          this.tell("saved")
          break
        }
        this.tell("typing")
        this.typed()
        break
      }
      this.retry = 0
    } catch (e) {
      await this.failed(e)
    } finally {
      this.over(known)
    }
  }

  /** over ends talking with the server. What was heard of meanwhile is fetched now. */
  private over(known: number): void {
    this.busy = false
    if (this.newest > known) this.heard(known)
  }

  /** heard is told what revision the server has, and how many conflicts. */
  heard(rev: number): void {
    this.newest = Math.max(this.newest, rev)
    if (this.newest > this.rev && !this.busy && !this.stopped) void this.catchUp()
  }

  /** refresh reads the text anew: something about it changed that is no revision. */
  async refresh(): Promise<void> {
    this.behind = true
    await this.catchUp()
  }

  private async catchUp(): Promise<void> {
    if (this.busy) return
    // What has no answer may have arrived: the text would hold it as if another wrote it,
    // and what was typed since would give way. It is sent again first.
    if (this.sent) return this.save()
    this.busy = true
    const known = this.newest
    try {
      await this.pull()
    } catch (e) {
      if (e instanceof Refusal) await this.failed(e)
    } finally {
      this.over(known)
    }
    if (this.s.suggest) return
    if (this.sent || this.gather()) this.typed()
    else if (this.status.state === "offline") this.tell("saved")
  }

  /** leaving sends what fits while the page goes; the rest is on the device. */
  leaving(): void {
    if (this.s.suggest) return void this.save()
    if (this.stopped) return
    void this.keep()
    const next = this.sent ?? this.gather()
    if (!next) return
    const body = JSON.stringify(next.op)
    if (this.sent === null) {
      this.sent = next
      void this.keep()
    }
    if (body.length < keepaliveMost) void post(this.s.address, body, true).catch(() => undefined)
  }

  /** unsaved says whether something would be lost with the page: nothing that the device keeps. */
  get unsaved(): boolean {
    if (this.s.suggest) return false
    return !this.status.device && (this.sent !== null || this.gather() !== null)
  }

  /** stop ends saving: somebody else is signed in, or the right is gone. */
  private stop(): void {
    this.stopped = true
    clearTimeout(this.saveTimer)
    clearTimeout(this.retryTimer)
  }

  /** resume goes on after a sign-in. */
  resume(): void {
    this.stopped = false
    this.retry = 0
    void this.save()
  }

  /** entry is what this page has not saved, for a person to take along. */
  entry(): Entry {
    const pending = this.gather()
    return { key: this.key, person: this.s.person, address: this.s.address, title: this.s.paper.head().headline, inflight: this.sent?.op ?? null, pending: pending?.op ?? null }
  }

  private async keep(): Promise<void> {
    clearTimeout(this.keepTimer)
    this.keepTimer = 0
    const kept = await this.s.outbox.put(this.entry())
    if (kept !== this.status.device) {
      this.status.device = kept
      this.tell(this.status.state)
    }
  }

  /** gather makes a saving of what differs from the base; null where nothing does. What
   * is under way counts as saved: the next saving begins from it. */
  private gather(): Sent | null {
    const doc = this.s.paper.doc()
    const order = doc.blocks.map((b) => b.id)
    const was = this.sent?.order ?? this.baseOrder
    const op: Op = { op_id: crypto.getRandomValues(new Uint32Array(4)).join("-"), person: this.s.person, base_rev: this.rev }
    const blocks: NonNullable<Op["blocks"]> = []
    const there = new Set(order)
    const from = (id: string) => this.sent?.blocks.get(id) ?? this.base.get(id)?.json
    const blank = doc.blocks.length === 1 && this.base.size === 0 && !this.sent && empty(doc.blocks[0])
    const content = new Map<string, Block>()
    for (const b of doc.blocks) {
      const sent = this.sent?.blocks.get(b.id)
      const seen = sent ? canon(sent) : this.base.get(b.id)?.seen
      if (blank || seen === canon(b)) continue
      const began = from(b.id)
      blocks.push(began ? { id: b.id, base: began, json: b } : { id: b.id, json: b })
      content.set(b.id, b)
    }
    const known = new Set([...this.base.keys(), ...(this.sent?.blocks.keys() ?? [])])
    for (const d of this.sent?.op.deleted ?? []) known.delete(d.id)
    const deleted = [...known].filter((id) => !there.has(id)).map((id) => ({ id, base: from(id) }))
    if (blocks.length) op.blocks = blocks
    if (deleted.length) op.deleted = deleted
    if (!blank && !same(order, was)) {
      op.order = order
      op.order_was = was
    }
    const head = this.s.paper.head()
    const before = this.sent?.head ?? this.baseHead
    const changed: NonNullable<Op["head"]> = {}
    for (const f of heads) if (head[f] !== before[f]) changed[f] = { was: before[f], is: head[f] }
    if (canon(head.lead) !== canon(before.lead)) changed.lead = { was: before.lead, is: head.lead }
    if (Object.keys(changed).length) op.head = changed
    if (!op.blocks && !op.deleted && !op.order && !op.head) return null
    if (this.rev === 0 && this.s.madeFrom) op.made_from = this.s.madeFrom
    return { op, blocks: content, order: blank ? was : order, head }
  }

  /** acknowledged makes what was sent the base of what comes. */
  private acknowledged(a: Answer): void {
    const sent = this.sent!
    for (const [id, b] of sent.blocks) this.base.set(id, { json: b, seen: canon(b) })
    for (const d of sent.op.deleted ?? []) this.base.delete(d.id)
    this.baseOrder = sent.order
    this.baseHead = sent.head
    this.sent = null
    this.status.at = a.at.Human
    this.newest = Math.max(this.newest, a.rev)
    if (!a.merged) this.rev = a.rev
    for (const b of a.blocks) this.overlay.set(b.id, b)
  }

  private async pull(): Promise<void> {
    let t = await read<Text>(`${this.s.address}text?since=${this.rev}`)
    if (!t.whole && t.order.some((id) => !this.base.has(id) && !t.blocks.some((b) => b.id === id) && !this.overlay.has(id)))
      t = await read<Text>(`${this.s.address}text`)
    this.apply(t)
    this.behind = false
  }

  /** apply brings in what the server has, around what was typed since. */
  private apply(t: Text): void {
    const paper = this.s.paper
    const local = paper.doc()
    const here = byId(local)
    const theirs = new Map(this.overlay)
    for (const b of t.blocks) theirs.set(b.id, b)
    const stays = new Set(t.order)
    const mine = new Set<string>() // changed here since the base, or new here
    for (const b of local.blocks) {
      const from = this.base.get(b.id)
      if (from?.seen !== canon(b)) mine.add(b.id)
    }
    const order = local.blocks.map((b) => b.id)
    const target = mergeOrder(this.baseOrder, order, t.order, (id) => {
      if (!this.base.has(id)) return stays.has(id) || mine.has(id)
      return here.has(id) && (stays.has(id) || mine.has(id))
    })
    const content = (id: string): Block => (mine.has(id) && here.get(id)) || theirs.get(id) || this.base.get(id)?.json || here.get(id)!
    const kept = paper.applyRemote({ blocks: target.map(content) }, { skip: mine })
    const now = byId(paper.doc())
    for (const id of t.order) {
      const b = theirs.get(id)
      if (!b || mine.has(id) || (this.base.has(id) && !here.has(id))) continue
      if (kept.has(id) && this.base.has(id)) continue // under composition: the next saving merges it
      const seen = now.get(id)
      this.base.set(id, { json: b, seen: seen ? canon(seen) : "" })
    }
    for (const id of [...this.base.keys()]) if (!stays.has(id) && !mine.has(id)) this.base.delete(id)
    this.applyHead(t)
    this.baseOrder = t.order
    this.overlay.clear()
    this.rev = t.rev
    this.newest = Math.max(this.newest, t.rev)
    this.s.text(t)
  }

  private applyHead(t: Text): void {
    const now = this.s.paper.head()
    const base: Head = { ...this.baseHead }
    const set: Partial<Head> = {}
    for (const f of heads) {
      if (now[f] !== this.baseHead[f]) continue
      base[f] = t[f]
      if (now[f] !== t[f]) set[f] = t[f]
    }
    if (canon(now.lead) === canon(this.baseHead.lead)) {
      base.lead = t.lead
      if (canon(now.lead) !== canon(t.lead)) set.lead = t.lead
    }
    this.baseHead = base
    if (Object.keys(set).length) this.s.paper.setHead(set)
  }

  private async failed(e: unknown): Promise<void> {
    if (!(e instanceof Refusal)) {
      this.again()
      return
    }
    this.status.sentence = e.message
    if (e.status === 401) {
      this.stop()
      this.tell("signed-out")
    } else if (e.key === "editor.another_person") {
      this.stop()
      this.tell("another")
    } else if (e.status === 403 || e.status === 404) {
      this.stop()
      this.tell("forbidden")
    } else {
      this.sent = null // what it held is gathered again, with whatever mends it
      this.tell("refused")
    }
    await this.keep()
  }

  /** again sends the same saving later: the line is down, or the server is busy. */
  private again(): void {
    this.tell("offline")
    this.retry = Math.min(retryMost, this.retry * 2 || 1000)
    clearTimeout(this.retryTimer)
    this.retryTimer = window.setTimeout(() => void this.save(), this.retry)
  }

  private tell(state: Status["state"]): void {
    this.status.state = state
    const next = this.gather()
    const ids = new Set([...(this.sent?.blocks.keys() ?? []), ...(next?.blocks.keys() ?? [])])
    const head = (this.sent?.op.head || next?.op.head) && !ids.size ? 1 : 0
    this.status.kept = ids.size + head + (next?.op.deleted?.length ?? 0)
    this.s.status({ ...this.status })
  }
}

/** sendKept sends what pages of this person left on the device. What the server refuses
 * stays, and is given back. */
export async function sendKept(outbox: Outbox, person: string, own: string): Promise<{ left: Entry[]; sentence: string; down: boolean }> {
  const left: Entry[] = []
  let sentence = ""
  let down = false
  for (const e of await outbox.of(person)) {
    if (e.key.endsWith(" " + own)) continue
    await orphaned(e.key, async () => {
      try {
        for (let op = e.inflight ?? e.pending; op; op = e.inflight) {
          if (!e.inflight) {
            e.inflight = op
            e.pending = null
            await outbox.put(e)
          }
          await sendOp(e.address, op)
          e.inflight = e.pending
          e.pending = null
          await outbox.put(e)
        }
      } catch (err) {
        if (err instanceof Refusal) sentence = err.message
        else down = true
        if (words(e.inflight) || words(e.pending)) left.push(e)
        else await outbox.drop(e.key)
      }
    })
  }
  return { left, sentence, down }
}

interface Answer {
  rev: number
  changed: boolean
  merged: boolean
  blocks: Block[]
  conflicts: number
  at: Moment
}

async function sendOp(address: string, op: Op): Promise<Answer> {
  return answerOf<Answer>(await post(address, JSON.stringify(op), false))
}

function post(address: string, body: string, keepalive: boolean): Promise<Response> {
  return send(address + "save", body, { type: "application/json", keepalive })
}

async function read<T>(address: string): Promise<T> {
  return answerOf<T>(await fetch(address, { headers: { Accept: "application/json" } }))
}

/** answerOf reads an answer. One that may be another next time is an ordinary error. */
export async function answerOf<T>(r: Response): Promise<T> {
  if (r.ok) return r.json()
  if (r.status >= 500 || r.status === 429 || r.status === 408) throw new Error(String(r.status))
  let told = { error: r.statusText, key: "" }
  try {
    told = await r.json()
  } catch {
    // A proxy answered: there is no sentence.
  }
  throw new Refusal(r.status, told.key, told.error)
}

function headOf(t: Head): Head {
  return { headline: t.headline, standfirst: t.standfirst, slug: t.slug, lead: t.lead }
}

function byId(doc: Doc): Map<string, Block> {
  return new Map(doc.blocks.map((b) => [b.id, b]))
}

function same(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i])
}

function empty(b: Block): boolean {
  return b.type === "paragraph" && !b.text?.length
}

const canons = new WeakMap<object, string>()

/** canon writes a value so that equal values give equal strings. */
export function canon(v: unknown): string {
  if (!v || typeof v !== "object") return JSON.stringify(v) ?? "null"
  const known = canons.get(v)
  if (known !== undefined) return known
  const text = Array.isArray(v)
    ? "[" + v.map(canon).join() + "]"
    : "{" + Object.entries(v).filter(([, x]) => x !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, x]) => JSON.stringify(k) + ":" + canon(x)).join() + "}"
  canons.set(v, text)
  return text
}
