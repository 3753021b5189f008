// The reports on screen: the pages that were asked for so far, and how they are kept fresh without moving anything.

import { commands, problemOf } from '$lib/backend'
import type { Problem, ProfileId, ReportFilter, ReportId, ReportPage, ReportRow } from '$lib/backend'
import { append, merge } from '$lib/merge'

const PAGE = 100
/** As many as the engine gives at once. */
const MOST = 500

export class ReportsList {
  rows = $state.raw<ReportRow[]>([])
  /** What the last answer said beside its rows. */
  page = $state.raw<ReportPage | null>(null)
  problem = $state.raw<Problem | null>(null)
  loading = $state(true)
  /** Newcomers that belong above: they wait until somebody asks for them. */
  waiting = $state(0)
  /** Older ones are being fetched from the server. */
  fetching = $state(false)

  #next = $state.raw<string | null>(null)
  #filter: ReportFilter | null = null
  /** Answers to older questions than this one are dropped. */
  #question = 0
  #paging: Promise<void> | null = null

  readonly profile: ProfileId

  constructor(profile: ProfileId) {
    this.profile = profile
  }

  get complete(): boolean {
    return this.#next === null
  }

  #ask(filter: ReportFilter, cursor: string | null, limit: number): Promise<ReportPage> {
    return commands.listReports(this.profile, { filter, cursor, limit })
  }

  /** Begins anew with another question. */
  async load(filter: ReportFilter): Promise<ReportPage | null> {
    this.#filter = filter
    const question = ++this.#question
    this.loading = true
    try {
      const page = await this.#ask(filter, null, PAGE)
      if (question !== this.#question) return null
      this.#draw(page, page.rows)
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
    const filter = this.#filter
    if (this.#next === null || filter === null) return Promise.resolve()
    this.#paging ??= this.#fetchPage(filter, this.#next).finally(() => (this.#paging = null))
    return this.#paging
  }

  async #fetchPage(filter: ReportFilter, cursor: string): Promise<void> {
    const question = this.#question
    try {
      const page = await this.#ask(filter, cursor, PAGE)
      if (question !== this.#question) return
      this.page = page
      this.rows = append(this.rows, page.rows)
      this.#next = page.next
    } catch (thrown) {
      if (question === this.#question) this.problem = problemOf(thrown)
    }
  }

  /** Reports changed in the cache: takes over what moves nothing. `untouched`: nobody has chosen or scrolled yet. The row `keep` stays. */
  async freshen(keep: ReportId | null, untouched: boolean): Promise<void> {
    const question = this.#question
    const filter = this.#filter
    if (filter === null) return
    const enough = this.rows.length + PAGE
    try {
      let page = await this.#ask(filter, null, Math.min(MOST, enough))
      const fresh = [...page.rows]
      while (page.next !== null && fresh.length < enough) {
        page = await this.#ask(filter, page.next, Math.min(MOST, enough - fresh.length))
        fresh.push(...page.rows)
      }
      if (question !== this.#question) return
      if (untouched) return this.#draw(page, fresh)
      this.page = page
      this.problem = null
      const merged = merge(this.rows, fresh, page.next === null, keep)
      this.rows = merged.rows
      this.waiting = merged.waiting
      if (merged.reachesEnd) this.#next = page.next
    } catch (thrown) {
      if (question === this.#question) this.problem = problemOf(thrown)
    }
  }

  /** Fetches older ones from the server, by its own filters. Says why it could not. */
  async loadOlder(): Promise<Problem | null> {
    const filter = this.#filter
    if (filter === null || this.fetching) return null
    const question = this.#question
    this.fetching = true
    try {
      await commands.loadReports(this.profile, filter)
      if (question === this.#question) await this.freshen(null, this.rows.length === 0)
      return null
    } catch (thrown) {
      return problemOf(thrown)
    } finally {
      this.fetching = false
    }
  }

  #draw(page: ReportPage, rows: ReportRow[]) {
    this.page = page
    this.rows = rows
    this.#next = page.next
    this.waiting = 0
    this.problem = null
  }
}
