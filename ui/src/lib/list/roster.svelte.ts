// A list of any length on screen: its positions, and the rows near those that one looks at.
//
// The engine gives rows by their place (`Start`). What was asked for by index is kept in blocks; what one looked at while rows
// came and went is kept as it was drawn (the sill), so that nothing moves under the cursor: newcomers before or among these
// rows wait until somebody asks for them.

import { problemOf, type Count, type Problem, type Start } from '../backend'
import { merge } from '../merge'
import { Blocks, BLOCK } from './blocks'
import type { Listed } from './listed'
import { indexAt, isOn, missing, positionOf, runAround, type Sill } from './sill'
import { single } from './single'
import { lastThere, Size } from './size'
import type { Placed, RosterPage, Source } from './source'

/** Rows before and behind those that are drawn which stay as they were when rows come and go. */
const AROUND = 30
/** The end is a few blocks behind where it was thought to be, or before. */
const TRIES = 8

export class Roster<Question, Row extends Placed, Page extends RosterPage<Row>, Counts extends { matching: Count }> implements Listed<Row> {
  /** What the last answer said beside its rows. */
  page = $state.raw<Page | null>(null)
  /** How many there are, as they were counted last. */
  counts = $state.raw<Counts | null>(null)
  problem = $state.raw<Problem | null>(null)
  loading = $state(true)
  /** Newcomers that belong before rows on screen: they wait until somebody asks for them. */
  waiting = $state(0)
  begun = $state(0)

  readonly #source: Source<Question, Row, Page, Counts>
  readonly #blocks: Blocks<Row>
  /** Moves whenever what stands below does: it is read by all that is drawn. */
  #version = $state(0)
  #asked: Question
  /** The question whose answer is on screen. */
  #drawn: Question
  /** Answers to older questions than this one are dropped. */
  #ticket = 0
  #sill: Sill<Row> | null = null
  /** Rows of the engine's list before the first position: newcomers that wait. */
  #hidden = 0
  /** The row that was first when the list began. */
  #first: string | null = null
  /** The row that somebody chose, and where it was seen last. */
  #pin: { id: string; cursor: string; index: number } | null = null
  /** How many rows the engine's list has. */
  #size = new Size()
  #looked = { from: 0, to: 0 }
  #asking: Promise<unknown> | null = null
  #freshening: Promise<void> = Promise.resolve()

  constructor(source: Source<Question, Row, Page, Counts>, asked: Question) {
    this.#source = source
    this.#asked = asked
    this.#drawn = asked
    this.#blocks = new Blocks({
      fetch: (index) => source.page(this.#drawn, { kind: 'at', index }, BLOCK),
      moved: (from, page, ended) => this.#measure(from, page.rows.length, ended),
      failed: (thrown) => (this.problem = problemOf(thrown)),
    })
  }

  get asked(): Question {
    return this.#asked
  }

  get length(): number {
    void this.#version
    return Math.max(0, this.#size.number - this.#hidden - missing(this.#sill))
  }

  get complete(): boolean {
    void this.#version
    return !this.#size.more
  }

  at(index: number): Row | undefined {
    void this.#version
    const sill = this.#sill
    if (isOn(sill, index)) return sill.rows[index - sill.at]
    return index < 0 ? undefined : this.#blocks.at(this.#engineIndex(index))
  }

  indexOf(id: string): number {
    const found = this.#find(id)
    return found < 0 && this.#pin?.id === id ? Math.min(this.#pin.index, this.length - 1) : found
  }

  /** Whether the row is among those that are there now. */
  has(id: string): boolean {
    return this.#find(id) >= 0
  }

  look(from: number, to: number) {
    this.#looked = { from, to }
    this.#fetch()
  }

  /** The row at a position, asked for if it isn't there. */
  async reach(index: number): Promise<Row | undefined> {
    const row = this.at(index)
    if (row || index < 0) return row
    await this.#blocks.reach(this.#engineIndex(index))
    return this.at(index)
  }

  async last(): Promise<number> {
    const ticket = this.#ticket
    await lastThere(this.#engineIndex(this.length - 1), BLOCK, async (index) => {
      if (!this.#size.more || ticket !== this.#ticket) return null
      const { rows } = await this.#source.page(this.#drawn, { kind: 'at', index }, 1)
      if (ticket !== this.#ticket) return null
      if (rows.length > 0) this.#measure(index, 1, false)
      return rows.length > 0
    })
    for (let tries = 0; tries < TRIES && (this.#size.more || !this.at(this.length - 1)); tries++) await this.reach(this.length - 1)
    return this.length - 1
  }

  /** Somebody chose this row: where it is stays known. */
  pin(index: number) {
    const row = this.at(index)
    this.#pin = row ? { id: row.id, cursor: row.cursor, index } : null
  }

  /** The place of a row that is there, to begin with it another time. */
  placeOf(id: string): string | null {
    return this.at(this.#find(id))?.cursor ?? null
  }

  /**
   * Begins anew with another question; returns what the engine read out of it, and nothing where another one was asked
   * meanwhile. What is on screen stays until the new rows are there. One question is under way at a time: of those that are
   * typed meanwhile the last one is asked.
   */
  async load(asked: Question, start: Start = { kind: 'top' }): Promise<Page | null> {
    this.#asked = asked
    const ticket = ++this.#ticket
    this.loading = true
    await this.#asking
    if (ticket !== this.#ticket) return null
    const asking = this.#source.page(asked, start, BLOCK)
    this.#asking = asking.catch(() => {})
    try {
      const page = await asking
      if (ticket !== this.#ticket) return null
      this.#begin(asked, page)
      this.begun++
      void this.count()
      return page
    } catch (thrown) {
      if (ticket === this.#ticket) this.problem = problemOf(thrown)
      return null
    } finally {
      if (ticket === this.#ticket) this.loading = false
    }
  }

  /** Counts anew; one count is under way at a time. */
  readonly count = single(async () => {
    const ticket = this.#ticket
    try {
      const counts = await this.#source.counts(this.#drawn)
      if (ticket !== this.#ticket) return
      this.counts = counts
      this.#size.counted(counts.matching)
      this.#version++
    } catch (thrown) {
      // Rows are worth more than their number.
      if (ticket === this.#ticket && this.length === 0) this.problem = problemOf(thrown)
    }
  })

  /**
   * Rows changed in the cache: takes over what can be taken without moving anything. `untouched` says that nobody has
   * scrolled or chosen a row yet, so that everything may come in at once. The row `keep` stays.
   */
  freshen(keep: string | null, untouched: boolean): Promise<void> {
    return this.#inTurn(() => (untouched ? this.#beginAgain() : this.#settle(keep, true)))
  }

  /** Lets those in who wait. Those before the first row are seen at the beginning. */
  showWaiting(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#hidden === 0 && this.#sill) return this.#settle(null, false)
      await this.#beginAgain()
      this.begun++
    })
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    this.#freshening = this.#freshening.then(async () => {
      const ticket = this.#ticket
      try {
        await act()
      } catch (thrown) {
        if (ticket === this.#ticket) this.problem = problemOf(thrown)
      }
    })
    return this.#freshening
  }

  async #beginAgain(): Promise<void> {
    const ticket = this.#ticket
    const asked = this.#asked
    const [page, pin] = await Promise.all([this.#source.page(asked, { kind: 'top' }, BLOCK), asked === this.#drawn ? this.#whereIsPin([]) : null])
    if (ticket !== this.#ticket) return
    this.#begin(asked, page, pin)
    await this.count()
  }

  /** `pin` is where the chosen row is now. */
  #begin(asked: Question, page: Page, pin: number | null = null) {
    const at = page.at ?? 0
    const among = page.rows.findIndex(({ id }) => id === this.#pin?.id)
    const index = among < 0 ? pin : at + among
    this.#pin = this.#pin && index !== null ? { ...this.#pin, index } : null
    this.#drawn = asked
    this.page = page
    this.problem = null
    this.waiting = 0
    this.#hidden = 0
    this.#blocks.clear()
    if (at === 0) this.#blocks.put(0, page.rows)
    this.#sill = at === 0 ? null : { at, rows: page.rows, covers: page.rows.length }
    this.#first = at === 0 ? (page.rows[0]?.cursor ?? null) : null
    this.#size = new Size()
    this.#measure(at, page.rows.length, page.next === null)
  }

  /** The rows that are drawn are asked for again, from the first of them: the answer says where that is now. */
  async #settle(keep: string | null, hold: boolean): Promise<void> {
    if (this.#asked !== this.#drawn) return this.#beginAgain()
    const ticket = this.#ticket
    const old = runAround((index) => this.at(index), this.#looked, AROUND)
    const [leader] = old.rows
    if (!leader) {
      this.#blocks.clear()
      this.#version++
      if (this.length === 0) return this.#beginAgain()
      this.#fetch()
      return this.count()
    }
    const limit = old.rows.length + AROUND
    const [page, before, pin] = await Promise.all([
      this.#source.page(this.#drawn, { kind: 'from', cursor: leader.cursor }, limit),
      old.at === 0 || this.#first === null ? null : this.#source.page(this.#drawn, { kind: 'from', cursor: this.#first }, 1),
      this.#whereIsPin(old.rows),
    ])
    if (ticket !== this.#ticket) return
    const at = page.at ?? 0
    // Of the first rows only those that are drawn can be told from newcomers.
    this.#hidden = hold ? Math.min(at, old.at === 0 ? at : (before?.at ?? 0)) : 0
    const { rows, waiting } = hold ? merge(old.rows, page.rows, true, keep) : { rows: page.rows, waiting: 0 }
    this.#sill = { at: at - this.#hidden, rows, covers: page.rows.length }
    if (this.#sill.at === 0) this.#first = rows[0]?.cursor ?? null
    this.waiting = this.#hidden + waiting
    this.page = page
    this.problem = null
    this.#blocks.clear()
    if (pin !== null && this.#pin) this.#pin = { ...this.#pin, index: Math.max(0, pin - this.#hidden) }
    this.#measure(at, page.rows.length, page.next === null)
    this.#fetch()
    await this.count()
  }

  /** Where the chosen row is now, in the engine's list, if it isn't among these. */
  async #whereIsPin(rows: Row[]): Promise<number | null> {
    const pin = this.#pin
    if (!pin || rows.some(({ id }) => id === pin.id)) return null
    return (await this.#source.page(this.#drawn, { kind: 'from', cursor: pin.cursor }, 1)).at
  }

  /** The index in the engine's list of what stands at a position beside the sill. */
  #engineIndex(index: number): number {
    return indexAt(this.#sill, this.#hidden, index)
  }

  #find(id: string): number {
    void this.#version
    const drawn = this.#sill?.rows.findIndex((row) => row.id === id) ?? -1
    return this.#sill && drawn >= 0 ? this.#sill.at + drawn : positionOf(this.#sill, this.#hidden, this.#blocks.find(id))
  }

  /** Asks for what is missing of what is looked at, and for its neighbours. */
  #fetch() {
    const { from, to } = this.#looked
    const last = Math.min(to, this.length - 1)
    const lacks = (index: number) => index >= 0 && index < this.length && !this.at(index)
    const near = [from, last, Math.floor((from + last) / 2), last + AROUND, from - AROUND]
    this.#blocks.want(near.filter(lacks).map((index) => this.#engineIndex(index)), this.#engineIndex(from))
  }

  #measure(from: number, rows: number, ended: boolean) {
    this.#size.saw(from, rows, ended)
    this.#version++
  }
}
