// One list on screen: the pages that were asked for so far, and how they are kept fresh without moving anything.

import { problemOf, type Problem } from './backend'
import type { Listed } from './list/listed'
import { append, merge } from './merge'

const PAGE = 100
/** As many as the engine gives at once. */
const MOST = 500
/** So many rows before the end the next page is fetched. */
const NEAR_END = 40

export abstract class PagedList<Question, Row extends { id: string }, Page extends { rows: Row[]; next: string | null }> implements Listed<Row> {
  rows = $state.raw<Row[]>([])
  /** What the last answer said beside its rows. */
  page = $state.raw<Page | null>(null)
  problem = $state.raw<Problem | null>(null)
  loading = $state(true)
  /** Newcomers that belong above: they wait until somebody asks for them. */
  waiting = $state(0)
  begun = $state(0)

  #next = $state.raw<string | null>(null)
  #asked: Question | null
  /** Answers to older questions than this one are dropped. */
  #question = 0
  #paging: Promise<void> | null = null

  /** `asked` is the question as long as nothing was loaded; without one there is nothing to keep fresh yet. */
  constructor(asked: Question | null = null) {
    this.#asked = asked
  }

  /** One page from the engine. */
  protected abstract ask(asked: Question, cursor: string | null, limit: number): Promise<Page>

  protected get asked(): Question | null {
    return this.#asked
  }

  /** Changes with every question: whoever waited for something sees whether it is still wanted. */
  protected get question(): number {
    return this.#question
  }

  get complete(): boolean {
    return this.#next === null
  }

  get length(): number {
    return this.rows.length
  }

  at(index: number): Row | undefined {
    return this.rows[index]
  }

  indexOf(id: string): number {
    return this.rows.findIndex((row) => row.id === id)
  }

  look(_: number, to: number) {
    if (to >= this.rows.length - NEAR_END) void this.more()
  }

  /** The row at a position, fetched with all before it if it isn't there. */
  async reach(index: number): Promise<Row | undefined> {
    const question = this.#question
    for (let before = -1; index >= this.rows.length && !this.complete && before !== this.rows.length && question === this.#question; ) {
      before = this.rows.length
      await this.more()
    }
    return this.rows[index]
  }

  async last(): Promise<number> {
    await this.reach(Number.POSITIVE_INFINITY)
    return this.rows.length - 1
  }

  /** Begins anew with another question; returns what the engine read out of it. */
  async load(asked: Question): Promise<Page | null> {
    this.#asked = asked
    const question = ++this.#question
    this.loading = true
    try {
      const page = await this.ask(asked, null, PAGE)
      if (question !== this.#question) return null
      this.#draw(page, page.rows)
      this.begun++
      return page
    } catch (thrown) {
      if (question === this.#question) this.problem = problemOf(thrown)
      return null
    } finally {
      if (question === this.#question) this.loading = false
    }
  }

  /** Fetches the next page when one has scrolled close to the end; asked twice, it is fetched once. */
  more(): Promise<void> {
    const asked = this.#asked
    if (this.#next === null || asked === null) return Promise.resolve()
    this.#paging ??= this.#fetchPage(asked, this.#next).finally(() => (this.#paging = null))
    return this.#paging
  }

  async #fetchPage(asked: Question, cursor: string): Promise<void> {
    const question = this.#question
    try {
      const page = await this.ask(asked, cursor, PAGE)
      if (question !== this.#question) return
      this.page = page
      this.rows = append(this.rows, page.rows)
      this.#next = page.next
    } catch (thrown) {
      if (question === this.#question) this.problem = problemOf(thrown)
    }
  }

  /**
   * Rows changed in the cache: takes over what can be taken without moving anything. `untouched` says that nobody has
   * scrolled or chosen a row yet, so that everything may come in at once. The row `keep` stays.
   */
  async freshen(keep: string | null, untouched: boolean): Promise<void> {
    const question = this.#question
    const asked = this.#asked
    if (asked === null) return
    const enough = this.rows.length + PAGE
    try {
      let page = await this.ask(asked, null, Math.min(MOST, enough))
      const fresh = [...page.rows]
      while (page.next !== null && fresh.length < enough) {
        page = await this.ask(asked, page.next, Math.min(MOST, enough - fresh.length))
        fresh.push(...page.rows)
      }
      if (question !== this.#question) return
      if (untouched) return this.#draw(page, fresh)
      this.page = page
      this.problem = null
      const merged = merge(this.rows, fresh, page.next === null, keep)
      this.rows = merged.rows
      this.waiting = merged.waiting
      if (merged.reachesEnd) this.#next = page.next
    } catch (thrown) {
      if (question === this.#question) this.problem = problemOf(thrown)
    }
  }

  /** Lets those in who wait. */
  async showWaiting(): Promise<void> {
    await this.freshen(null, true)
  }

  #draw(page: Page, rows: Row[]) {
    this.page = page
    this.rows = rows
    this.#next = page.next
    this.waiting = 0
    this.problem = null
  }
}
