// The accounts of all instances in one list: pages that the engine has merged.

import { commands } from '$lib/backend'
import type { AccountId, AccountRow, AllPage, Place, ProfileId, Sort } from '$lib/backend'
import { PagedList } from '$lib/paged.svelte'

/** A row with an id of its own: two servers may have given two people the same. */
export interface Row {
  id: string
  profile: ProfileId
  account: AccountRow
}

export type Page = Omit<AllPage, 'rows'> & { rows: Row[] }

export const rowId = (profile: ProfileId, account: AccountId): string => `${profile} ${account}`

/** What is asked: a text with filters in it, and an order. */
export interface Question {
  typed: string
  sort: Sort
}

/** What the tile takes before the first column, with its gap, in rem. */
export const LEAD = 2

/** What lies deeper than this is not asked for again at every change: it is as old as it says. */
const DEEP = 1_000

export class AllList extends PagedList<Question, Row, Page> {
  readonly place: Place
  /** So many have scrolled by that what has changed meanwhile waits until somebody asks for it. */
  changed = $state(false)

  constructor(place: Place) {
    super()
    this.place = place
  }

  /** What is typed of the question on screen. */
  get typed(): string {
    return this.asked?.typed ?? ''
  }

  protected async ask({ typed, sort }: Question, cursor: string | null, limit: number): Promise<Page> {
    const page = await commands.listAll({ place: this.place, typed, sort, cursor, limit })
    return { ...page, rows: page.rows.map(({ profile, row }) => ({ id: rowId(profile, row.id), profile, account: row })) }
  }

  override async load(asked: Question): Promise<Page | null> {
    this.changed = false
    return await super.load(asked)
  }

  /** Some cache has moved. */
  async moved(keep: string | null, untouched: boolean): Promise<void> {
    if (this.rows.length > DEEP) this.changed = true
    else await this.freshen(keep, untouched)
  }
}
