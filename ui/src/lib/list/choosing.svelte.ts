// Choosing a row by its position: one that has not come yet is come to at once, and chosen when it is there.

import type { Listed } from './listed'

interface Reachable<Row> extends Pick<Listed<Row>, 'length' | 'at'> {
  /** The row at a position, asked for if it isn't there. */
  reach(index: number): Promise<Row | undefined>
}

interface Around<Row> {
  /** The position comes in sight. */
  reveal: (index: number) => void
  chosen: (row: Row, index: number) => void
}

export class Choosing<Row> {
  /** The position that was chosen, while its row is on its way: keys go on from there. */
  wanted = $state<number | null>(null)

  readonly #list: Reachable<Row>
  readonly #around: Around<Row>

  constructor(list: Reachable<Row>, around: Around<Row>) {
    this.#list = list
    this.#around = around
  }

  async choose(index: number): Promise<void> {
    const last = this.#list.length - 1
    const to = Math.min(Math.max(index, 0), last)
    if (to < 0) return
    this.wanted = to
    this.#around.reveal(to)
    const row = this.#list.at(to) ?? (await this.#list.reach(to))
    if (this.wanted !== to) return
    this.wanted = null
    if (row) this.#around.chosen(row, to)
    else if (this.#list.length - 1 < to) await this.choose(this.#list.length - 1) // the end was nearer than it was thought to be
  }

  /** Goes on by so many rows, from the one that is open; without one, from either end. */
  step(by: number, open: number) {
    const from = this.wanted ?? open
    void this.choose(from < 0 ? (by > 0 ? 0 : this.#list.length - 1) : from + by)
  }
}
