// Tells the engine which instance is on screen: that one is kept fresh most often, and nobody is while the window is hidden.

import { on } from 'svelte/events'
import { createSubscriber } from 'svelte/reactivity'
import { commands } from './backend'
import type { ProfileId } from './backend'

/** Whether anybody can see the window; what reads it follows. */
class Sight {
  readonly #subscribe = createSubscriber((update) => on(document, 'visibilitychange', update))

  get hidden(): boolean {
    this.#subscribe()
    return document.hidden
  }
}

export const sight = new Sight()

export class Watching {
  readonly #tell: (profile: ProfileId | null) => Promise<unknown>
  /** What the engine knows; undefined before the first time, and when telling failed. */
  #told: ProfileId | null | undefined
  #wanted: ProfileId | null = null
  #telling = false

  constructor(tell: (profile: ProfileId | null) => Promise<unknown> = (profile) => commands.watch(profile)) {
    this.#tell = tell
  }

  /** The instance is on screen now; none while the window is hidden. Told once, in order, and of a quick walk the last only. */
  look(profile: ProfileId | null) {
    this.#wanted = profile
    if (!this.#telling) void this.#catchUp()
  }

  async #catchUp(): Promise<void> {
    this.#telling = true
    while (this.#told !== this.#wanted) {
      const profile = this.#wanted
      try {
        await this.#tell(profile)
        this.#told = profile
      } catch {
        // Nothing is lost but freshness, and the next change of the screen tries again.
        this.#told = undefined
        if (this.#wanted === profile) break
      }
    }
    this.#telling = false
  }
}
