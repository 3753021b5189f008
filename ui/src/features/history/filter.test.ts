import { describe, expect, it } from 'vitest'
import { filterOf, isDayOrNone, isNarrow, NO_BOX, NO_FILTER, SETTLED, startOf, toggled } from './filter'
import { isOpen } from '$lib/decisions'
import type { DecisionView } from '$lib/backend'

describe('a day', () => {
  it('begins at midnight of this computer and ends at the next', () => {
    const from = startOf('2026-11-21')
    expect(from).toBe(new Date(2026, 10, 21).getTime())
    expect(startOf(' 2026-3-1 ', 1)).toBe(new Date(2026, 2, 2).getTime())
    // The 31st of October has 25 hours where the clocks change on it, and its end is midnight all the same.
    expect(startOf('2026-10-25', 1)).toBe(new Date(2026, 9, 26).getTime())
    expect(startOf('2026-12-31', 1)).toBe(new Date(2027, 0, 1).getTime())
  })

  it('is one of the calendar, and half a day is none', () => {
    for (const typed of ['', '2026', '2026-11', '2026-02-30', '2026-13-01', '2026-00-10', '21.11.2026', 'yesterday', '2026-11-21x']) expect(startOf(typed), typed).toBeNull()
    expect(isDayOrNone('  ')).toBe(true)
    expect(isDayOrNone('2026-02-30')).toBe(false)
  })
})

describe('what is asked for', () => {
  it('is everything while nothing is typed, spaces included', () => {
    expect(filterOf(NO_BOX)).toEqual({ text: null, account: null, verbs: [], statuses: [], from: null, before: null })
    expect(isNarrow(filterOf({ ...NO_BOX, text: '  ', account: ' ', from: '2026-1' }))).toBe(false)
    expect(isNarrow(NO_FILTER)).toBe(false)
  })

  it('has both days whole, whichever was typed first', () => {
    const both = filterOf({ ...NO_BOX, from: '2026-11-21', to: '2026-11-22' })
    expect([both.from, both.before]).toEqual([new Date(2026, 10, 21).getTime(), new Date(2026, 10, 23).getTime()])
    expect(filterOf({ ...NO_BOX, from: '2026-11-22', to: '2026-11-21' })).toEqual(both)
    const one = filterOf({ ...NO_BOX, from: '2026-11-21', to: '2026-11-21' })
    expect(one.before).toBe(new Date(2026, 10, 22).getTime())
  })

  it('is narrowed by each part', () => {
    for (const part of [{ text: 'a' }, { account: 'a' }, { verbs: ['ban'] as const }, { statuses: ['gone'] as const }, { from: '2026-11-21' }, { to: '2026-11-21' }]) {
      expect(isNarrow(filterOf({ ...NO_BOX, ...part })), JSON.stringify(part)).toBe(true)
    }
  })

  it('takes one in and out', () => {
    expect(toggled(['a'], 'b')).toEqual(['a', 'b'])
    expect(toggled(['a', 'b'], 'a')).toEqual(['b'])
  })

  it('offers those results that something settled can have', () => {
    for (const status of SETTLED) expect(['shows', 'cannotTell'].some((lookup) => !isOpen({ status, lookup } as DecisionView)), status).toBe(true)
    for (const status of ['held', 'ready', 'sending', 'changed'] as const) expect(SETTLED).not.toContain(status)
  })
})
