// Rows and columns of tables. A cell that spans several counts as that many.

import type { Node } from "prosemirror-model"
import { Selection, TextSelection, type Command, type EditorState } from "prosemirror-state"
import { newId } from "./body"
import { insertBlock, within } from "./commands"
import { setAttr } from "./attr"

/** insertTable puts in a table of three columns and a row of headings. */
export const insertTable: Command = (state, dispatch) => {
  const { table, caption, row, cell } = state.schema.nodes
  const rows = [0, 1, 2].map(() => row!.create(null, [0, 1, 2].map(() => cell!.create({ bid: newId() }))))
  const node = table!.create({ bid: newId(), header: true }, [caption!.create(), ...rows])
  const tr = insertBlock(state, node)
  if (!tr) return false
  const $at = tr.selection.$from
  const inside = within($at, "table")
  if (inside) tr.setSelection(TextSelection.create(tr.doc, inside.pos + 5))
  dispatch?.(tr)
  return true
}

interface Place {
  table: Node
  pos: number
  row: number // counted without the caption
  cell: number
}

function place(state: EditorState): Place | null {
  const { $from } = state.selection
  const t = within($from, "table")
  const c = within($from, "cell")
  if (!t || !c) return null
  return { table: t.node, pos: t.pos, row: $from.index(t.depth) - 1, cell: $from.index(t.depth + 1) }
}

const colsOf = (c: Node) => Math.max(1, c.attrs.cols)
const rowsOf = (c: Node) => Math.max(1, c.attrs.rows)

/** grid says which cell covers each square: [row][column] is the cell's row and index. */
function grid(table: Node): { r: number; c: number }[][] {
  const out: { r: number; c: number }[][] = []
  for (let r = 0; r < table.childCount - 1; r++) {
    let col = 0
    table.child(r + 1).forEach((cell, _, c) => {
      while (out[r]?.[col]) col++
      for (let i = 0; i < rowsOf(cell) && r + i < table.childCount - 1; i++) {
        for (let j = 0; j < colsOf(cell); j++) ((out[r + i] ??= [])[col + j] = { r, c })
      }
      col += colsOf(cell)
    })
    out[r] ??= []
  }
  return out
}

type Rows = Node[][]

/** remake puts changed rows in the place of the old ones: only what differs is replaced. */
function remake(state: EditorState, at: Place, rows: Rows): import("prosemirror-state").Transaction {
  const { row } = state.schema.nodes
  const next = at.table.copy(at.table.content.cut(0, at.table.firstChild!.nodeSize).append(row!.create().content)).content
  const content = rows.reduce((f, cells) => f.addToEnd(row!.create(null, cells)), next)
  const start = at.table.content.findDiffStart(content)
  const tr = state.tr
  if (start === null) return tr
  let { a, b } = at.table.content.findDiffEnd(content)!
  const overlap = start - Math.min(a, b)
  if (overlap > 0) {
    a += overlap
    b += overlap
  }
  const changed = at.table.copy(content)
  return tr.replace(at.pos + 1 + start, at.pos + 1 + a, changed.slice(start, b))
}

const cellsOf = (table: Node): Rows => [...table.children].slice(1).map((r) => [...r.children])
const withSpan = (c: Node, name: "cols" | "rows", n: number) => c.type.create({ ...c.attrs, [name]: n > 1 ? n : 0 }, c.content)

function change(f: (at: Place, rows: Rows, state: EditorState) => boolean): Command {
  return (state, dispatch) => {
    const at = place(state)
    if (!at) return false
    const rows = cellsOf(at.table)
    if (!f(at, rows, state)) return false
    if (dispatch) {
      const tr = remake(state, at, rows)
      if (!within(tr.selection.$from, "cell")) tr.setSelection(Selection.near(tr.doc.resolve(Math.min(at.pos + 3, tr.doc.content.size))))
      dispatch(tr.scrollIntoView())
    }
    return true
  }
}

/** addRow adds a row below (1) or above (0) the one with the cursor. */
export const addRow = (below: 0 | 1): Command => change((at, rows, state) => {
  const g = grid(at.table)
  const old = at.table.child(at.row + 1).child(at.cell)
  const line = at.row + (below ? rowsOf(old) : 0)
  const fresh: Node[] = []
  const width = Math.max(...g.map((r) => r.length))
  for (let col = 0; col < width; col++) {
    const up = g[line - 1]?.[col]
    const down = g[line]?.[col]
    if (up && down && up.r === down.r && up.c === down.c) {
      const c = rows[up.r]![up.c]!
      rows[up.r]![up.c] = withSpan(c, "rows", rowsOf(c) + 1)
      col += colsOf(c) - 1
    } else fresh.push(state.schema.nodes.cell!.create({ bid: newId(), head: col === 0 && headed(rows) }))
  }
  if (!fresh.length) return false
  rows.splice(line, 0, fresh)
  return true
})

const headed = (rows: Rows) => rows.length > 1 && rows.slice(1).every((r) => r[0]?.attrs.head)

/** addColumn adds a column behind (1) or before (0) the one with the cursor. */
export const addColumn = (behind: 0 | 1): Command => change((at, rows, state) => {
  const g = grid(at.table)
  const first = g[at.row]!.findIndex((s) => s && s.r === at.row && s.c === at.cell)
  const line = first + (behind ? colsOf(rows[at.row]![at.cell]!) : 0)
  const done = new Set<Node>()
  for (let r = g.length - 1; r >= 0; r--) {
    const left = g[r]![line - 1]
    const right = g[r]![line]
    if (left && right && left.r === right.r && left.c === right.c) {
      const c = rows[left.r]![left.c]!
      if (done.has(c)) continue
      rows[left.r]![left.c] = withSpan(c, "cols", colsOf(c) + 1)
      done.add(rows[left.r]![left.c]!)
      continue
    }
    const own = g[r]!.slice(line).find((s) => s && s.r === r)
    rows[r]!.splice(own ? own.c : rows[r]!.length, 0, state.schema.nodes.cell!.create({ bid: newId() }))
  }
  return true
})

/** deleteRow takes out the row with the cursor, deleteColumn the column. */
export const deleteRow: Command = change((at, rows) => {
  if (rows.length < 2) return false
  const g = grid(at.table)
  const line = at.row
  const seen = new Set<string>()
  for (const s of g[line]!) {
    if (!s || seen.has(`${s.r}:${s.c}`)) continue
    seen.add(`${s.r}:${s.c}`)
    const c = rows[s.r]![s.c]!
    if (rowsOf(c) < 2) continue
    const shorter = withSpan(c, "rows", rowsOf(c) - 1)
    if (s.r < line) rows[s.r]![s.c] = shorter
    else {
      const before = g[line + 1]!.slice(0, g[line]!.indexOf(s)).filter((x) => x && x.r === line + 1)
      rows[line + 1]!.splice(before.length ? before[before.length - 1]!.c + 1 : 0, 0, shorter)
    }
  }
  rows.splice(line, 1)
  return rows.every((r) => r.length > 0)
})

export const deleteColumn: Command = change((at, rows) => {
  const g = grid(at.table)
  const line = g[at.row]!.findIndex((s) => s && s.r === at.row && s.c === at.cell)
  const cells = new Map<string, { r: number; c: number }>()
  for (const row of g) if (row[line]) cells.set(`${row[line]!.r}:${row[line]!.c}`, row[line]!)
  for (const { r, c } of [...cells.values()].sort((a, b) => b.r - a.r)) {
    const cell = rows[r]![c]!
    if (colsOf(cell) > 1) rows[r]![c] = withSpan(cell, "cols", colsOf(cell) - 1)
    else rows[r]!.splice(c, 1)
  }
  return rows.every((r) => r.length > 0)
})

/** toggleHeader says whether the first row names the columns. */
export const toggleHeader: Command = (state, dispatch) => {
  const t = within(state.selection.$from, "table")
  if (!t) return false
  dispatch?.(setAttr(state.tr, t.pos, "header", !t.node.attrs.header))
  return true
}

/** toggleHead says whether the cell is a heading of its row. */
export const toggleHead: Command = (state, dispatch) => {
  const c = within(state.selection.$from, "cell")
  if (!c) return false
  dispatch?.(setAttr(state.tr, c.pos, "head", !c.node.attrs.head))
  return true
}

/** nextCell goes to the next cell, or the one before. Behind the last one a row is added. */
export const nextCell = (by: -1 | 1): Command => (state, dispatch, view) => {
  const t = within(state.selection.$from, "table")
  const c = within(state.selection.$from, "cell")
  if (!t || !c) return false
  const cells: number[] = []
  t.node.descendants((n, pos) => {
    if (n.type.name === "cell") cells.push(t.pos + 1 + pos)
    return n.type.name !== "cell"
  })
  const next = cells[cells.indexOf(c.pos) + by]
  if (next !== undefined) {
    dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, next + 1, next + 1 + state.doc.nodeAt(next)!.content.size)).scrollIntoView())
    return true
  }
  if (by < 0 || !view || !dispatch) return by > 0
  addRow(1)(state, dispatch, view)
  return nextCell(1)(view.state, dispatch, view)
}
