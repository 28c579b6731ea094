// Single letters are matched by their place on the keyboard (KeyboardEvent.code), so
// that they are the same on Georgian, Armenian, Russian and Azerbaijani layouts.
import { word, writing } from "./dom";

const rows = "[data-row], table.grid tbody tr:not(.band), ul.list > li";

export function keys(): void {
  let going = 0;
  document.addEventListener("keydown", (e) => {
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || writing(e.target)) return;
    if (e.key === "?") return act(e, () => help());
    if (document.body.dataset.keys === "off") return;
    if (e.code === "Slash" && !e.shiftKey) {
      const filter = document.querySelector<HTMLInputElement>("[data-filter]");
      if (filter) act(e, () => filter.focus());
      return;
    }
    const letter = /^Key([A-Z])$/.exec(e.code)?.[1];
    if (!letter) return;
    if (going && Date.now() - going < 1500) {
      going = 0;
      const place = places[letter];
      const link = place && document.querySelector<HTMLAnchorElement>(`.rail [data-go="${place}"]`);
      if (link) act(e, () => link.click());
      return;
    }
    if (letter === "G") { going = Date.now(); return; }
    if (letter === "J" || letter === "K") return act(e, () => move(letter === "J" ? 1 : -1));
    const wanted = (e.shiftKey ? "shift+" : "") + letter.toLowerCase();
    const here = document.querySelector(".at");
    const target = here?.querySelector<HTMLElement>(`[data-key="${wanted}"]`) ?? document.querySelector<HTMLElement>(`[data-key="${wanted}"]:not([data-row] *)`);
    if (target) act(e, () => target.click());
  });
}

const places: Record<string, string> = { W: "work", S: "stories", C: "calendar", B: "bench", F: "front", R: "reach", M: "media", N: "notices" };

function act(e: Event, f: () => void): void {
  e.preventDefault();
  f();
}

// move puts the keyboard's place on the next row that is shown.
function move(step: number): void {
  const list = [...document.querySelectorAll<HTMLElement>(rows)].filter((r) => r.offsetParent !== null);
  if (!list.length) return;
  const was = list.findIndex((r) => r.classList.contains("at"));
  const next = list[Math.min(list.length - 1, Math.max(0, was < 0 ? 0 : was + step))];
  list[was]?.classList.remove("at");
  next.classList.add("at");
  const link = next.querySelector<HTMLElement>("a, button, input");
  link?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

// help lists the keys that this page names by data-key and data-says, and those of every page.
function help(): void {
  document.querySelector("dialog.keys-help")?.remove();
  const dialog = document.createElement("dialog");
  dialog.className = "dlg keys-help";
  const title = document.createElement("h2");
  title.textContent = word("keys");
  const list = document.createElement("dl");
  const seen = new Set<string>();
  const add = (key: string, says: string): void => {
    if (!says || seen.has(key)) return;
    seen.add(key);
    const dt = document.createElement("dt");
    const kbd = document.createElement("kbd");
    kbd.textContent = key.toUpperCase();
    dt.append(kbd);
    const dd = document.createElement("dd");
    dd.textContent = says;
    list.append(dt, dd);
  };
  add("Ctrl K", word("find"));
  for (const link of document.querySelectorAll<HTMLElement>(".rail [data-go]")) {
    const letter = Object.keys(places).find((l) => places[l] === link.dataset.go);
    if (letter) add("G " + letter, link.querySelector("span")?.textContent ?? "");
  }
  for (const el of document.querySelectorAll<HTMLElement>("[data-key]")) add(el.dataset.key!, el.dataset.says ?? el.textContent?.trim() ?? "");
  const close = document.createElement("form");
  close.method = "dialog";
  const button = document.createElement("button");
  button.className = "btn";
  button.textContent = word("close");
  close.append(button);
  dialog.append(title, list, close);
  document.body.append(dialog);
  dialog.showModal();
}
