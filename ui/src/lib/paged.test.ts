import { expect, it, vi } from 'vitest'
import { PagedList } from './paged.svelte'

interface Page {
  rows: { id: string }[]
  next: string | null
}

const answer = vi.fn<(asked: string, cursor: string | null, limit: number) => Promise<Page>>()

class Some extends PagedList<string, { id: string }, Page> {
  protected ask(asked: string, cursor: string | null, limit: number) {
    return answer(asked, cursor, limit)
  }
}

const page = (ids: string, next: string | null = null): Page => ({ rows: ids.split(' ').map((id) => ({ id })), next })
const ids = (list: Some) => list.rows.map(({ id }) => id).join(' ')

async function loaded(first: Page) {
  answer.mockReset()
  const list = new Some()
  answer.mockResolvedValueOnce(first)
  await list.load('all')
  return list
}

it('newcomers wait above, and the one on screen stays where it is', async () => {
  const list = await loaded(page('3 2 1'))
  answer.mockResolvedValueOnce(page('5 4 3 1'))
  await list.freshen('2', false)
  expect(ids(list)).toBe('3 2 1')
  expect(list.waiting).toBe(2)
  answer.mockResolvedValueOnce(page('5 4 3 1'))
  await list.showWaiting()
  expect(ids(list)).toBe('5 4 3 1')
  expect(list.waiting).toBe(0)
})

it('the answer to an older question is dropped', async () => {
  answer.mockReset()
  const list = new Some()
  let late: (page: Page) => void = () => {}
  answer.mockReturnValueOnce(new Promise((settle) => (late = settle)))
  const first = list.load('all')
  answer.mockResolvedValueOnce(page('9'))
  await list.load('some')
  late(page('1'))
  expect(await first).toBe(null)
  expect(ids(list)).toBe('9')
})

it('the next page is fetched once, however often it is asked for', async () => {
  const list = await loaded(page('4 3', 'c1'))
  answer.mockResolvedValueOnce(page('3 2'))
  await Promise.all([list.more(), list.more()])
  expect(answer.mock.calls.slice(1)).toEqual([['all', 'c1', 100]])
  expect(ids(list)).toBe('4 3 2')
  expect(list.complete).toBe(true)
  await list.more()
  expect(answer).toHaveBeenCalledTimes(2)
})

it('freshening asks for as many as are on screen, and a page', async () => {
  const list = await loaded(page('4 3', 'c1'))
  answer.mockResolvedValueOnce(page('4 3', 'c1')).mockResolvedValueOnce(page('2'))
  await list.freshen(null, false)
  expect(answer.mock.calls.slice(1)).toEqual([['all', null, 102], ['all', 'c1', 100]])
  expect(ids(list)).toBe('4 3 2')
  expect(list.complete).toBe(true)
})

it('without a question nothing is kept fresh; with one from the beginning it is', async () => {
  answer.mockReset()
  await new Some().freshen(null, true)
  expect(answer).not.toHaveBeenCalled()
  answer.mockResolvedValueOnce(page('1'))
  const list = new Some('all')
  await list.freshen(null, true)
  expect(ids(list)).toBe('1')
})

it('what fails leaves the rows as they are', async () => {
  const list = await loaded(page('1'))
  answer.mockRejectedValueOnce({ error: { code: 'timedOut', seconds: 20 }, serverSaid: null })
  await list.freshen(null, false)
  expect(list.problem?.error.code).toBe('timedOut')
  expect(ids(list)).toBe('1')
  expect(list.loading).toBe(false)
})
