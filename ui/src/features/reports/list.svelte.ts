// The reports on screen, and the older ones that only their server knows.

import { commands, problemOf } from '$lib/backend'
import type { Problem, ProfileId, ReportFilter, ReportPage, ReportRow } from '$lib/backend'
import { PagedList } from '$lib/paged.svelte'

export class ReportsList extends PagedList<ReportFilter, ReportRow, ReportPage> {
  /** Older ones are being fetched from the server. */
  fetching = $state(false)

  readonly profile: ProfileId

  constructor(profile: ProfileId) {
    super()
    this.profile = profile
  }

  protected ask(filter: ReportFilter, cursor: string | null, limit: number): Promise<ReportPage> {
    return commands.listReports(this.profile, { filter, cursor, limit })
  }

  /** Fetches older ones from the server, by its own filters. Says why it could not. */
  async loadOlder(): Promise<Problem | null> {
    const filter = this.asked
    if (filter === null || this.fetching) return null
    const question = this.question
    this.fetching = true
    try {
      await commands.loadReports(this.profile, filter)
      if (question === this.question) await this.freshen(null, this.rows.length === 0)
      return null
    } catch (thrown) {
      return problemOf(thrown)
    } finally {
      this.fetching = false
    }
  }
}
