// The order of blocks when two changed it: the rule of internal/body/mergelist.go.

/** mergeOrder brings two changes of an order together. keep says which blocks stand in the
 * result. What mine moved is what is not in the longest common run of base and mine; the
 * order of theirs without that is the frame, and each other block of mine goes right after
 * the one before it in mine. */
export function mergeOrder(base: string[], mine: string[], theirs: string[], keep: (id: string) => boolean): string[] {
  const moved = movedIds(base, mine)
  const after = new Map<string, string[]>()
  const placed = new Set<string>()
  const put = (pred: string, id: string): void => {
    const list = after.get(pred)
    if (list) list.unshift(id)
    else after.set(pred, [id])
    placed.add(id)
  }
  let last = ""
  for (const id of theirs) {
    if (moved.has(id) || placed.has(id) || !keep(id)) continue
    put(last, id)
    last = id
  }
  last = ""
  for (const id of mine) {
    if (!placed.has(id)) {
      if (!keep(id)) continue
      put(last, id)
    }
    last = id
  }
  const out: string[] = []
  const open = [""]
  while (open.length) {
    const id = open.pop()!
    if (id) out.push(id)
    const next = after.get(id)
    if (next) for (let i = next.length - 1; i >= 0; i--) open.push(next[i])
  }
  return out
}

/** movedIds are the blocks of mine that are in base and not in the longest common run. */
export function movedIds(base: string[], mine: string[]): Set<string> {
  const at = new Map(base.map((id, i) => [id, i]))
  const ids = mine.filter((id) => at.has(id))
  const tops: number[] = []
  const before: number[] = []
  ids.forEach((id, i) => {
    let lo = 0
    let hi = tops.length
    while (lo < hi) {
      const mid = (lo + hi) >> 1
      if (at.get(ids[tops[mid]])! < at.get(id)!) lo = mid + 1
      else hi = mid
    }
    before[i] = lo > 0 ? tops[lo - 1] : -1
    tops[lo] = i
  })
  const moved = new Set(ids)
  for (let i = tops.length ? tops[tops.length - 1] : -1; i >= 0; i = before[i]) moved.delete(ids[i])
  return moved
}
