// The account on screen.

import { commands } from '$lib/backend'
import type { AccountDetail, AccountId, ProfileId } from '$lib/backend'
import { Opened } from '$lib/opened.svelte'

export class OpenAccount extends Opened<AccountDetail> {
  readonly profile: ProfileId
  readonly id: AccountId

  constructor(profile: ProfileId, id: AccountId) {
    super(() => commands.openAccount(profile, id), () => commands.lookAtAccount(profile, id))
    this.profile = profile
    this.id = id
  }
}
