// The form with data-push subscribes this browser to notices: it asks the person, then
// sends what the browser says of itself. Without what it needs the form stays hidden.
import { scriptAddress } from "./dom";

export function push(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-push]");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  form.hidden = false;
  const status = form.querySelector<HTMLElement>("[role=status]");
  form.querySelector("button")?.addEventListener("click", () => {
    subscribe(form).catch(() => { if (status) status.textContent = status.dataset.refused ?? ""; });
  });
}

async function subscribe(form: HTMLFormElement): Promise<void> {
  if (await Notification.requestPermission() !== "granted") throw new Error("refused");
  const worker = await navigator.serviceWorker.register(scriptAddress("/desk/worker.js") as string, { scope: "/desk/" });
  await navigator.serviceWorker.ready;
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: form.dataset.push ?? "" });
  const field = form.elements.namedItem("subscription");
  if (!(field instanceof HTMLInputElement)) return;
  field.value = JSON.stringify(made.toJSON());
  form.submit();
}
