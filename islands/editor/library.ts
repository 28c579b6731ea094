// The library for the editor: a dialog in which a picture is found, chosen by keyboard or
// pointer, or brought along; and sending files that were dropped into a text.
import { pictures, send, type Brought, type Picture } from "../library/send";

export type { Picture };

export interface PickOptions {
  text?: string; // language of the text: alt and caption come in it
}

interface Found { items: Picture[]; next?: string; words?: Record<string, string> }

let words: Record<string, string> = {};

async function find(q: string, before: string, o: PickOptions): Promise<Found> {
  const ask = new URLSearchParams({ q, before, text: o.text ?? "", words: words["library.pick"] ? "" : "1" });
  const answer = await fetch("/desk/media/find.json?" + ask, { headers: { Accept: "application/json" } });
  const told = (await answer.json()) as Found & { error?: string };
  if (!answer.ok) throw new Error(told.error ?? answer.statusText);
  words = told.words ?? words;
  return told;
}

const say = (key: string): string => words[key] ?? "";

// uploadFiles brings files to the library, one after the other. It throws a sentence for
// the person where one is refused; those before it are there.
export async function uploadFiles(files: File[], o: PickOptions & { progress?: (sent: number, all: number) => void } = {}): Promise<Brought[]> {
  const all = files.reduce((sum, f) => sum + f.size, 0);
  let before = 0;
  const list: Brought[] = [];
  for (const file of files) {
    list.push(await send(file, { text: o.text, failed: say("newsroom.failed") || "×", progress: (n) => o.progress?.(before + n, all) }));
    before += file.size;
  }
  return list;
}

// pickPicture lets the person choose; null when she closes the dialog.
export async function pickPicture(o: PickOptions = {}): Promise<Picture | null> {
  const first = await find("", "", o);
  return new Promise((resolve) => {
    const dialog = make("dialog", "dlg pick");
    dialog.setAttribute("aria-label", say("library.pick"));
    const title = make("h2");
    title.textContent = say("library.pick");
    const field = make("input", "in");
    field.type = "search";
    field.maxLength = 200;
    field.setAttribute("aria-label", say("library.find_in"));
    field.placeholder = say("library.find_in");
    const file = make("input");
    file.type = "file";
    file.accept = "image/jpeg,image/png,image/gif,image/webp";
    const bring = make("label", "btn");
    bring.append(say("library.add"), file);
    const close = make("button", "btn bare");
    close.type = "button";
    close.textContent = say("library.close");
    close.onclick = () => dialog.close();
    const head = make("div", "row");
    head.append(field, bring, close);
    const told = make("p", "q");
    told.setAttribute("role", "status");
    const list = make("ul", "mgrid");
    const more = make("button", "btn");
    more.type = "button";
    more.textContent = say("library.older");
    const help = make("p", "q");
    help.textContent = say("library.pick_help");
    dialog.append(title, head, told, list, more, help);

    let asked = 0;
    let next = "";
    const take = (p: Picture | null): void => { resolve(p); dialog.close(); };
    const show = (found: Found, fresh: boolean): void => {
      next = found.next ?? "";
      more.hidden = !next;
      if (fresh) list.replaceChildren();
      list.append(...found.items.map((p) => entry(p, () => take(p))));
      told.textContent = list.children.length ? "" : say("library.nothing_found");
    };
    const search = async (fresh: boolean): Promise<void> => {
      const mine = ++asked;
      try {
        const found = await find(field.value, fresh ? "" : next, o);
        if (mine === asked) show(found, fresh);
      } catch (e) {
        told.textContent = (e as Error).message;
      }
    };
    let later = 0;
    field.oninput = () => { clearTimeout(later); later = window.setTimeout(() => void search(true), 200); };
    more.onclick = () => void search(false);
    const bringAll = async (files: File[]): Promise<void> => {
      if (!files.length) return;
      try {
        const [b] = await uploadFiles(files.slice(0, 1), { ...o, progress: (n, all) => (told.textContent = Math.round((100 * n) / all) + " %") });
        take(b);
      } catch (e) {
        told.textContent = (e as Error).message;
      }
    };
    file.onchange = () => void bringAll([...(file.files ?? [])]);
    dialog.onpaste = (e) => void bringAll(pictures(e.clipboardData?.files));
    dialog.ondragover = (e) => e.preventDefault();
    dialog.ondrop = (e) => { e.preventDefault(); void bringAll(pictures(e.dataTransfer?.files)); };
    dialog.onkeydown = (e) => arrows(e, field, list);
    dialog.onclose = () => { dialog.remove(); resolve(null); };
    show(first, true);
    document.body.append(dialog);
    dialog.showModal();
    field.focus();
  });
}

// arrows moves between the field and the pictures, by rows and columns.
function arrows(e: KeyboardEvent, field: HTMLElement, list: HTMLElement): void {
  const all = [...list.querySelectorAll<HTMLElement>("button")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const columns = Math.max(1, getComputedStyle(list).gridTemplateColumns.split(" ").length);
  const turned = getComputedStyle(list).direction === "rtl" ? -1 : 1;
  const by = ({ ArrowDown: columns, ArrowUp: -columns, ArrowRight: turned, ArrowLeft: -turned } as Record<string, number>)[e.key];
  if (!by || (at < 0 && e.key !== "ArrowDown")) return;
  e.preventDefault();
  const to = at < 0 ? 0 : at + by;
  (to < 0 ? field : (all[Math.min(to, all.length - 1)] ?? field)).focus();
}

function entry(p: Picture, take: () => void): HTMLElement {
  const li = make("li", "md");
  const button = make("button", "bare pickit");
  button.type = "button";
  const im = make("span", "im");
  const img = make("img", "pic");
  img.src = p.thumb;
  img.alt = p.alt;
  img.loading = "lazy";
  im.append(img);
  const title = make("b");
  title.textContent = p.title;
  const right = make("span", "st " + p.state);
  right.textContent = p.right;
  button.append(im, title, right);
  button.onclick = take;
  li.append(button);
  return li;
}

function make<K extends keyof HTMLElementTagNameMap>(name: K, css = ""): HTMLElementTagNameMap[K] {
  const el = document.createElement(name);
  if (css) el.className = css;
  return el;
}
