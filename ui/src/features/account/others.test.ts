import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Others, StateFilter } from '$lib/backend'
import { othersStanding, othersTitle } from '$lib/messages'
import { OpenOthers } from './others.svelte'

const { others } = vi.hoisted(() => ({ others: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: { others }, events: {} }))

const n = (number: number, more = false) => ({ number, more })
const shared = (some: Partial<Others> = {}): Others => ({ sharing: 'address', value: '198.51.100.7', others: n(4), good: n(1), gone: n(3), rejectedHere: 3, states: [], typed: 'ip:198.51.100.7', ...some })
const plain = (text: string) => text.replaceAll(/[\u2068\u2069]/gu, '')

beforeEach(() => {
  vi.useFakeTimers()
  others.mockResolvedValue([shared()])
})
afterEach(() => {
  vi.useRealTimers()
  vi.resetAllMocks()
})

describe('others', () => {
  it('are counted with those in good standing, also when there are none', () => {
    expect(othersStanding(shared())).toBe('3 you rejected, 1 in good standing')
    expect(othersStanding(shared({ good: n(0), rejectedHere: 0, gone: n(0), states: [{ state: 'pending', count: n(2) }] }))).toBe('2 pending, none in good standing')
  })

  it('who vanished without us are gone, and not rejected by us', () => {
    expect(othersStanding(shared({ gone: n(5), rejectedHere: 3 }))).toBe('3 you rejected, 2 gone, 1 in good standing')
  })

  it('are not said to be restricted where they are not', () => {
    const states = (['notSuspended', 'active', 'unrestricted', 'suspended', 'staff'] as const).map((state) => ({ state, count: n(7) }))
    expect(othersStanding(shared({ others: n(19), rejectedHere: 0, gone: n(0), states, good: n(12) }))).toBe('7 suspended, 12 in good standing; 7 of all are staff')
  })

  it('are never counted twice', () => {
    const states = (...some: [StateFilter, number][]) => some.map(([state, number]) => ({ state, count: n(number) }))
    const there = { rejectedHere: 0, gone: n(0) }
    expect(othersStanding(shared({ ...there, others: n(6), good: n(6), states: states(['staff', 6]) }))).toBe('6 in good standing, 6 of them staff')
    expect(othersStanding(shared({ ...there, others: n(5), good: n(2), states: states(['limited', 2], ['sensitive', 1]) }))).toBe('2 limited, 1 sensitive, 2 in good standing')
    expect(othersStanding(shared({ ...there, others: n(5), good: n(2), states: states(['limited', 2], ['sensitive', 3]) }))).toBe('3 not in good standing (2 limited, 3 sensitive), 2 in good standing')
  })

  it('are led by what they share, one of them in the singular, many with a plus', () => {
    expect(plain(othersTitle(shared(), '198.51.100.7'))).toBe('4 others from 198.51.100.7')
    expect(plain(othersTitle(shared({ sharing: 'network', others: n(1) }), '198.51.100.0/24'))).toBe('1 other from its network 198.51.100.0/24')
    expect(plain(othersTitle(shared({ sharing: 'mailDomain', others: n(1000, true) }), 'mail.example'))).toBe('1,000+ others with mail at mail.example')
    expect(othersStanding(shared({ good: n(1000, true) }))).toContain('1,000+ in good standing')
  })

  it('are isolated from our sentence, whatever a mail domain is made of', () => {
    const title = othersTitle(shared({ sharing: 'mailDomain' }), `\u202e${'x'.repeat(300)}`)
    expect(title).not.toContain('\u202e')
    expect(title.length).toBeLessThan(130)
  })
})

describe('who is open', () => {
  it('is asked about at once, and once for many changes of the cache', async () => {
    const one = new OpenOthers('p1', 'a1')
    await one.look()
    expect(one.found).toHaveLength(1)
    for (let change = 0; change < 20; change++) one.moved()
    await vi.runAllTimersAsync()
    expect(others.mock.calls).toEqual([['p1', 'a1'], ['p1', 'a1']])
  })

  it('shows nothing that nobody shares', async () => {
    others.mockResolvedValue([shared({ others: n(0) })])
    const one = new OpenOthers('p1', 'a1')
    await one.look()
    expect(one.found).toEqual([])
  })

  it('is not drawn late, when somebody has walked on', async () => {
    const one = new OpenOthers('p1', 'a1')
    const asked = one.look()
    one.close()
    await asked
    one.moved()
    await vi.runAllTimersAsync()
    expect(one.found).toBe(null)
    expect(others).toHaveBeenCalledTimes(1)
  })

  it('whose others cannot be read has none, and what was there before stays', async () => {
    others.mockRejectedValueOnce({ error: { code: 'diskTrouble' }, serverSaid: null })
    const one = new OpenOthers('p1', 'a1')
    await one.look()
    expect(one.found).toEqual([])
    await one.look()
    others.mockRejectedValueOnce({ error: { code: 'diskTrouble' }, serverSaid: null })
    await one.look()
    expect(one.found).toHaveLength(1)
  })
})
