import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { cancel, cancelNewest, release } from './acting'
import { wanted } from './again.svelte'
import type { DecisionView, ProfileView } from './backend'
import { holdsOf, isOpen, isWaiting, letsGoOn } from './decisions'
import { desk } from './desk.svelte'
import { causeWords, leaveWords, neverBack } from './messages'
import { Outbox, outbox, secondsLeft } from './outbox.svelte'

const door = vi.hoisted(() => ({ outbox: vi.fn(), cancelDecision: vi.fn(), releaseDecisions: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: door }))

const NOW = 1_000_000
const decided = (id: string, more: Partial<DecisionView> = {}): DecisionView =>
  ({ id, profile: 'p1', account: 'a1', handle: 'anna', verb: 'reject', status: 'held', decidedAt: NOW, holdLeft: 30_000, review: 'none', attempts: 0, lookup: null, steps: [], ...more }) as DecisionView
const ids = (some: readonly { decision: DecisionView }[]) => some.map(({ decision }) => decision.id)

beforeEach(() => void vi.useFakeTimers({ now: NOW }))
afterEach(() => {
  outbox.keep([])
  vi.resetAllMocks()
  vi.useRealTimers()
  for (const { id } of desk.said) desk.unsay(id)
})

describe('a hold', () => {
  it('is counted down from what was left when it was drawn, and never below nothing', () => {
    const box = new Outbox()
    box.apply(decided('d', { holdLeft: 9_500 }))
    const [open] = box.all
    if (!open) throw new Error('not there')
    expect([0, 1_000, 9_499, 20_000].map((later) => secondsLeft(open, NOW + later))).toEqual([10, 9, 1, 0])
  })

  it('of which nothing is heard when it should be over is asked about: the computer slept', async () => {
    const box = new Outbox()
    door.outbox.mockResolvedValue([decided('d', { holdLeft: 8_000 })])
    box.apply(decided('d', { holdLeft: 10_000 }))
    await vi.advanceTimersByTimeAsync(11_000)
    expect(door.outbox).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(door.outbox).toHaveBeenCalledWith('p1')
    const [open] = box.all
    expect(open && secondsLeft(open, Date.now())).toBe(7)
    box.keep([])
  })

  it('that waits for a word first is not counted down', () => {
    const box = new Outbox()
    box.apply(decided('d', { review: 'together' }))
    const [open] = box.all
    expect(open && secondsLeft(open, NOW)).toBe(null)
  })
})

describe('what is not settled', () => {
  it('is read once from each instance, and forgotten with it', async () => {
    const box = new Outbox()
    door.outbox.mockImplementation((profile: string) => Promise.resolve([decided(`d-${profile}`, { profile })]))
    box.keep(['p1', 'p2'])
    await vi.advanceTimersByTimeAsync(0)
    box.keep(['p1', 'p2'])
    expect(door.outbox).toHaveBeenCalledTimes(2)
    expect(ids(box.all)).toEqual(['d-p1', 'd-p2'])
    box.keep(['p2'])
    expect(ids(box.all)).toEqual(['d-p2'])
    box.keep([])
  })

  it('a move that is told while it is being read is not undone by what was read before it', async () => {
    const box = new Outbox()
    let first: (some: DecisionView[]) => void = () => {}
    door.outbox.mockImplementationOnce(() => new Promise((settle) => (first = settle)))
    door.outbox.mockResolvedValueOnce([])
    const read = box.read('p1')
    box.apply(decided('d', { status: 'cancelled', holdLeft: null }))
    first([decided('d')])
    await read
    await vi.advanceTimersByTimeAsync(0)
    expect(box.all).toEqual([])
  })

  it('leaves when it is settled; what became of it is told once, and only of what had waited', () => {
    const box = new Outbox()
    expect(box.apply(decided('at-once', { status: 'confirmed' }))).toBe(false)
    expect(box.apply(decided('d'))).toBe(false)
    expect(box.apply(decided('d', { status: 'sending', holdLeft: null }))).toBe(false)
    expect(box.apply(decided('d', { status: 'confirmed', holdLeft: null }))).toBe(true)
    expect(box.apply(decided('d', { status: 'confirmed', holdLeft: null }))).toBe(false)
    expect(box.all).toEqual([])
    box.apply(decided('e'))
    expect(box.apply(decided('e', { status: 'cancelled' }))).toBe(false)
  })

  it('is what the engine lists as such', () => {
    for (const status of ['held', 'ready', 'changed', 'sending', 'unsure', 'accepted', 'halfway'] as const) expect(isOpen(decided('d', { status }))).toBe(true)
    for (const status of ['confirmed', 'unprovable', 'refused', 'gone', 'putBack', 'wasSo', 'cancelled'] as const) expect(isOpen(decided('d', { status }))).toBe(false)
    expect(isOpen(decided('d', { status: 'unsure', lookup: 'shows' }))).toBe(false)
    expect(isOpen(decided('d', { status: 'halfway', lookup: 'unchanged' }))).toBe(false)
    expect(isOpen(decided('d', { status: 'accepted', lookup: 'cannotTell', verb: 'reject' }))).toBe(true)
    expect(isOpen(decided('d', { status: 'accepted', lookup: 'cannotTell', verb: 'deleteData' }))).toBe(false)
    expect(isOpen(decided('d', { status: 'unsure', lookup: 'cannotTell', verb: 'reject' }))).toBe(false)
  })

  it('one goes on from what waits, and can cancel it until it leaves', () => {
    expect(letsGoOn(decided('d'))).toBe(true)
    expect(letsGoOn(decided('d', { status: 'changed' }))).toBe(false)
    expect(isWaiting(decided('d', { status: 'changed' }))).toBe(true)
    expect(isWaiting(decided('d', { status: 'sending' }))).toBe(false)
  })

  it('about an account only what has not left stands above it', () => {
    const box = new Outbox()
    box.apply(decided('unsure', { status: 'unsure', holdLeft: null }))
    box.apply(decided('held'))
    box.apply(decided('other', { account: 'a2' }))
    box.apply(decided('resolve', { verb: 'resolveReport', report: '7' }))
    expect(ids(box.about('p1', 'a1'))).toEqual(['held'])
    expect(ids(box.aboutReport('p1', '7'))).toEqual(['resolve'])
    expect([box.holds(decided('held')), box.holds(decided('unsure')), box.holds(decided('nowhere'))]).toEqual([true, false, false])
    box.keep([])
  })
})

describe('Z', () => {
  const stand = (id: string, at: number, more: Partial<DecisionView> = {}) => outbox.apply(decided(id, { decidedAt: at, ...more }))

  it('cancels the last one that has not left, on whichever instance, and names it', async () => {
    stand('old', 1)
    stand('new', 3, { profile: 'p2', handle: 'bob' })
    stand('left', 4, { status: 'sending', holdLeft: null })
    door.cancelDecision.mockResolvedValue(decided('new', { status: 'cancelled', handle: 'bob' }))
    await cancelNewest()
    expect(door.cancelDecision).toHaveBeenCalledWith('p2', 'new')
    expect(desk.said.at(-1)?.text).toContain('@bob')
    expect(desk.said.at(-1)?.text).toContain('Nothing was sent')
  })

  it('pressed twice cancels two, and not the same one twice', async () => {
    stand('one', 1)
    stand('two', 2)
    door.cancelDecision.mockImplementation((_: string, id: string) => Promise.resolve(decided(id, { status: 'cancelled' })))
    await Promise.all([cancelNewest(), cancelNewest()])
    expect(door.cancelDecision.mock.calls.map(([, id]) => id as string)).toEqual(['two', 'one'])
  })

  it('says so where it was too late', async () => {
    stand('one', 1)
    door.cancelDecision.mockResolvedValue(decided('one', { status: 'sending' }))
    await cancel(decided('one'))
    expect(desk.said.at(-1)).toMatchObject({ tone: 'caution', text: expect.stringContaining('it has left') })
  })

  it('too late, it leads to what reverses it, and says so where nothing does', async () => {
    const decide = vi.spyOn(wanted, 'decide').mockReturnValue()
    stand('one', 1, { verb: 'limit' })
    const left = decided('one', { verb: 'limit', status: 'sending' })
    door.cancelDecision.mockResolvedValue(left)
    await cancelNewest()
    desk.said.at(-1)?.act?.run()
    expect(decide).toHaveBeenCalledExactlyOnceWith('reverse', left)

    door.cancelDecision.mockResolvedValue(decided('one', { verb: 'reject', status: 'sending' }))
    await cancelNewest()
    expect(desk.said.at(-1)).toMatchObject({ act: null, text: expect.stringContaining(neverBack('reject')) })
    decide.mockRestore()
  })

  it('says so where nothing waits', async () => {
    await cancelNewest()
    expect(door.cancelDecision).not.toHaveBeenCalled()
    expect(desk.said.at(-1)?.text).toContain('Nothing waits')
  })
})

it('those that were kept back leave together, by their ids', async () => {
  door.releaseDecisions.mockResolvedValue(null)
  await release([decided('one'), decided('two')])
  expect(door.releaseDecisions).toHaveBeenCalledWith('p1', ['one', 'two'])
})

it('why it waits is told, and what comes next', () => {
  const on = (kind: string) => ({ name: 'tree.social', connection: { kind } }) as ProfileView
  const why = (more: Partial<DecisionView>, kind = 'online') => causeWords(decided('d', more), on(kind))
  expect(why({})).toContain('when its time is over')
  expect(why({ status: 'ready' }, 'offline')).toContain('when the server answers')
  expect(why({ status: 'ready', attempts: 2 })).toContain('2 times')
  expect(why({ status: 'ready', review: 'together' }, 'offline')).toContain('when you say so')
  expect(why({ review: 'singly' })).toContain('by itself')
  expect(why({ status: 'changed' })).toContain('compare')
})

it('holds that are not told are as the engine has them', () => {
  expect(holdsOf({})).toEqual({ reversible: 10_000, irreversible: 30_000, staleHours: 6 })
  expect(holdsOf({ holds: { reversible: 0 } })).toEqual({ reversible: 0, irreversible: 30_000, staleHours: 6 })
})

it('how many leave, and until when, is told as far as it is known', () => {
  const until = new Date(2026, 10, 22, 21, 14).getTime()
  const now = until - 20 * 60_000
  const say = (left: number, some: { endsAt?: number; waitsUntil?: number }) => leaveWords({ left, endsAt: some.endsAt ?? null, waitsUntil: some.waitsUntil ?? null }, now)
  expect(say(34, { endsAt: until })).toMatch(/^34 leave, about until .*14/)
  expect(say(5, { endsAt: now + 40_000 })).toBe('5 leave, in less than a minute')
  expect(say(1, { endsAt: until, waitsUntil: until })).toMatch(/^1 leaves; waits until .*14.*: the server asks for fewer requests$/)
  expect(say(34, { endsAt: until, waitsUntil: now - 1 })).toMatch(/^34 leave, about/) // that is over
  expect(say(34, {})).toBe('34 wait to leave')
})
