// A toast answers an act and goes by itself; what failed stays until it is closed.
import { word } from "./dom";

export function toast(): void {
  fade();
  document.addEventListener("desk:page", fade);
}

function fade(): void {
  const t = document.querySelector<HTMLElement>("main .toast");
  if (t) setTimeout(() => t.remove(), 8000);
}

// say shows a failure above the page, with a way on where there is one.
export function say(text: string, path?: string, label?: string): void {
  document.querySelector(".toast.failed")?.remove();
  const box = document.createElement("div");
  box.className = "toast failed";
  box.setAttribute("role", "alert");
  const span = document.createElement("span");
  span.textContent = text;
  box.append(span);
  if (path) {
    const a = document.createElement("a");
    a.className = "btn";
    a.href = path;
    a.target = "_blank";
    a.rel = "opener";
    a.textContent = label ?? path;
    box.append(a);
  }
  const close = document.createElement("button");
  close.className = "btn";
  close.type = "button";
  close.textContent = word("close");
  close.addEventListener("click", () => box.remove());
  box.append(close);
  document.body.append(box);
}
