// Changes of one attribute, in steps that fail where the node is gone.
//
// The step of the library throws when what others wrote has put a text at its place, and
// with it an undo would.

import type { Node } from "prosemirror-model"
import type { Transaction } from "prosemirror-state"
import { AttrStep, StepResult, type Mappable } from "prosemirror-transform"

class Attr extends AttrStep {
  override apply(doc: Node): StepResult {
    const node = doc.nodeAt(this.pos)
    if (!node || node.isText || !(this.attr in node.attrs)) return StepResult.fail("no such node")
    return super.apply(doc)
  }

  override invert(doc: Node): Attr {
    return new Attr(this.pos, this.attr, doc.nodeAt(this.pos)!.attrs[this.attr])
  }

  override map(mapping: Mappable): Attr | null {
    const at = mapping.mapResult(this.pos, 1)
    return at.deletedAfter ? null : new Attr(at.pos, this.attr, this.value)
  }
}

/** setAttr sets an attribute of the node at pos. */
export function setAttr(tr: Transaction, pos: number, attr: string, value: unknown): Transaction {
  return tr.step(new Attr(pos, attr, value))
}
