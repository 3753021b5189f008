// The report on screen: from the cache at once, then read from the server without any fuss.

import { commands, problemOf } from '$lib/backend'
import type { Problem, ProfileId, ReportDetail, ReportId } from '$lib/backend'

/** Walking quickly through the list must not spend the server's budget: one has to rest on a report that long. */
const REST = 400

export class OpenReport {
  detail = $state.raw<ReportDetail | null>(null)
  /** Why there is nothing to show. */
  problem = $state.raw<Problem | null>(null)
  /** It is being read from the server. */
  reading = $state(false)
  /** Why it could not be read anew. */
  stale = $state.raw<Problem | null>(null)

  #rest: ReturnType<typeof setTimeout> | undefined
  /** Somebody has gone on to another report: nothing that still comes is drawn. */
  closed = false

  readonly profile: ProfileId
  readonly id: ReportId

  constructor(profile: ProfileId, id: ReportId) {
    this.profile = profile
    this.id = id
  }

  /** Shows what the cache has, and reads it from the server after a rest if that is wanted. */
  async open(read: boolean): Promise<void> {
    await this.reopen()
    if (this.closed || !read) return
    this.#rest = setTimeout(() => void this.read(), REST)
  }

  /** What the cache has now. */
  async reopen(): Promise<void> {
    try {
      const detail = await commands.openReport(this.profile, this.id)
      if (this.closed) return
      this.detail = detail
      this.problem = null
    } catch (thrown) {
      if (!this.closed && !this.detail) this.problem = problemOf(thrown)
    }
  }

  /** What the server says now; says whether it answered. */
  async read(): Promise<boolean> {
    this.reading = true
    try {
      const detail = await commands.lookAtReport(this.profile, this.id)
      if (this.closed) return false
      this.detail = detail
      this.problem = null
      this.stale = null
      return true
    } catch (thrown) {
      if (!this.closed) {
        this.stale = problemOf(thrown)
        await this.reopen() // the cache may know more by now
      }
      return false
    } finally {
      this.reading = false
    }
  }

  close() {
    this.closed = true
    clearTimeout(this.#rest)
  }
}
