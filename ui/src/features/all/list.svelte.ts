// The accounts of all instances in one list: pages that the engine has merged.

import { commands } from '$lib/backend'
import type { AccountId, AccountRow, AllPage, Place, ProfileId, Sort } from '$lib/backend'
import { PagedList } from '$lib/paged.svelte'
import { Counting } from './counting.svelte'

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

/** So many positions behind the rows that are there can be gone to: rows come page by page, and none can be skipped. */
const AHEAD = 200

/** As many rows more are fetched on the way to the end, which may be a million away. */
const FARTHER = 5_000

/** What lies deeper than this is not asked for again at every change: it is as old as it says. */
const DEEP = 1_000

export class AllList extends PagedList<Question, Row, Page> {
  readonly place: Place
  /** How many there are. */
  readonly counting: Counting
  /** So many have scrolled by that what has changed meanwhile waits until somebody asks for it. */
  changed = $state(false)

  /** The end is farther than one goes at once: so many rows are there now. */
  readonly #onfar: (rows: number) => void
  #going: Promise<number> | null = null

  constructor(place: Place, onfar: (rows: number) => void = () => {}) {
    super()
    this.place = place
    this.counting = new Counting(place)
    this.#onfar = onfar
  }

  override get length(): number {
    const there = this.rows.length
    if (this.complete) return there
    const counted = this.counting.counts?.matching
    return there + (counted && !counted.more ? Math.min(AHEAD, Math.max(1, counted.number - there)) : AHEAD)
  }

  /** A key that is held goes there once. */
  override last(): Promise<number> {
    this.#going ??= this.#goFarther().finally(() => (this.#going = null))
    return this.#going
  }

  async #goFarther(): Promise<number> {
    const far = this.rows.length + FARTHER
    await this.reach(far - 1)
    if (!this.complete && this.rows.length >= far) this.#onfar(this.rows.length)
    return this.rows.length - 1
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
