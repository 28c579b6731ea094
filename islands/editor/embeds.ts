// Addresses of posts, films and charts that may stand in a text. The rules come from the
// server (internal/body/embedtable.go); matching is the same as there.

import { cleanHref } from "./clean"

/** EmbedRule recognises one shape of address, as body.EmbedRules gives it. */
export interface EmbedRule {
  provider: string
  hosts: string[]
  keys?: string[]
  inner?: string
  shape?: string
  url?: string
}

/** EmbedSites is what the server allows to be embedded. */
export interface EmbedSites {
  providers: { key: string; name: string; kind: string }[]
  rules: EmbedRule[]
}

interface Compiled extends EmbedRule {
  pattern: RegExp | null
}

/** Embeds matches addresses. */
export class Embeds {
  private readonly byHost = new Map<string, Compiled[]>()

  constructor(sites: EmbedSites) {
    for (const r of sites.rules) {
      const c = { ...r, pattern: r.shape === undefined ? null : new RegExp(`^(?:${r.shape})$`) }
      for (const host of r.hosts) this.byHost.set(host, [...(this.byHost.get(host) ?? []), c])
    }
  }

  /** match gives the provider of an address and the address a person would open. */
  match(address: string, depth = 0): { provider: string; url: string } | null {
    address = cleanHref(address)
    if (!address.startsWith("http") || depth > 2) return null
    let u: URL
    try {
      u = new URL(address)
    } catch {
      return null
    }
    if (/^https?:\/\/[^/?#]*:\d+(?=[/?#]|$)/.test(address)) return null
    const host = u.hostname.toLowerCase().replace(/^(www|m|mobile)\./, "")
    const path = /^https?:\/\/[^/?#]*([^?#]*)/.exec(address)![1]!
    for (const rules of [this.byHost.get(host), this.byHost.get("*")]) {
      for (const r of rules ?? []) {
        const m = this.fit(r, u.searchParams, path, host, depth)
        if (m) return m
      }
    }
    return null
  }

  private fit(r: Compiled, query: URLSearchParams, path: string, host: string, depth: number): { provider: string; url: string } | null {
    if (r.inner) {
      let inner = query.get(r.inner) ?? ""
      if (inner.startsWith("/")) inner = `https://${r.hosts[0]}${inner}`
      const m = this.match(inner, depth + 1)
      return m && m.provider === r.provider ? m : null
    }
    let target = path
    let sep = "?"
    for (const k of r.keys ?? []) {
      const v = query.get(k)
      if (!v) continue
      target += `${sep}${k}=${escapeQuery(v)}`
      sep = "&"
    }
    const m = r.pattern!.exec(target)
    if (!m) return null
    const url = r.url!.replaceAll("{host}", host).replace(/\$\{(\d+)\}/g, (_, n: string) => m[Number(n)] ?? "")
    return { provider: r.provider, url }
  }
}

/** escapeQuery writes a value as Go's url.QueryEscape does. */
function escapeQuery(v: string): string {
  return encodeURIComponent(v).replace(/[!'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase()).replace(/%20/g, "+")
}
