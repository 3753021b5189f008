// Who shares an address, a network or a mail domain with the account on screen: from the cache, while somebody looks.

import { commands } from '$lib/backend'
import type { AccountId, Others, ProfileId } from '$lib/backend'

/** A refresh tells of many small changes: a look every so often is enough. */
const AGAIN = 1_000

export class OpenOthers {
  /** None before the first answer. */
  found = $state.raw<Others[] | null>(null)

  readonly #profile: ProfileId
  readonly #account: AccountId
  #again: ReturnType<typeof setTimeout> | undefined
  #asking = false
  #closed = false

  constructor(profile: ProfileId, account: AccountId) {
    this.#profile = profile
    this.#account = account
  }

  /** Asks now. What is there stays until the answer comes. */
  async look(): Promise<void> {
    if (this.#asking || this.#closed) return
    this.#asking = true
    try {
      const found = await commands.others(this.#profile, this.#account)
      if (!this.#closed) this.found = found.filter(({ others }) => others.number > 0)
    } catch {
      // That the account or the cache cannot be read is told where the account stands; here is only more about it.
      if (!this.#closed) this.found ??= []
    } finally {
      this.#asking = false
    }
  }

  /** The cache moved: asks a little later, once for many changes. */
  moved() {
    if (this.#closed || this.#again !== undefined) return
    this.#again = setTimeout(() => {
      this.#again = undefined
      void this.look()
    }, AGAIN)
  }

  /** Somebody has walked on: nothing that still comes is drawn. */
  close() {
    this.#closed = true
    clearTimeout(this.#again)
  }
}
