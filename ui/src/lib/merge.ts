// How fresh rows join those on screen: nothing moves under the cursor. What is new stands behind the last row or waits.

export interface Merged<Row> {
  rows: Row[]
  /** Newcomers that belong before a row on screen: they wait until somebody asks for them. */
  waiting: number
  /** Whether the end is that of the fresh rows, so that their cursor goes on from here. */
  reachesEnd: boolean
}

/**
 * `old` is on screen; `fresh` is the beginning of the list as it is now, and `complete` says that there is no more of it.
 * The row `keep` stays even if it has left the list: the person is looking at it.
 */
export function merge<Row extends { id: string }>(old: Row[], fresh: Row[], complete: boolean, keep: string | null): Merged<Row> {
  const now = new Map(fresh.map((row, index) => [row.id, index]))
  const lastOld = old.reduce((last, { id }) => Math.max(last, now.get(id) ?? -1), -1)
  const lastMatched = old.findLastIndex(({ id }) => now.has(id))
  const rows = old.flatMap((row, index) => {
    const at = now.get(row.id)
    if (at !== undefined) return [fresh[at] ?? row]
    // Behind the last row that we found again we know nothing, unless the fresh rows are all there are.
    const unknown = index > lastMatched && !complete
    return unknown || row.id === keep ? [row] : []
  })
  const tailUnknown = !complete && lastMatched < old.length - 1
  const appended = tailUnknown ? [] : fresh.slice(lastOld + 1)
  const onScreen = new Set(old.map(({ id }) => id))
  const before = fresh.slice(0, lastOld + 1).filter(({ id }) => !onScreen.has(id)).length
  return {
    rows: append(rows, appended),
    waiting: before + (tailUnknown ? fresh.slice(lastOld + 1).length : 0),
    reachesEnd: !tailUnknown,
  }
}

/** More rows at the end. A row may have moved down from a page that is on screen already: it stays where it is. */
export function append<Row extends { id: string }>(rows: Row[], more: Row[]): Row[] {
  const known = new Set(rows.map(({ id }) => id))
  return [...rows, ...more.filter(({ id }) => !known.has(id))]
}
