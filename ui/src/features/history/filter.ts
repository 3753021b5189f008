// What the history is narrowed by, as it is typed and chosen, and as the engine is asked for it.

import type { HistoryFilter, Status, Verb } from '$lib/backend'

export interface Box {
  text: string
  account: string
  verbs: readonly Verb[]
  statuses: readonly Status[]
  /** Days as they are typed: 2026-11-21. */
  from: string
  to: string
}

export const NO_BOX: Box = { text: '', account: '', verbs: [], statuses: [], from: '', to: '' }

/** Where a settled decision can stand. */
export const SETTLED: readonly Status[] = ['confirmed', 'wasSo', 'accepted', 'unprovable', 'refused', 'unsure', 'gone', 'putBack', 'halfway', 'cancelled']

/** The first moment of a day on this computer, so many days later; none for what is no day. */
export function startOf(typed: string, later = 0): number | null {
  const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed.trim()) ?? []
  if (!year || !month || !day) return null
  const start = new Date(Number(year), Number(month) - 1, Number(day))
  // The 31st of a month that has none would be a day of the next.
  if (start.getMonth() !== Number(month) - 1 || start.getDate() !== Number(day)) return null
  // By the calendar: a day on which the clocks change has 23 or 25 hours.
  return new Date(start.getFullYear(), start.getMonth(), start.getDate() + later).getTime()
}

/** Whether it is a day, or nothing. */
export const isDayOrNone = (typed: string): boolean => typed.trim() === '' || startOf(typed) !== null

const said = (typed: string): string | null => typed.trim() || null

/** What is half typed narrows nothing yet. */
export function filterOf(box: Box): HistoryFilter {
  const [from, to] = [startOf(box.from), startOf(box.to)]
  // Somebody who types the later day first means the days between them all the same.
  const [first, last] = from !== null && to !== null && from > to ? [box.to, box.from] : [box.from, box.to]
  return {
    text: said(box.text),
    account: said(box.account),
    verbs: [...box.verbs],
    statuses: [...box.statuses],
    from: startOf(first),
    before: startOf(last, 1),
  }
}

export const NO_FILTER: HistoryFilter = filterOf(NO_BOX)

/** Whether something is left out. */
export const isNarrow = (filter: HistoryFilter): boolean => JSON.stringify(filter) !== JSON.stringify(NO_FILTER)

/** Takes one in or out. */
export const toggled = <T>(some: readonly T[], one: T): readonly T[] => (some.includes(one) ? some.filter((other) => other !== one) : [...some, one])
