import { describe, expect, it } from 'vitest'
import type { ProfileView, SyncState } from '$lib/backend'
import { far, unreliable } from '$lib/messages'
import { coming, fetching, heard, isLong, remaining, stageOf, waitsUntil } from './syncing'

const NOW = Date.UTC(2026, 10, 22, 12, 0)
const MINUTE = 60_000
const at = (some: Partial<SyncState> = {}): SyncState => ({
  running: true, paused: false, phase: 'accounts', fill: null, nextAt: null, pages: 3, fetched: 240, finishedAt: null, problem: null, moreOnServer: true, pendingComplete: true, unreliable: [], ...some,
})
const fill = { fetched: 12_400, expected: 100_000, perMinute: 8_200, endsAt: NOW + 10.6 * MINUTE }
const words = (some: Partial<SyncState>) => fetching(at(some), NOW).join(' · ')

describe('fetching', () => {
  it('a fill tells how far it is, how quick, and until when', () => {
    expect(words({ fill })).toBe('Fetching accounts: 12,400 of about 100,000 · 8,200 a minute · about 11 min')
  })

  it('what nobody knows yet is left out', () => {
    expect(words({ fill: { fetched: 0, expected: null, perMinute: null, endsAt: null }, phase: 'pending' })).toBe('Fetching who waits')
    expect(words({ fill: { ...fill, endsAt: null } })).toBe('Fetching accounts: 12,400 of about 100,000 · 8,200 a minute')
  })

  it('in the first seconds there is neither a rate nor an end', () => {
    expect(words({ fill: { ...fill, fetched: 0, perMinute: 0, endsAt: NOW + MINUTE } })).toBe('Fetching accounts: 0 of about 100,000')
    expect(words({ fill: { ...fill, perMinute: null } })).toBe('Fetching accounts: 12,400 of about 100,000')
  })

  it('an end that has passed is not told again', () => {
    expect(words({ fill: { ...fill, endsAt: NOW - 1 } })).toBe('Fetching accounts: 12,400 of about 100,000 · 8,200 a minute')
  })

  it('the number is that of everybody, and never said to be that of a few', () => {
    const far = { fetched: 4_000, expected: 100_000, perMinute: null, endsAt: null }
    expect(words({ fill: far, phase: 'reports' })).toBe('Fetching reported accounts · all accounts: 4,000 of about 100,000')
    expect(words({ fill: { ...far, expected: null }, phase: 'remote' })).toBe('Fetching accounts of other servers · all accounts: 4,000 so far')
    expect(words({ fill: { ...far, fetched: 0 }, phase: 'staff' })).toBe('Fetching staff')
  })

  it('more than was expected is told without what was expected', () => {
    expect(far({ ...fill, fetched: 100_001 })).toBe('100,001 so far')
    expect(far({ ...fill, fetched: 100_000 })).toBe('100,000 of about 100,000')
  })

  it('a plain refresh says what it is at', () => {
    expect(words({})).toBe('Refreshing, 240 fetched')
    expect(words({ phase: 'reports' })).toBe('Refreshing reports')
    expect(words({ phase: 'staff' })).toBe('Refreshing staff, 240 fetched')
    expect(words({ phase: 'sweep' })).toBe('Looking at everybody again, 240 fetched')
  })

  it('only what lasts has a pause', () => {
    expect([at({ fill }), at({ phase: 'sweep' }), at(), at({ phase: 'changes' })].map(isLong)).toEqual([true, true, false, false])
  })
})

it('a time that is left is not over before it is', () => {
  expect(remaining(-5)).toBe('less than a minute')
  expect(remaining(59_999)).toBe('less than a minute')
  expect(remaining(10.1 * MINUTE)).toBe('about 11 min')
  expect(remaining(61 * MINUTE)).toBe('about 2 h')
  expect(remaining(49 * 60 * MINUTE)).toBe('about 3 d')
})

it('a wait is told as long as it lasts', () => {
  expect(waitsUntil(NOW + 24_000, NOW)).toBe('Waits 0:24, so that the server has no reason to complain')
  expect(waitsUntil(NOW + 40 * MINUTE, NOW)).toMatch(/^Waits until .*\d.*, so that the server has no reason to complain$/)
})

describe('what comes next', () => {
  const budget = { limit: 300, remaining: 0, resetsAt: null, kept: 60 }
  const view = (sync: Partial<SyncState>, waits: number | null = null, asked: number | null = null) =>
    ({ sync: at(sync), budget: { ...budget, waitsUntil: waits }, connection: asked === null ? { kind: 'online' } : { kind: 'waiting', until: asked } }) as Pick<ProfileView, 'sync' | 'budget' | 'connection'>
  const idle = { running: false, nextAt: NOW + 53 * MINUTE }

  it('is the wait, of a run that waits', () => {
    expect(coming(view({ fill }, NOW + MINUTE), NOW)).toEqual({ kind: 'waits', at: NOW + MINUTE })
    expect(coming(view({ fill }, NOW + MINUTE, NOW + 2 * MINUTE), NOW)?.kind).toBe('waits')
    expect(coming(view({ fill }, NOW), NOW)).toBe(null)
  })

  it('is the end of what the server asked for, and not a run that lies behind it', () => {
    expect(coming(view(idle, NOW + MINUTE, NOW + MINUTE), NOW)).toEqual({ kind: 'asked', at: NOW + MINUTE })
    expect(coming(view(idle, null, NOW), NOW)?.kind).toBe('begins')
  })

  it('is the next run else, and not before it may ask for anything', () => {
    expect(coming(view(idle), NOW)).toEqual({ kind: 'begins', at: idle.nextAt })
    expect(coming(view(idle, NOW + MINUTE), NOW)?.at).toBe(idle.nextAt)
    expect(coming(view({ ...idle, nextAt: NOW + MINUTE }, NOW + 2 * MINUTE), NOW)).toEqual({ kind: 'begins', at: NOW + 2 * MINUTE })
  })

  it('is nothing while it is paused, runs freely, or is about to begin', () => {
    expect(coming(view({ ...idle, nextAt: null, paused: true }, NOW + MINUTE), NOW)).toBe(null)
    expect(coming(view({ nextAt: null }), NOW)).toBe(null)
    expect(coming(view({ ...idle, nextAt: NOW - 1 }), NOW)).toBe(null)
    expect(coming({ ...view(idle), budget: null }, NOW)?.at).toBe(idle.nextAt)
  })
})

it('lists that are not given as they were asked for are named, and what that means', () => {
  expect([unreliable.short(1), unreliable.short(2)]).toEqual(['1 list not as asked', '2 lists not as asked'])
  expect(unreliable.which([unreliable.lists.staff, unreliable.lists.restricted])).toMatch(/: staff, restricted accounts\.$/)
  expect(unreliable.means).toMatch(/checked row by row.*not believed/)
})

describe('what is read aloud', () => {
  it('is the beginning and the end of a fill, and nothing between', () => {
    const stages = [at({ running: false }), at({ fill }), at({ fill: { ...fill, fetched: 13_000 } }), at({ fill, phase: 'remote' }), at({ running: false })].map(stageOf)
    const said = stages.slice(1).map((stage, index) => heard(stages[index] ?? 'rest', stage, 'tree.social'))
    expect(said).toEqual(['Fetching the accounts of \u2068tree.social\u2069', null, null, 'All accounts are fetched'])
  })

  it('leaves out refreshes, which come every minute', () => {
    expect([at(), at({ phase: 'sweep' }), at({ running: false })].map(stageOf)).toEqual(['rest', 'rest', 'rest'])
  })

  it('tells a pause, and that it is over', () => {
    const paused = stageOf(at({ running: false, paused: true, fill }))
    expect(heard('filling', 'rest', 'x', true)).toBe('The server ended its list early: not all accounts are fetched')
    expect(heard('filling', paused, 'x')).toBe('Fetching is paused')
    expect(heard(paused, 'filling', 'x')).toBe('Fetching goes on')
    expect(heard('filling', stageOf(at({ running: false, fill })), 'x')).toBe('Fetching has stopped')
  })

  it('while a page is still under way, it is not paused yet', () => expect(stageOf(at({ paused: true, fill }))).toBe('filling'))
})
