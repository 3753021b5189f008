// What could be typed next in the search box: asked while one types, chosen by arrows, taken by Enter or Tab.

import type { Completion } from '$lib/backend'

/** A text and where the cursor stands in it. */
export interface Typed {
  typed: string
  caret: number
}

export class Completing {
  /** None: nothing is offered. */
  options = $state.raw<Completion[]>([])
  /** Which one is chosen; -1 as long as none is, and then Enter isn't ours. */
  chosen = $state(-1)

  readonly #ask: (typed: string, caret: number) => Promise<Completion[]>
  /** Answers to what is no longer typed are dropped. */
  #ticket = 0

  constructor(ask: (typed: string, caret: number) => Promise<Completion[]>) {
    this.#ask = ask
  }

  get open(): boolean {
    return this.options.length > 0
  }

  /** Something was typed. Before a word has begun nothing is offered: whoever types freely has not asked for it. */
  async follow({ typed, caret }: Typed): Promise<void> {
    const before = typed.slice(0, caret)
    if (before === '' || /\s$/u.test(before)) return this.close()
    const ticket = ++this.#ticket
    try {
      const options = await this.#ask(typed, caret)
      if (ticket !== this.#ticket) return
      this.options = options.filter(({ text, start, length, open }) => open || typed.slice(start, start + length) !== text)
    } catch {
      // Typing goes on without it.
      if (ticket !== this.#ticket) return
      this.options = []
    }
    this.chosen = -1
  }

  /** From none to the first one, and from the last one to none. */
  move(by: 1 | -1) {
    const places = this.options.length + 1
    this.chosen = ((this.chosen + 1 + by + places) % places) - 1
  }

  close() {
    this.#ticket++
    this.options = []
    this.chosen = -1
  }

  /** The text with an option in it: with a space behind it, unless its value is still to be typed. */
  taken(typed: string, index = this.chosen): Typed | null {
    const option = this.options[index]
    if (!option) return null
    const behind = typed.slice(option.start + option.length)
    const space = option.open || /^\s/u.test(behind) ? '' : ' '
    const head = typed.slice(0, option.start) + option.text + space
    return { typed: head + behind, caret: head.length + (!option.open && space === '' ? 1 : 0) }
  }
}
