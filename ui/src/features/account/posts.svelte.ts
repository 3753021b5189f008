// An account's posts, read from the server page by page while somebody looks; nothing of them is kept.

import { commands, problemOf } from '$lib/backend'
import type { AccountId, Post, Problem, ProfileId } from '$lib/backend'
import { append } from '$lib/merge'

export class Posts {
  posts = $state.raw<Post[]>([])
  problem = $state.raw<Problem | null>(null)
  loading = $state(false)
  /** Where the next page begins; undefined before the first one came. */
  next = $state.raw<string | null | undefined>(undefined)

  readonly profile: ProfileId
  readonly account: AccountId

  constructor(profile: ProfileId, account: AccountId) {
    this.profile = profile
    this.account = account
  }

  /** The first page, or the one after those that are there. */
  async more(): Promise<void> {
    if (this.loading || this.next === null) return
    this.loading = true
    this.problem = null
    try {
      const page = await commands.posts(this.profile, this.account, this.next ?? null)
      // A post that was pinned or written meanwhile may come twice.
      this.posts = append(this.posts, page.posts)
      this.next = page.next
    } catch (thrown) {
      this.problem = problemOf(thrown)
    } finally {
      this.loading = false
    }
  }
}
