// How many there are, asked beside the rows, which need not wait for it.

import { commands } from '$lib/backend'
import type { AccountCounts, Place } from '$lib/backend'
import { NEWEST } from '$lib/list/columns.svelte'

export class Counting {
  /** None until they were counted once. */
  counts = $state.raw<AccountCounts | null>(null)
  readonly #place: Place
  #question = 0

  constructor(place: Place) {
    this.#place = place
  }

  /** Counts anew; the answer to an older question is dropped. */
  async count(typed: string): Promise<void> {
    const question = ++this.#question
    try {
      const counts = await commands.countAll({ place: this.#place, typed, sort: NEWEST, cursor: null, limit: 1 })
      if (question === this.#question) this.counts = counts
    } catch {
      // The list itself tells what cannot be read; a number that is not known is left out.
      if (question === this.#question) this.counts = null
    }
  }
}
