import { describe, expect, it, vi } from 'vitest'
import { DeskError, type Count, type Problem, type Start } from '$lib/backend'
import { Roster } from './roster.svelte'
import type { RosterPage, Source } from './source'

interface Row { id: string; cursor: string }
type Page = RosterPage<Row> & { said?: string }

const named = (id: string): Row => ({ id, cursor: id })
const key = (index: number) => String(index).padStart(7, '0')

/** A list as the engine has it, in the order of its ids. */
class World implements Source<string, Row, Page, { matching: Count }> {
  ids: string[]
  asked: { start: Start; limit: number }[] = []
  /** How many are counted at most. */
  counted = Infinity
  /** Answers wait until they are let go. */
  held: (() => void)[] | null = null
  failing: Problem | null = null

  constructor(count: number) {
    this.ids = Array.from({ length: count }, (_, index) => key(index * 10))
  }

  async page(_: string, start: Start, limit: number): Promise<Page> {
    this.asked.push({ start, limit })
    await new Promise<void>((settle) => (this.held ? this.held.push(settle) : settle()))
    if (this.failing) throw new DeskError(this.failing)
    const behind = (cursor: string, equal: boolean) => { const at = this.ids.findIndex((id) => (equal ? id >= cursor : id > cursor)); return at < 0 ? this.ids.length : at }
    const at = start.kind === 'at' ? start.index : start.kind === 'top' ? 0 : behind(start.cursor, start.kind === 'from')
    const rows = this.ids.slice(at, at + limit).map(named)
    return { rows, next: at + limit < this.ids.length ? 'more' : null, at: start.kind === 'after' ? null : at }
  }

  counts() {
    return Promise.resolve({ matching: { number: Math.min(this.counted, this.ids.length), more: this.ids.length > this.counted } })
  }

  add(...ids: string[]) {
    this.ids = [...this.ids, ...ids].toSorted()
  }

  remove(...ids: string[]) {
    this.ids = this.ids.filter((id) => !ids.includes(id))
  }
}

let world: World
let roster: Roster<string, Row, Page, { matching: Count }>

const settled = () => new Promise((settle) => setTimeout(settle))
async function look(from: number, to: number) {
  roster.look(from, to)
  for (let turn = 0; turn < 5; turn++) {
    await settled()
    roster.look(from, to)
  }
}
const seen = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, offset) => roster.at(from + offset)?.id ?? '…')

async function listing(count: number, counted = Infinity) {
  world = new World(count)
  world.counted = counted
  roster = new Roster(world, '')
  await roster.load('all')
  await settled()
}

describe('a list of a million', () => {
  it('is drawn before anybody has counted it, and is as long as it was counted then', async () => {
    world = new World(1_000_000)
    roster = new Roster(world, '')
    let count: () => void = () => {}
    const counts = world.counts()
    world.counts = () => new Promise((settle) => (count = () => settle(counts)))
    await roster.load('all')
    expect(roster.at(0)?.id).toBe(key(0))
    expect(roster.length).toBe(200)
    expect(roster.complete).toBe(false)
    count()
    await settled()
    expect(roster.length).toBe(1_000_000)
    expect(roster.complete).toBe(true)
  })

  it('has the rows that one looks at, and only some blocks of the others', async () => {
    await listing(1_000_000)
    await look(700_030, 700_070)
    expect(seen(700_030, 700_032)).toEqual([key(7_000_300), key(7_000_310), key(7_000_320)])
    for (let at = 0; at < 100_000; at += 1000) await look(at, at + 40)
    expect(roster.at(700_030)).toBeUndefined()
    expect(roster.at(99_000)?.id).toBe(key(990_000))
    expect(world.asked.every(({ limit }) => limit <= 100)).toBe(true)
  })

  it('gives up what was scrolled past, and asks for no block twice', async () => {
    await listing(1_000_000)
    world.asked = []
    world.held = []
    for (let at = 10_000; at <= 900_000; at += 10_000) roster.look(at, at + 40)
    expect(world.asked.length).toBe(2)
    const { held } = world
    world.held = null
    for (const go of held) go()
    await look(900_000, 900_040)
    expect(roster.at(900_020)?.id).toBe(key(9_000_200))
    expect(world.asked.length).toBeLessThan(8)
    const indices = world.asked.map(({ start }) => (start.kind === 'at' ? start.index : -1))
    expect(new Set(indices).size).toBe(indices.length)
  })

  it('has a last row, which keys come to', async () => {
    await listing(1_000_000)
    expect(await roster.last()).toBe(999_999)
    expect((await roster.reach(999_999))?.id).toBe(key(9_999_990))
  })
})

describe('a list that was counted as 1,000+', () => {
  it('grows as one goes on, and ends where it ends', async () => {
    await listing(1_234, 1_000)
    expect(roster.length).toBe(1_001)
    expect(roster.complete).toBe(false)
    await look(960, 1_000)
    expect(roster.length).toBe(1_200)
    await look(1_160, 1_199)
    expect(roster.length).toBe(1_234)
    expect(roster.complete).toBe(true)
    expect(roster.at(1_233)?.id).toBe(key(12_330))
  })

  it('has its end found in a few steps', async () => {
    for (const count of [1_001, 1_100, 1_234, 54_321, 1_000_000]) {
      await listing(count, 1_000)
      world.asked = []
      expect(await roster.last(), String(count)).toBe(count - 1)
      expect(roster.at(count - 1)?.id).toBe(key((count - 1) * 10))
      expect(world.asked.length).toBeLessThan(60)
    }
  })
})

describe('while rows come and go', () => {
  it('newcomers before the first row wait, and nothing moves', async () => {
    await listing(500)
    await look(0, 30)
    world.ids = ['!1', '!2', '!3', ...world.ids]
    await roster.freshen(null, false)
    expect(roster.waiting).toBe(3)
    expect(seen(0, 1)).toEqual([key(0), key(10)])
    expect(roster.length).toBe(500)
    await look(200, 230)
    expect(roster.at(200)?.id).toBe(key(2_000))
    await roster.showWaiting()
    expect(seen(0, 3)).toEqual(['!1', '!2', '!3', key(0)])
    expect(roster.waiting).toBe(0)
    expect(roster.length).toBe(503)
  })

  it('the rows in sight are the same ones after others came above, at their new place', async () => {
    await listing(10_000)
    await look(5_000, 5_030)
    world.add(...Array.from({ length: 40 }, (_, index) => `${key(index * 10)}x`))
    await roster.freshen(null, false)
    expect(roster.indexOf(key(50_000))).toBe(5_040)
    expect(seen(5_040, 5_042)).toEqual([key(50_000), key(50_010), key(50_020)])
    expect(roster.waiting).toBe(0)
    expect(roster.length).toBe(10_040)
    await look(5_300, 5_330)
    expect(roster.at(5_300)?.id).toBe(key(52_600))
  })

  it('a newcomer among the rows in sight waits; scrolled past, it is where it belongs', async () => {
    await listing(2_000)
    await look(500, 530)
    world.add(`${key(5_100)}x`)
    await roster.freshen(null, false)
    expect(seen(509, 512)).toEqual([key(5_090), key(5_100), key(5_110), key(5_120)])
    expect(roster.waiting).toBe(1)
    await look(700, 730)
    // Behind it everything is as far as it was.
    expect(roster.at(700)?.id).toBe(key(7_000))
    await roster.freshen(null, false)
    expect(roster.waiting).toBe(0)
    const now = roster.indexOf(key(7_000))
    expect(now).toBe(701)
    await look(500, 530)
    expect(seen(510, 512)).toEqual([key(5_100), `${key(5_100)}x`, key(5_110)])
  })

  it('one that has left leaves, and the one that is looked at stays until one moves', async () => {
    await listing(300)
    await look(0, 30)
    world.remove(key(50), key(70))
    await roster.freshen(key(70), false)
    expect(seen(4, 8)).toEqual([key(40), key(60), key(70), key(80), key(90)])
    expect(roster.length).toBe(299)
    await look(200, 230)
    expect(roster.at(200)?.id).toBe(key(2_010))
    await look(0, 30)
    await roster.freshen(null, false)
    expect(seen(4, 7)).toEqual([key(40), key(60), key(80), key(90)])
    expect(roster.length).toBe(298)
  })

  it('the chosen row has its place also where it is out of sight', async () => {
    await listing(10_000)
    await look(100, 130)
    roster.pin(110)
    expect(roster.at(110)?.id).toBe(key(1_100))
    for (let at = 2_000; at < 9_000; at += 100) await look(at, at + 30)
    expect(roster.indexOf(key(1_100))).toBe(110)
    expect(roster.has(key(1_100))).toBe(false)
    world.add(...Array.from({ length: 7 }, (_, index) => `${key(index * 10)}x`))
    await roster.freshen(null, false)
    expect(roster.indexOf(key(1_100))).toBe(117)
  })

  it('as long as nobody has looked further, everything comes in at once', async () => {
    await listing(50)
    world.ids = ['!1', ...world.ids]
    await roster.freshen(null, true)
    expect(roster.at(0)?.id).toBe('!1')
    expect(roster.waiting).toBe(0)
    expect(roster.begun).toBe(1)
  })

  it('everybody may leave', async () => {
    await listing(40)
    await look(0, 30)
    world.ids = []
    await roster.freshen(key(30), false)
    expect(seen(0, 0)).toEqual([key(30)])
    await roster.freshen(null, false)
    expect(roster.length).toBe(0)
    world.add('a')
    await roster.freshen(null, false)
    expect(seen(0, 0)).toEqual(['a'])
  })
})

describe('questions', () => {
  it('one is under way at a time, and of those asked meanwhile the last one is asked', async () => {
    await listing(10)
    const asked = vi.spyOn(world, 'page')
    world.held = []
    const first = roster.load('a')
    await settled()
    const answers = [first, ...['an', 'ann', 'anna'].map((text) => roster.load(text))]
    await settled()
    expect(asked.mock.calls.map(([text]) => text)).toEqual(['a'])
    for (let turn = 0; turn < 3; turn++) {
      for (const go of world.held.splice(0)) go()
      await settled()
    }
    expect((await Promise.all(answers)).map((page) => page !== null)).toEqual([false, false, false, true])
    expect(asked.mock.calls.map(([text]) => text)).toEqual(['a', 'anna'])
  })

  it('what is on screen stays until the new rows are there', async () => {
    await listing(10)
    world.held = []
    const loading = roster.load('anna')
    await settled()
    expect(roster.loading).toBe(true)
    expect(roster.at(0)?.id).toBe(key(0))
    world.ids = ['x']
    for (const go of world.held.splice(0)) go()
    await loading
    expect(seen(0, 0)).toEqual(['x'])
    expect(roster.begun).toBe(2)
  })

  it('one that fails leaves the rows, says why, and is asked again as soon as something changes', async () => {
    await listing(10)
    world.failing = { error: { code: 'timedOut', seconds: 20 }, serverSaid: null }
    expect(await roster.load('anna')).toBeNull()
    expect(roster.problem?.error.code).toBe('timedOut')
    expect(roster.at(0)?.id).toBe(key(0))
    world.failing = null
    const asked = vi.spyOn(world, 'page')
    await roster.freshen(null, false)
    expect(asked.mock.calls[0]?.[0]).toBe('anna')
    expect(roster.problem).toBeNull()
  })

  it('may begin in the middle, where one was before', async () => {
    world = new World(10_000)
    roster = new Roster(world, '')
    await roster.load('all', { kind: 'from', cursor: key(40_000) })
    await settled()
    expect(roster.indexOf(key(40_000))).toBe(4_000)
    await look(3_980, 4_010)
    expect(seen(3_999, 4_001)).toEqual([key(39_990), key(40_000), key(40_010)])
    expect(roster.length).toBe(10_000)
  })
})
