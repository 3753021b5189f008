// What a long list is to those who draw it: positions, of which only those near what one looks at are known.

export interface Listed<Row> {
  /** How many positions there are, as far as is known. */
  readonly length: number
  /** Whether nothing comes behind the last one. */
  readonly complete: boolean
  /** Changes when the list has begun anew with another question: one looks at its beginning then. */
  readonly begun: number
  /** The row at a position; none while it isn't there. */
  at(index: number): Row | undefined
  /** Where a row is, by its id; -1 where that isn't known. */
  indexOf(id: string): number
  /** Says which positions are drawn, from the first one up to the last one: what is missing there comes. */
  look(from: number, to: number): void
  /** The very last position, which may have to be asked for; -1 in an empty list. */
  last(): Promise<number>
}
