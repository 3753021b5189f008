// What waits, instance by instance in the order of their numbers, with what has to be said about each of them first.

import type { DecisionView, ProfileView } from '$lib/backend'
import type { Open } from '$lib/outbox.svelte'

export interface Group {
  profile: ProfileView
  rows: readonly Open[]
  /** Those that leave together at one word. */
  together: readonly DecisionView[]
  /** The first of those that are asked about one by one. */
  single: DecisionView | null
}

const kept = (rows: readonly Open[], review: DecisionView['review']) => rows.map(({ decision }) => decision).filter((decision) => decision.review === review && (decision.status === 'held' || decision.status === 'ready'))

export const grouped = (profiles: readonly ProfileView[], of: (profile: string) => readonly Open[]): Group[] =>
  profiles.flatMap((profile) => {
    const rows = of(profile.id)
    return rows.length === 0 ? [] : [{ profile, rows, together: kept(rows, 'together'), single: kept(rows, 'singly')[0] ?? null }]
  })
