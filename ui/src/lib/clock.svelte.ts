// One ticking "now" for all relative times: a hundred rows share a timer, and it rests while the window is hidden.

import { createSubscriber } from 'svelte/reactivity'

class Clock {
  readonly #each: number
  readonly #subscribe: () => void

  constructor(each: number) {
    this.#each = each
    this.#subscribe = createSubscriber((update) => {
      const timer = setInterval(() => !document.hidden && update(), this.#each)
      document.addEventListener('visibilitychange', update)
      return () => {
        clearInterval(timer)
        document.removeEventListener('visibilitychange', update)
      }
    })
  }

  /** Milliseconds since 1970; what reads it is drawn again when the clock ticks. */
  get now(): number {
    this.#subscribe()
    return Date.now()
  }
}

/** For countdowns and ages of seconds. */
export const seconds = new Clock(1000)
/** For everything older: rows. */
export const slow = new Clock(20_000)
