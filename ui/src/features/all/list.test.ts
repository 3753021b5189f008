import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AccountRow, AllQuery } from '$lib/backend'
import { Counting } from './counting.svelte'
import { commonFields } from './fields'
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

describe('a list of which nobody can skip a page', () => {
  /** Pages without end, or so many of them. */
  const endless = (pages = Number.POSITIVE_INFINITY) =>
    listAll.mockImplementation(({ cursor }: AllQuery) => {
      const page = Number(cursor ?? 0)
      return Promise.resolve(answer(Array.from({ length: 100 }, (_, index) => ['p1', `${page}-${index}`]), page + 1 < pages ? String(page + 1) : null))
    })
  const question = { typed: '', sort: NEWEST }

  it('goes on a little behind the rows that are there, and loads on when one gets there', async () => {
    endless()
    const list = new AllList('accounts')
    expect(list.length).toBe(0)
    await list.load(question)
    expect([list.length, list.at(150), list.complete]).toEqual([300, undefined, false])
    list.look(280, 299)
    await vi.waitFor(() => expect(list.rows).toHaveLength(200))
    expect(list.at(150)?.id).toBe(rowId('p1', '1-50'))
    expect(list.length).toBe(400)
  })

  it('is never longer than was counted, and as long as it is at its end', async () => {
    endless(2)
    countAll.mockResolvedValue(counts(150))
    const list = new AllList('accounts')
    await list.load(question)
    await list.counting.count('')
    expect(list.length).toBe(150)
    expect(await list.last()).toBe(199)
    expect([list.length, list.complete]).toEqual([200, true])
  })

  it('comes to a row that is not there yet', async () => {
    endless()
    const list = new AllList('accounts')
    await list.load(question)
    expect((await list.reach(299))?.id).toBe(rowId('p1', '2-99'))
    expect(list.rows).toHaveLength(300)
    expect(await list.reach(-1)).toBe(undefined)
  })

  it('is not fetched whole by one key, and says so', async () => {
    endless()
    const far = vi.fn()
    const list = new AllList('accounts', far)
    await list.load(question)
    expect(await Promise.all([list.last(), list.last()])).toEqual([5_099, 5_099])
    expect(far).toHaveBeenCalledExactlyOnceWith(5_100)
    expect(await list.last()).toBe(10_099)
  })

  it('whose page cannot be had stays where it is', async () => {
    endless()
    const list = new AllList('accounts')
    await list.load(question)
    listAll.mockRejectedValue({ error: { code: 'diskTrouble' }, serverSaid: null })
    expect(await list.last()).toBe(99)
    expect(list.problem?.error.code).toBe('diskTrouble')
  })
})

describe('the form over all instances', () => {
  const fields = commonFields(['pending', 'loginFrozen'], true)

  it('has what every instance has, and other servers only where there are any', () => {
    expect(fields.find(({ field }) => field === 'state')?.values).toEqual(['pending', 'frozen'])
    const alone = commonFields([], false).map(({ field }) => field)
    expect(fields.map(({ field }) => field).filter((field) => !alone.includes(field))).toEqual(['origin', 'domain'])
  })

  it('offers the words that the engine knows', () => {
    const known = (file: string) => [...readFileSync(`../src-tauri/engine/src/filter/${file}.rs`, 'utf8').matchAll(/(?:Has|AccountKind)::\w+ => "([\w-]+)"/g)].map(([, word]) => word)
    expect(fields.find(({ field }) => field === 'has')?.values).toEqual(known('has'))
    expect(fields.find(({ field }) => field === 'kind')?.values).toEqual(known('kind'))
  })
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
