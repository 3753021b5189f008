// Somebody wants to close the window, and decisions have not left: they say what becomes of them. What leaves while they are
// asked is not asked about any more.

import { commands, onQuitAsked, problemOf } from './backend'
import type { DecisionView, Problem, Quitting } from './backend'
import { isUnderWay } from './decisions'
import { desk } from './desk.svelte'
import { whenEmptied } from './emptying'
import { quitWords as words } from './messages/quitting'
import { outbox } from './outbox.svelte'

/** By itself: what waits for a word is not asked about here. */
const leaves = (decision: DecisionView): boolean => (isUnderWay(decision) || decision.status === 'sending') && decision.review === 'none'

class Quit {
  /** Those that had not left when they were asked; none while nobody is asked. */
  #asked = $state.raw<readonly DecisionView[] | null>(null)
  /** What they answered, while it is done. */
  doing = $state<Quitting | null>(null)
  problem = $state.raw<Problem | null>(null)

  readonly asks = $derived(this.#asked !== null)
  readonly total = $derived(this.#asked?.length ?? 0)
  /** Those that still have not: they are held, wait for their turn, or are just leaving. */
  readonly left = $derived((this.#asked ?? []).filter((one) => !outbox.knows(one.profile) || outbox.of(one.profile).some(({ decision }) => decision.id === one.id && leaves(decision))))

  /** Listens for the question. Returns what ends the listening. */
  open(): Promise<() => void> {
    return onQuitAsked(({ waiting }) => {
      // Who is behind a locked desk is not known: nothing is told of what waits, and nothing of it is sent or dropped.
      if (desk.locked) return void commands.quit('keep').catch(() => {})
      this.#asked = waiting
      this.problem = null
    })
  }

  /** The window closes when it is done. Another answer takes the place of one that is still waited for. */
  async answer(way: Quitting): Promise<void> {
    this.doing = way
    this.problem = null
    try {
      await commands.quit(way)
    } catch (thrown) {
      this.problem = problemOf(thrown)
    } finally {
      if (this.doing === way && this.problem) this.doing = null
    }
  }

  /** The desk was locked over the question: it is no longer asked, and the window stays. */
  clear(): void {
    if (!this.asks) return
    this.#asked = null
    this.doing = null
    this.problem = null
    void commands.stay().catch(() => {})
  }

  /** The window stays. What was let go already goes on leaving. */
  async stay(): Promise<void> {
    const sent = this.doing === 'send' && this.left.length > 0
    this.#asked = null
    this.doing = null
    await desk.attempt(() => commands.stay())
    if (sent) desk.say('calm', words.stopped)
  }
}

export const quitting = new Quit()
whenEmptied(() => quitting.clear())
