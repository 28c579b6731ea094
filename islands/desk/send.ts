// The one way by which a page sends what changes something. It names the person for whom
// the page was made: by now somebody else can be signed in on the device, and what one
// said must not become another's deed.

export const owner = (): string => document.documentElement.dataset.as ?? ""

/** post sends a body and asks for an answer of the kind that is accepted. */
export function post(address: string, body?: BodyInit | null, more: { accept?: string; type?: string; keepalive?: boolean } = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: more.accept ?? "application/json", "Masthead-As": owner() }
  if (more.type) headers["Content-Type"] = more.type
  return fetch(address, { method: "POST", body, keepalive: more.keepalive, headers })
}

/** part sends fields while the page goes away. */
export function part(address: string, fields: Record<string, string>): void {
  navigator.sendBeacon(address, new URLSearchParams({ ...fields, as: owner() }))
}
