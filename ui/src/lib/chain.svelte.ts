// Going through the receipts of an instance's journal: how far it is, and what was found.

import { SvelteMap } from 'svelte/reactivity'
import { commands, problemOf } from './backend'
import type { ChainProgress, ChainReport, Problem, ProfileId } from './backend'
import { whenEmptied } from './emptying'

/** What is known of one journal in this session. */
export type Chain =
  | { kind: 'checking'; progress: ChainProgress | null }
  | { kind: 'checked'; report: ChainReport; at: number }
  | { kind: 'failed'; problem: Problem }

export class Chains {
  readonly #all = new SvelteMap<ProfileId, Chain>()

  /** None until somebody asked. */
  of = (profile: ProfileId): Chain | null => this.#all.get(profile) ?? null

  async check(profile: ProfileId): Promise<void> {
    if (this.of(profile)?.kind === 'checking') return
    this.#all.set(profile, { kind: 'checking', progress: null })
    try {
      const report = await commands.verifyJournal(profile)
      this.#end(profile, { kind: 'checked', report, at: Date.now() })
    } catch (thrown) {
      this.#end(profile, { kind: 'failed', problem: problemOf(thrown) })
    }
  }

  /** What ends after everything was cleared is not taken over. */
  #end(profile: ProfileId, chain: Chain) {
    if (this.of(profile)?.kind === 'checking') this.#all.set(profile, chain)
  }

  clear() {
    this.#all.clear()
  }

  /** Told by the engine only where it takes a while. What comes after the end is not drawn. */
  hear(progress: ChainProgress) {
    if (this.of(progress.profile)?.kind === 'checking') this.#all.set(progress.profile, { kind: 'checking', progress })
  }

  putAway(profile: ProfileId) {
    this.#all.delete(profile)
  }
}

export const chains = new Chains()
whenEmptied(() => chains.clear())
