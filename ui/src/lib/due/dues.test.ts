import { afterEach, expect, it, vi } from 'vitest'
import type { DecisionView, DueView, ProfileView } from '../backend'
import { desk } from '../desk.svelte'
import { dueWords } from '../messages'
import { end, putOff, remind } from './acting'
import { Dues, dues } from './dues.svelte'

const door = vi.hoisted(() => ({ dues: vi.fn(), moveDue: vi.fn(), endDue: vi.fn(), remind: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: door }))

const due = (id: string, more: Partial<DueView> = {}): DueView =>
  ({ id, profile: 'p1', account: 'a1', handle: 'anna', decision: null, verb: null, at: 1, isDue: true, words: null, madeAt: 0, standing: 'stands', ended: null, ...more })
const ids = (some: readonly DueView[]) => some.map(({ id }) => id)

afterEach(() => {
  dues.keep([])
  vi.resetAllMocks()
  for (const { id } of desk.said) desk.unsay(id)
})

it('what is due stands apart from what will be, each in its order over all instances', async () => {
  const all = new Dues()
  const kept: Record<string, DueView[]> = {
    p1: [due('late', { at: 20 }), due('later', { at: 90, isDue: false })],
    p2: [due('soon', { profile: 'p2', at: 10 }), due('next', { profile: 'p2', at: 40, isDue: false })],
  }
  door.dues.mockImplementation((profile: string) => Promise.resolve(kept[profile]))
  all.keep(['p1', 'p2'])
  await vi.waitFor(() => expect(ids(all.due)).toEqual(['soon', 'late']))
  expect(ids(all.coming)).toEqual(['next', 'later'])
  expect(ids(all.about('p2', 'a1'))).toEqual(['soon', 'next'])
  all.keep(['p2'])
  expect(ids(all.due)).toEqual(['soon'])
  expect(door.dues).toHaveBeenCalledTimes(2)
})

it('what becomes due meanwhile is told, and not what was due when the desk was opened', async () => {
  const all = new Dues()
  door.dues.mockResolvedValue([due('one'), due('two', { isDue: false })])
  expect(await all.read('p1')).toEqual([])
  door.dues.mockResolvedValue([due('one'), due('two')])
  expect(ids(await all.read('p1'))).toEqual(['two'])
  expect(await all.read('p1')).toEqual([])
})

it('of two readings the later counts, and one that failed says why until it is read again', async () => {
  const all = new Dues()
  let first: (some: DueView[]) => void = () => {}
  door.dues.mockReturnValueOnce(new Promise((settle) => (first = settle))).mockResolvedValueOnce([due('new')])
  const old = all.read('p1')
  await all.read('p1')
  first([due('old')])
  await old
  expect(ids(all.due)).toEqual(['new'])
  door.dues.mockRejectedValueOnce({ error: { code: 'diskTrouble' }, serverSaid: null }).mockResolvedValueOnce([])
  await all.read('p1')
  expect(all.problems.get('p1')?.error.code).toBe('diskTrouble')
  all.keep(['p1'])
  expect(door.dues).toHaveBeenCalledTimes(3)
  await all.read('p1')
  expect(all.problems.size).toBe(0)
})

it('of two presses the second does nothing, and what came of it is said with the person', async () => {
  door.dues.mockResolvedValue([])
  door.endDue.mockResolvedValue(due('one', { ended: 'done' }))
  await Promise.all([end(due('one')), end(due('one'))])
  expect(door.endDue).toHaveBeenCalledTimes(1)
  expect(desk.said.at(-1)).toMatchObject({ tone: 'good', text: expect.stringContaining('\u2068@anna\u2069') })
  door.moveDue.mockResolvedValue(due('two', { ended: 'overtaken' }))
  await putOff(due('two'), 99)
  expect(desk.said.at(-1)?.text).toContain('settled already')
  expect(dues.busy.size).toBe(0)
})

it('a reminder says its words, and none where nothing was written', async () => {
  const profile = { id: 'p1', name: 'tree.social' } as ProfileView
  door.dues.mockResolvedValue([])
  door.remind.mockResolvedValue(due('one'))
  expect(await remind(profile, 'a1', 99, '  ')).toBe(true)
  expect(door.remind).toHaveBeenLastCalledWith('p1', 'a1', 99, null)
  door.remind.mockRejectedValue({ error: { code: 'dueInvalid' }, serverSaid: null })
  expect(await remind(profile, 'a1', 1, 'is it gone?')).toBe(false)
  expect(desk.said.at(-1)).toMatchObject({ tone: 'bad', text: expect.stringContaining('not ahead') })
})

it('names are isolated, and one that is due is named while several are counted', () => {
  const lift = due('one', { handle: 'an\u202ena', verb: 'liftLimit', decision: { verb: 'limit', lasts: 7 } as DecisionView })
  expect(dueWords.now([lift], 'tree')).toBe('Due: Lift limit \u2068@anna\u2069 on \u2068tree\u2069.')
  expect(dueWords.now([lift, due('two')], 'tree')).toMatch(/^2 are due on/)
  expect([dueWords.end(lift), dueWords.end(due('r')), dueWords.end(due('r', { isDue: false }))]).toEqual(['Drop', 'Done', 'Drop'])
  expect(dueWords.lasted('limit', 1)).toBe('Limited for 1 day')
})
