// Where saving stands, for the person: the line of words, what to do where she has to, and
// what an earlier page left on the device. The writing page and the bench have it.

import { fetched } from "./fetched"
import { words as wordsOf, type Entry, type Outbox } from "./outbox"
import type { Status, Sync } from "./sync"
import { el, type Say } from "./words"

/** watchPage saves when the page is left, when she comes back, when the line does. */
export function watchPage(sync: Sync): void {
  addEventListener("pagehide", () => sync.leaving())
  addEventListener("online", () => void sync.save())
  document.addEventListener("visibilitychange", () => void sync.save())
  addEventListener("beforeunload", (e) => {
    if (sync.unsaved) e.preventDefault()
  })
  document.addEventListener("keydown", (e) => {
    if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.code === "KeyS") {
      e.preventDefault()
      void sync.save()
    }
  })
  if ("BroadcastChannel" in window) {
    new BroadcastChannel("masthead-desk").onmessage = (e) => {
      if (e.data === "signed-in" || e.data?.type === "signed-in") sync.resume()
    }
  }
}

/** StatusLine tells where saving stands, in words. */
export class StatusLine {
  private told = ""
  private stuck = false // the last that was read out is a trouble

  constructor(private readonly at: HTMLElement, private readonly live: HTMLElement, private readonly trouble: HTMLElement, private readonly words: Say) {}

  say(text: string): void {
    this.at.textContent = text
  }

  show(s: Status, entry: () => Entry): void {
    const say = this.words
    const memory = !s.device && s.state !== "saved"
    switch (s.state) {
      case "saved": this.say(s.at ? say("saved", { time: s.at }) : say("not_there")); break
      case "typing": this.say(memory ? say("no_device") : say("typing")); break
      case "saving": this.say(say("saving")); break
      case "offline": this.say(memory ? say("offline_memory") : s.kept ? say("offline", { n: s.kept }) : say("offline_nothing")); break
      case "signed-out": this.say(say("sign_in")); break
      default: this.say(`${say("refused")} ${s.sentence}`)
    }
    if (s.state === "saved" && !s.device) this.at.append(" ", el("span", { class: "q" }, say("no_device")))
    this.at.dataset.state = s.state
    this.at.dataset.kept = String(s.kept)
    const stuck = ["offline", "signed-out", "refused", "forbidden", "another"].includes(s.state)
    if (stuck && this.told !== s.state) this.live.textContent = this.at.textContent
    if (s.state === "saved" && this.stuck) this.live.textContent = this.at.textContent // the trouble is over: not to be read any more
    if (stuck || s.state === "saved") this.stuck = stuck
    if (this.told === s.state && s.state !== "refused") return
    this.told = s.state
    this.troubled(s, entry)
  }

  /** troubled says what to do where a person has to. */
  private troubled(s: Status, entry: () => Entry): void {
    const say = this.words
    this.trouble.hidden = !["signed-out", "refused", "forbidden", "another"].includes(s.state)
    if (this.trouble.hidden) return this.trouble.replaceChildren()
    if (s.state === "signed-out") {
      const link = el("a", { class: "btn", href: "/desk/sign-in?in=window", target: "_blank", rel: "opener" }, say("sign_in_link"))
      return this.trouble.replaceChildren(el("strong", {}, say("sign_in")), link)
    }
    this.trouble.replaceChildren(el("strong", {}, say("refused")), el("p", {}, s.sentence))
    if (s.state === "refused") return
    void fetched(() => import("./kept")).then((m) => {
      if (this.told === s.state) this.trouble.append(...m.takeAlong(() => toTake(entry()), say))
    })
  }
}

/** toTake is what a page has not saved, as words. */
function toTake(e: Entry): { title: string; text: string } {
  return { title: e.title, text: [wordsOf(e.inflight), wordsOf(e.pending)].filter(Boolean).join("\n\n") }
}

/** showKept shows what an earlier page left on the device and the server does not take. */
export async function showKept(at: HTMLElement, left: Entry[], sentence: string, say: Say, outbox: Outbox): Promise<void> {
  const m = await fetched(() => import("./kept"))
  m.show(at, left.map((e) => ({ ...toTake(e), drop: () => outbox.drop(e.key) })), sentence, say)
}
