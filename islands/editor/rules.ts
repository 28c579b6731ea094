// Signs at the beginning of a paragraph that make it another block: "## ", "- ", "1. ", "> ".

import { InputRule, inputRules } from "prosemirror-inputrules"
import { EditorState, type Command, type Plugin, type Transaction } from "prosemirror-state"
import { setList, setQuote, setText } from "./make"

/** rules is the plugin. Only paragraphs that are blocks change; each keeps its id. */
export function rules(): Plugin {
  return inputRules({
    rules: [
      rule(/^(#{1,4})\s$/, (m) => setText("heading", Math.max(2, m[1]!.length))),
      rule(/^[-*•]\s$/, () => setList(false)),
      rule(/^1[.)]\s$/, () => setList(true)),
      rule(/^>\s$/, () => setQuote("quote")),
    ],
  })
}

function rule(at: RegExp, command: (m: RegExpMatchArray) => Command): InputRule {
  return new InputRule(at, (state, match, start, end) => {
    const $start = state.doc.resolve(start)
    if ($start.parent.type.name !== "paragraph" || !["doc", "box", "question"].includes($start.node(-1).type.name)) return null
    return run(state.tr.delete(start, end), command(match))
  })
}

/** run adds what a command does to a transaction. */
function run(tr: Transaction, command: Command): Transaction | null {
  let done: Transaction | null = null
  command(EditorState.create({ doc: tr.doc, selection: tr.selection }), (t) => { done = t })
  if (!done) return null
  for (const step of (done as Transaction).steps) tr.step(step)
  return tr
}
