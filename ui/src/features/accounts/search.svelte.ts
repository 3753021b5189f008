// What is looked for in one list: chips and typed words. Finished filter words become chips when the engine has read them.

import type { AccountPage, Filter } from '$lib/backend'
import type { Box } from '$lib/desk.svelte'
import type { Asked } from './list.svelte'
import { apart, isFinished, NO_FILTER, rest, without, written, writtenAll, valueOf, type Part } from './words'

export class Search {
  /** The chips. Its own text stays empty: words are typed. */
  chips = $state.raw<Filter>(NO_FILTER)
  /** What stands in the input. */
  typed = $state('')
  /** Filters of a box that was kept, until the engine has read them: drawn as text they would flash. */
  #kept = $state('')

  constructor(box: Box) {
    const { filters, rest: words } = apart(box.typed)
    this.#kept = filters
    this.typed = words
    this.chips = { ...NO_FILTER, state: box.state, origin: box.origin }
  }

  get empty(): boolean {
    return this.#kept === '' && this.typed.trim() === '' && writtenAll(this.chips).length === 0
  }

  /** The question for the engine. */
  get asked(): Asked {
    return { typed: [this.#kept, this.typed].filter(Boolean).join(' '), filter: this.chips }
  }

  /** Chips and words as one text, to be kept and to be typed. */
  get whole(): string {
    return [...writtenAll(this.chips), this.#kept, this.typed.trim()].filter(Boolean).join(' ')
  }

  /** Takes over what the engine read, if nobody has typed on meanwhile and the last word is finished. Says whether it did. */
  settle(asked: Asked, page: Pick<AccountPage, 'filter' | 'problems'>): boolean {
    if (asked.typed !== this.asked.typed || asked.filter !== this.chips || !isFinished(this.typed)) return false
    this.#kept = ''
    this.chips = { ...page.filter, text: '' }
    this.typed = rest(asked.typed, page.problems)
    return true
  }

  drop(part: Part) {
    this.chips = without(this.chips, part)
  }

  /** A chip is text again, to be changed. */
  edit(part: Part) {
    const value = valueOf(this.chips, part)
    if (value === null) return
    this.drop(part)
    this.typed = [this.typed.trim(), written(part, value)].filter(Boolean).join(' ')
  }

  /** Other chips beside the same words. */
  put(some: Partial<Filter>) {
    this.chips = { ...this.chips, ...some }
  }

  /** Another text in place of all. */
  write(typed: string) {
    this.#kept = ''
    this.chips = NO_FILTER
    this.typed = typed
  }
}
