// Rows by their index, in blocks: those near what one looks at are kept, and what was scrolled past is given up.

/** As many rows are asked for at once. */
export const BLOCK = 100
/** As many blocks are kept. */
const KEPT = 40
/** As many are under way at a time: behind a scrollbar that is dragged, the newest wish comes soon. */
const AT_ONCE = 2

interface Part<Row> {
  rows: Row[]
  next: string | null
}

interface Around<Row> {
  /** Asks for the rows from an index on. */
  fetch: (index: number) => Promise<Part<Row>>
  /** A block has come: its index, what came, and whether nothing is behind it. */
  moved: (from: number, part: Part<Row>, ended: boolean) => void
  failed: (thrown: unknown) => void
}

export class Blocks<Row extends { id: string }> {
  readonly #around: Around<Row>
  readonly #kept = new Map<number, Row[]>()
  readonly #underWay = new Map<number, Promise<void>>()
  #wanted: number[] = []
  /** Where one looks: what is far from it leaves first. */
  #centre = 0
  /** What was asked for before the list moved is dropped when it comes. */
  #epoch = 0
  /** Asked for in vain: not again before the list moves. */
  readonly #failed = new Set<number>()

  constructor(around: Around<Row>) {
    this.#around = around
  }

  at(index: number): Row | undefined {
    return this.#kept.get(Math.floor(index / BLOCK))?.[index % BLOCK]
  }

  /** The index of a row that is kept; far below 0 for any other. */
  find(id: string): number {
    for (const [block, rows] of this.#kept) {
      const at = rows.findIndex((row) => row.id === id)
      if (at >= 0) return block * BLOCK + at
    }
    return Number.NEGATIVE_INFINITY
  }

  put(block: number, rows: Row[]) {
    this.#kept.set(block, rows)
    if (this.#kept.size <= KEPT) return
    const far = (one: number) => Math.abs(one - this.#centre)
    const farthest = [...this.#kept.keys()].reduce((found, one) => (far(one) > far(found) ? one : found), block)
    this.#kept.delete(farthest)
  }

  /** The list has moved: what was known of its indices isn't so any more. */
  clear() {
    this.#epoch++
    this.#kept.clear()
    this.#underWay.clear()
    this.#failed.clear()
    this.#wanted = []
  }

  /** Wants the blocks in which these indices are, the first one first; who wanted others has gone on. */
  want(indices: number[], around: number) {
    this.#centre = Math.floor(around / BLOCK)
    this.#wanted = [...new Set(indices.map((index) => Math.floor(index / BLOCK)))]
    this.#go()
  }

  /** Fetches the block of an index, before all others. */
  async reach(index: number): Promise<void> {
    const block = Math.floor(index / BLOCK)
    this.#centre = block
    await (this.#underWay.get(block) ?? this.#fetch(block))
  }

  #go() {
    while (this.#underWay.size < AT_ONCE) {
      const block = this.#wanted.shift()
      if (block === undefined) return
      if (!this.#kept.has(block) && !this.#underWay.has(block) && !this.#failed.has(block)) void this.#fetch(block)
    }
  }

  #fetch(block: number): Promise<void> {
    const fetching = this.#ask(block, this.#epoch)
    this.#underWay.set(block, fetching)
    return fetching
  }

  async #ask(block: number, epoch: number): Promise<void> {
    try {
      const part = await this.#around.fetch(block * BLOCK)
      if (epoch !== this.#epoch) return
      this.put(block, part.rows)
      this.#around.moved(block * BLOCK, part, part.next === null)
    } catch (thrown) {
      if (epoch !== this.#epoch) return
      this.#failed.add(block)
      this.#around.failed(thrown)
    } finally {
      if (epoch === this.#epoch) {
        this.#underWay.delete(block)
        this.#go()
      }
    }
  }
}
