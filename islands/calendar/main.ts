// Plans are moved to another day of their edition: dragged, or picked up with P, moved with
// the arrows and put down with Enter. Without script the story's page has a form for it.

export {};

interface Picked { entry: HTMLElement; cells: HTMLElement[]; at: number }

let picked: Picked | null = null;

const form = (): HTMLFormElement | null => document.querySelector("#move");
const teller = (): HTMLElement | null => document.querySelector("[data-say]");

function cellsOf(entry: HTMLElement): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`td[data-drop][data-lang="${CSS.escape(entry.closest<HTMLElement>("td[data-drop]")?.dataset.lang ?? "")}"]`)];
}

function put(entry: HTMLElement, cell: HTMLElement): void {
  const f = form();
  if (!f || entry.closest("td") === cell) return;
  (f.elements.namedItem("story") as HTMLInputElement).value = entry.dataset.plan ?? "";
  (f.elements.namedItem("lang") as HTMLInputElement).value = cell.dataset.lang ?? "";
  (f.elements.namedItem("day") as HTMLInputElement).value = cell.dataset.drop ?? "";
  f.requestSubmit();
}

function leave(): void {
  picked?.cells.forEach((c) => c.classList.remove("over"));
  picked?.entry.classList.remove("picked");
  picked = null;
}

function say(text: string): void {
  const t = teller();
  if (t) t.textContent = text;
}

function over(at: number): void {
  if (!picked) return;
  picked.cells[picked.at]?.classList.remove("over");
  picked.at = Math.max(0, Math.min(picked.cells.length - 1, at));
  const cell = picked.cells[picked.at];
  cell.classList.add("over");
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  say((teller()?.dataset.over ?? "").replace("{day}", cell.dataset.day ?? ""));
}

document.addEventListener("keydown", (e) => {
  const entry = e.target instanceof HTMLElement ? e.target.closest<HTMLElement>("[data-plan]") : null;
  if (!picked) {
    if (!entry || e.code !== "KeyP" || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    const cells = cellsOf(entry);
    picked = { entry, cells, at: cells.indexOf(entry.closest("td") as HTMLElement) };
    entry.classList.add("picked");
    say(teller()?.dataset.picked ?? "");
    return;
  }
  const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  if (e.key === "ArrowLeft" || e.key === "ArrowRight") {
    e.preventDefault();
    over(picked.at + (e.key === forward ? 1 : -1));
  } else if (e.key === "Enter") {
    e.preventDefault();
    const { entry, cells, at } = picked;
    leave();
    put(entry, cells[at]);
  } else if (e.key === "Escape") {
    e.preventDefault();
    leave();
    say("");
  }
});

document.querySelectorAll<HTMLElement>("[data-plan]").forEach((entry) => {
  entry.draggable = true;
  entry.addEventListener("dragstart", (e) => {
    picked = { entry, cells: cellsOf(entry), at: -1 };
    e.dataTransfer?.setData("text/plain", entry.dataset.plan ?? "");
  });
  entry.addEventListener("dragend", leave);
});
document.querySelectorAll<HTMLElement>("td[data-drop]").forEach((cell) => {
  cell.addEventListener("dragover", (e) => {
    if (!picked?.cells.includes(cell)) return;
    e.preventDefault();
    over(picked.cells.indexOf(cell));
  });
  cell.addEventListener("drop", (e) => {
    if (!picked) return;
    e.preventDefault();
    const { entry } = picked;
    leave();
    put(entry, cell);
  });
});
