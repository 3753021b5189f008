import { expect, it, vi } from 'vitest'
import type { Completion } from '$lib/backend'
import { Completing } from './completing.svelte'

const option = (text: string, start: number, length: number, open = false): Completion => ({ text, field: 'state', start, length, open })
const at = (typed: string, caret = typed.length) => ({ typed, caret })

async function offered(typed: string, ...options: Completion[]) {
  const completing = new Completing(() => Promise.resolve(options))
  await completing.follow(at(typed))
  return completing
}

it('nothing is asked before a word has begun', async () => {
  const ask = vi.fn().mockResolvedValue([])
  const completing = new Completing(ask)
  await completing.follow(at(''))
  await completing.follow(at('anna '))
  await completing.follow(at('anna st', 5))
  expect(ask).not.toHaveBeenCalled()
  await completing.follow(at('anna st'))
  expect(ask).toHaveBeenCalledWith('anna st', 7)
})

it('nothing is chosen until an arrow says so: Enter still opens who was found', async () => {
  const completing = await offered('st', option('state:', 0, 2, true))
  expect(completing.open).toBe(true)
  expect(completing.chosen).toBe(-1)
  expect(completing.taken('st')).toBeNull()
})

it('arrows walk through all of them and past the last one to none', async () => {
  const completing = await offered('state:', option('state:pending', 0, 6), option('state:limited', 0, 6))
  const walked = [1, 1, 1, 1].map(() => (completing.move(1), completing.chosen))
  expect(walked).toEqual([0, 1, -1, 0])
  completing.move(-1)
  completing.move(-1)
  expect(completing.chosen).toBe(1)
})

it('what is taken replaces its word, and one can type on', async () => {
  const completing = await offered('anna st wren', option('state:', 5, 2, true), option('role:"Site owner"', 5, 2))
  expect(completing.taken('anna st wren', 0)).toEqual({ typed: 'anna state: wren', caret: 11 })
  expect(completing.taken('anna st wren', 1)).toEqual({ typed: 'anna role:"Site owner" wren', caret: 23 })
  const end = await offered('state:pe', option('state:pending', 0, 8))
  expect(end.taken('state:pe', 0)).toEqual({ typed: 'state:pending ', caret: 14 })
})

it('what stands there already is not offered', async () => {
  expect((await offered('state:pending', option('state:pending', 0, 13))).open).toBe(false)
})

it('the answer to an older text is dropped, and one that fails offers nothing', async () => {
  let late: (options: Completion[]) => void = () => {}
  const ask = vi.fn().mockReturnValueOnce(new Promise((settle) => (late = settle))).mockResolvedValueOnce([option('state:pending', 0, 3)]).mockRejectedValueOnce(new Error('no'))
  const completing = new Completing(ask)
  const first = completing.follow(at('st'))
  await completing.follow(at('sta'))
  late([option('staff', 0, 2)])
  await first
  expect(completing.options.map(({ text }) => text)).toEqual(['state:pending'])
  await completing.follow(at('stat'))
  expect(completing.open).toBe(false)
})

it('closed, it stays closed until one types on', async () => {
  let late: (options: Completion[]) => void = () => {}
  const completing = new Completing(() => new Promise((settle) => (late = settle)))
  const asking = completing.follow(at('st'))
  completing.close()
  late([option('state:', 0, 2, true)])
  await asking
  expect(completing.open).toBe(false)
})
