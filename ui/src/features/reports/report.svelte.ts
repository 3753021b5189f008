// The report on screen.

import { commands } from '$lib/backend'
import type { ProfileId, ReportDetail, ReportId } from '$lib/backend'
import { Opened } from '$lib/opened.svelte'

export class OpenReport extends Opened<ReportDetail> {
  constructor(profile: ProfileId, id: ReportId) {
    super(() => commands.openReport(profile, id), () => commands.lookAtReport(profile, id))
  }
}
