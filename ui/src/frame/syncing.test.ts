import { describe, expect, it } from 'vitest'
import type { SyncState } from '$lib/backend'
import { far, fetching, heard, isLong, remaining, stageOf, waits } from './syncing'

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
    expect(words({ fill, phase: 'remote' })).toMatch(/^Fetching accounts of other servers: /)
  })

  it('what nobody knows yet is left out', () => {
    expect(words({ fill: { fetched: 0, expected: null, perMinute: null, endsAt: null }, phase: 'pending' })).toBe('Fetching who waits: 0 so far')
    expect(words({ fill: { ...fill, endsAt: null } })).toBe('Fetching accounts: 12,400 of about 100,000 · 8,200 a minute')
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

it('a wait for the server is told as long as it lasts', () => {
  expect(waits({ waitsUntil: null }, NOW)).toBe(null)
  expect(waits({ waitsUntil: NOW }, NOW)).toBe(null)
  expect(waits({ waitsUntil: NOW + 24_000 }, NOW)).toBe('Waits 0:24, so that the server has no reason to complain')
  expect(waits({ waitsUntil: NOW + 40 * MINUTE }, NOW)).toMatch(/^Waits until .*\d.*, so that the server has no reason to complain$/)
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
    expect(heard('filling', paused, 'x')).toBe('Fetching is paused')
    expect(heard(paused, 'filling', 'x')).toBe('Fetching goes on')
    expect(heard('filling', stageOf(at({ running: false, fill })), 'x')).toBe('Fetching has stopped')
  })

  it('while a page is still under way, it is not paused yet', () => expect(stageOf(at({ paused: true, fill }))).toBe('filling'))
})
