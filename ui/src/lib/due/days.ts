// Days to come back on: those that are offered, and those that are typed. What falls on a day is due in its morning.

const MORNING = 9
const DAY = 24 * 60 * 60 * 1000
/** Further ahead nothing is put off, in days: as the engine has it. */
const FURTHEST = 366

/** An offered time. */
export interface Offered {
  at: number
  kind: 'tomorrow' | 'weekday' | 'week' | 'month'
}

/** So many days from now, in the morning by this computer's clock. */
export function morning(now: number, days: number): number {
  const today = new Date(now)
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() + days, MORNING).getTime()
}

/** Tomorrow, the days after it by their names, and the same weekday once more. */
export const offered = (now: number): Offered[] => [
  { at: morning(now, 1), kind: 'tomorrow' },
  ...[2, 3, 4, 5, 6].map((days) => ({ at: morning(now, days), kind: 'weekday' as const })),
  { at: morning(now, 7), kind: 'week' },
  { at: morning(now, 30), kind: 'month' },
]

const TYPED = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d{1,2}):(\d\d))?$/

/** What is typed as `2026-12-03` or `2026-12-03 14:30`; none where that is no day of the calendar. */
function read(typed: string): Date | null {
  const found = TYPED.exec(typed.trim())
  if (!found) return null
  const part = (index: number, unless: number) => Number(found[index] ?? unless)
  const [year, month, day, hour, minute] = [part(1, 0), part(2, 0), part(3, 0), part(4, MORNING), part(5, 0)]
  const at = new Date(year, month - 1, day, hour, minute)
  const same = at.getFullYear() === year && at.getMonth() === month - 1 && at.getDate() === day
  return same && hour < 24 && minute < 60 ? at : null
}

/** The typed time, where it is ahead and not too far. */
export function typedTime(typed: string, now: number): number | null {
  const at = read(typed)?.getTime() ?? null
  return at !== null && at > now && at - now <= FURTHEST * DAY ? at : null
}

/** How many days it is to the typed day, 1 to 365. */
export function daysUntil(typed: string, now: number): number | null {
  const day = read(typed)
  if (!day) return null
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
  // A day on which clocks are put back or forward is one, too.
  const days = Math.round((midnight(day) - midnight(new Date(now))) / DAY)
  return days >= 1 && days < FURTHEST ? days : null
}

/** The moment so many whole days from now: when what is decided now for these days is due. */
export const inDays = (now: number, days: number): number => now + days * DAY
