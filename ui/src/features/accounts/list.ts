// The accounts on screen: those of one place of one instance.

import { commands } from '$lib/backend'
import type { AccountCounts, AccountPage, AccountRow, Place, ProfileId, Sort, Start } from '$lib/backend'
import { whenEmptied } from '$lib/emptying'
import { NEWEST } from '$lib/list/columns.svelte'
import { Roster } from '$lib/list/roster.svelte'
import { asMeant } from '$lib/list/meant'
import type { Asked, Typing } from '$lib/list/search.svelte'
import { NO_FILTER } from '$lib/list/words'

export type Question = Asked & Partial<Pick<Typing, 'meanwhile'>> & { sort: Sort }

export class AccountsList extends Roster<Question, AccountRow, AccountPage, AccountCounts> {
  constructor(profile: ProfileId, place: Place) {
    const query = ({ typed, filter, sort }: Question, start: Start, limit: number) => ({ place, typed, filter, sort, start, limit })
    const meant = asMeant((asked: Question, start: Start, limit: number) => commands.listAccounts(profile, query(asked, start, limit)))
    const counts = (asked: Question) => commands.countAccounts(profile, query(meant.of(asked), { kind: 'top' }, 1))
    super({ page: meant.page, counts }, { typed: '', filter: NO_FILTER, sort: NEWEST })
  }
}

/** In this session: an order other than newest first would surprise whoever comes back another day. */
const sorts = new Map<ProfileId, Sort>()

/** The order of an instance's accounts; the queue has its own. */
export const sortOn = (profile: ProfileId, place: Place): Sort => (place === 'accounts' ? (sorts.get(profile) ?? NEWEST) : NEWEST)

export const keepSort = (profile: ProfileId, sort: Sort) => void sorts.set(profile, sort)

/** Where one was in a list: the chosen row, far from its beginning. */
interface Left {
  id: string
  cursor: string
  /** Of another filter it would be another place. */
  typed: string
}

const left = new Map<string, Left>()

export const leaveAt = (profile: ProfileId, place: Place, at: Left | null) => void (at ? left.set(`${profile} ${place}`, at) : left.delete(`${profile} ${place}`))

whenEmptied(() => left.clear())

/** Where the list begins when one comes back: with the row that was looked at, if it still is. */
export function comeBack(profile: ProfileId, place: Place, selected: string | null, typed: string): string | null {
  const at = left.get(`${profile} ${place}`)
  return at && at.id === selected && at.typed === typed ? at.cursor : null
}
