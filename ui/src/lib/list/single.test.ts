import { expect, it, vi } from 'vitest'
import { single } from './single'

const settled = () => new Promise((settle) => setTimeout(settle))

it('however often it is asked for meanwhile, it is done once more, and not at the same time', async () => {
  const ends: (() => void)[] = []
  const act = vi.fn(() => new Promise<void>((end) => ends.push(end)))
  const go = single(act)
  const first = go()
  await Promise.all([go(), go()])
  expect(act).toHaveBeenCalledTimes(1)
  ends.shift()?.()
  await first
  await settled()
  expect(act).toHaveBeenCalledTimes(2)
  ends.shift()?.()
  await settled()
  expect(act).toHaveBeenCalledTimes(2)
})

it('what failed can be done again', async () => {
  const act = vi.fn().mockRejectedValueOnce(new Error('no')).mockResolvedValue(undefined)
  const go = single(act)
  await expect(go()).rejects.toThrow('no')
  await go()
  expect(act).toHaveBeenCalledTimes(2)
})
