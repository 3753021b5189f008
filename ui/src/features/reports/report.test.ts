import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ReportDetail } from '$lib/backend'
import { OpenReport } from './report.svelte'

const { openReport, lookAtReport } = vi.hoisted(() => ({ openReport: vi.fn(), lookAtReport: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: { openReport, lookAtReport } }))

const detail = (seenAt: number) => ({ id: '1432', seenAt }) as ReportDetail

beforeEach(() => {
  vi.useFakeTimers()
  openReport.mockResolvedValue(detail(1))
  lookAtReport.mockResolvedValue(detail(2))
})
afterEach(() => {
  vi.useRealTimers()
  vi.resetAllMocks()
})

it('shows what the cache has at once, and what the server says after a rest', async () => {
  const one = new OpenReport('p1', '1432')
  await one.open(true)
  expect(one.detail?.seenAt).toBe(1)
  await vi.runAllTimersAsync()
  expect(one.detail?.seenAt).toBe(2)
})

it('walking on spends nothing of the budget and draws nothing late', async () => {
  const one = new OpenReport('p1', '1432')
  const opening = one.open(true)
  one.close()
  await opening
  await vi.runAllTimersAsync()
  expect(one.detail).toBe(null)
  expect(lookAtReport).not.toHaveBeenCalled()
})

it('what the cache does not have is shown when the server has it', async () => {
  openReport.mockRejectedValue({ error: { code: 'notFound' }, serverSaid: null })
  const one = new OpenReport('p1', '1432')
  await one.open(true)
  expect(one.problem?.error.code).toBe('notFound')
  await vi.runAllTimersAsync()
  expect(one.detail?.seenAt).toBe(2)
  expect(one.problem).toBe(null)
})

it('what cannot be read anew stays on screen, with the reason beside it', async () => {
  lookAtReport.mockRejectedValue({ error: { code: 'timedOut', seconds: 20 }, serverSaid: null })
  const one = new OpenReport('p1', '1432')
  await one.open(true)
  await vi.runAllTimersAsync()
  expect(one.detail?.seenAt).toBe(1)
  expect(one.stale?.error.code).toBe('timedOut')
})
