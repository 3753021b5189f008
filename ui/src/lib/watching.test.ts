import { expect, it, vi } from 'vitest'
import { Watching } from './watching.svelte'

vi.mock('$lib/bindings', () => ({ commands: {}, events: {} }))

/** An engine that answers when it is told to. */
function slow() {
  const told: (string | null)[] = []
  const answers: (() => void)[] = []
  const failures: (() => void)[] = []
  const watching = new Watching((profile) => {
    told.push(profile)
    return new Promise<void>((resolve, reject) => { answers.push(resolve); failures.push(() => reject(new Error('gone'))) })
  })
  const settle = async (some: (() => void)[]) => { some.at(-1)?.(); await new Promise((next) => setTimeout(next)) }
  return { told, watching, answer: () => settle(answers), fail: () => settle(failures) }
}

it('the instance on screen is told once, however often it is looked at', async () => {
  const { told, watching, answer } = slow()
  watching.look('p1')
  watching.look('p1')
  await answer()
  watching.look('p1')
  expect(told).toEqual(['p1'])
})

it('of a quick walk over several the last one is told, after the first', async () => {
  const { told, watching, answer } = slow()
  for (const profile of ['p1', 'p2', 'p3', 'p4']) watching.look(profile)
  expect(told).toEqual(['p1'])
  await answer()
  expect(told).toEqual(['p1', 'p4'])
})

it('a hidden window is told, and that it is back', async () => {
  const { told, watching, answer } = slow()
  for (const profile of ['p1', null, 'p1']) { watching.look(profile); await answer() }
  expect(told).toEqual(['p1', null, 'p1'])
})

it('what could not be told is told with the next change, and not in a loop', async () => {
  const { told, watching, fail, answer } = slow()
  watching.look('p1')
  await fail()
  expect(told).toEqual(['p1'])
  watching.look('p1')
  await answer()
  expect(told).toEqual(['p1', 'p1'])
})
