// What is looked for in one list: chips and typed words. Finished filter words become chips when the engine has read them.

import type { AccountPage, Filter, FilterProblem } from '$lib/backend'
import type { Box } from '$lib/desk.svelte'
import { apart, finished, isFinished, lead, looksLikeFilter, NO_FILTER, rest, toldOf, without, wordsOf, written, writtenAll, type Chip, type Told } from './words'

/** What the engine is asked. */
export interface Asked {
  typed: string
  filter: Filter
}

/** A question while one types. */
export interface Typing extends Asked {
  /** The text without a filter word at its end that may be only half typed: if it is no filter yet, this is meant. */
  meanwhile: string | null
}

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

  /** The question while somebody types. */
  get typing(): Typing {
    const { asked } = this
    const last = wordsOf(this.typed).at(-1)
    const half = !isFinished(this.typed) && last?.word === true && looksLikeFilter(last.text)
    return { ...asked, meanwhile: half ? asked.typed.slice(0, asked.typed.length - last.text.length) : null }
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

  /** What the engine says to be no filter, where it stands in the input. */
  told(asked: string, problems: FilterProblem[]): Told[] {
    // It was given the kept filters first, and then what was typed.
    const shift = this.#kept !== '' && asked.startsWith(`${this.#kept} `) ? this.#kept.length + 1 : 0
    return toldOf(this.typed, problems, shift)
  }

  /** Takes words that are no filter out of what is typed. */
  leaveOut(told: Told[]) {
    const left = told.reduceRight((typed, { from, word }) => typed.slice(0, from) + typed.slice(from + word.length), this.typed)
    this.typed = finished(left.trim())
  }

  drop(chip: Chip) {
    this.chips = without(this.chips, chip)
  }

  /** A chip is text again, to be changed. Says where its value begins. */
  edit(chip: Chip): number {
    this.drop(chip)
    const text = written(chip)
    this.typed = [this.typed.trim(), text].filter(Boolean).join(' ')
    return this.typed.length - text.length + lead(chip).length
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
