// A form with data-here is sent without leaving the page: the answer's main part and
// panel take the place of what is there. If the line is down, everything stays.
import { parse, word } from "./dom";
import { post } from "./send";
import { say } from "./toast";

export function forms(): void {
  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (!(form instanceof HTMLFormElement) || !("here" in form.dataset) || e.defaultPrevented) return;
    e.preventDefault();
    void send(form, (e as SubmitEvent).submitter);
  });
  // A select with data-send sends its form when it is changed; without script a button does.
  document.addEventListener("change", (e) => {
    if (e.target instanceof HTMLElement && "send" in e.target.dataset) (e.target as HTMLInputElement).form?.requestSubmit();
  });
}

async function send(form: HTMLFormElement, by: HTMLElement | null): Promise<void> {
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  const data = new FormData(form, by);
  const action = by?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href;
  const plain = form.enctype !== "multipart/form-data";
  const body = plain ? new URLSearchParams([...data].map(([k, v]) => [k, String(v)])) : data;
  try {
    const get = form.method === "get";
    const target = get ? action.split("?")[0] + "?" + new URLSearchParams([...data].map(([k, v]) => [k, String(v)])) : action;
    const answer = await (get ? fetch(target) : post(target, body, { accept: "text/html" }));
    if (answer.status === 401) return say(word("signedOut"), "/desk/sign-in?in=window", word("signIn"));
    const page = parse(await answer.text());
    if (!answer.ok && answer.status !== 422) {
      return say(page.querySelector("[role=alert]")?.textContent?.trim() || word("failed"));
    }
    replace(page, answer.redirected || get ? answer.url : location.href);
  } catch {
    say(word("offline"));
  } finally {
    form.removeAttribute("aria-busy");
  }
}

// replace puts another page's parts in the place of this one's and keeps the focus.
export function replace(page: Document, address: string): void {
  const focus = document.activeElement?.id;
  const row = document.querySelector(".at")?.id;
  for (const part of ["main.page", ".panel", ".rail"]) {
    const now = document.querySelector(part);
    const next = page.querySelector(part);
    if (now && next) now.replaceWith(document.adoptNode(next));
  }
  document.title = page.title;
  document.documentElement.dataset.as = page.documentElement.dataset.as ?? ""; // whose page it is now
  if (address !== location.href) history.pushState(null, "", address);
  if (row) document.getElementById(row)?.classList.add("at");
  (focus && document.getElementById(focus) || document.querySelector<HTMLElement>(".field.bad .in, [role=alert]"))?.focus();
  document.dispatchEvent(new CustomEvent("desk:page"));
}

addEventListener("popstate", () => location.reload());
