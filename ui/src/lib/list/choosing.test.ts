import { expect, it, vi } from 'vitest'
import { Choosing } from './choosing.svelte'

/** A list of which the first rows are there; the others come when `come` is called, as many as it says. */
function some(length: number, there: number) {
  const waiting: (() => void)[] = []
  const list = {
    length, at: (index: number) => (index < there ? `r${index}` : undefined),
    reach: vi.fn(async (index: number) => { await new Promise<void>((done) => waiting.push(done)); return list.at(index) }),
  }
  const chosen = vi.fn()
  const reveal = vi.fn()
  const choosing = new Choosing<string>(list, { reveal, chosen })
  return { list, chosen, reveal, choosing, come: async (rows: number, ended = false) => { there = rows; if (ended) list.length = rows; for (const settle of waiting.splice(0)) settle(); await Promise.resolve() } }
}

it('a row that is there is chosen at once, and no position is beyond the ends', async () => {
  const { choosing, chosen, list } = some(3, 3)
  await choosing.choose(99)
  await choosing.choose(-4)
  expect(chosen.mock.calls).toEqual([['r2', 2], ['r0', 0]])
  expect(list.reach).not.toHaveBeenCalled()
})

it('one that is still to come is come to at once, and chosen when it is there', async () => {
  const { choosing, chosen, reveal, come } = some(10, 3)
  const going = choosing.choose(7)
  expect([reveal.mock.calls, choosing.wanted]).toEqual([[[7]], 7])
  expect(chosen).not.toHaveBeenCalled()
  await come(10)
  await going
  expect(chosen).toHaveBeenCalledExactlyOnceWith('r7', 7)
  expect(choosing.wanted).toBe(null)
})

it('keys go on from where one is going, and what was gone to before is not chosen late', async () => {
  const { choosing, chosen, come } = some(10, 3)
  const first = choosing.choose(5)
  choosing.step(1, 0)
  expect(choosing.wanted).toBe(6)
  await come(10)
  await first
  expect(chosen.mock.calls.filter(([, index]) => index === 5)).toEqual([])
})

it('where the end was nearer than it was thought to be, the last row is chosen', async () => {
  const { choosing, chosen, come } = some(10, 3)
  const going = choosing.choose(9)
  await come(4, true)
  await going
  expect(chosen).toHaveBeenCalledExactlyOnceWith('r3', 3)
})

it('of an empty list nothing is chosen; with nothing open one begins at either end', async () => {
  const none = some(0, 0)
  none.choosing.step(1, -1)
  expect(none.reveal).not.toHaveBeenCalled()
  const { choosing, chosen } = some(3, 3)
  choosing.step(1, -1)
  choosing.step(-1, -1)
  await Promise.resolve()
  expect(chosen.mock.calls).toEqual([['r0', 0], ['r2', 2]])
})
