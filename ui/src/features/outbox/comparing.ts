// How an account was when it was decided about, beside how it was found right before the decision would have been sent.

import type { Mark, Sight } from '$lib/backend'
import { common, marks as markWords, outboxWords as words, states } from '$lib/messages'

export interface Compared {
  label: string
  seen: string
  found: string
  differs: boolean
}

const ORDER = ['marks', 'unknownState', 'handle', 'role', 'mail', 'reason', 'note', 'resolved', 'assigned'] as const satisfies readonly (keyof Sight)[]

function said(value: Mark[] | string | boolean | null): string {
  if (Array.isArray(value)) return value.length === 0 ? states.unrestricted : value.map((mark) => markWords[mark]).join(', ')
  if (typeof value === 'boolean') return value ? common.yes : common.no
  return value?.trim() ? value : words.none
}

/** All that either of them tells; what differs comes first. */
export function compared(seen: Sight, found: Sight): Compared[] {
  const rows = ORDER.filter((field) => field === 'marks' || seen[field] !== null || found[field] !== null).map((field) => {
    const [before, now] = [said(seen[field]), said(found[field])]
    return { label: words.fields[field], seen: before, found: now, differs: before !== now }
  })
  return rows.toSorted((one, other) => Number(other.differs) - Number(one.differs))
}
