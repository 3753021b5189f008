import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { DecisionView } from './backend'
import { desk } from './desk.svelte'
import { outbox } from './outbox.svelte'
import { quitting } from './quitting.svelte'

const door = vi.hoisted(() => ({ quit: vi.fn(), stay: vi.fn() }))
const heard = vi.hoisted(() => ({ tell: vi.fn<(asked: { payload: { waiting: unknown[] } }) => void>() as (asked: { payload: { waiting: unknown[] } }) => void }))
vi.mock('$lib/bindings', () => ({
  commands: door,
  events: { quitAsked: { listen: (hear: typeof heard.tell) => { heard.tell = hear; return Promise.resolve(() => {}) } } },
}))

const decided = (id: string, more: Partial<DecisionView> = {}) => ({ id, profile: 'p1', account: id, handle: id, verb: 'limit', status: 'held', decidedAt: 1, holdLeft: null, review: 'none', lookup: null, steps: [], ...more }) as DecisionView

beforeEach(async () => {
  door.stay.mockResolvedValue(null)
  await quitting.open()
  const some = [decided('one'), decided('two')]
  for (const one of some) outbox.apply(one)
  heard.tell({ payload: { waiting: some } })
})
afterEach(async () => {
  await quitting.stay()
  outbox.keep([])
  vi.resetAllMocks()
  for (const { id } of desk.said) desk.unsay(id)
})

it('what leaves, settles or is taken back while somebody is asked is not asked about any more', () => {
  expect([quitting.asks, quitting.left.length]).toEqual([true, 2])
  outbox.apply(decided('one', { status: 'sending' }))
  expect(quitting.left).toHaveLength(2) // it may still come back
  outbox.apply(decided('one', { status: 'confirmed' }))
  expect(quitting.left.map(({ id }) => id)).toEqual(['two'])
  outbox.apply(decided('two', { status: 'changed' }))
  expect(quitting.left).toEqual([]) // it waits for another word than this one
})

it('what is not known here yet counts as not left', () => {
  heard.tell({ payload: { waiting: [decided('far', { profile: 'p2' })] } })
  expect(quitting.left.map(({ id }) => id)).toEqual(['far'])
})

it('the answer is handed on; while what is sent is waited for, another one takes its place', async () => {
  let sent = () => {}
  door.quit.mockImplementationOnce(() => new Promise<void>((settle) => (sent = settle)))
  const first = quitting.answer('send')
  expect(quitting.doing).toBe('send')
  door.quit.mockResolvedValueOnce(null)
  await quitting.answer('keep')
  sent()
  await first
  expect(door.quit.mock.calls).toEqual([['send'], ['keep']])
  expect(quitting.doing).toBe('keep')
})

it('an answer that fails says why, and is asked for again', async () => {
  door.quit.mockRejectedValueOnce({ error: { code: 'diskTrouble' }, serverSaid: null })
  await quitting.answer('cancel')
  expect([quitting.asks, quitting.doing, quitting.problem?.error.code]).toEqual([true, null, 'diskTrouble'])
})

it('whoever stays is told that what was let go goes on leaving, and nothing where nothing was', async () => {
  await quitting.stay()
  expect([quitting.asks, desk.said.length]).toEqual([false, 0])
  expect(door.stay).toHaveBeenCalledOnce()
  heard.tell({ payload: { waiting: [decided('one'), decided('two')] } })
  door.quit.mockReturnValueOnce(new Promise(() => {}))
  void quitting.answer('send')
  await quitting.stay()
  expect(desk.said.at(-1)?.text).toContain('leaves by itself')
})
