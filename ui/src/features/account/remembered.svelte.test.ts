import { flushSync, mount, unmount } from 'svelte'
import { afterEach, expect, it, vi } from 'vitest'
import type { Remembered as Known } from '$lib/backend'
import Remembered from './Remembered.svelte'

const { remembered } = vi.hoisted(() => ({ remembered: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: { remembered }, events: {} }))

const known: Known = { by: 'mail', verb: 'reject', same: false, times: 2, decision: 'd1', account: '7', handle: 'anna', decidedAt: Date.UTC(2020, 8, 3, 12) }

let shown: Record<string, unknown>
async function draw(answer: Promise<Known[]>) {
  remembered.mockReturnValue(answer)
  shown = mount(Remembered, { target: document.body, props: { profile: 'p1', account: 'a1' } })
  flushSync()
  await answer.catch(() => {})
  // The answer passes through the door to the engine.
  await new Promise((resolve) => setTimeout(resolve))
  flushSync()
}
afterEach(() => {
  void unmount(shown)
  document.body.replaceChildren()
})

it('who was rejected before is told with the day', async () => {
  await draw(Promise.resolve([known]))
  expect(remembered).toHaveBeenCalledWith('p1', 'a1')
  expect(document.body.textContent).toMatch(/You rejected this mail address 2 times, last on .*2020.*@anna/)
})

it('nothing is drawn of somebody whom nobody knows, or when the journal cannot be read', async () => {
  await draw(Promise.resolve([]))
  expect(document.querySelector('[data-testid="remembered"]')).toBeNull()
  void unmount(shown)
  await draw(Promise.reject({ error: { code: 'internal' }, serverSaid: null }))
  expect(document.body.textContent?.trim()).toBe('')
})
