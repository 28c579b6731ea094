// One policy lets text become markup, and only text that our own server rendered.
interface Policy { createHTML(text: string): string }
interface Types { createPolicy(name: string, rules: Policy): Policy }

let policy: Policy | undefined;

// parse reads a page that the desk itself answered with.
export function parse(page: string): Document {
  const types = (window as unknown as { trustedTypes?: Types }).trustedTypes;
  policy ??= types ? types.createPolicy("desk", { createHTML: (text) => text }) : { createHTML: (text) => text };
  return new DOMParser().parseFromString(policy.createHTML(page) as string, "text/html");
}

// word gives one of the frame's own sentences.
export function word(name: string): string {
  return document.getElementById("desk-words")?.dataset[name] ?? "";
}

// writing says whether a key belongs to what is being written.
export function writing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select"));
}
