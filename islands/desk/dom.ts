// One policy lets text become markup, and only text that our own server rendered.
interface Policy { createHTML(text: string): string; createScriptURL(address: string): string }
interface Types { createPolicy(name: string, rules: Policy): Policy }

let policy: Policy | undefined;

// desk is the policy, made once. Of scripts it lets one be named: the worker.
function desk(): Policy {
  const rules: Policy = {
    createHTML: (text) => text,
    createScriptURL: (address) => {
      if (address !== "/desk/worker.js") throw new TypeError("not a script of the desk");
      return address;
    },
  };
  const types = (window as unknown as { trustedTypes?: Types }).trustedTypes;
  return policy ??= types ? types.createPolicy("desk", rules) : rules;
}

// scriptAddress lets an address be that of a script.
export function scriptAddress(address: string): unknown { return desk().createScriptURL(address); }

// parse reads a page that the desk itself answered with.
export function parse(page: string): Document {
  return new DOMParser().parseFromString(desk().createHTML(page) as string, "text/html");
}

// word gives one of the frame's own sentences.
export function word(name: string): string {
  return document.getElementById("desk-words")?.dataset[name] ?? "";
}

// writing says whether a key belongs to what is being written.
export function writing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select"));
}
