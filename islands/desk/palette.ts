// Ctrl+K finds stories, people and places. /desk/find?q= answers with what fits.
import { word } from "./dom";

interface Found { title: string; path: string; what?: string; lang?: string }

export function palette(): void {
  document.addEventListener("keydown", (e) => {
    if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.code === "KeyK" && !e.defaultPrevented) {
      e.preventDefault();
      open();
    }
  });
  document.addEventListener("click", (e) => {
    const link = e.target instanceof Element && e.target.closest("[data-palette]");
    if (link && !(e as MouseEvent).ctrlKey && !(e as MouseEvent).metaKey) {
      e.preventDefault();
      open();
    }
  });
}

function open(): void {
  if (document.querySelector("dialog.pal[open]")) return;
  const dialog = document.createElement("dialog");
  dialog.className = "pal";
  const input = document.createElement("input");
  input.className = "in";
  input.type = "search";
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-label", word("find"));
  input.setAttribute("aria-expanded", "true");
  input.setAttribute("aria-controls", "pal-list");
  const list = document.createElement("ul");
  list.id = "pal-list";
  list.className = "res";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", word("find"));
  const none = document.createElement("p");
  none.className = "q";
  none.setAttribute("role", "status");
  dialog.append(input, list, none);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();

  let asked = 0;
  let at = -1;
  const options = (): HTMLElement[] => [...list.children] as HTMLElement[];
  const choose = (i: number): void => {
    at = i;
    options().forEach((o, n) => o.setAttribute("aria-selected", String(n === i)));
    const o = options()[i];
    if (o) { input.setAttribute("aria-activedescendant", o.id); o.scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  };
  const ask = async (): Promise<void> => {
    const turn = ++asked;
    const path = location.pathname;
    try {
      const answer = await fetch("/desk/find?" + new URLSearchParams({ q: input.value, at: path }), { headers: { Accept: "application/json" } });
      const found = answer.ok ? ((await answer.json()) as { found: Found[] }).found ?? [] : [];
      if (turn !== asked) return;
      list.replaceChildren(...found.map(option));
      none.textContent = found.length ? "" : word("nothing");
      choose(found.length ? 0 : -1);
    } catch {
      if (turn === asked) none.textContent = word("offline");
    }
  };
  let timer = 0;
  input.addEventListener("input", () => { clearTimeout(timer); timer = window.setTimeout(ask, 80); });
  dialog.addEventListener("keydown", (e) => {
    const n = options().length;
    if (e.key === "ArrowDown" && n) { e.preventDefault(); choose((at + 1) % n); }
    else if (e.key === "ArrowUp" && n) { e.preventDefault(); choose((at - 1 + n) % n); }
    else if (e.key === "Enter") { e.preventDefault(); options()[at]?.querySelector("a")?.click(); }
  });
  void ask();
}

function option(f: Found, i: number): HTMLElement {
  const li = document.createElement("li");
  li.id = "pal-" + i;
  li.setAttribute("role", "option");
  const a = document.createElement("a");
  a.href = f.path;
  a.tabIndex = -1;
  a.textContent = f.title;
  if (f.lang) a.lang = f.lang;
  li.append(a);
  if (f.what) {
    const what = document.createElement("span");
    what.className = "m q";
    what.textContent = f.what;
    li.append(what);
  }
  li.addEventListener("click", () => a.click());
  a.addEventListener("click", (e) => e.stopPropagation());
  return li;
}
