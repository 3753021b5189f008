// What the strip says of fetching: how far it is, until when, and what of it is read aloud.

import type { Budget, Fill, SyncState } from '$lib/backend'
import { count, countdown, timeOfDay } from '$lib/format'
import { strip } from '$lib/messages'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Where the first fill stands. A plain refresh is `rest`: it comes and goes by itself, every minute. */
export type Stage = 'filling' | 'paused' | 'halted' | 'rest'

export function stageOf({ running, paused, fill }: SyncState): Stage {
  if (paused && !running) return 'paused'
  if (fill === null) return 'rest'
  return running ? 'filling' : 'halted'
}

/** "less than a minute", "about 11 min", "about 3 h", "about 5 d": rounded up, so that it is not over before it is. */
export function remaining(milliseconds: number): string {
  if (milliseconds < MINUTE) return strip.remaining.soon
  if (milliseconds < HOUR) return strip.remaining.minutes(count(Math.ceil(milliseconds / MINUTE)))
  if (milliseconds < 2 * DAY) return strip.remaining.hours(count(Math.ceil(milliseconds / HOUR)))
  return strip.remaining.days(count(Math.ceil(milliseconds / DAY)))
}

/** "12,400 of about 100,000". What turns out to be more than was expected is told without it. */
export function far({ fetched, expected }: Fill): string {
  return expected === null || expected < fetched ? strip.far(count(fetched)) : strip.farOf(count(fetched), count(expected))
}

/** What is fetched, in words that stand beside each other. */
export function fetching({ running, phase, fill, fetched }: SyncState, now: number): string[] {
  if (fill && running) {
    return [
      strip.fill(strip.filling[phase], far(fill)),
      ...(fill.perMinute === null ? [] : [strip.rate(count(fill.perMinute))]),
      ...(fill.endsAt === null ? [] : [remaining(fill.endsAt - now)]),
    ]
  }
  const n = count(fetched)
  switch (phase) {
    case 'reports': return [strip.fetchingReports]
    case 'staff': return [strip.fetchingStaff(n)]
    case 'restricted': return [strip.fetchingRestricted(n)]
    case 'changes': return [strip.fetchingChanges(n)]
    case 'sweep': return [strip.sweeping(n)]
    case 'pending':
    case 'accounts':
    case 'remote': return [strip.fetching(n)]
  }
}

/** Whether it goes on for so long that somebody may want a pause. */
export const isLong = ({ fill, phase }: SyncState): boolean => fill !== null || phase === 'sweep'

/** Until when fetching waits by itself, in words; none while it does not. */
export function waits({ waitsUntil }: Pick<Budget, 'waitsUntil'>, now: number): string | null {
  if (waitsUntil === null || waitsUntil <= now) return null
  return waitsUntil - now < MINUTE ? strip.waitsFor(countdown(waitsUntil, now)) : strip.waitsUntil(timeOfDay(waitsUntil))
}

/** What a screen reader hears when the stage has changed: beginnings and ends. */
export function heard(before: Stage, now: Stage, instance: string): string | null {
  if (before === now) return null
  switch (now) {
    case 'filling': return before === 'paused' ? strip.heard.goesOn : strip.heard.began(instance)
    case 'paused': return strip.heard.paused
    case 'halted': return strip.heard.halted
    case 'rest': return before === 'filling' ? strip.heard.whole : before === 'paused' ? strip.heard.goesOn : null
  }
}
