// What was decided and is not settled, on all instances: read once from each journal, then kept true by events. How long
// something is held is counted here between the events; what the engine counts is right, and asked for where the two part.

import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import { commands, problemOf } from './backend'
import type { AccountId, DecisionView, Problem, ProfileId, ReportId } from './backend'
import { isAboutReport, isOpen, isWaiting } from './decisions'
import { whenEmptied } from './emptying'

/** One of them. */
export interface Open {
  decision: DecisionView
  /** When its hold is over, in ms since 1970, unless the computer sleeps meanwhile; none: it is not held. */
  until: number | null
}

/** A hold that should be over for so long, and of which nothing was heard, is asked about: the computer slept. */
const OVERDUE = 2_000

const opened = (decision: DecisionView): Open => ({ decision, until: decision.holdLeft === null ? null : Date.now() + decision.holdLeft })

export class Outbox {
  readonly #open = new SvelteMap<ProfileId, readonly Open[]>()
  /** Why those of an instance could not be read. */
  readonly problems = new SvelteMap<ProfileId, Problem>()
  /** Those that somebody is just cancelling, sending or looking up. */
  readonly busy = new SvelteSet<string>()
  readonly #reading = new SvelteMap<ProfileId, number>()
  readonly #overdue = new SvelteMap<ProfileId, ReturnType<typeof setTimeout>>()
  /** Those that were not sent while somebody stood before them: what becomes of them is told when it does. */
  readonly #waited = new SvelteSet<string>()
  #run = 0

  /** All of them, in the order in which they were decided. */
  readonly all = $derived([...this.#open.values()].flat().sort((one, other) => (one.decision.decidedAt ?? 0) - (other.decision.decidedAt ?? 0)))
  /** The last one that has not left, and that nobody is cancelling already. */
  readonly newest = $derived(this.all.findLast(({ decision }) => isWaiting(decision) && !this.busy.has(decision.id)) ?? null)
  /** Those that wait for a word. */
  readonly asking = $derived(this.all.filter(({ decision }) => decision.status === 'changed' || decision.review !== 'none'))

  of(profile: ProfileId): readonly Open[] {
    return this.#open.get(profile) ?? []
  }

  /** Whether those of an instance were read: without, that nothing stands here says nothing. */
  knows(profile: ProfileId): boolean {
    return this.#open.has(profile)
  }

  /** What was decided about the account and has not left, or is just leaving; the last one first. */
  about(profile: ProfileId, account: AccountId): Open[] {
    return this.#leaving(profile, (decision) => decision.account === account && !isAboutReport(decision))
  }

  /** The same about a report, and about its account where the report was named as the cause. */
  aboutReport(profile: ProfileId, report: ReportId): Open[] {
    return this.#leaving(profile, (decision) => decision.report === report)
  }

  #leaving(profile: ProfileId, which: (decision: DecisionView) => boolean): Open[] {
    return this.of(profile).filter(({ decision }) => which(decision) && (isWaiting(decision) || decision.status === 'sending')).reverse()
  }

  /** Whether it still stands here and has not left. */
  holds({ profile, id }: DecisionView): boolean {
    return this.of(profile).some(({ decision }) => decision.id === id && isWaiting(decision))
  }

  /** These instances are on the desk: those that are new are read, and what belongs to others is forgotten. */
  keep(profiles: readonly ProfileId[]) {
    for (const id of [...this.#open.keys(), ...this.#reading.keys()]) if (!profiles.includes(id)) this.#forget(id)
    for (const id of profiles) if (!this.#open.has(id) && !this.#reading.has(id)) void this.read(id)
  }

  /** Nothing is known any more; what is being read is not taken over. */
  clear() {
    this.keep([])
    this.problems.clear()
    this.busy.clear()
    this.#waited.clear()
  }

  async read(profile: ProfileId): Promise<void> {
    const run = ++this.#run
    this.#reading.set(profile, run)
    try {
      const some = await commands.outbox(profile)
      if (this.#reading.get(profile) !== run) return
      this.problems.delete(profile)
      this.#put(profile, some.map(opened))
    } catch (thrown) {
      if (this.#reading.get(profile) !== run) return
      this.problems.set(profile, problemOf(thrown))
    }
    this.#reading.delete(profile)
  }

  /** A decision moved. Returns whether it had waited and is now sent, so that somebody has to be told what became of it. */
  apply(decision: DecisionView): boolean {
    const { id, profile } = decision
    const some = this.of(profile)
    const at = some.findIndex((one) => one.decision.id === id)
    if (!isOpen(decision)) {
      if (at >= 0) this.#put(profile, some.toSpliced(at, 1))
    } else this.#put(profile, at >= 0 ? some.with(at, opened(decision)) : [...some, opened(decision)])
    // What is on its way was read before this.
    if (this.#reading.has(profile)) void this.read(profile)
    return this.#ends(decision)
  }

  #ends(decision: DecisionView): boolean {
    if (decision.status === 'held' || decision.status === 'ready') this.#waited.add(decision.id)
    else if (decision.status !== 'sending') return this.#waited.delete(decision.id) && decision.status !== 'cancelled'
    return false
  }

  #put(profile: ProfileId, some: readonly Open[]) {
    this.#open.set(profile, some)
    for (const { decision } of some) if (decision.status === 'held' || decision.status === 'ready') this.#waited.add(decision.id)
    clearTimeout(this.#overdue.get(profile))
    const holds = some.flatMap(({ decision, until }) => (until === null || decision.review !== 'none' ? [] : [until]))
    if (holds.length > 0) this.#overdue.set(profile, setTimeout(() => void this.read(profile), Math.max(0, Math.min(...holds) - Date.now()) + OVERDUE))
  }

  #forget(profile: ProfileId) {
    clearTimeout(this.#overdue.get(profile))
    this.#reading.delete(profile)
    this.#open.delete(profile)
    this.problems.delete(profile)
  }
}

export const outbox = new Outbox()
whenEmptied(() => outbox.clear())

/** What is left of its hold, in whole seconds; none: it is not held, or waits for a word first. */
export const secondsLeft = ({ decision, until }: Open, now: number): number | null =>
  until === null || decision.status !== 'held' || decision.review !== 'none' ? null : Math.max(0, Math.ceil((until - now) / 1000))
