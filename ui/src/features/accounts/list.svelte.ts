// One list on screen: the pages that were asked for so far, and how they are kept fresh without moving anything.

import { commands, problemOf } from '$lib/backend'
import type { AccountId, AccountPage, AccountQuery, AccountRow, Filter, Place, Problem, ProfileId } from '$lib/backend'
import { append, merge } from '$lib/merge'
import { NO_FILTER } from './words'

const PAGE = 100
/** As many as the engine gives at once. */
const MOST = 500

export interface Asked {
  typed: string
  filter: Filter
}

export class AccountsList {
  rows = $state.raw<AccountRow[]>([])
  /** What the last answer said beside its rows. */
  page = $state.raw<AccountPage | null>(null)
  problem = $state.raw<Problem | null>(null)
  loading = $state(true)
  waiting = $state(0)

  #next = $state.raw<string | null>(null)
  #asked: Asked = { typed: '', filter: NO_FILTER }
  /** Answers to older questions than this one are dropped. */
  #question = 0
  #fetching: Promise<void> | null = null

  readonly profile: ProfileId
  readonly place: Place

  constructor(profile: ProfileId, place: Place) {
    this.profile = profile
    this.place = place
  }

  get complete(): boolean {
    return this.#next === null
  }

  #ask(cursor: string | null, limit: number): Promise<AccountPage> {
    const query: AccountQuery = { place: this.place, ...this.#asked, cursor, limit }
    return commands.listAccounts(this.profile, query)
  }

  /** Begins anew with another question; returns what the engine read out of it. */
  async load(asked: Asked): Promise<AccountPage | null> {
    this.#asked = asked
    const question = ++this.#question
    this.loading = true
    try {
      const page = await this.#ask(null, PAGE)
      if (question !== this.#question) return null
      this.#draw(page)
      this.rows = page.rows
      this.#next = page.next
      this.waiting = 0
      return page
    } catch (thrown) {
      if (question === this.#question) this.problem = problemOf(thrown)
      return null
    } finally {
      if (question === this.#question) this.loading = false
    }
  }

  /** Fetches the next page when one has scrolled close to the end; asked twice, it is fetched once. */
  more(): Promise<void> {
    if (this.#next === null) return Promise.resolve()
    this.#fetching ??= this.#fetchPage(this.#next).finally(() => (this.#fetching = null))
    return this.#fetching
  }

  async #fetchPage(cursor: string): Promise<void> {
    const question = this.#question
    try {
      const page = await this.#ask(cursor, PAGE)
      if (question !== this.#question) return
      this.page = page
      this.rows = append(this.rows, page.rows)
      this.#next = page.next
    } catch (thrown) {
      if (question === this.#question) this.problem = problemOf(thrown)
    }
  }

  /**
   * Rows changed in the cache: takes over what can be taken without moving anything. `untouched` says that nobody has
   * scrolled or chosen a row yet, so that everything may come in at once. The row `keep` stays.
   */
  async freshen(keep: AccountId | null, untouched: boolean): Promise<void> {
    const question = this.#question
    const enough = this.rows.length + PAGE
    try {
      let page = await this.#ask(null, Math.min(MOST, enough))
      const fresh = [...page.rows]
      while (page.next !== null && fresh.length < enough) {
        page = await this.#ask(page.next, Math.min(MOST, enough - fresh.length))
        fresh.push(...page.rows)
      }
      if (question !== this.#question) return
      this.#draw(page)
      if (untouched) {
        this.rows = fresh
        this.#next = page.next
        this.waiting = 0
        return
      }
      const merged = merge(this.rows, fresh, page.next === null, keep)
      this.rows = merged.rows
      this.waiting = merged.waiting
      if (merged.reachesEnd) this.#next = page.next
    } catch (thrown) {
      if (question === this.#question) this.problem = problemOf(thrown)
    }
  }

  /** Lets those in who wait. */
  async showWaiting(): Promise<void> {
    await this.freshen(null, true)
  }

  #draw(page: AccountPage) {
    this.page = page
    this.problem = null
  }
}
