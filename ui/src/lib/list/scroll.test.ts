import { describe, expect, it } from 'vitest'
import { barFor, moved, reach, scrolled, settled, START, tall, TALLEST, topFor, type Stand } from './scroll'

const ROW = 32
const few = { whole: 5_000 * ROW, room: 800 }
const million = { whole: 1_000_000 * ROW, room: 800 }
const many = { whole: 40_000_000 * ROW, room: 731 }

describe('a list that fits', () => {
  it('is scrolled as any other', () => {
    expect(scrolled({ bar: 100, top: 100 }, 12_345.5, few)).toEqual({ bar: 12_345.5, top: 12_345.5 })
    expect(moved(START, 99_999_999, few)).toEqual({ bar: reach(few), top: reach(few) })
    expect(tall(few)).toBe(few.whole)
  })
})

describe.each([['a million rows', million], ['forty million', many]])('%s', (_, sizes) => {
  it('are no higher than a web view can draw', () => {
    expect(tall(sizes)).toBe(TALLEST)
  })

  it('are reached from the first to the last by dragging', () => {
    const end = scrolled(START, TALLEST - sizes.room, sizes)
    expect(end.top).toBe(sizes.whole - sizes.room)
    expect(scrolled(end, 0, sizes)).toEqual({ bar: 0, top: 0 })
    const middle = scrolled(START, (TALLEST - sizes.room) / 2, sizes)
    expect(Math.abs(middle.top / reach(sizes) - 0.5)).toBeLessThan(0.001)
  })

  it('go by as many pixels as a wheel turns, wherever one is', () => {
    for (const share of [0.1, 0.5, 0.9]) {
      let stand = moved(START, reach(sizes) * share, sizes)
      const from = stand.top
      for (let turn = 1; turn <= 500; turn++) {
        stand = scrolled(stand, stand.bar + 53, sizes)
        expect(stand.top).toBe(from + turn * 53)
      }
    }
  })

  it('have an end for the wheel as well, and a beginning', () => {
    let stand: Stand = moved(START, reach(sizes) - 40 * ROW, sizes)
    for (let turn = 0; turn < 40; turn++) stand = scrolled(stand, Math.min(stand.bar + 120, TALLEST - sizes.room), sizes)
    expect(stand.top).toBe(reach(sizes))
    expect(stand.bar).toBe(TALLEST - sizes.room)
    stand = moved(stand, 40 * ROW, sizes)
    for (let turn = 0; turn < 40; turn++) stand = scrolled(stand, Math.max(stand.bar - 120, 0), sizes)
    expect(stand).toEqual({ bar: 0, top: 0 })
  })

  it('do not end where only the bar does', () => {
    const high = { bar: 40, top: 90_000 }
    const next = scrolled(high, 0, sizes)
    expect(next.top).toBe(89_960)
    expect(next.bar).toBe(barFor(89_960, sizes))
    expect(next.bar).toBeGreaterThan(0)
  })

  it('stay where they are while the bar is put right', () => {
    const drifted = { bar: 4_000_000, top: 200_000 }
    const right = settled(drifted, sizes)
    expect(right.top).toBe(200_000)
    expect(right.bar).toBe(barFor(200_000, sizes))
    expect(Math.abs(topFor(right.bar, sizes) - 200_000)).toBeLessThanOrEqual(reach(sizes) / TALLEST + 1)
  })

  it('come to any row that keys ask for', () => {
    for (const index of [0, 1, 17, 499_999, 999_998]) {
      const { top, bar } = moved({ bar: 31_337, top: 77_777 }, index * ROW, sizes)
      expect(top).toBe(Math.min(index * ROW, reach(sizes)))
      expect(bar).toBeGreaterThanOrEqual(0)
      expect(bar).toBeLessThanOrEqual(TALLEST - sizes.room)
    }
  })
})

it('a list that has become shorter is looked at where it still is', () => {
  expect(settled({ bar: 9_000, top: 9_000 }, { whole: 4_000, room: 800 })).toEqual({ bar: 3_200, top: 3_200 })
  expect(settled({ bar: 7_000_000, top: 28_000_000 }, { whole: 4_000, room: 800 })).toEqual({ bar: 3_200, top: 3_200 })
})
