// The accounts on screen: those of one place of one instance.

import { commands } from '$lib/backend'
import type { AccountPage, AccountRow, Filter, Place, ProfileId } from '$lib/backend'
import { PagedList } from '$lib/paged.svelte'
import { NO_FILTER } from './words'

export interface Asked {
  typed: string
  filter: Filter
}

export class AccountsList extends PagedList<Asked, AccountRow, AccountPage> {
  readonly profile: ProfileId
  readonly place: Place

  constructor(profile: ProfileId, place: Place) {
    super({ typed: '', filter: NO_FILTER })
    this.profile = profile
    this.place = place
  }

  protected ask(asked: Asked, cursor: string | null, limit: number): Promise<AccountPage> {
    return commands.listAccounts(this.profile, { place: this.place, ...asked, cursor, limit })
  }
}
