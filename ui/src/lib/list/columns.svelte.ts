// The columns of a list of accounts: which are shown, in which order and how wide, kept on this computer over sessions.

import type { Sort, SortBy } from '$lib/backend'

export type Column = 'handle' | 'name' | 'state' | 'mail' | 'domain' | 'address' | 'joined' | 'active' | 'seen'

const KEY = 'account-columns'

/** All of them, in the order of somebody who never changed it. */
export const ALL: readonly Column[] = ['handle', 'name', 'state', 'mail', 'domain', 'address', 'joined', 'active', 'seen']
const AT_FIRST: readonly Column[] = ['handle', 'state', 'mail', 'address', 'active', 'joined']

/** Widths in rem. The handle takes what the others leave. */
const WIDTH: Record<Column, number> = { handle: 11, name: 9, state: 8.5, mail: 11, domain: 9, address: 8, joined: 5.5, active: 5.5, seen: 5.5 }
const NARROWEST = 4
const WIDEST = 30
/** What the handle keeps at least, and what lies between two columns and at either side. */
const HANDLE = 8
const GAP = 0.625
const SIDES = 2
/** What a tile takes before the first column, with its gap, in rem. */
export const LEAD = 2
/** In a narrower list a row tells what fits, and no column has a head. */
const NARROW = 27

/** By what a column is sorted; accounts have no order by state. */
export const sortOf: Record<Column, SortBy | null> = {
  handle: 'handle', name: 'name', state: null, mail: 'mail', domain: 'domain', address: 'address', joined: 'joined', active: 'active', seen: 'seen',
}

/** Newest first. */
export const NEWEST: Readonly<Sort> = { by: 'joined', descending: true }

/** Words begin with A, and moments with the latest one. */
const natural = (by: SortBy): Sort => ({ by, descending: by === 'joined' || by === 'active' || by === 'seen' })

/** What a click on a column's head makes of the order: its own, the other way round, and newest first again. */
export function turned(sort: Sort, by: SortBy): Sort {
  const own = natural(by)
  if (sort.by !== by) return own
  return sort.descending === own.descending ? { by, descending: !own.descending } : NEWEST
}

export interface Fitting {
  column: Column
  /** In rem; none for the one that takes what is left. */
  width: number | null
}

interface Kept {
  order: Column[]
  hidden: Column[]
  widths: Partial<Record<Column, number>>
}

const isColumn = (one: unknown): one is Column => ALL.includes(one as Column)

/** What was kept by this version or another one, as far as it can be used. */
function kept(): Kept {
  const first: Kept = { order: [...ALL], hidden: ALL.filter((column) => !AT_FIRST.includes(column)), widths: {} }
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Partial<Record<keyof Kept, unknown>> | null
    if (!found || !Array.isArray(found.order) || !Array.isArray(found.hidden)) return first
    const order = found.order.filter(isColumn).filter((column, index, all) => all.indexOf(column) === index)
    const widths = Object.entries(found.widths ?? {}).filter(([column, width]) => isColumn(column) && typeof width === 'number' && Number.isFinite(width))
    return { order: [...order, ...ALL.filter((column) => !order.includes(column))], hidden: found.hidden.filter(isColumn), widths: Object.fromEntries(widths) as Kept['widths'] }
  } catch {
    return first
  }
}

export class Columns {
  #kept = $state.raw(kept())

  get order(): Column[] {
    return this.#kept.order
  }

  isShown(column: Column): boolean {
    return column === 'handle' || !this.#kept.hidden.includes(column)
  }

  widthOf(column: Column): number {
    return Math.min(Math.max(this.#kept.widths[column] ?? WIDTH[column], NARROWEST), WIDEST)
  }

  show(column: Column, is: boolean) {
    const { hidden } = this.#kept
    this.#keep({ hidden: is ? hidden.filter((one) => one !== column) : [...hidden.filter((one) => one !== column), column] })
  }

  /** Takes a column by so many places to the right, or to the left: past the next ones that are shown. */
  move(column: Column, by: 1 | -1) {
    const shown = this.#kept.order.filter((one) => this.isShown(one))
    const beside = shown[shown.indexOf(column) + by]
    if (!beside) return
    const order = this.#kept.order.filter((one) => one !== column)
    order.splice(order.indexOf(beside) + (by > 0 ? 1 : 0), 0, column)
    this.#keep({ order })
  }

  resize(column: Column, width: number) {
    this.#keep({ widths: { ...this.#kept.widths, [column]: Math.min(Math.max(width, NARROWEST), WIDEST) } })
  }

  /** As somebody finds it who never changed anything. */
  reset() {
    localStorage.removeItem(KEY)
    this.#kept = kept()
  }

  /**
   * The columns that are drawn in a list of that width, in rem; none in a narrow one, whose rows tell what fits. What it is
   * sorted by stays, and of the others those do that stand first.
   */
  fitting(room: number, { federated, sort, lead = 0 }: { federated: boolean; sort: Sort; /** What stands before the first column, in rem. */ lead?: number }): Fitting[] | null {
    if (room < NARROW) return null
    const here = this.#kept.order.filter((column) => this.isShown(column) && (column !== 'domain' || federated))
    let left = room - SIDES - HANDLE - lead
    const needs = (column: Column) => this.widthOf(column) + GAP
    const first = here.filter((column) => column !== 'handle' && sortOf[column] === sort.by)
    for (const column of first) left -= needs(column)
    const fits: Column[] = ['handle', ...first]
    for (const column of here) {
      if (fits.includes(column) || needs(column) > left) continue
      left -= needs(column)
      fits.push(column)
    }
    return here.filter((column) => fits.includes(column)).map((column) => ({ column, width: column === 'handle' ? null : this.widthOf(column) }))
  }

  #keep(some: Partial<Kept>) {
    this.#kept = { ...this.#kept, ...some }
    localStorage.setItem(KEY, JSON.stringify(this.#kept))
  }
}

export const columns = new Columns()

/** As CSS `grid-template-columns`. */
export const template = (fitting: Fitting[]): string => fitting.map(({ width }) => (width === null ? 'minmax(0, 1fr)' : `${width}rem`)).join(' ')
