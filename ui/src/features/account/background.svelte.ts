// What the server tells about an account beyond the account itself, read while somebody looks; nothing of it is kept.

import { commands, problemOf } from '$lib/backend'
import type { AccountId, Background, Membership, Problem, ProfileId } from '$lib/backend'

/** Walking quickly through a list with such a tab open must not spend the server's budget: one has to rest that long. */
const REST = 400

export class OpenBackground {
  found = $state.raw<Background | null>(null)
  /** Why there is nothing at all. */
  problem = $state.raw<Problem | null>(null)
  loading = $state(false)

  readonly #profile: ProfileId
  readonly #account: AccountId
  #rest: ReturnType<typeof setTimeout> | undefined
  #asked = false
  /** Somebody has gone on to another account: nothing that still comes is drawn. */
  #closed = false

  constructor(profile: ProfileId, account: AccountId) {
    this.#profile = profile
    this.#account = account
  }

  /** It is looked at: asked once, `now` if somebody turned to it, else when they have rested on it. */
  look(now: boolean) {
    if (this.#asked || this.#closed) return
    clearTimeout(this.#rest)
    if (now) void this.read()
    else this.#rest = setTimeout(() => void this.read(), REST)
  }

  /** It is no longer looked at: what was not asked for yet is not asked for. */
  leave() {
    clearTimeout(this.#rest)
  }

  /** Asks, also anew; what is there stays until the answer comes, and where none comes. */
  async read(): Promise<void> {
    if (this.loading || this.#closed) return
    clearTimeout(this.#rest)
    this.#asked = true
    this.loading = true
    try {
      const found = await commands.background(this.#profile, this.#account)
      if (this.#closed) return
      this.found = found
      this.problem = null
    } catch (thrown) {
      if (!this.#closed) this.problem = problemOf(thrown)
    } finally {
      this.loading = false
    }
  }

  close() {
    this.#closed = true
    clearTimeout(this.#rest)
  }
}

const RANKED = ['owner', 'maintainer', 'developer', 'reporter', 'planner', 'guest', 'minimal', 'other'] as const

/** Where somebody may do most comes first, groups before projects: what they could harm. */
export const byPower = (some: Membership[]): Membership[] =>
  some.toSorted((one, other) => RANKED.indexOf(one.access) - RANKED.indexOf(other.access) || Number(one.kind === 'project') - Number(other.kind === 'project'))
