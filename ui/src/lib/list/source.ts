// Where the rows of a list come from, and how many there are.

import type { Count, Start } from '$lib/backend'

export interface Placed {
  id: string
  /** Its place in this list and order, for `Start`. */
  cursor: string
}

export interface RosterPage<Row> {
  rows: Row[]
  /** None when this is the last page. */
  next: string | null
  /** How many rows are before the first of these; none where it was not counted. */
  at: number | null
}

export interface Source<Question, Row, Page extends RosterPage<Row>, Counts extends { matching: Count }> {
  page(question: Question, start: Start, limit: number): Promise<Page>
  counts(question: Question): Promise<Counts>
}
