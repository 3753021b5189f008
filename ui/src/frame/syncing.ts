// What the strip says of fetching: how far it is, until when, and what of it is read aloud.

import type { Fill, ProfileView, SyncPhase, SyncState } from '$lib/backend'
import { count, countdown, timeOfDay } from '$lib/format'
import { far, strip } from '$lib/messages'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Where the first fill stands. A plain refresh is `rest`: it comes and goes by itself, every minute. */
export type Stage = 'filling' | 'paused' | 'halted' | 'rest'

/** Nothing is left to fetch, and yet there is more: the server broke off a list of everybody. */
export const isCutShort = ({ fill, running, moreOnServer }: SyncState): boolean => moreOnServer && fill === null && !running

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

/** What is fetched, in words that stand beside each other. */
export function fetching({ running, phase, fill, fetched }: SyncState, now: number): string[] {
  if (fill && running) {
    // None comes in the first seconds, and where what matters first is fetched, which is not counted.
    const rate = fill.perMinute ?? 0
    return [
      ...filling(phase, fill),
      ...(rate === 0 ? [] : [strip.rate(count(rate))]),
      // One that has passed was wrong.
      ...(rate === 0 || fill.endsAt === null || fill.endsAt <= now ? [] : [remaining(fill.endsAt - now)]),
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

/** The fill counts everybody: what it fetches beside them has no number of its own. */
function filling(phase: SyncPhase, fill: Fill): string[] {
  const doing = strip.filling[phase]
  if (phase === 'accounts') return [strip.fill(doing, far(fill))]
  return fill.fetched === 0 ? [doing] : [doing, strip.ofEverybody(far(fill))]
}

/** Whether it goes on for so long that somebody may want a pause. */
export const isLong = ({ fill, phase }: SyncState): boolean => fill !== null || phase === 'sweep'

/** What happens next by itself, and when. Of several moments that are known, the strip tells the one that is true. */
export interface Coming {
  /** The server asked to wait until then; a run waits until then by itself; a run begins then. */
  kind: 'asked' | 'waits' | 'begins'
  at: number
}

export function coming({ connection, sync, budget }: Pick<ProfileView, 'connection' | 'sync' | 'budget'>, now: number): Coming | null {
  const ahead = (at: number | null | undefined) => (typeof at === 'number' && at > now ? at : null)
  const waits = ahead(budget?.waitsUntil)
  if (sync.running && waits !== null) return { kind: 'waits', at: waits }
  const asked = connection.kind === 'waiting' ? ahead(connection.until) : null
  if (asked !== null) return { kind: 'asked', at: asked }
  if (sync.running || sync.nextAt === null) return null
  // A run that begins before it may ask for anything waits.
  const at = ahead(Math.max(sync.nextAt, waits ?? 0))
  return at === null ? null : { kind: 'begins', at }
}

/** Until when fetching waits by itself, in words. */
export const waitsUntil = (at: number, now: number): string =>
  at - now < MINUTE ? strip.waitsFor(countdown(at, now)) : strip.waitsUntil(timeOfDay(at))

/** What a screen reader hears when the stage has changed: beginnings and ends. */
export function heard(before: Stage, now: Stage, instance: string, cutShort = false): string | null {
  if (before === now) return null
  switch (now) {
    case 'filling': return before === 'paused' ? strip.heard.goesOn : strip.heard.began(instance)
    case 'paused': return strip.heard.paused
    case 'halted': return strip.heard.halted
    case 'rest': return before === 'filling' ? (cutShort ? strip.heard.cutShort : strip.heard.whole) : before === 'paused' ? strip.heard.goesOn : null
  }
}
