// Pages of the server open in the browser, which may stay behind this window: that they did is said.

import { commands, type AccountId, type ProfileId, type ServerPage } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import { links } from '$lib/messages'

export async function browse(profile: ProfileId, page: ServerPage, account: AccountId): Promise<void> {
  const opened = await desk.attempt(() => commands.openPage(profile, page, account, null))
  if (opened !== undefined) desk.say('calm', links.opened)
}
