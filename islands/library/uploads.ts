// The upload form in place: one file after the other, with count, rate, time left and a
// way to stop, and a line for what became of each.
import { heaviest, pictures, send, type Brought } from "./send";

let listening = false;

export function uploads(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-upload]:not([data-ready])");
  const input = form?.querySelector<HTMLInputElement>("input[type=file]");
  if (!form || !input) return;
  form.dataset.ready = "";
  form.classList.add("scripted");
  input.addEventListener("change", () => {
    void all(form, [...(input.files ?? [])]);
    input.value = "";
  });
  if (listening) return;
  listening = true;
  const here = (): HTMLFormElement | null => document.querySelector("form[data-upload][data-ready]");
  document.addEventListener("dragover", (e) => {
    if (e.dataTransfer?.types.includes("Files")) { e.preventDefault(); here()?.classList.add("over"); }
  });
  document.addEventListener("dragleave", (e) => { if (!e.relatedTarget) here()?.classList.remove("over"); });
  document.addEventListener("drop", (e) => {
    const form = here();
    if (!form || !e.dataTransfer?.files.length) return;
    e.preventDefault();
    form.classList.remove("over");
    void all(form, [...e.dataTransfer.files]);
  });
  document.addEventListener("paste", (e) => {
    const form = here();
    const files = pictures(e.clipboardData?.files);
    if (!form || !files.length) return;
    e.preventDefault();
    void all(form, files);
  });
}

let waiting: File[] = [];
let busy = false;

// all sends files, and those that are added while it does.
async function all(form: HTMLFormElement, files: File[]): Promise<void> {
  waiting.push(...files);
  if (busy) return;
  busy = true;
  const stop = new AbortController();
  const gauge = new Gauge(form, () => { waiting = []; stop.abort(); });
  let done = 0, bytes = 0;
  for (let file = waiting.shift(); file && !stop.signal.aborted; file = waiting.shift()) {
    const rest = waiting.reduce((sum, f) => sum + f.size, 0);
    const now = file;
    const tell = (sent: number): void => gauge.show(done, done + 1 + waiting.length, bytes + sent, now.size - sent + rest);
    tell(0);
    try {
      if (file.size > heaviest) throw new Error(form.dataset.heavy);
      line(form, file.name, await send(file, { failed: form.dataset.failed ?? "", progress: tell, signal: stop.signal }));
    } catch (e) {
      if (!stop.signal.aborted) line(form, file.name, undefined, (e as Error).message);
    }
    bytes += file.size;
    done++;
  }
  gauge.end(stop.signal.aborted);
  busy = false;
}

class Gauge {
  private readonly box: HTMLElement;
  private readonly words = make("b");
  private readonly rate = make("span");
  private readonly bar = make("progress");
  private readonly stop = make("button", "btn bare");
  private readonly began = performance.now();

  constructor(private readonly form: HTMLFormElement, stop: () => void) {
    this.box = form.querySelector<HTMLElement>("[data-progress]")!;
    this.stop.type = "button";
    this.stop.textContent = form.dataset.stop ?? "";
    this.stop.addEventListener("click", stop);
    const row = make("div", "row");
    row.append(this.words, this.rate, this.stop);
    const prog = make("div", "prog");
    prog.append(row, this.bar);
    this.box.replaceChildren(prog);
  }

  show(done: number, all: number, sent: number, left: number): void {
    const d = this.form.dataset;
    this.words.textContent = (d.words ?? "").replace("{n}", String(done)).replace("{all}", String(all));
    this.bar.max = sent + left || 1;
    this.bar.value = sent;
    this.bar.setAttribute("aria-label", this.words.textContent);
    const rate = sent / ((performance.now() - this.began) / 1000);
    if (rate > 0 && sent > 0) {
      this.rate.textContent = (d.rate ?? "").replace("{mb}", (rate / (1 << 20)).toFixed(1)).replace("{s}", String(Math.ceil(left / rate)));
    }
  }

  end(stopped: boolean): void {
    const said = make("p");
    said.textContent = (stopped ? this.form.dataset.stopped : this.form.dataset.done) ?? "";
    this.box.replaceChildren(said);
  }
}

// line tells what became of a file: its page, or why it was refused.
function line(form: HTMLFormElement, name: string, b?: Brought, problem?: string): void {
  const li = make("li", problem ? "bad" : "");
  if (!b) {
    const strong = make("strong");
    strong.textContent = name;
    li.append(strong, " ", problem ?? "");
  } else {
    li.append(link(b.page, b.title || name));
    if (b.already) li.append(" ", form.dataset.already ?? "");
    if (b.like?.length) {
      li.append(" ", form.dataset.like ?? "");
      for (const p of b.like) li.append(" ", link("/desk/media/" + p.media + "/", p.title));
    }
    if (!b.already) card(b);
  }
  form.querySelector("[data-outcomes]")?.prepend(li);
}

// card puts a new picture before the others of the grid.
function card(b: Brought): void {
  const grid = document.querySelector(".mgrid");
  if (!grid || grid.closest("form")) return;
  const li = make("li", "md");
  li.dataset.row = "";
  const a = link(b.page, "");
  const im = make("span", "im");
  const img = make("img", "pic");
  img.src = b.thumb;
  img.alt = "";
  im.append(img);
  const title = make("b");
  title.textContent = b.title;
  a.append(im, title);
  const credit = make("p", "q");
  credit.textContent = b.credit;
  li.append(a, credit);
  grid.prepend(li);
}

function link(path: string, words: string): HTMLAnchorElement {
  const a = make("a", words ? "link" : "");
  a.href = path;
  a.append(words);
  return a;
}

function make<K extends keyof HTMLElementTagNameMap>(name: K, css = ""): HTMLElementTagNameMap[K] {
  const el = document.createElement(name);
  if (css) el.className = css;
  return el;
}
