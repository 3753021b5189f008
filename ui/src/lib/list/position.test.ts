import { describe, expect, it } from 'vitest'
import { positionIn } from './position'

/** A list of which some rows have come. */
const list = (rows: (string | null)[], some: { complete?: boolean; loading?: boolean; waiting?: number } = {}) => ({
  length: rows.length, complete: true, loading: false, waiting: 0, at: (index: number) => rows[index] ?? undefined, indexOf: (id: string) => rows.indexOf(id), ...some,
})
const counted = (number: number, more = false) => ({ number, more })

describe('where a row is', () => {
  it('is told with how many there are', () => {
    expect(positionIn(list(['a', 'b']), 'b', counted(2))).toEqual({ at: 2, of: 2 })
    expect(positionIn(list(['a', 'b']), 'b', null)).toEqual({ at: 2, of: 2, more: false })
    expect(positionIn(list(['a', 'b', null], { complete: false }), 'b', counted(1_000, true))).toEqual({ at: 2, of: 1_000, more: true })
  })

  it('is not known after another order, until its row has come', () => {
    expect(positionIn(list(['a', null, null]), 'x', counted(3))).toBe(null)
    expect(positionIn(list(['a'], { complete: false }), 'x', counted(1_000_000))).toBe(null)
    expect(positionIn(list(['a'], { loading: true }), 'x', counted(1))).toBe(null)
    expect(positionIn(list(['a'], { waiting: 1 }), 'x', counted(2))).toBe(null)
    expect(positionIn(list(['a']), null, counted(1))).toBe(null)
  })

  it('is elsewhere only where all have come, and it is none of them', () => {
    expect(positionIn(list(['a', 'b']), 'x', counted(2))).toBe('elsewhere')
    expect(positionIn(list([]), 'x', null)).toBe('elsewhere')
  })
})
