// Decisions under the day on which they were taken, in the time of this computer.
import type { DecisionView } from '$lib/backend'

/** A day with its decisions, in the order in which they came; its key is its own, also when the day comes twice. `ago` is 0 for today, 1 for yesterday. */
export type Day = { key: string; start: Date; ago: number; rows: DecisionView[] }

function startOfDay(moment: number): Date {
  const day = new Date(moment)
  day.setHours(0, 0, 0, 0)
  return day
}

/** Days between two midnights. Rounded, because a day on which the clocks change has 23 or 25 hours. */
function daysBetween(earlier: Date, later: Date): number {
  return Math.round((later.getTime() - earlier.getTime()) / 86_400_000)
}

/** Groups rows that come newest first. A row without a time joins the day before it, so that it never makes a heading of its own. */
export function byDay(rows: readonly DecisionView[], now: number): Day[] {
  const today = startOfDay(now)
  const days: Day[] = []
  for (const row of rows) {
    const last = days.at(-1)
    const start = row.decidedAt === null ? (last?.start ?? today) : startOfDay(row.decidedAt)
    if (last && last.start.getTime() === start.getTime()) {
      last.rows.push(row)
    } else {
      // A clock that was set back makes a day come twice.
      const times = days.filter((day) => day.start.getTime() === start.getTime()).length
      days.push({ key: times === 0 ? String(start.getTime()) : `${start.getTime()}-${times}`, start, ago: daysBetween(start, today), rows: [row] })
    }
  }
  return days
}
