import { beforeEach, expect, it, vi } from 'vitest'
import { follow, Idle, LOOK_EACH } from './idle'

const MINUTE = 60_000
let wall = 0
let steady = 0
const over = vi.fn()
const pass = (ms: number) => {
  wall += ms
  steady += ms
}
const idle = (minutes: number | null) => {
  const one = new Idle(over, { wall: () => wall, steady: () => steady })
  one.limit(minutes)
  return one
}

beforeEach(() => {
  wall = 1_700_000_000_000
  steady = 5_000
  over.mockReset()
})

it('nobody was here for so many minutes: it is over, once', () => {
  const one = idle(5)
  pass(5 * MINUTE - 1)
  expect([one.look(), over.mock.calls.length]).toEqual([false, 0])
  pass(1)
  expect([one.look(), over.mock.calls.length]).toEqual([true, 1])
  expect([one.look(), over.mock.calls.length]).toEqual([false, 1])
})

it('whoever is here begins the time anew', () => {
  const one = idle(1)
  for (let at = 0; at < 10; at++) {
    pass(MINUTE - 1)
    one.here()
  }
  expect(over).not.toHaveBeenCalled()
  pass(MINUTE)
  one.look()
  expect(over).toHaveBeenCalledOnce()
})

it('a computer that slept is too late, also when a key is the first to tell', () => {
  const one = idle(30)
  wall += 8 * 60 * MINUTE // the other clock rested
  one.here()
  expect(over).toHaveBeenCalledOnce()
})

it('a clock that was set back does not keep the desk open', () => {
  const one = idle(10)
  wall -= 24 * 60 * MINUTE
  steady += 10 * MINUTE
  expect(one.look()).toBe(true)
})

it('a pointer that rests while the page moves under it is nobody', () => {
  const one = idle(1)
  one.pointer(10, 20)
  pass(MINUTE - 1)
  one.pointer(10, 20)
  pass(1)
  expect(one.look()).toBe(true)
  pass(MINUTE - 1)
  one.pointer(11, 20)
  pass(MINUTE - 1)
  expect(one.look()).toBe(false)
})

it('without a limit nobody is away for too long, and a new one counts from when it was chosen', () => {
  const one = idle(null)
  pass(1_000 * MINUTE)
  expect(one.look()).toBe(false)
  one.limit(1)
  expect(one.look()).toBe(false)
  pass(MINUTE)
  expect(one.look()).toBe(true)
})

it('keys, clicks and the wheel are somebody, anywhere in the window; the clocks are looked at in between', async () => {
  vi.useFakeTimers()
  const one = idle(1)
  const stop = follow(one)
  await Promise.resolve() // listeners of the pointer are added a moment later
  const inner = document.body.appendChild(document.createElement('button'))
  inner.addEventListener('keydown', (event) => event.stopPropagation())
  for (const event of [new KeyboardEvent('keydown', { bubbles: true }), new Event('pointerdown', { bubbles: true }), new Event('wheel', { bubbles: true })]) {
    pass(MINUTE - 1)
    inner.dispatchEvent(event)
  }
  vi.advanceTimersByTime(LOOK_EACH)
  expect(over).not.toHaveBeenCalled()
  pass(MINUTE)
  vi.advanceTimersByTime(LOOK_EACH)
  expect(over).toHaveBeenCalledOnce()
  stop()
  pass(MINUTE)
  vi.advanceTimersByTime(LOOK_EACH)
  expect(over).toHaveBeenCalledOnce()
  vi.useRealTimers()
})
