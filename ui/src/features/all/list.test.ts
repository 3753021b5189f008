import { afterEach, expect, it, vi } from 'vitest'
import type { AccountRow, AllQuery } from '$lib/backend'
import { Counting } from './counting.svelte'
import { AllList, rowId } from './list.svelte'

const { listAll, countAll } = vi.hoisted(() => ({ listAll: vi.fn(), countAll: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: { listAll, countAll }, events: {} }))

const NEWEST = { by: 'joined', descending: true } as const
const row = (id: string) => ({ id, handle: id }) as unknown as AccountRow
const answer = (rows: [string, string][], next: string | null = null) => ({ rows: rows.map(([profile, id]) => ({ profile, row: row(id) })), next, filter: {}, problems: [], typed: '', unread: [] })
const counts = (number: number) => ({ matching: { number, more: false }, loaded: 9, states: [], parts: null })

afterEach(() => vi.resetAllMocks())

it('people to whom two servers gave the same id are two rows', async () => {
  listAll.mockResolvedValue(answer([['p1', '7'], ['p2', '7']]))
  const list = new AllList('accounts')
  await list.load({ typed: 'casino', sort: NEWEST })
  expect(list.rows.map(({ id }) => id)).toEqual([rowId('p1', '7'), rowId('p2', '7')])
  expect(list.indexOf(rowId('p2', '7'))).toBe(1)
  expect(list.at(1)?.profile).toBe('p2')
})

it('the next page is asked for with the same words and the same order', async () => {
  listAll.mockResolvedValueOnce(answer([['p1', '1']], 'c1')).mockResolvedValueOnce(answer([['p2', '2']]))
  const list = new AllList('queue')
  const sort = { by: 'handle', descending: false } as const
  await list.load({ typed: 'x', sort })
  await list.more()
  expect(listAll.mock.calls.map(([query]) => query as AllQuery)).toEqual([{ place: 'queue', typed: 'x', sort, cursor: null, limit: 100 }, { place: 'queue', typed: 'x', sort, cursor: 'c1', limit: 100 }])
  expect(list.rows).toHaveLength(2)
})

it('a list that one has walked far into waits for a word before it is read anew', async () => {
  const pages = Array.from({ length: 12 }, (_, page) => answer(Array.from({ length: 100 }, (_, index) => ['p1', `${page}-${index}`]), `c${page}`))
  for (const page of pages) listAll.mockResolvedValueOnce(page)
  const list = new AllList('accounts')
  await list.load({ typed: '', sort: NEWEST })
  for (let page = 1; page < 12; page++) await list.more()
  listAll.mockClear()
  await list.moved(null, false)
  expect(listAll).not.toHaveBeenCalled()
  expect(list.changed).toBe(true)
  listAll.mockResolvedValueOnce(answer([['p1', 'new']]))
  await list.load({ typed: '', sort: NEWEST })
  expect([list.changed, list.rows.length]).toEqual([false, 1])
})

it('a number that comes late is not that of what is asked now', async () => {
  let late: (value: unknown) => void = () => {}
  countAll.mockReturnValueOnce(new Promise((resolve) => (late = resolve))).mockResolvedValueOnce(counts(3))
  const counting = new Counting('accounts')
  const first = counting.count('a')
  await counting.count('ab')
  late(counts(900))
  await first
  expect(counting.counts?.matching.number).toBe(3)
})

it('a number that cannot be had is left out', async () => {
  countAll.mockRejectedValue({ error: { code: 'diskTrouble' }, serverSaid: null })
  const counting = new Counting('accounts')
  await counting.count('a')
  expect(counting.counts).toBe(null)
})
