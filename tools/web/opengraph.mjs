// Reads pages from standard input, as a JSON list of {path, html}, and writes what an
// open-graph-scraper that is not ours makes of each: what a shared link would show.
import { createRequire } from "node:module"
import path from "node:path"

const scrape = createRequire(path.join(process.argv[2], "x.js"))("open-graph-scraper")
let text = ""
for await (const part of process.stdin) text += part
const list = []
for (const page of JSON.parse(text)) {
  const { error, result } = await scrape({ html: page.html, onlyGetOpenGraphInfo: true })
  list.push({ path: page.path, error, ...result })
}
process.stdout.write(JSON.stringify(list))
