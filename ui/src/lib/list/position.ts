// Where a row is in its list, as it is told beside what is open.

import type { Count } from '../backend'
import type { Position } from '../desk.svelte'
import type { Listed } from './listed'

interface Known extends Pick<Listed<unknown>, 'length' | 'complete' | 'at' | 'indexOf'> {
  readonly loading: boolean
  /** Rows that were not let in yet. */
  readonly waiting: number
}

/** Whether every row there is has come: who is not among them is not in the list. */
function isWhole(list: Known): boolean {
  if (list.loading || !list.complete || list.waiting > 0) return false
  for (let index = 0; index < list.length; index++) if (!list.at(index)) return false
  return true
}

/**
 * Its place, and of how many: as they were counted, or as far as one has seen. None while nobody knows: after another order a
 * row that has not come yet may be anywhere.
 */
export function positionIn(list: Known, id: string | null, counted: Count | null): Position | 'elsewhere' | null {
  if (id === null) return null
  const at = list.indexOf(id) + 1
  if (at === 0) return isWhole(list) ? 'elsewhere' : null
  if (counted && !counted.more) return { at, of: Math.max(at, counted.number) }
  return { at, of: list.complete ? list.length : Math.max(at, counted?.number ?? 0), more: !list.complete }
}
