// Rows as they were drawn, among all the others: what one looks at stays as it is while rows come and go around it.

/** A run of rows on screen. Newcomers among them wait, and one that has left may stay. */
export interface Sill<Row> {
  /** The position of the first one. */
  at: number
  rows: Row[]
  /** How many rows of the engine's list they stand for: newcomers that wait are among these, and one who has left is not. */
  covers: number
}

/** How many positions there are fewer than rows in the engine's list, once one is past the sill. */
export const missing = <Row>(sill: Sill<Row> | null): number => (sill ? sill.covers - sill.rows.length : 0)

export const isOn = <Row>(sill: Sill<Row> | null, position: number): sill is Sill<Row> =>
  sill !== null && position >= sill.at && position < sill.at + sill.rows.length

/** The index in the engine's list of what stands at a position beside the sill; `hidden` rows stand before the first position. */
export const indexAt = <Row>(sill: Sill<Row> | null, hidden: number, position: number): number =>
  position + hidden + (sill && position >= sill.at + sill.rows.length ? missing(sill) : 0)

/** The position of an index of the engine's list beside the sill; -1 for what has none. */
export function positionOf<Row>(sill: Sill<Row> | null, hidden: number, index: number): number {
  const position = index - hidden
  if (!(position >= 0)) return -1
  if (!sill || position < sill.at) return position
  // Where the sill is, only what is on it has a position.
  return position < sill.at + sill.covers ? -1 : position - missing(sill)
}

/** The rows that are drawn, and those around them that are there without a gap, and where they begin. */
export function runAround<Row>(at: (position: number) => Row | undefined, drawn: { from: number; to: number }, around: number): { at: number; rows: Row[] } {
  let first = drawn.from
  // What is drawn may begin with rows that are still to come.
  while (first <= drawn.to && !at(first)) first++
  while (first > Math.max(0, drawn.from - around) && at(first - 1)) first--
  const rows: Row[] = []
  for (let row = at(first); row && rows.length < drawn.to - first + around; row = at(first + rows.length)) rows.push(row)
  return { at: first, rows }
}
