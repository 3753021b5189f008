// The open reports about the account over which a panel stands: those of the cache at once, then what the server has.

import { commands, problemOf } from '$lib/backend'
import type { AccountDetail, Problem, ProfileId, ReportId, ReportQuery, ReportRow, ReportUse } from '$lib/backend'

/** More open reports about one account than this are counted, not listed. */
const LISTED = 100

export class OpenReports {
  rows = $state.raw<ReportRow[]>([])
  /** How many there are, also of those that are not listed. */
  total = $state(0)
  /** When the oldest of the rows was fetched. */
  asOf = $state<number | null>(null)
  reading = $state(false)
  /** Why they could not be read anew. */
  stale = $state.raw<Problem | null>(null)
  /** The report that is given as the cause. */
  chosen = $state<ReportId | null>(null)
  /** The chosen report is no longer open: it was taken back from the choice. */
  lost = $state(false)

  readonly #profile: ProfileId
  readonly #account: AccountDetail
  readonly use: ReportUse

  /** `cause` is the report from which the panel was opened. */
  constructor(profile: ProfileId, account: AccountDetail, use: ReportUse, cause: ReportId | null) {
    this.#profile = profile
    this.#account = account
    this.use = use
    if (!this.asked) return
    this.chosen = cause
    this.#take(account.reports ?? [])
  }

  /** Whether a report can be given at all: the verb takes one, and reports can be seen. */
  get asked(): boolean {
    return this.use !== 'untouched' && this.#account.reports !== null
  }

  /** A report from which the panel was opened is offered also when the cache no longer lists it. */
  get unlisted(): ReportId | null {
    return this.chosen !== null && !this.rows.some(({ id }) => id === this.chosen) ? this.chosen : null
  }

  /** How many will be closed. */
  get open(): number {
    return this.unlisted === null ? this.total : this.total + 1
  }

  /** Reads them from the server; what cannot be read stays as it is. */
  async freshen(): Promise<void> {
    if (!this.asked || this.reading) return
    this.reading = true
    try {
      const filter: ReportQuery['filter'] = { state: 'open', hands: 'any', category: null, origin: null, target: this.#account.id, reporter: null }
      await commands.loadReports(this.#profile, filter)
      const page = await commands.listReports(this.#profile, { filter, cursor: null, limit: LISTED })
      this.#take(page.rows, page.matching)
      this.stale = null
      if (this.unlisted !== null && page.next === null) {
        this.chosen = null
        this.lost = true
      }
    } catch (thrown) {
      this.stale = problemOf(thrown)
    } finally {
      this.reading = false
    }
  }

  #take(rows: ReportRow[], total = rows.length) {
    this.rows = rows
    this.total = total
    const seen = rows.map(({ seenAt }) => seenAt).filter((at) => at !== null)
    this.asOf = seen.length > 0 ? Math.min(...seen) : null
  }
}
