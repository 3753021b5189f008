// What is to be looked at again, on all instances: read from each journal, and anew whenever the engine tells of it.

import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import { commands, problemOf } from '../backend'
import type { AccountId, DueView, Problem, ProfileId } from '../backend'
import { whenEmptied } from '../emptying'

export class Dues {
  readonly #open = new SvelteMap<ProfileId, readonly DueView[]>()
  /** Why those of an instance could not be read. */
  readonly problems = new SvelteMap<ProfileId, Problem>()
  /** Those that somebody is just putting off or ending. */
  readonly busy = new SvelteSet<string>()
  readonly #reading = new SvelteMap<ProfileId, number>()
  #run = 0

  readonly #all = $derived([...this.#open.values()].flat().sort((one, other) => (one.at ?? 0) - (other.at ?? 0)))
  /** What is due now, the longest due first. */
  readonly due = $derived(this.#all.filter(({ isDue }) => isDue))
  /** What will be, the next first. */
  readonly coming = $derived(this.#all.filter(({ isDue }) => !isDue))

  about(profile: ProfileId, account: AccountId): DueView[] {
    return (this.#open.get(profile) ?? []).filter((due) => due.account === account)
  }

  /** These instances are on the desk: those that are new are read, and what belongs to others is forgotten. */
  keep(profiles: readonly ProfileId[]) {
    for (const id of [...this.#open.keys(), ...this.#reading.keys(), ...this.problems.keys()]) if (!profiles.includes(id)) this.#forget(id)
    for (const id of profiles) if (!this.#open.has(id) && !this.#reading.has(id) && !this.problems.has(id)) void this.read(id)
  }

  /** Nothing is known any more; what is being read is not taken over. */
  clear() {
    this.keep([])
    this.busy.clear()
  }

  /** Reads those of an instance. Returns what became due since the last time. */
  async read(profile: ProfileId): Promise<DueView[]> {
    const run = ++this.#run
    this.#reading.set(profile, run)
    const latest = () => this.#reading.get(profile) === run
    try {
      const some = await commands.dues(profile)
      if (!latest()) return []
      const before = this.#open.get(profile)
      this.problems.delete(profile)
      this.#open.set(profile, some)
      const known = before?.filter(({ isDue }) => isDue).map(({ id }) => id)
      return known ? some.filter(({ id, isDue }) => isDue && !known.includes(id)) : []
    } catch (thrown) {
      if (latest()) this.problems.set(profile, problemOf(thrown))
      return []
    } finally {
      if (latest()) this.#reading.delete(profile)
    }
  }

  #forget(profile: ProfileId) {
    this.#reading.delete(profile)
    this.#open.delete(profile)
    this.problems.delete(profile)
  }
}

export const dues = new Dues()
whenEmptied(() => dues.clear())
