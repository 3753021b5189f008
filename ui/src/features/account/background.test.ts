import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Background, Membership, MeasureKind } from '$lib/backend'
import { deedTarget, measure } from '$lib/messages'
import { byPower, OpenBackground } from './background.svelte'

const { background } = vi.hoisted(() => ({ background: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: { background }, events: {} }))

const found: Background = {
  counts: { groups: 3, projects: 6, issues: null, mergeRequests: 0 }, memberships: [], moreMemberships: false, deeds: [], moreDeeds: false, measures: [], problem: null,
}
const timedOut = { error: { code: 'timedOut', seconds: 20 }, serverSaid: null }

beforeEach(() => {
  vi.useFakeTimers()
  background.mockResolvedValue(found)
})
afterEach(() => {
  vi.useRealTimers()
  vi.resetAllMocks()
})

describe('the background of an account', () => {
  it('is asked for once, however often one looks', async () => {
    const one = new OpenBackground('p1', 'a1')
    one.look(true)
    one.look(true)
    await vi.runAllTimersAsync()
    one.look(false)
    await vi.runAllTimersAsync()
    expect(background.mock.calls).toEqual([['p1', 'a1']])
    expect(one.found?.counts?.groups).toBe(3)
  })

  it('is not asked for while one walks by, nor drawn late', async () => {
    const passed = new OpenBackground('p1', 'a1')
    passed.look(false)
    passed.close()
    await vi.runAllTimersAsync()
    const left = new OpenBackground('p1', 'a2')
    left.look(false)
    left.leave()
    await vi.runAllTimersAsync()
    expect(background).not.toHaveBeenCalled()
    const late = new OpenBackground('p1', 'a3')
    late.look(true)
    late.close()
    await vi.runAllTimersAsync()
    expect(late.found).toBe(null)
  })

  it('read again, what is there stays where nothing comes, with the reason', async () => {
    const one = new OpenBackground('p1', 'a1')
    await one.read()
    background.mockRejectedValueOnce(timedOut)
    await one.read()
    expect(one.found).not.toBe(null)
    expect(one.problem?.error.code).toBe('timedOut')
    await one.read()
    expect(one.problem).toBe(null)
  })
})

it('where somebody may do most comes first', () => {
  const some = [['a', 'project', 'guest'], ['b', 'project', 'owner'], ['c', 'group', 'owner'], ['d', 'group', 'other']] as const
  const list = some.map(([id, kind, access]): Membership => ({ id, kind, name: id, access }))
  expect(byPower(list).map(({ id }) => id)).toEqual(['c', 'b', 'a', 'd'])
})

describe('a measure', () => {
  const said = (kind: MeasureKind['kind'], by: string | null) => measure({ kind, key: '\u202ekey' } as MeasureKind, by, 'kim').replaceAll(/[\u2068\u2069]/gu, '')

  it('says who, and that it was oneself', () => {
    expect(said('blocked', 'root')).toBe('Blocked by @root')
    expect(said('unblocked', 'kim')).toBe('Unblocked by you')
    expect(said('trusted', null)).toBe('Trusted: spam is not looked for')
    expect(said('bannedAlong', 'other_one')).toBe('Banned along with @other_one: the same mail address')
    expect(said('bannedForReport', '117')).toBe('Banned by the server because of abuse report 117')
    expect(said('bannedForSpam', null)).toBe('Banned by the server because of a spam log')
  })

  it('written in another form is shown as it came, without what cannot be seen', () => {
    expect(said('blocked', 'root on\u202e Monday')).toBe('Blocked by root on Monday')
    expect(said('other', 'x')).toBe('key: x')
    expect(measure({ kind: 'other', key: 'k' }, 'v', 'kim')).toBe('\u2068k\u2069: \u2068v\u2069')
  })
})

it('what something was done to is told in words, and a comment by what it is about', () => {
  expect(deedTarget('MergeRequest', true)).toBe('merge request')
  expect(deedTarget('WikiPage::Meta', true)).toBe('wiki page meta')
  expect(deedTarget('DiffNote', true)).toBe('')
  expect(deedTarget('Note', false)).toBe('something')
  expect(deedTarget('x\u202e 9', true)).toBe('x 9')
})
