// Reads, from standard input, what a site tells programs, and writes what tools that are
// not ours have to say against it, as a JSON list of sentences: the types of schema.org
// (schema-dts, by the TypeScript compiler), a JSON-LD processor, a parser of feeds and
// one of robots.txt.
import { createRequire } from "node:module"
import path from "node:path"

const require = createRequire(path.join(process.argv[2], "x.js"))
const ts = require("typescript"), jsonld = require("jsonld"), robots = require("robots-parser")
const { parseRssFeed, parseAtomFeed, parseJsonFeed } = await import(require.resolve("feedsmith"))

let text = ""
for await (const part of process.stdin) text += part
const input = JSON.parse(text), said = []

// JSON-LD: every name is one of the vocabulary's, and nothing is lost by expanding.
const context = { "@context": { "@vocab": "https://schema.org/", id: "@id", type: "@type" } }
const documentLoader = async url => ({ contextUrl: null, documentUrl: url, document: context })
for (const page of input.pages || []) {
  try {
    const expanded = await jsonld.expand(JSON.parse(page.data), { documentLoader, safe: true })
    if (!expanded.length) said.push(page.path + ": nothing is left of its JSON-LD")
  } catch (e) {
    said.push(page.path + ": JSON-LD: " + e.message)
  }
}

// The vocabulary has annotations of actions ("query-input", schema.org/docs/actions.html)
// beside its types; a Graph of schema-dts does not.
const plain = (name, value) => name == "query-input" ? undefined : value

// The types: a file of TypeScript that claims each page's data to be a Graph.
const dir = path.dirname(process.argv[2])
const file = path.join(dir, "pages.ts")
const source = 'import type { Graph } from "schema-dts"\n' + (input.pages || []).map((p, i) => `export const p${i}: Graph = ${JSON.stringify(JSON.parse(p.data, plain))}`).join("\n")
const options = { noEmit: true, strict: true, skipLibCheck: true, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, target: ts.ScriptTarget.ES2022, types: [] }
const host = ts.createCompilerHost(options), read = host.getSourceFile
host.getSourceFile = (name, ...more) => name == file ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : read(name, ...more)
host.fileExists = (exists => name => name == file || exists(name))(host.fileExists)
if (input.pages) for (const d of ts.getPreEmitDiagnostics(ts.createProgram([file], options, host))) {
  const line = d.file && d.file.fileName == file ? d.file.getLineAndCharacterOfPosition(d.start).line - 1 : -1
  said.push((line >= 0 ? input.pages[line].path : "schema-dts") + ": " + ts.flattenDiagnosticMessageText(d.messageText, "\n").slice(0, 1500))
}

const parsers = { "feed.xml": parseRssFeed, "atom.xml": parseAtomFeed, "feed.json": parseJsonFeed }
for (const feed of input.feeds || []) {
  try {
    const name = feed.path.split("/").pop()
    const got = parsers[name](name == "feed.json" ? JSON.parse(feed.text) : feed.text)
    const items = got.items || got.entries || []
    if (!got.title || items.length != feed.items) said.push(`${feed.path}: ${items.length} items are read, ${feed.items} were written`)
  } catch (e) {
    said.push(feed.path + ": " + e.message)
  }
}

for (const r of input.robots || []) {
  const rules = robots(input.base + "/robots.txt", r.text)
  for (const [agent, at, allowed] of r.want) {
    if (rules.isAllowed(input.base + at, agent) !== allowed) said.push(`robots.txt (${r.name}): ${agent} at ${at} is not ${allowed ? "allowed" : "kept out"}`)
  }
}
console.log(JSON.stringify(said))
