// A part of another page of the desk, put into this one: "desk:load" names the address
// and the element that takes it. Only what our own server rendered comes in.
import { parse } from "./dom";

export interface Load { url: string; into: HTMLElement; done?(ok: boolean): void }

export function load(): void {
  document.addEventListener("desk:load", (e) => void fetchInto((e as CustomEvent<Load>).detail));
}

async function fetchInto(l: Load): Promise<void> {
  try {
    const answer = await fetch(l.url, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return l.done?.(false);
    const part = parse(await answer.text());
    l.into.replaceChildren(...[...part.body.childNodes].map((n) => document.adoptNode(n)));
    l.done?.(true);
  } catch {
    l.done?.(false);
  }
}
