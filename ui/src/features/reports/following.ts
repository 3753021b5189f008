// Which report comes after one that left the list.

import type { ReportId, ReportRow } from '$lib/backend'

/** The next below it that is still there: a decision about an account may take several away at once. Else the nearest above. */
export function following(was: ReportRow[], from: number, now: ReportRow[]): ReportId | null {
  const there = new Set(now.map(({ id }) => id))
  const below = was.slice(from + 1).find(({ id }) => there.has(id))
  const above = was.slice(0, Math.max(from, 0)).findLast(({ id }) => there.has(id))
  return (below ?? above)?.id ?? null
}
