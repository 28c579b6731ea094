// The door: passkeys, and the window that tells the page which opened it that somebody is
// signed in again. Without script there are the password and the code.

import { post as send } from "../desk/send";

interface Asking { parseRequestOptionsFromJSON?(o: unknown): PublicKeyCredentialRequestOptions; parseCreationOptionsFromJSON?(o: unknown): PublicKeyCredentialCreationOptions }

const keys = (window.PublicKeyCredential ?? {}) as unknown as Asking;

function word(name: string): string {
  return document.getElementById("door-words")?.dataset[name] ?? "";
}

function tell(text: string): void {
  document.querySelector("[data-told]")?.remove();
  const note = document.createElement("p");
  note.className = "note stop";
  note.setAttribute("role", "alert");
  note.dataset.told = "";
  note.textContent = text;
  (document.querySelector(".gate form, .gate .ways, #passkeys") ?? document.body).append(note);
}

class Refused extends Error {
  constructor(readonly key: string, text: string) { super(text); }
}

async function post(path: string, body: unknown): Promise<unknown> {
  const answer = await send(path, JSON.stringify(body), { type: "application/json" });
  const said = await answer.json();
  if (!answer.ok) throw new Refused(said.key, said.error);
  return said;
}

async function act(button: HTMLButtonElement | null, work: () => Promise<string>): Promise<void> {
  button?.setAttribute("disabled", "");
  try {
    location.assign(await work());
  } catch (e) {
    if (e instanceof Refused) {
      if (e.key === "signin.prove_first") return location.assign("/desk/confirm");
      tell(e.message);
    } else if (e instanceof TypeError) {
      tell(word("offline"));
    } else {
      tell(word("stopped"));
    }
  } finally {
    button?.removeAttribute("disabled");
  }
}

function enter(button: HTMLButtonElement): void {
  void act(button, async () => {
    const publicKey = keys.parseRequestOptionsFromJSON!(await post("/desk/passkey/ask", {}));
    const credential = await navigator.credentials.get({ publicKey });
    const led = (await post("/desk/passkey/enter", { credential, next: button.dataset.next })) as { next: string };
    return led.next;
  });
}

function make(form: HTMLFormElement): void {
  void act(form.querySelector("button"), async () => {
    const publicKey = keys.parseCreationOptionsFromJSON!(await post("/desk/passkey/new", {}));
    const credential = await navigator.credentials.create({ publicKey });
    const name = new FormData(form).get("name");
    const led = (await post("/desk/passkey/keep", { credential, name, next: form.dataset.next })) as { next: string };
    return led.next;
  });
}

if (keys.parseRequestOptionsFromJSON && keys.parseCreationOptionsFromJSON) {
  for (const shy of document.querySelectorAll<HTMLElement>("[data-passkey], [data-passkey-new], [data-with-passkey]")) shy.hidden = false;
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-passkey]")) button.addEventListener("click", () => enter(button));
  for (const form of document.querySelectorAll<HTMLFormElement>("[data-passkey-new]")) {
    form.addEventListener("submit", (e) => { e.preventDefault(); make(form); });
  }
}

if (document.querySelector("[data-signed-in]")) {
  const channel = new BroadcastChannel("masthead-desk");
  channel.postMessage("signed-in");
  channel.close();
  window.close();
}
