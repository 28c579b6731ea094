// A form with data-look shows what it would make in the frame beside it, as one writes.
export function look(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-look]");
  const frame = document.querySelector<HTMLIFrameElement>(".looks iframe");
  if (!form || !frame) return;
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      const told = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (typeof value === "string") told.set(name, value);
      frame.src = `${form.dataset.look ?? ""}?${told.toString()}`;
    }, 400);
  });
}
