// The report's page opens in the browser, which may stay behind this window: that it did is said.

import { commands, type ProfileId, type ReportId } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import { links } from '$lib/messages'

export async function browse(profile: ProfileId, report: ReportId): Promise<void> {
  const opened = await desk.attempt(() => commands.openPage(profile, 'report', null, report))
  if (opened !== undefined) desk.say('calm', links.opened)
}
