// What is open on screen, an account or a report: from the cache at once, then read from the server without any fuss.

import { problemOf } from './backend'
import type { Problem } from './backend'

/** Walking quickly through a list must not spend the server's budget: one has to rest on a row that long. */
const REST = 400

export class Opened<Detail> {
  detail = $state.raw<Detail | null>(null)
  /** Why there is nothing to show. */
  problem = $state.raw<Problem | null>(null)
  /** It is being read from the server. */
  reading = $state(false)
  /** Why it could not be read anew. */
  stale = $state.raw<Problem | null>(null)

  #rest: ReturnType<typeof setTimeout> | undefined
  /** Somebody has gone on to another one: nothing that still comes is drawn. */
  closed = false

  readonly #fromCache: () => Promise<Detail>
  readonly #fromServer: () => Promise<Detail>

  constructor(fromCache: () => Promise<Detail>, fromServer: () => Promise<Detail>) {
    this.#fromCache = fromCache
    this.#fromServer = fromServer
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
      const detail = await this.#fromCache()
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
      const detail = await this.#fromServer()
      if (this.closed) return false
      this.detail = detail
      this.problem = null
      this.stale = null
      return true
    } catch (thrown) {
      if (!this.closed) {
        this.stale = problemOf(thrown)
        await this.reopen() // the cache may know more by now, as that it is gone
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
