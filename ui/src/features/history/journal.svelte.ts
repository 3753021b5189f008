// The pages of one profile's journal that are on screen, kept true by events. What was decided is Rust's to know:
// nothing here guesses a status, and a page that may have been overtaken by an event is asked for again.
import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { DecisionView, HistoryFilter, HistoryPage, Problem, ProfileId } from '$lib/backend'
import { isOpen } from '$lib/decisions'
import { isNarrow, NO_FILTER } from './filter'

/** The commands that the journal needs. They reject with a `Problem`. */
export type Door = {
  history(profile: ProfileId, filter: HistoryFilter, cursor: string | null): Promise<HistoryPage>
  lookAgain(profile: ProfileId, decision: string): Promise<DecisionView>
}

export class Journal {
  rows = $state.raw<readonly DecisionView[]>([])
  total = $state(0)
  next = $state<string | null>(null)
  loading = $state<'first' | 'more' | null>(null)
  problem = $state<Problem | null>(null)
  /** Decisions that are being looked up. */
  readonly looking = new SvelteSet<string>()
  /** What is left out. */
  filter = $state.raw<HistoryFilter>(NO_FILTER)
  /** Why a look told nothing, by decision. */
  readonly lookProblems = new SvelteMap<string, Problem>()

  readonly #door: Door
  readonly #problemOf: (reason: unknown) => Problem
  #profile: ProfileId | null = null
  #run = 0
  #overtaken = false

  constructor(door: Door, problemOf: (reason: unknown) => Problem) {
    this.#door = door
    this.#problemOf = problemOf
  }

  /** Shows what is settled and fits in the journal of this profile, from its newest decision. */
  async open(profile: ProfileId, filter: HistoryFilter = NO_FILTER): Promise<void> {
    this.filter = filter
    if (profile !== this.#profile) {
      // Another instance's decisions must not stand under this one's name, not even for a moment.
      this.rows = []
      this.total = 0
      this.lookProblems.clear()
      this.looking.clear()
    }
    this.#profile = profile
    this.next = null
    do {
      this.#overtaken = false
      const page = await this.#page(profile, null, 'first')
      if (!page) return
      this.rows = page.rows
      this.next = page.next
      this.total = page.total
    } while (this.#overtaken)
  }

  /** Adds the next older page. */
  async more(): Promise<void> {
    const profile = this.#profile
    if (profile === null || this.next === null || this.loading !== null) return
    const page = await this.#page(profile, this.next, 'more')
    if (!page) return
    // A decision that was taken meanwhile moves the pages on by one.
    const older = page.rows.filter(({ id }) => !this.rows.some((row) => row.id === id))
    this.rows = [...this.rows, ...older]
    this.next = page.next
    this.total = page.total
  }

  /** A decision moved: one that is settled now comes, one that is not any more goes to the Outbox. */
  apply(decision: DecisionView): void {
    if (decision.profile !== this.#profile) return
    if (this.loading === 'first') {
      this.#overtaken = true
      return
    }
    const at = this.rows.findIndex((row) => row.id === decision.id)
    if (isOpen(decision)) {
      if (at < 0) return
      this.rows = this.rows.toSpliced(at, 1)
      this.total -= 1
      return
    }
    if (at >= 0) {
      this.rows = this.rows.with(at, decision)
      return
    }
    // Whether a newcomer fits, the engine knows; what was looked for stays as it was found.
    if (isNarrow(this.filter)) return
    // One that is older than what is loaded comes with its page.
    const before = this.rows.findIndex((row) => (row.decidedAt ?? 0) <= (decision.decidedAt ?? 0))
    if (before < 0 && this.next !== null) return
    this.rows = this.rows.toSpliced(before < 0 ? this.rows.length : before, 0, decision)
    this.total += 1
  }

  /** Asks the server what became of a decision; the decision as it is then, or null if nothing was learned. */
  async look(decision: DecisionView): Promise<DecisionView | null> {
    if (this.looking.has(decision.id)) return null
    this.looking.add(decision.id)
    this.lookProblems.delete(decision.id)
    try {
      const now = await this.#door.lookAgain(decision.profile, decision.id)
      this.apply(now)
      return now
    } catch (reason) {
      if (decision.profile === this.#profile) this.lookProblems.set(decision.id, this.#problemOf(reason))
      return null
    } finally {
      this.looking.delete(decision.id)
    }
  }

  async #page(profile: ProfileId, cursor: string | null, loading: 'first' | 'more'): Promise<HistoryPage | null> {
    const run = ++this.#run
    this.loading = loading
    this.problem = null
    try {
      const page = await this.#door.history(profile, this.filter, cursor)
      return run === this.#run ? page : null
    } catch (reason) {
      if (run === this.#run) this.problem = this.#problemOf(reason)
      return null
    } finally {
      if (run === this.#run) this.loading = null
    }
  }
}
