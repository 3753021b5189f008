import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { paced } from './paced'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('many wishes are one, and an unending stream of them is not starved', async () => {
  const act = vi.fn().mockResolvedValue(null)
  const { ask } = paced(act, 250)
  for (let passed = 0; passed < 1000; passed += 50) {
    ask()
    await vi.advanceTimersByTimeAsync(50)
  }
  expect(act.mock.calls.length).toBeGreaterThanOrEqual(3)
  expect(act.mock.calls.length).toBeLessThanOrEqual(4)
})

it('what is asked for while it is being done is done once more', async () => {
  let finish: () => void = () => {}
  const act = vi.fn(() => new Promise<void>((settle) => (finish = settle)))
  const { ask } = paced(act, 250)
  ask()
  await vi.advanceTimersByTimeAsync(250)
  ask()
  ask()
  await vi.advanceTimersByTimeAsync(1000)
  expect(act).toHaveBeenCalledTimes(1)
  finish()
  await vi.advanceTimersByTimeAsync(250)
  expect(act).toHaveBeenCalledTimes(2)
})

it('stopped, nothing is done any more', async () => {
  const act = vi.fn().mockResolvedValue(null)
  const { ask, stop } = paced(act, 250)
  ask()
  stop()
  ask()
  await vi.advanceTimersByTimeAsync(1000)
  expect(act).not.toHaveBeenCalled()
})
