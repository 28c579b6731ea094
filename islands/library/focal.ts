// The focal point of a picture: a handle that the pointer and the arrow keys move, beside
// the two number fields that are sent. The crops follow as the server would draw them.

export function focal(): void {
  const box = document.querySelector<HTMLElement>("[data-focal]:not([data-ready])");
  const handle = box?.querySelector<HTMLButtonElement>("[data-handle]");
  const across = document.querySelector<HTMLInputElement>("#f-focal_x");
  const down = document.querySelector<HTMLInputElement>("#f-focal_y");
  if (!box || !handle || !across || !down) return;
  box.dataset.ready = "";
  const width = Number(box.dataset.width);
  const height = Number(box.dataset.height);
  const point = (): [number, number] => [bound(Number(across.value)), bound(Number(down.value))];
  const show = (): void => {
    const [x, y] = point();
    handle.style.left = x + "%";
    handle.style.top = y + "%";
    handle.setAttribute("aria-label", (handle.dataset.says ?? "").replace("{x}", String(x)).replace("{y}", String(y)));
    const mark = box.querySelector("[data-point]");
    mark?.setAttribute("cx", String((width * x) / 100));
    mark?.setAttribute("cy", String((height * y) / 100));
    for (const crop of document.querySelectorAll<SVGElement>("[data-crop]")) {
      crop.setAttribute("viewBox", view(width, height, x, y, Number(crop.dataset.w), Number(crop.dataset.h), crop.dataset.crop === "shared").join(" "));
    }
  };
  const move = (x: number, y: number): void => {
    across.value = String(bound(x));
    down.value = String(bound(y));
    show();
  };
  handle.hidden = false;
  box.addEventListener("pointerdown", (e) => {
    const all = box.getBoundingClientRect();
    const at = (p: PointerEvent): void => move(((p.clientX - all.left) / all.width) * 100, ((p.clientY - all.top) / all.height) * 100);
    at(e);
    handle.focus();
    e.preventDefault();
    const stop = new AbortController();
    addEventListener("pointermove", at, { signal: stop.signal });
    addEventListener("pointerup", () => stop.abort(), { once: true });
  });
  handle.addEventListener("keydown", (e) => {
    const step = e.shiftKey ? 10 : 1;
    const by = ({ ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] } as Record<string, number[]>)[e.key];
    if (!by) return;
    e.preventDefault();
    const [x, y] = point();
    move(x + by[0], y + by[1]);
  });
  for (const field of [across, down]) field.addEventListener("input", show);
  show();
}

function bound(n: number): number {
  return Math.round(Math.min(100, Math.max(0, n || 0)));
}

// view is the part of a picture that a use shows. Readers' pages know the middle and four
// sides; shared links are cropped around the point itself.
export function view(width: number, height: number, x: number, y: number, w: number, h: number, exact: boolean): number[] {
  const wide = width * h > height * w;
  const cw = wide ? Math.max(Math.floor((height * w) / h), 1) : width;
  const ch = wide ? height : Math.max(Math.floor((width * h) / w), 1);
  if (exact) {
    return [clamp((width * x) / 100 - cw / 2, width - cw), clamp((height * y) / 100 - ch / 2, height - ch), cw, ch];
  }
  return [((width - cw) * side(x)) / 100, ((height - ch) * side(y)) / 100, cw, ch];
}

function clamp(at: number, most: number): number {
  return Math.min(Math.max(at, 0), most);
}

function side(at: number): number {
  if (at > 0 && at < 35) return 18;
  return at > 65 ? 82 : 50;
}
