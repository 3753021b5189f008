import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AccountDetail } from '$lib/backend'
import { OpenAccount } from './account.svelte'

const { openAccount, lookAtAccount } = vi.hoisted(() => ({ openAccount: vi.fn(), lookAtAccount: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: { openAccount, lookAtAccount } }))

const detail = (seenAt: number) => ({ id: 'a1', seenAt }) as AccountDetail

beforeEach(() => {
  vi.useFakeTimers()
  openAccount.mockResolvedValue(detail(1))
  lookAtAccount.mockResolvedValue(detail(2))
})
afterEach(() => {
  vi.useRealTimers()
  vi.resetAllMocks()
})

it('shows what the cache has at once, and what the server says after a rest', async () => {
  const one = new OpenAccount('p1', 'a1')
  await one.open(true)
  expect(one.detail?.seenAt).toBe(1)
  await vi.runAllTimersAsync()
  expect(one.detail?.seenAt).toBe(2)
})

it('walking on spends nothing of the budget and draws nothing late', async () => {
  const one = new OpenAccount('p1', 'a1')
  const opening = one.open(true)
  one.close()
  await opening
  await vi.runAllTimersAsync()
  expect(one.detail).toBe(null)
  expect(lookAtAccount).not.toHaveBeenCalled()
})

it('offline the cache is all there is', async () => {
  await new OpenAccount('p1', 'a1').open(false)
  await vi.runAllTimersAsync()
  expect(lookAtAccount).not.toHaveBeenCalled()
})

it('what cannot be read anew stays on screen, with the reason beside it', async () => {
  lookAtAccount.mockRejectedValue({ error: { code: 'timedOut', seconds: 20 }, serverSaid: null })
  const one = new OpenAccount('p1', 'a1')
  await one.open(true)
  await vi.runAllTimersAsync()
  expect(one.detail?.seenAt).toBe(1)
  expect(one.stale?.error.code).toBe('timedOut')
})
