// The page where a front is arranged: stories are dragged to slots, or put there by the
// keys 1 to 3 while a story has the focus. Every act presses a button of the page, so
// that it does what it does without script.

const slots = ["lead", "second", "opinion"];

function put(slot: string, story: string): void {
  document.querySelector<HTMLButtonElement>(`button[value="put:${slot}:${CSS.escape(story)}"]`)?.click();
}

let dragged = "";

document.addEventListener("dragstart", (e) => {
  const from = (e.target as HTMLElement).closest<HTMLElement>("[data-story]");
  dragged = from?.dataset["story"] ?? "";
  if (dragged && e.dataTransfer) {
    e.dataTransfer.setData("text/plain", dragged);
    e.dataTransfer.effectAllowed = "move";
  }
});

document.addEventListener("dragover", (e) => {
  const slot = (e.target as HTMLElement).closest<HTMLElement>("[data-slot]");
  for (const other of document.querySelectorAll(".over")) if (other !== slot) other.classList.remove("over");
  if (!slot || !dragged) return;
  e.preventDefault();
  slot.classList.add("over");
});

document.addEventListener("drop", (e) => {
  const slot = (e.target as HTMLElement).closest<HTMLElement>("[data-slot]");
  if (!slot || !dragged) return;
  e.preventDefault();
  put(slot.dataset["slot"]!, dragged);
  dragged = "";
});

document.addEventListener("keydown", (e) => {
  const n = Number(e.key);
  if (e.ctrlKey || e.altKey || e.metaKey || !(n >= 1 && n <= slots.length) || document.body.dataset["keys"] === "off") return;
  const at = document.activeElement as HTMLElement | null;
  if (!at || at.matches("input, textarea, select")) return;
  const story = at.closest<HTMLElement>(".cands [data-story]")?.dataset["story"];
  if (story) put(slots[n - 1]!, story);
});
