import { describe, expect, it } from 'vitest'
import type { AccountRow } from '$lib/backend'
import { append, merge } from '$lib/merge'

const rows = (...ids: string[]): AccountRow[] =>
  ids.map((id) => ({ id, handle: id, domain: null, displayName: '', mail: null, mailConfirmed: null, ip: null, reason: null, about: null, marks: [], createdAt: 0, seenAt: 0, activeAt: null, cursor: id }))
const ids = (some: AccountRow[]) => some.map(({ id }) => id).join(' ')

describe('fresh rows', () => {
  it('take the place of the old ones', () => {
    const fresh = rows('a', 'b').map((row) => ({ ...row, marks: ['limited' as const] }))
    expect(merge(rows('a', 'b'), fresh, true, null).rows).toEqual(fresh)
  })

  it('that are newer wait instead of pushing the others down', () => {
    const { rows: now, waiting } = merge(rows('b', 'c'), rows('a', 'b', 'x', 'c'), true, null)
    expect(ids(now)).toBe('b c')
    expect(waiting).toBe(2)
  })

  it('that are older are added at the end', () => {
    const { rows: now, waiting, reachesEnd } = merge(rows('a', 'b'), rows('a', 'b', 'c', 'd'), false, null)
    expect(ids(now)).toBe('a b c d')
    expect(waiting).toBe(0)
    expect(reachesEnd).toBe(true)
  })

  it('that are missing have left', () => {
    expect(ids(merge(rows('a', 'b', 'c'), rows('a', 'c'), true, null).rows)).toBe('a c')
  })
})

it('the row that somebody looks at stays, although it has left', () => {
  expect(ids(merge(rows('a', 'b', 'c'), rows('a', 'c'), true, 'b').rows)).toBe('a b c')
})

it('rows behind the fresh ones stay: nothing is known about them', () => {
  const { rows: now, waiting, reachesEnd } = merge(rows('b', 'c', 'd'), rows('a', 'b', 'c'), false, null)
  expect(ids(now)).toBe('b c d')
  expect(waiting).toBe(1)
  expect(reachesEnd).toBe(false)
})

it('the first rows come in at once', () => {
  expect(ids(merge([], rows('a', 'b'), true, null).rows)).toBe('a b')
})

it('a row that is on screen already is not added again', () => {
  expect(ids(append(rows('a', 'b'), rows('b', 'c')))).toBe('a b c')
})
