// Whether nobody has been here for so long that the desk locks itself. Two clocks are asked: the one on the wall, because the
// other stands still while a computer sleeps, and the one that only runs forward, because the wall's can be set back.

import { on } from 'svelte/events'

export interface Clocks {
  /** Milliseconds since 1970. */
  wall: () => number
  /** Milliseconds since some moment; never goes back, and may rest while the computer sleeps. */
  steady: () => number
}

const SYSTEM: Clocks = { wall: () => Date.now(), steady: () => performance.now() }

/** So often it is looked at the clocks, in ms: a timer that is set for later comes late after a sleep. */
export const LOOK_EACH = 2_000

export class Idle {
  readonly #clocks: Clocks
  readonly #over: () => void
  /** In ms; none: nobody is ever away for too long. */
  #limit: number | null = null
  #wall = 0
  #steady = 0
  #pointer: string | null = null

  /** `over` is called when the limit has passed, and again each time it has passed anew. */
  constructor(over: () => void, clocks: Clocks = SYSTEM) {
    this.#over = over
    this.#clocks = clocks
    this.#begin()
  }

  /** Counts from now on, up to so many minutes; none: not at all. */
  limit(minutes: number | null): void {
    this.#limit = minutes === null ? null : minutes * 60_000
    this.#begin()
  }

  /** Somebody is here. After a sleep it may be the first to say how late it is: then it is too late to be here. */
  here(): void {
    if (!this.look()) this.#begin()
  }

  /** The pointer is there now. Web views tell of it also when only the page moved under it: that is nobody. */
  pointer(x: number, y: number): void {
    const at = `${x} ${y}`
    const moved = this.#pointer !== null && this.#pointer !== at
    this.#pointer = at
    if (moved) this.here()
  }

  /** Looks at the clocks; says whether it was over. */
  look(): boolean {
    if (this.#limit === null) return false
    const away = Math.max(this.#clocks.wall() - this.#wall, this.#clocks.steady() - this.#steady)
    if (away < this.#limit) return false
    this.#begin()
    this.#over()
    return true
  }

  #begin(): void {
    this.#wall = this.#clocks.wall()
    this.#steady = this.#clocks.steady()
  }
}

/** Lets it follow what happens in this window, seen or not. Returns what ends that. */
export function follow(idle: Idle): () => void {
  const offs = [
    ...(['keydown', 'pointerdown', 'wheel'] as const).map((event) => on(window, event, () => idle.here(), { capture: true, passive: true })),
    on(window, 'pointermove', ({ screenX, screenY }) => idle.pointer(screenX, screenY), { capture: true, passive: true }),
    on(document, 'visibilitychange', () => void idle.look()),
    on(window, 'focus', () => void idle.look()),
  ]
  const timer = setInterval(() => idle.look(), LOOK_EACH)
  return () => {
    offs.forEach((off) => off())
    clearInterval(timer)
  }
}
