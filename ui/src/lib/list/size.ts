// How long a list is: as it was counted, or as far as one has seen.

import type { Count } from '$lib/backend'
import { BLOCK } from './blocks'

export class Size {
  /** That many rows; one block more than is known while somebody may go on. */
  number = 0
  /** Whether nobody knows yet that there are no more. */
  more = true

  /** So many rows are there from an index on, and whether they are the last ones. */
  saw(from: number, rows: number, ended: boolean) {
    const reached = from + rows
    if (ended) this.#put(rows > 0 ? reached : Math.min(this.number, from), false)
    else if (this.more || this.number <= reached) this.#put(Math.max(this.number, reached + BLOCK), true)
  }

  counted({ number, more }: Count) {
    if (!more) this.#put(number, false)
    else if (this.more) this.#put(Math.max(this.number, number + 1), true)
  }

  #put(number: number, more: boolean) {
    this.number = number
    this.more = more
  }
}

/** Looks for the last index that is there, from one of which that is known: in steps that grow, and shrink when one has gone too far. None: enough. */
export async function lastThere(from: number, least: number, isThere: (index: number) => Promise<boolean | null>): Promise<void> {
  let low = from
  for (let step = least; step >= least; ) {
    const there = await isThere(low + step)
    if (there === null) return
    if (there) low += step
    step = there ? step * 2 : Math.floor(step / 4)
  }
}
